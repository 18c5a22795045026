import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";

import { MAX_ATTEMPTS, type JobQueue, type JobRecords } from "../../src/jobs/job-queue.js";
import { createPostgresQueue, openPostgresRecords } from "../../src/jobs/postgres-queue.js";
import { createSqliteQueue, sqliteRecords } from "../../src/jobs/sqlite-queue.js";
import { openStore } from "../../src/jobs/sqlite-store.js";
import { eventually, handler, job, numbers, type TestHandler } from "../support/jobs.js";
import { createDatabase, type TestDatabase } from "../support/postgres/database.js";

/** What a test needs of an adapter. */
interface Bench {
  readonly start: (jobs: TestHandler["jobs"], concurrency: number) => Promise<JobQueue>;
  readonly records: () => Promise<JobRecords>;
  /** What queues complained of. */
  readonly troubles: readonly string[];
  readonly close: () => Promise<void>;
}

function sqlite(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "no-pickle-jobs-"));
  return Promise.resolve({
    start: (jobs, concurrency) =>
      Promise.resolve(createSqliteQueue(openStore(folder, true, Date.now()), jobs, concurrency)),
    troubles: [],
    records: () => Promise.resolve(sqliteRecords(openStore(folder, false, Date.now()))),
    close: () => {
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  });
}

async function postgres(): Promise<Bench> {
  const database: TestDatabase = await createDatabase(inject("postgresUrl") ?? "");
  const troubles: string[] = [];
  return {
    troubles,
    start: (jobs, concurrency) =>
      createPostgresQueue(jobs, {
        connectionString: database.url,
        concurrency,
        onTrouble: (message) => {
          troubles.push(message);
        },
      }),
    records: () => openPostgresRecords(database.url),
    close: database.drop,
  };
}

