import { mkdirSync } from "node:fs";
import { join } from "node:path";

import Database from "libsql";

import { jobKey, type FailedJob, type ReviewJob } from "./job-queue.js";
import type { ClaimedJob } from "./job-store.js";

/** A job in the file. */
export interface StoredJob extends ClaimedJob {
  /** Since when it waits, in milliseconds since 1970. */
  readonly since: number;
}

/**
 * The tables of the queue in one SQLite file. All calls are synchronous, and throw if the file cannot be read or written;
 * times are milliseconds since 1970.
 */
export interface SqliteStore {
  readonly transact: (work: () => void) => void;
  /**
   * Accepts a job, unless its delivery was accepted before. It replaces a job of the same key; if that one was waiting, it
   * takes its place in the order.
   */
  readonly accept: (job: ReviewJob, now: number, isRunning: boolean) => "accepted" | "duplicate";
  /** The first jobs of each installation that are due, in the order in which their keys were accepted. */
  readonly due: (now: number, ofEach: number) => readonly StoredJob[];
  /** When the next job is due; null if there is none. */
  readonly nextAt: () => number | null;
  /** Whether no newer event has replaced the job. */
  readonly isCurrent: (job: ClaimedJob) => boolean;
  /** Deletes a job, unless a newer one has replaced it. */
  readonly finish: (job: ClaimedJob) => void;
  /** Makes a job due again at that time, unless a newer one has replaced it. */
  readonly retry: (job: ClaimedJob, attempt: number, runAt: number) => void;
  /** Moves a job to the failed ones, and forgets its delivery, so that a redelivery is accepted. */
  readonly giveUp: (job: ClaimedJob, error: string, now: number) => void;
  /** Every job that is not done, in order. */
  readonly jobs: () => readonly StoredJob[];
  /** The same without their content, for counting. */
  readonly overview: () => readonly Pick<StoredJob, "key" | "version" | "since">[];
  readonly failed: () => readonly FailedJob[];
  /** Puts a failed job back into the queue, if there is one of this id. */
  readonly retryFailed: (id: number, now: number) => void;
  readonly close: () => void;
}

/** Another process owns the folder. */
export class FolderInUse extends Error {
  override readonly name = "FolderInUse";
}

/** The schema, one step for each version of it; a file of an older version is brought up to date when it is opened. */
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
  `alter table jobs add column installation integer not null default 0;
   update jobs set installation = json_extract(job, '$.installationId');
   create index jobs_of_installation on jobs (installation, position);`,
];

const DAY = 86_400_000;
/** A delivery can be repeated for three days on github.com, and for seven on a GitHub Enterprise Server. */
const DELIVERIES_KEPT = 8 * DAY;
const FAILURES_KEPT = 30 * DAY;

/**
 * Opens the store in a folder, makes the folder and the tables if they are missing, and deletes old deliveries and failures.
 * @param owns whether this is the one process that runs the jobs; it keeps a lock until it ends, however it ends
 * @throws FolderInUse if another process owns it; an error if a newer version of this program has changed the schema
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

/** SQLite's exclusive lock on a file of its own; the operating system releases it when the process ends, even by `kill -9`. */
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
  readonly since: number;
}

function storeOf(db: Database.Database, close: () => void): SqliteStore {
  const sql = {
    deliver: db.prepare("insert into deliveries values (?, ?) on conflict do nothing"),
    forget: db.prepare("delete from deliveries where id = ?"),
    one: db.prepare("select * from jobs where key = ?"),
    put: db.prepare(
      `insert into jobs values (?, 1, (select coalesce(max(position), 0) + 1 from jobs), ?, 1, ?, ?, ?)
       on conflict do update set version = version + 1, job = excluded.job, attempt = 1, run_at = excluded.run_at,
         position = case when ? then excluded.position else position end,
         since = case when ? then excluded.since else since end`,
    ),
    due: db.prepare(
      `with recursive installations(id) as (
         select min(installation) from jobs union all
         select (select min(installation) from jobs where installation > id) from installations where id is not null)
       select jobs.* from installations join jobs on key in (
         select key from jobs where installation = id and run_at <= ? order by position limit ?)
       order by position`,
    ),
    next: db.prepare("select min(run_at) as at from jobs"),
    remove: db.prepare("delete from jobs where key = ? and version = ?"),
    retry: db.prepare("update jobs set attempt = ?, run_at = ? where key = ? and version = ?"),
    giveUp: db.prepare("insert into failures (job, error, at) values (?, ?, ?)"),
    jobs: db.prepare("select * from jobs order by position"),
    overview: db.prepare("select key, version, since from jobs order by position"),
    failed: db.prepare("select * from failures order by id"),
    failure: db.prepare("select * from failures where id = ?"),
    removeFailure: db.prepare("delete from failures where id = ?"),
  };
  const put = (job: ReviewJob, now: number, isRunning: boolean): void => {
    const older = sql.one.get(jobKey(job)) as Row | undefined;
    const merged = older ? withRequests(job, parseJob(older.job)) : job;
    // A job that waits keeps its place in the order; one that runs has had its turn.
    const isNewTurn = isRunning ? 1 : 0;
    sql.put.run(jobKey(job), JSON.stringify(merged), now, now, job.installationId, isNewTurn, isNewTurn);
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
    due: (now, ofEach) => (sql.due.all(now, ofEach) as Row[]).map(toJob),
    nextAt: () => (sql.next.get() as { at: number | null }).at,
    isCurrent: ({ key, version }) => (sql.one.get(key) as Row | undefined)?.version === version,
    finish: ({ key, version }) => {
      sql.remove.run(key, version);
    },
    retry: ({ key, version }, attempt, runAt) => {
      sql.retry.run(attempt, runAt, key, version);
    },
    giveUp: ({ key, version, job }, error, now) => {
      sql.remove.run(key, version);
      sql.forget.run(job.deliveryId);
      sql.giveUp.run(JSON.stringify(job), error, now);
    },
    jobs: () => (sql.jobs.all() as Row[]).map(toJob),
    overview: () => sql.overview.all() as Pick<Row, "key" | "version" | "since">[],
    failed: () =>
      (sql.failed.all() as { id: number; job: string; error: string; at: number }[]).map(
        ({ id, job, error, at }) => ({ id, job: parseJob(job), error, at }),
      ),
    retryFailed: (id, now) => {
      const found = sql.failure.get(id) as { job: string } | undefined;
      if (!found) return;
      sql.removeFailure.run(id);
      put(parseJob(found.job), now, false);
    },
    close,
  };
}

/** A newer event keeps what somebody asked for explicitly with the older one. */
function withRequests(job: ReviewJob, older: ReviewJob): ReviewJob {
  return {
    ...job,
    rerun: job.rerun ?? older.rerun,
    wantsHowToFix: job.wantsHowToFix || older.wantsHowToFix,
  };
}

function toJob({ key, version, job, attempt, since }: Row): StoredJob {
  return { key, version, job: parseJob(job), attempt, since };
}

function parseJob(text: string): ReviewJob {
  return JSON.parse(text) as ReviewJob;
}
