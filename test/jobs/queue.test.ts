import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { JobFailure, JobHandler, JobQueue, ReviewJob } from "../../src/jobs/job-queue.js";
import { createSqliteQueue, MAX_ATTEMPTS } from "../../src/jobs/sqlite-queue.js";
import { FolderInUse, openStore } from "../../src/jobs/sqlite-store.js";

let deliveries = 0;
function job(number: number, more: Partial<ReviewJob> = {}): ReviewJob {
  return {
    installationId: 1,
    owner: "o",
    repo: "r",
    target: { kind: "pull-request", number },
    rerun: null,
    wantsHowToFix: false,
    deliveryId: `d${String(++deliveries)}`,
    ...more,
  };
}

/** A handler whose jobs end when the test says so. */
function handler(judge: (attempt: number) => JobFailure = () => ({ kind: "give-up" })) {
  const started: { readonly job: ReviewJob; readonly end: (error?: Error) => Promise<void> }[] = [];
  const abandoned: ReviewJob[] = [];
  const jobs: JobHandler = {
    run: (item) =>
      new Promise((resolve, reject) => {
        const end = async (error?: Error) => {
          if (error) reject(error);
          else resolve();
          await settle();
        };
        started.push({ job: item, end });
      }),
    judge: (_, attempt) => judge(attempt),
    abandon: (item) => {
      abandoned.push(item);
      return Promise.resolve();
    },
  };
  return { started, abandoned, jobs };
}

/** Lets what was begun come to its end: commits happen in later turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

let folder = "";
const open: JobQueue[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  folder = mkdtempSync(join(tmpdir(), "no-pickle-jobs-"));
});
afterEach(async () => {
  for (const queue of open.splice(0)) {
    const drained = queue.drain(0).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    await drained;
  }
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** A queue on the folder of the test; `crash` ends it as a kill would, without a word. */
function start(jobs: JobHandler, concurrency: number): JobQueue & { readonly crash: () => void } {
  const store = openStore(folder, true, Date.now());
  const queue = createSqliteQueue(store, jobs, concurrency);
  open.push(queue);
  return {
    ...queue,
    crash: () => {
      open.splice(open.indexOf(queue), 1);
      store.close();
    },
  };
}

const numbers = (started: readonly { job: ReviewJob }[]) =>
  started.map(({ job: { target } }) => (target.kind === "pull-request" ? target.number : 0));

