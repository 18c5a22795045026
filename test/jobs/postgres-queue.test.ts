import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";

import { jobKey, type JobQueue, type ReviewJob } from "../../src/jobs/job-queue.js";
import { createPostgresQueue } from "../../src/jobs/postgres-queue.js";
import { eventually, handler, job, numbers, type TestHandler } from "../support/jobs.js";
import { createDatabase, type TestDatabase } from "../support/postgres/database.js";
import { startPostgres } from "../support/postgres/server.js";

const server = inject("postgresUrl");
const queues: JobQueue[] = [];
/** What the queues of this test complained of. */
let troubles: string[] = [];
let database: TestDatabase;

async function start(jobs: TestHandler["jobs"], connectionString = database.url): Promise<JobQueue> {
  const own = troubles;
  const onTrouble = (message: string): void => {
    own.push(message);
  };
  const queue = await createPostgresQueue(jobs, { connectionString, concurrency: 2, onTrouble });
  queues.push(queue);
  return queue;
}

beforeEach(async () => {
  troubles = [];
  if (server !== null) database = await createDatabase(server);
});
afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.drain(0);
  if (server !== null) await database.drop();
});

describe.skipIf(server === null)("jobs in PostgreSQL", () => {
  test("are shared by processes that start at the same time; no pull request is worked on by two", async () => {
    const [one, two] = [handler(), handler()];
    const [first] = await Promise.all([start(one.jobs), start(two.jobs)]);
    const all = () => [...one.started, ...two.started];
    for (const number of [1, 2, 3, 4]) await first.enqueue(job(number));
    await eventually(() => Promise.resolve(all().length === 4));
    for (const number of [1, 2, 3, 4]) await first.enqueue(job(number));
    expect(numbers(all()).sort()).toEqual([1, 2, 3, 4]);
    expect([one.started.length, two.started.length]).toEqual([2, 2]);
    expect(await first.depth()).toMatchObject({ waiting: 4, running: 2 });
    for (const { end } of all()) end();
    await eventually(() => Promise.resolve(all().length === 8));
    for (const { end } of all()) end();
    await eventually(async () => (await first.depth()).waiting === 0);
  });

  test("keep one of an installation in front when one is taken while another arrives", async () => {
    await (await start(handler().jobs)).drain(0);
    const clients = [new pg.Client(database.url), new pg.Client(database.url)] as const;
    const [taking, accepting] = clients;
    for (const client of clients) await client.connect();
    const accept = (arrived: ReviewJob) =>
      accepting.query("select no_pickle.accept($1, $2)", [[jobKey(arrived)], [arrived]]);
    const [first, second] = [job(1), job(2)];
    await accept(first);
    await taking.query("begin");
    await taking.query("select no_pickle.take($1)", [jobKey(first)]);
    // Neither sees what the other has not committed yet.
    const accepted = accept(second);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await taking.query("commit");
    await accepted;
    for (const client of clients) await client.end();
    expect(await database.query("select key, is_front from no_pickle.jobs where taken is null")).toEqual([
      { key: jobKey(second), is_front: true },
    ]);
  });

  test("of a process that is gone are taken over within a minute", { timeout: 90_000 }, async () => {
    const { count, started, jobs } = handler();
    const taken = job(1);
    const queue = await start(jobs);
    await queue.enqueue(taken);
    await count(1);
    // Nobody holds the lock of this pool: it is as gone as one that was killed.
    await database.query("update graphile_worker._private_jobs set locked_by = 'pool-of-the-dead'");
    await database.query("update graphile_worker._private_job_queues set locked_by = 'pool-of-the-dead'");
    await eventually(() => Promise.resolve(started.length === 2), 60_000);
    expect(started[1]?.job).toEqual(taken);
    expect(troubles).toEqual(["took over the jobs of pool-of-the-dead"]);
    for (const { end } of started) end();
  });

  test("survive a restart of the database: what ran runs again, what comes meanwhile is refused", async () => {
    const own = await startPostgres();
    if (!own) throw new Error("there was one a moment ago");
    const { started, count, jobs } = handler();
    const queue = await start(jobs, own.url);
    await queue.enqueue(job(1));
    await queue.enqueue(job(2));
    await count(2);
    await own.restart(async () => {
      // What they did is done, but can be written nowhere.
      for (const { end } of started) end();
      await expect(queue.enqueue(job(3))).rejects.toThrow();
    });
    await count(4);
    expect(numbers(started.slice(2)).sort()).toEqual([1, 2]);
    await eventually(async () => (await queue.enqueue(job(3)).catch(() => "refused")) === "accepted");
    for (const { end } of started) end();
    await count(5);
    expect(numbers(started.slice(4))).toEqual([3]);
    started[4]?.end();
    await eventually(async () => (await queue.depth()).waiting + (await queue.depth()).running === 0);
    await queue.drain(1000);
    await own.stop();
    expect(troubles.length).toBeGreaterThan(0);
  });

  test("what one process does at a time is done by one of those that want to, and again after a while", async () => {
    const [one, two] = await Promise.all([start(handler().jobs), start(handler().jobs)]);
    const turns = await Promise.all([one.takeTurn("x", 60_000), two.takeTurn("x", 60_000)]);
    expect(turns.sort()).toEqual([false, true]);
    expect(await two.takeTurn("y", 60_000)).toBe(true);
    await database.query("update no_pickle.turns set at = at - interval '61 seconds' where name = 'x'");
    expect(await two.takeTurn("x", 60_000)).toBe(true);
    expect(await one.takeTurn("x", 60_000)).toBe(false);
  });

  test("that graphile-worker has lost are given to it again, and what is old is forgotten", async () => {
    const { started, count, jobs } = handler();
    const queue = await start(jobs);
    await queue.enqueue(job(1));
    await count(1);
    started[0]?.end();
    await eventually(async () => (await queue.depth()).running === 0);
    await queue.drain(1000);
    const lost = job(2);
    await database.query(
      `insert into no_pickle.jobs values ('lost', 1, '${JSON.stringify(lost)}', 1, null, now() - interval '1 hour', now());
       update no_pickle.deliveries set at = now() - interval '9 days';
       insert into no_pickle.failures (job, error, at) values ('{}', 'x', now() - interval '31 days')`,
    );
    const after = handler();
    await start(after.jobs);
    await after.count(1);
    expect(after.started[0]?.job).toEqual(lost);
    after.started[0]?.end();
    const [left] = await database.query(
      `select (select count(*)::int from no_pickle.deliveries) as deliveries,
         (select count(*)::int from no_pickle.failures) as failures,
         (select count(*)::int from graphile_worker._private_job_queues) as queues`,
    );
    expect(left).toEqual({ deliveries: 0, failures: 0, queues: 1 });
  });

  test("are refused by an older version than the one that wrote them", async () => {
    await (await start(handler().jobs)).drain(0);
    await database.query("insert into no_pickle.migrations values (1000)");
    await expect(start(handler().jobs)).rejects.toThrow("a newer no-pickle has written to it");
  });
});
