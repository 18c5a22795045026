import type { WorkerUtils } from "graphile-worker";
import type { Pool } from "pg";

import { jobKey, type FailedJob, type JobRecords, type PendingJob, type ReviewJob } from "./job-queue.js";
import type { ClaimedJob, JobStore } from "./job-store.js";
import { CLEARING_LOCK } from "./postgres-schema.js";

/** The tables of the queue in PostgreSQL. Every operation is one statement, and rejects if the database does not answer. */
export interface PostgresStore
  extends
    Pick<JobStore, "isCurrent" | "finish" | "retry" | "giveUp" | "takeTurn" | "depth">,
    Pick<JobRecords, "pending" | "failed"> {
  /** Accepts jobs, all or none, in their order; says for each whether its delivery is new. */
  readonly accept: (jobs: readonly ReviewJob[]) => Promise<readonly boolean[]>;
  /** The newest job of a key that graphile-worker has claimed for this process; null if it is done. */
  readonly take: (key: string) => Promise<ClaimedJob | null>;
  /** Puts failed jobs back into the queue. */
  readonly retryFailed: JobRecords["retry"];
  /** Deletes old deliveries and failures, and repairs what graphile-worker's tables and ours disagree about. */
  readonly maintain: () => Promise<void>;
}

/** The tables behind a pool of connections. */
export function createPostgresStore(pool: Pool, utils: WorkerUtils): PostgresStore {
  const query = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await pool.query<Row>(text, [...values])).rows;
  return {
    accept: async (jobs) => {
      const rows = await query<{ fresh: boolean[] }>("select no_pickle.accept($1, $2::jsonb[]) as fresh", [
        jobs.map(jobKey),
        jobs.map((job) => JSON.stringify(job)),
      ]);
      return rows[0]?.fresh ?? [];
    },
    take: async (key) => {
      const rows = await query<ClaimedJob>("select key, version::int, job, attempt from no_pickle.take($1)", [
        key,
      ]);
      return rows[0] ?? null;
    },
    isCurrent: async ({ key, version }) =>
      (await query("select from no_pickle.jobs where key = $1 and version = $2", [key, version])).length > 0,
    finish: async ({ key, version }) => {
      await query("delete from no_pickle.jobs where key = $1 and version = $2", [key, version]);
    },
    retry: async ({ key, version }, attempt, afterMs) => {
      await query(
        `with later as (
           update no_pickle.jobs set attempt = $3, taken = null, run_at = now() + $4 * interval '1 millisecond'
           where key = $1 and version = $2 returning key, run_at)
         select graphile_worker.add_jobs(array[no_pickle.spec(key, run_at)]) from later`,
        [key, version, attempt, afterMs],
      );
    },
    giveUp: async ({ key, version, job }, error) => {
      await query(
        `with done as (delete from no_pickle.jobs where key = $1 and version = $2),
              forgotten as (delete from no_pickle.deliveries where id = $3)
         insert into no_pickle.failures (job, error) values ($4, $5)`,
        [key, version, job.deliveryId, JSON.stringify(job), error],
      );
    },
    depth: async () => {
      const rows = await query<{ undone: string; waiting: string; oldest: string | null }>(
        // What was taken, by a process that lives, runs.
        `select count(*) as undone, count(*) filter (where waits) as waiting,
           extract(epoch from now() - min(since) filter (where waits)) * 1000 as oldest
         from (
           select since, taken is distinct from version or 'review-' || md5(key) not in (
             select queue_name from graphile_worker.jobs where locked_at is not null) as waits
           from no_pickle.jobs) as all_of_them`,
      );
      const [row] = rows;
      return {
        undone: Number(row?.undone ?? 0),
        waiting: Number(row?.waiting ?? 0),
        oldestMs: Math.max(0, Number(row?.oldest ?? 0)),
      };
    },
    takeTurn: async (name, everyMs) => {
      const rows = await query(
        `insert into no_pickle.turns as last (name, at) values ($1, now())
         on conflict (name) do update set at = now() where last.at < now() - $2 * interval '1 millisecond' returning name`,
        [name, everyMs],
      );
      return rows.length > 0;
    },
    maintain: async () => {
      // A delivery can be repeated for three days on github.com, and for seven on a GitHub Enterprise Server.
      await query("delete from no_pickle.deliveries where at < now() - interval '8 days'");
      await query("delete from no_pickle.failures where at < now() - interval '30 days'");
      // Jobs that graphile-worker does not know, or has tried as often as it does.
      await query(
        `select graphile_worker.add_jobs(array[no_pickle.spec(key, run_at)]) from no_pickle.jobs
         where run_at < now() - interval '1 minute' and not exists (
           select from graphile_worker.jobs as its where its.key = jobs.key and its.attempts < its.max_attempts)`,
      );
      // A process that died between taking a job and putting the next one in front.
      await query(
        "select no_pickle.promote(installation) from (select distinct installation from no_pickle.jobs order by 1) as every",
      );
      await removeUnused(pool, utils);
    },
    pending: async () =>
      await query<PendingJob>(
        "select job, attempt, (extract(epoch from since) * 1000)::float8 as since from no_pickle.jobs order by jobs.since",
      ),
    failed: async () =>
      await query<FailedJob>(
        "select id::int, job, error, (extract(epoch from at) * 1000)::float8 as at from no_pickle.failures order by failures.id",
      ),
    retryFailed: async (ids) => {
      const failed = await query<{ id: number; job: ReviewJob }>(
        "select id::int, job from no_pickle.failures where id = any ($1)",
        [ids],
      );
      for (const { id, job } of failed) {
        await query(
          `with back as (delete from no_pickle.failures where id = $1 returning job)
           select graphile_worker.add_jobs(array[no_pickle.put($2, job)]) from back`,
          [id, jobKey(job)],
        );
      }
    },
  };
}

/**
 * Deletes graphile-worker's queues of keys that have no job any more, and those of its jobs that can never run again: a
 * newer one replaced them while a process that died had claimed them.
 */
async function removeUnused(pool: Pool, utils: WorkerUtils): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [CLEARING_LOCK]);
    await utils.cleanup({ tasks: ["GC_JOB_QUEUES", "DELETE_PERMAFAILED_JOBS"] });
  } finally {
    await client.query("rollback").finally(() => {
      client.release();
    });
  }
}