describe("the queue", () => {
  test("runs one job at a time for a pull request, the newest of those waiting", async () => {
    const { started, jobs } = handler();
    const queue = start(jobs, 4);
    const [first, second, third] = [job(1), job(1, { rerun: "asked" }), job(1)];
    await queue.enqueue(first);
    await queue.enqueue(second);
    await queue.enqueue(third);
    expect(started.map(({ job: item }) => item.deliveryId)).toEqual([first.deliveryId]);
    expect(queue.depth()).toMatchObject({ waiting: 1, running: 1 });
    await started[0]?.end();
    expect(started[1]?.job).toEqual({ ...third, rerun: "asked" });
  });

  test("keeps to its concurrency and lets no pull request starve another", async () => {
    const { started, jobs } = handler();
    const queue = start(jobs, 2);
    for (const number of [1, 2, 3, 1]) await queue.enqueue(job(number));
    expect(numbers(started)).toEqual([1, 2]);
    await started[0]?.end();
    expect(numbers(started)).toEqual([1, 2, 3]);
  });

  test("takes a delivery once", async () => {
    const { started, jobs } = handler();
    const queue = start(jobs, 2);
    const once = job(1);
    expect(await queue.enqueue(once)).toBe("accepted");
    expect(await queue.enqueue(once)).toBe("duplicate");
    expect(started).toHaveLength(1);
  });

  test("tries again, then gives up and takes the delivery once more", async () => {
    const { started, abandoned, jobs } = handler(() => ({ kind: "retry", afterMs: 1000, counts: true }));
    const queue = start(jobs, 1);
    const failing = job(1);
    await queue.enqueue(failing);
    for (let i = 0; i < MAX_ATTEMPTS; i++) {
      expect(started).toHaveLength(i + 1);
      await started[i]?.end(new Error("x"));
      await vi.advanceTimersByTimeAsync(1000);
      await settle();
    }
    expect(started).toHaveLength(MAX_ATTEMPTS);
    expect(abandoned).toEqual([failing]);
    expect(await queue.enqueue(failing)).toBe("accepted");
  });

  test("waits out a limit without counting it", async () => {
    const { started, abandoned, jobs } = handler(() => ({ kind: "retry", afterMs: 60_000, counts: false }));
    const queue = start(jobs, 1);
    await queue.enqueue(job(1));
    for (let i = 0; i < MAX_ATTEMPTS + 3; i++) {
      await started[i]?.end(new Error("limit"));
      await vi.advanceTimersByTimeAsync(60_000);
      await settle();
    }
    expect(started).toHaveLength(MAX_ATTEMPTS + 4);
    expect(abandoned).toEqual([]);
  });

  test("forgets a failure when a newer job of the same pull request waits", async () => {
    const { started, abandoned, jobs } = handler();
    const queue = start(jobs, 1);
    await queue.enqueue(job(1));
    await queue.enqueue(job(1));
    await started[0]?.end(new Error("x"));
    expect(abandoned).toEqual([]);
    expect(started).toHaveLength(2);
  });

  test("drains: starts nothing new, waits for what runs, says what is left", async () => {
    const { started, jobs } = handler();
    const queue = start(jobs, 1);
    await queue.enqueue(job(1));
    await queue.enqueue(job(2));
    const drained = queue.drain(25_000);
    await started[0]?.end();
    expect(await drained).toBe(1);
    expect(started).toHaveLength(1);
  });

  test("drains no longer than it may", async () => {
    const { jobs } = handler();
    const queue = start(jobs, 1);
    await queue.enqueue(job(1));
    const drained = queue.drain(25_000);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await drained).toBe(1);
  });

  test("finds its jobs again after a crash: those that waited and those that ran", async () => {
    const before = handler();
    const first = start(before.jobs, 1);
    const [running, waiting] = [job(1), job(2)];
    await first.enqueue(running);
    await first.enqueue(waiting);
    expect(numbers(before.started)).toEqual([1]);
    first.crash();
    const after = handler();
    const second = start(after.jobs, 2);
    expect(after.started.map(({ job: item }) => item)).toEqual([running, waiting]);
    expect(await second.enqueue(running)).toBe("duplicate");
  });

  test("keeps what failed for good, and tries it again when asked to", async () => {
    const { started, jobs } = handler();
    const failing = job(1);
    await start(jobs, 1).enqueue(failing);
    await started[0]?.end(new Error("404 Not Found"));
    // Another process, without the lock: the command line.
    const store = openStore(folder, false, Date.now());
    expect(store.failed()).toMatchObject([{ job: failing, error: "404 Not Found" }]);
    expect(store.retry(store.failed()[0]?.id ?? 0, Date.now())).toBe(true);
    expect(store.retry(99, Date.now())).toBe(false);
    store.close();
    await vi.advanceTimersByTimeAsync(1000);
    await settle();
    expect(started).toHaveLength(2);
  });

  test("belongs to one process", () => {
    start(handler().jobs, 1);
    expect(() => openStore(folder, true, Date.now())).toThrow(FolderInUse);
  });

  test("forgets deliveries and failures of long ago", async () => {
    const { started, jobs } = handler();
    const queue = start(jobs, 1);
    const [old, failing] = [job(1), job(2)];
    await queue.enqueue(old);
    await started[0]?.end();
    await queue.enqueue(failing);
    await started[1]?.end(new Error("x"));
    await queue.drain(0);
    const later = Date.now() + 40 * 86_400_000;
    const store = openStore(folder, false, later);
    expect(store.failed()).toEqual([]);
    expect(store.accept(old, later, false)).toBe("accepted");
    store.close();
  });

  test("says no to all that came together when the file takes nothing", async () => {
    const queue = start(handler().jobs, 1);
    await queue.drain(0);
    const answers = await Promise.allSettled([queue.enqueue(job(1)), queue.enqueue(job(2))]);
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});
