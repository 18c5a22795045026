import { pino } from "pino";
import { expect, test } from "vitest";

import { createTreeMemory } from "../../src/github/tree-memory.js";
import { createPathMemory } from "../../src/github/path-memory.js";
import { sealOf } from "../../src/review/seal.js";
import { createReviewWorker } from "../../src/app/review-worker.js";
import { createMetrics } from "../../src/server/metrics.js";
import { job } from "../support/jobs.js";

test("a limit that one job meets holds for all jobs of its installation, and for no other", async () => {
  let now = 1_000_000;
  const asked: number[] = [];
  const metrics = createMetrics(
    () => Promise.resolve({ waiting: 0, running: 0, oldestMs: 0 }),
    () => 0,
  );
  const limited = Object.assign(new Error("slow down"), {
    status: 403,
    response: { headers: { "retry-after": "60" } },
  });
  const worker = createReviewWorker({
    clientFor: (installationId) => {
      asked.push(installationId);
      return Promise.reject(limited);
    },
    analysisFor: () => ({
      prepare: () => Promise.resolve([]),
      pair: () => Promise.resolve(new Map()),
      lowering: () => Promise.resolve([]),
      analyze: () => Promise.resolve([]),
    }),
    enqueue: () => Promise.resolve("accepted"),
    appId: 1,
    seal: sealOf(["x"]),
    memory: createPathMemory(),
    trees: createTreeMemory(),
    grantsOf: () => Promise.resolve({}),
    baseUrl: null,
    log: pino({ level: "silent" }),
    metrics: () => metrics,
    now: () => now,
  });
  const attempt = async (installationId: number) => {
    const one = job(1, { installationId });
    const error = await worker.run(one).catch((thrown: unknown) => thrown);
    return worker.judge(error, 1, one);
  };

  expect(await attempt(7)).toEqual({ kind: "retry", afterMs: 60_000, counts: false });
  now += 10_000;
  const second = await attempt(7);
  expect(second).toMatchObject({ kind: "retry", counts: false });
  expect(second.kind === "retry" && second.afterMs).toBeGreaterThanOrEqual(50_000);
  expect(second.kind === "retry" && second.afterMs).toBeLessThanOrEqual(52_000);
  await attempt(8);
  expect(asked).toEqual([7, 8]);
  now += 50_001;
  await attempt(7);
  expect(asked).toEqual([7, 8, 7]);
});
