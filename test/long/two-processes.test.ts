import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";

import { describe, expect, inject, test } from "vitest";

import { jobKey, type ReviewJob } from "../../src/jobs/job-queue.js";
import { eventually, job } from "../support/jobs.js";
import { createDatabase } from "../support/postgres/database.js";

const PROCESS = join(import.meta.dirname, "..", "support", "postgres", "queue-process.ts");
const DELIVERIES = 1500;
const PULLS = 50;

interface Member {
  readonly child: ChildProcess;
  /** Resolves once the job is safe, to how it was taken; rejects if the process ends before. */
  readonly enqueue: (job: ReviewJob) => Promise<string>;
}

async function startMember(name: string, DATABASE_URL: string): Promise<Member> {
  const child = fork(PROCESS, {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, DATABASE_URL, NAME: name },
  });
  const answers = new Map<string, (answer: string) => void>();
  const said = (id: string): Promise<string> =>
    new Promise((resolve, reject) => {
      answers.set(id, resolve);
      child.once("exit", () => {
        reject(new Error("gone"));
      });
    });
  child.setMaxListeners(0);
  child.on("message", ({ id, answer }: { id: string; answer: string }) => answers.get(id)?.(answer));
  await said("ready");
  return {
    child,
    enqueue: (one) => {
      const answer = said(one.deliveryId);
      child.send(one);
      return answer;
    },
  };
}

describe.skipIf(inject("postgresUrl") === null)("two processes on one database", () => {
  test("1,500 deliveries over 50 pull requests: no overlap, no duplicate, the jobs of a killed one are taken over", async () => {
    const database = await createDatabase(inject("postgresUrl") ?? "");
    await database.query(
      `create table runs (id serial primary key, key text, process text, delivery text, began timestamptz, ended timestamptz)`,
    );
    const [one, two] = await Promise.all([
      startMember("one", database.url),
      startMember("two", database.url),
    ]);
    const newest = new Map<string, string>();
    let killedAt = 0;
    for (let i = 0; i < DELIVERIES; i += 10) {
      if (i === DELIVERIES / 2) {
        // Stopped first: it is killed in the middle of a job, not just after one.
        await eventually(async () => {
          one.child.kill("SIGSTOP");
          if (await hasUnfinished("one")) return true;
          one.child.kill("SIGCONT");
          return false;
        });
        one.child.kill("SIGKILL");
        killedAt = Date.now();
      }
      const batch = Array.from({ length: 10 }, (_, n) => job(((i + n) % PULLS) + 1));
      const answers = batch.map((item, n) => {
        newest.set(jobKey(item), item.deliveryId);
        return (killedAt === 0 && n % 2 === 0 ? one : two).enqueue(item);
      });
      expect(new Set(await Promise.all(answers))).toEqual(new Set(["accepted"]));
    }
    const again = job(1);
    expect([await two.enqueue(again), await two.enqueue(again)]).toEqual(["accepted", "duplicate"]);
    newest.set(jobKey(again), again.deliveryId);
    expect(await hasUnfinished("one")).toBe(true);

    const isDone = async (): Promise<boolean> =>
      (await database.query("select from no_pickle.jobs")).length === 0;
    await eventually(isDone, 60_000);
    expect(Date.now() - killedAt).toBeLessThan(60_000);

    const overlaps = await database.query(
      `select a.key, a.began, a.ended, b.began as other from runs a join runs b using (key)
       where a.id <> b.id and a.began <= b.began and b.began < a.ended`,
    );
    expect(overlaps).toEqual([]);
    const last = await database.query(
      "select distinct on (key) key, delivery from runs where ended is not null order by key, began desc",
    );
    expect(new Map(last.map(({ key, delivery }) => [key, delivery]))).toEqual(newest);
    const twice = await database.query(
      "select delivery from runs where ended is not null group by delivery having count(*) > 1",
    );
    expect(twice).toEqual([]);
    const [shares] = await database.query(
      "select count(*) filter (where process = 'one')::int as one, count(*) filter (where process = 'two')::int as two from runs",
    );
    expect(shares?.["one"]).toBeGreaterThan(50);
    expect(shares?.["two"]).toBeGreaterThan(50);
    two.child.kill("SIGTERM");
    await database.drop();

    /** Whether a process that stands still was in the middle of a job; what it had sent by then arrives first. */
    async function hasUnfinished(process: string): Promise<boolean> {
      const query = `select from runs where process = '${process}' and ended is null`;
      await database.query("select pg_sleep(0.1)");
      return (await database.query(query)).length > 0;
    }
  });
});