describe.each([
  { name: "SQLite", open: sqlite, skipped: false },
  { name: "PostgreSQL", open: postgres, skipped: inject("postgresUrl") === null },
])("the queue on $name", ({ open, skipped }) => {
  let bench: Bench;
  const queues: JobQueue[] = [];
  const start = async (jobs: TestHandler["jobs"], concurrency: number): Promise<JobQueue> => {
    const queue = await bench.start(jobs, concurrency);
    queues.push(queue);
    return queue;
  };

  beforeEach(async () => {
    if (!skipped) bench = await open();
  });
  afterEach(async () => {
    if (skipped) return;
    for (const queue of queues.splice(0)) await queue.drain(0).catch(() => undefined);
    expect(bench.troubles).toEqual([]);
    // Handlers that a test leaves running hold their connections, which end with the database.
    await bench.close();
  });

  test.skipIf(skipped)("runs one job at a time for a pull request, the newest of those waiting", async () => {
    const { started, count, jobs } = handler();
    const queue = await start(jobs, 4);
    const [first, second, third] = [job(1), job(1, { rerun: "asked" }), job(1)];
    await queue.enqueue(first);
    await count(1);
    await queue.enqueue(second);
    await queue.enqueue(third);
    // The third place is another pull request's, which shows that nothing kept the second from starting but the first.
    await queue.enqueue(job(2));
    await count(2);
    expect(numbers(started)).toEqual([1, 2]);
    expect(await queue.depth()).toMatchObject({ waiting: 1, running: 2 });
    started[0]?.end();
    await count(3);
    expect(started[2]?.job).toEqual({ ...third, rerun: "asked" });
  });

  test.skipIf(skipped)("keeps to its concurrency and lets no pull request starve another", async () => {
    const { started, count, jobs } = handler();
    const queue = await start(jobs, 2);
    for (const number of [1, 2, 3]) await queue.enqueue(job(number));
    await count(2);
    await queue.enqueue(job(1));
    expect(await queue.depth()).toMatchObject({ waiting: 2, running: 2 });
    started.find((one) => numbers([one])[0] === 1)?.end();
    await count(3);
    expect(numbers(started).sort()).toEqual([1, 2, 3]);
  });

  test.skipIf(skipped)("installations take turns, however many jobs one of them has", async () => {
    const { started, count, jobs } = handler();
    const queue = await start(jobs, 1);
    const of = (installationId: number, number: number) => job(number, { installationId });
    await queue.enqueue(of(1, 0));
    await count(1);
    for (let i = 1; i <= 6; i++) await queue.enqueue(of(1, i));
    for (let i = 1; i <= 2; i++) await queue.enqueue(of(2, 10 + i));
    await queue.enqueue(of(3, 21));
    // A place of its own for the first other one, at once.
    await count(2);
    expect(started[1]?.job).toMatchObject({ installationId: 2 });
    for (let i = 0; i < 10; i++) {
      await count(i + 1);
      started[i]?.end();
    }
    const order = started.map(({ job: { installationId } }) => installationId);
    expect(
      order
        .slice(0, 7)
        .filter((id) => id !== 1)
        .sort(),
    ).toEqual([2, 2, 3]);
    const own = numbers(started.filter(({ job: { installationId } }) => installationId === 1));
    expect(own).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test.skipIf(skipped)(
    "a job of an installation of which none runs gets a place beyond the others",
    async () => {
      const { started, count, jobs } = handler();
      const queue = await start(jobs, 2);
      for (let i = 1; i <= 5; i++) await queue.enqueue(job(i));
      await count(2);
      await queue.enqueue(job(9, { installationId: 2 }));
      await count(3);
      expect(numbers(started).sort()).toEqual([1, 2, 9]);
      await queue.enqueue(job(10, { installationId: 2 }));
      started[0]?.end();
      started[1]?.end();
      await count(4);
      await expect.poll(() => queue.depth()).toMatchObject({ waiting: 3, running: 2 });
    },
  );

  test.skipIf(skipped)("takes a delivery once, also of those that come together", async () => {
    const { started, count, jobs } = handler();
    const queue = await start(jobs, 2);
    const [once, other] = [job(1), job(2)];
    expect(await Promise.all([queue.enqueue(once), queue.enqueue(other), queue.enqueue(once)])).toEqual([
      "accepted",
      "accepted",
      "duplicate",
    ]);
    await count(2);
    expect(await queue.enqueue(other)).toBe("duplicate");
    expect(numbers(started).sort()).toEqual([1, 2]);
  });

  test.skipIf(skipped)("keeps the newest of many that come together", async () => {
    const { started, count, jobs } = handler();
    const queue = await start(jobs, 1);
    await queue.enqueue(job(9));
    await count(1);
    const many = Array.from({ length: 20 }, (_, i) => job(1, i === 3 ? { wantsHowToFix: true } : {}));
    await Promise.all(many.map((one) => queue.enqueue(one)));
    started[0]?.end();
    await count(2);
    expect(started[1]?.job).toEqual({ ...many.at(-1), wantsHowToFix: true });
  });

  test.skipIf(skipped)("tries again, then gives up and takes the delivery once more", async () => {
    const { started, count, abandoned, jobs } = handler(() => ({ kind: "retry", afterMs: 30, counts: true }));
    const queue = await start(jobs, 1);
    const failing = job(1);
    await queue.enqueue(failing);
    for (let i = 1; i <= MAX_ATTEMPTS; i++) {
      await count(i);
      started[i - 1]?.end(new Error("x"));
    }
    await eventually(async () => (await queue.depth()).waiting + (await queue.depth()).running === 0);
    expect(started).toHaveLength(MAX_ATTEMPTS);
    expect(abandoned).toEqual([failing]);
    expect(await queue.enqueue(failing)).toBe("accepted");
  });

  test.skipIf(skipped)("waits out a limit without counting it", async () => {
    const { started, count, abandoned, jobs } = handler(() => ({
      kind: "retry",
      afterMs: 30,
      counts: false,
    }));
    const queue = await start(jobs, 1);
    await queue.enqueue(job(1));
    for (let i = 1; i <= MAX_ATTEMPTS + 2; i++) {
      await count(i);
      started[i - 1]?.end(new Error("limit"));
    }
    await count(MAX_ATTEMPTS + 3);
    expect(abandoned).toEqual([]);
  });

  test.skipIf(skipped)(
    "runs others while a job waits for its next try, and a newer event at once",
    async () => {
      const { started, count, jobs } = handler(() => ({ kind: "retry", afterMs: 3_600_000, counts: false }));
      const queue = await start(jobs, 1);
      await queue.enqueue(job(1));
      await count(1);
      started[0]?.end(new Error("limit"));
      await queue.enqueue(job(2));
      await count(2);
      started[1]?.end();
      await eventually(async () => (await queue.depth()).running === 0);
      const newer = job(1);
      await queue.enqueue(newer);
      await count(3);
      expect(started[2]?.job).toEqual(newer);
    },
  );

  test.skipIf(skipped)("forgets a failure when a newer job of the same pull request waits", async () => {
    const { started, count, abandoned, jobs } = handler();
    const queue = await start(jobs, 1);
    await queue.enqueue(job(1));
    await count(1);
    await queue.enqueue(job(1));
    started[0]?.end(new Error("x"));
    await count(2);
    expect(abandoned).toEqual([]);
  });

  test.skipIf(skipped)("drains: starts nothing new, waits for what runs, says what is left", async () => {
    const { started, count, jobs } = handler();
    const queue = await start(jobs, 1);
    await queue.enqueue(job(1));
    await queue.enqueue(job(2));
    await count(1);
    const drained = queue.drain(25_000);
    started[0]?.end();
    expect(await drained).toBe(1);
    expect(started).toHaveLength(1);
    await expect(queue.enqueue(job(3))).rejects.toThrow();
  });

  test.skipIf(skipped)("drains no longer than it may, and the next one finds what was left", async () => {
    const before = handler();
    const queue = await start(before.jobs, 1);
    const [running, waiting] = [job(1), job(2)];
    await queue.enqueue(running);
    await queue.enqueue(waiting);
    await before.count(1);
    expect(await queue.drain(20)).toBe(2);
    const after = handler();
    const next = await start(after.jobs, 2);
    await after.count(2);
    expect(numbers(after.started).sort()).toEqual([1, 2]);
    expect(await next.enqueue(running)).toBe("duplicate");
  });

  test.skipIf(skipped)("keeps what failed for good, and tries it again when asked to", async () => {
    const { started, count, jobs } = handler();
    const failing = job(1);
    const queue = await start(jobs, 1);
    await queue.enqueue(failing);
    await count(1);
    const records = await bench.records();
    expect(await records.pending()).toMatchObject([{ job: failing, attempt: 1 }]);
    started[0]?.end(new Error("404 Not Found"));
    await eventually(async () => (await records.failed()).length === 1);
    const [failed] = await records.failed();
    expect(failed).toMatchObject({ job: failing, error: "404 Not Found" });
    expect(Math.abs((failed?.at ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await records.pending()).toEqual([]);
    await records.retry([failed?.id ?? 0, 99]);
    expect(await records.failed()).toEqual([]);
    await records.close();
    await count(2);
    expect(started[1]?.job).toEqual(failing);
  });
});
