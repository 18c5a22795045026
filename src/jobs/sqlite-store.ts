import { mkdirSync } from "node:fs";
import { join } from "node:path";

import Database from "libsql";

import { jobKey, type FailedJob, type ReviewJob } from "./job-queue.js";

/** A job as it is kept. */
export interface StoredJob {
  readonly key: string;
  /** Grows when a newer event replaces the job. */
  readonly version: number;
  readonly job: ReviewJob;
  readonly attempt: number;
  /** Milliseconds since 1970: when it is due, and since when it waits. */
  readonly runAt: number;
  readonly since: number;
}

/** The tables of the queue in one SQLite file. All calls are synchronous; times are milliseconds since 1970. */
export interface SqliteStore {
  readonly transact: (work: () => void) => void;
  /** Takes a job, unless its delivery was taken before. A job of the same key is replaced; one that waits keeps its turn. */
  readonly accept: (job: ReviewJob, now: number, isRunning: boolean) => "accepted" | "duplicate";
  /** The first due jobs in their turn. */
  readonly due: (now: number, limit: number) => readonly StoredJob[];
  /** When the next job is due; null if none waits. */
  readonly nextAt: () => number | null;
  /** Whether no newer event has replaced the job. */
  readonly isCurrent: (job: StoredJob) => boolean;
  /** Deletes a job, unless a newer one has replaced it. */
  readonly finish: (job: StoredJob) => void;
  /** Puts a job off, unless a newer one has replaced it. */
  readonly putOff: (job: StoredJob, attempt: number, runAt: number) => void;
  /** Moves a job to the failed ones; a redelivery may try once more. */
  readonly fail: (job: StoredJob, error: string, now: number) => void;
  /** Every job that is not done, in turn. */
  readonly jobs: () => readonly StoredJob[];
  /** The same without their content, for counting. */
  readonly overview: () => readonly Pick<StoredJob, "key" | "version" | "since">[];
  readonly failed: () => readonly FailedJob[];
  /** Puts a failed job back into the queue. False if there is none of this id. */
  readonly retry: (id: number, now: number) => boolean;
  readonly count: () => number;
  readonly close: () => void;
}

/** Another process has the folder. */
export class FolderInUse extends Error {
  override readonly name = "FolderInUse";
}

/** How the tables came to be; a file of an older version is brought up to date at start. */
const MIGRATIONS: readonly string[] = [
  `create table deliveries (id text primary key, at integer not null) without rowid;
   create index deliveries_at on deliveries (at);
   create table jobs (
     key text primary key, version integer not null, position integer not null, job text not null,
     attempt integer not null, run_at integer not null, since integer not null
   ) without rowid;
   create index jobs_turn on jobs (position);
   create table failures (
     id integer primary key autoincrement, job text not null, error text not null, at integer not null
   );`,
];

const DAY = 86_400_000;
/** GitHub redelivers for three days (seven on a GitHub Enterprise Server); failures are kept for a month. */
const DELIVERIES_KEPT = 8 * DAY;
const FAILURES_KEPT = 30 * DAY;

/**
 * Opens the store in a folder, makes the folder and the tables if need be, and forgets what is old.
 * @param owns whether this is the one process that runs the jobs; it keeps a lock until it ends, however it ends
 * @throws FolderInUse if another process owns it; an error if a newer version of this program has changed it
 */
export function openStore(folder: string, owns: boolean, now: number): SqliteStore {
  mkdirSync(folder, { recursive: true });
  const lock = owns ? takeLock(join(folder, "lock.db")) : null;
  const db = new Database(join(folder, "jobs.db"));
  const close = (): void => {
    db.close();
    lock?.close();
  };
  try {
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.pragma("busy_timeout = 5000");
    migrate(db);
    db.prepare("delete from deliveries where at < ?").run(now - DELIVERIES_KEPT);
    db.prepare("delete from failures where at < ?").run(now - FAILURES_KEPT);
    return storeOf(db, close);
  } catch (error) {
    close();
    throw error;
  }
}

/** The lock of a database that is open exclusively ends with the process, even with `kill -9`. */
function takeLock(file: string): Database.Database {
  const lock = new Database(file);
  try {
    lock.exec(
      "pragma locking_mode = exclusive; begin exclusive; create table if not exists owner (x); commit;",
    );
    return lock;
  } catch (error) {
    lock.close();
    throw new FolderInUse(error instanceof Error ? error.message : String(error));
  }
}

