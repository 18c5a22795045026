import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { UsageError, type Io } from "./cli/io.js";
import type { ReviewJob } from "./jobs/job-queue.js";
import { openStore, type SqliteStore } from "./jobs/sqlite-store.js";
import { visible } from "./report/escape.js";

/**
 * `no-pickle jobs`: lists what waits and what was given up, in the folder `DATA_DIR`, or puts given-up jobs back. The
 * server may run meanwhile; it sees a job that was put back within a second.
 * @param ids the failed jobs to put back; null to list
 */
export function jobsCommand(io: Io, ids: readonly string[] | null): number {
  const folder = resolve(io.cwd, io.env["DATA_DIR"] ?? "data");
  if (!existsSync(join(folder, "jobs.db"))) {
    throw new UsageError(`there are no jobs in ${folder}: set DATA_DIR to the server's folder`);
  }
  const now = Date.now();
  const store = openStore(folder, false, now);
  try {
    if (ids === null) list(io, store);
    else retry(io, store, ids, now);
    return 0;
  } finally {
    store.close();
  }
}

function list(io: Io, store: SqliteStore): void {
  const [jobs, failed] = [store.jobs(), store.failed()];
  for (const { job, attempt, since } of jobs) {
    io.out(
      `waiting  ${nameOf(job)}  since ${timeOf(since)}${attempt > 1 ? `, attempt ${String(attempt)}` : ""}\n`,
    );
  }
  for (const { id, job, error, at } of failed) {
    io.out(`failed ${String(id)}  ${nameOf(job)}  ${timeOf(at)}: ${visible(error)}\n`);
  }
  if (jobs.length + failed.length === 0) io.out("no jobs\n");
}

function retry(io: Io, store: SqliteStore, ids: readonly string[], now: number): void {
  const wanted = ids.length > 0 ? ids.map(Number) : store.failed().map(({ id }) => id);
  const known = new Set(store.failed().map(({ id }) => id));
  const unknown = ids.find((id) => !known.has(Number(id)));
  if (unknown !== undefined) throw new UsageError(`there is no failed job ${visible(unknown)}`);
  store.transact(() => {
    for (const id of wanted) store.retry(id, now);
  });
  io.out(`${String(wanted.length)} put back into the queue\n`);
}

function nameOf({ owner, repo, target }: ReviewJob): string {
  const what =
    target.kind === "pull-request"
      ? `#${String(target.number)}`
      : `@${target.kind === "head" ? target.sha : target.headSha}`;
  return visible(`${owner}/${repo}${what}`);
}

function timeOf(at: number): string {
  return new Date(at).toISOString().replace("T", " ").slice(0, 19);
}