function migrate(db: Database.Database): void {
  const { user_version: version } = db.prepare("pragma user_version").get() as { user_version: number };
  if (version > MIGRATIONS.length) throw new Error("a newer no-pickle has written to it");
  for (const [i, sql] of MIGRATIONS.entries()) {
    if (i >= version) db.exec(`begin immediate; ${sql} pragma user_version = ${String(i + 1)}; commit;`);
  }
}

interface Row {
  readonly key: string;
  readonly version: number;
  readonly job: string;
  readonly attempt: number;
  readonly run_at: number;
  readonly since: number;
}

function storeOf(db: Database.Database, close: () => void): SqliteStore {
  const sql = {
    deliver: db.prepare("insert into deliveries values (?, ?) on conflict do nothing"),
    forget: db.prepare("delete from deliveries where id = ?"),
    one: db.prepare("select * from jobs where key = ?"),
    put: db.prepare(
      `insert into jobs values (?, 1, (select coalesce(max(position), 0) + 1 from jobs), ?, 1, ?, ?)
       on conflict do update set version = version + 1, job = excluded.job, attempt = 1, run_at = excluded.run_at,
         position = case when ? then excluded.position else position end,
         since = case when ? then excluded.since else since end`,
    ),
    due: db.prepare("select * from jobs where run_at <= ? order by position limit ?"),
    next: db.prepare("select min(run_at) as at from jobs"),
    remove: db.prepare("delete from jobs where key = ? and version = ?"),
    putOff: db.prepare("update jobs set attempt = ?, run_at = ? where key = ? and version = ?"),
    fail: db.prepare("insert into failures (job, error, at) values (?, ?, ?)"),
    jobs: db.prepare("select * from jobs order by position"),
    overview: db.prepare("select key, version, since from jobs order by position"),
    failed: db.prepare("select * from failures order by id"),
    failure: db.prepare("select * from failures where id = ?"),
    unfail: db.prepare("delete from failures where id = ?"),
    count: db.prepare("select count(*) as n from jobs"),
  };
  const put = (job: ReviewJob, now: number, isRunning: boolean): void => {
    const older = sql.one.get(jobKey(job)) as Row | undefined;
    const merged = older ? withRequests(job, parseJob(older.job)) : job;
    const turn = isRunning ? 1 : 0;
    sql.put.run(jobKey(job), JSON.stringify(merged), now, now, turn, turn);
  };
  return {
    transact: (work) => {
      db.exec("begin immediate");
      try {
        work();
        db.exec("commit");
      } catch (error) {
        db.exec("rollback");
        throw error;
      }
    },
    accept: (job, now, isRunning) => {
      if (sql.deliver.run(job.deliveryId, now).changes === 0) return "duplicate";
      put(job, now, isRunning);
      return "accepted";
    },
    due: (now, limit) => (sql.due.all(now, limit) as Row[]).map(toJob),
    nextAt: () => (sql.next.get() as { at: number | null }).at,
    isCurrent: ({ key, version }) => (sql.one.get(key) as Row | undefined)?.version === version,
    finish: ({ key, version }) => {
      sql.remove.run(key, version);
    },
    putOff: ({ key, version }, attempt, runAt) => {
      sql.putOff.run(attempt, runAt, key, version);
    },
    fail: ({ key, version, job }, error, now) => {
      sql.remove.run(key, version);
      sql.forget.run(job.deliveryId);
      sql.fail.run(JSON.stringify(job), error, now);
    },
    jobs: () => (sql.jobs.all() as Row[]).map(toJob),
    overview: () => sql.overview.all() as Pick<Row, "key" | "version" | "since">[],
    failed: () =>
      (sql.failed.all() as { id: number; job: string; error: string; at: number }[]).map(
        ({ id, job, error, at }) => ({ id, job: parseJob(job), error, at }),
      ),
    retry: (id, now) => {
      const found = sql.failure.get(id) as { job: string } | undefined;
      if (!found) return false;
      sql.unfail.run(id);
      put(parseJob(found.job), now, false);
      return true;
    },
    count: () => (sql.count.get() as { n: number }).n,
    close,
  };
}

/** What somebody asked for stays asked for when a newer event replaces it. */
function withRequests(job: ReviewJob, older: ReviewJob): ReviewJob {
  return {
    ...job,
    rerun: job.rerun ?? older.rerun,
    wantsHowToFix: job.wantsHowToFix || older.wantsHowToFix,
  };
}

function toJob({ key, version, job, attempt, run_at, since }: Row): StoredJob {
  return { key, version, job: parseJob(job), attempt, runAt: run_at, since };
}

function parseJob(text: string): ReviewJob {
  return JSON.parse(text) as ReviewJob;
}
