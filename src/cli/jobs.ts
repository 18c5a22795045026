import { resolve } from "node:path";

import { UsageError, type Io } from "./io.js";
import type { JobRecords, ReviewJob } from "../jobs/job-queue.js";
import { openRecords } from "../app/open-queue.js";
import { visible } from "../report/escape.js";
import { DATA_DIR, SettingsError, withSecrets, type Environment } from "../server/settings.js";

/**
 * `no-pickle jobs`: lists what waits and what was given up, in `DATABASE_URL` or the folder `DATA_DIR`, or puts given-up
 * jobs back. The server may run meanwhile; it sees a job that was put back within a second.
 * @param ids the failed jobs to put back; null to list
 * @throws UsageError if there are no jobs there
 */
export async function jobsCommand(io: Io, ids: readonly string[] | null): Promise<number> {
  const env = secretsOf(io);
  const folder = resolve(io.cwd, env["DATA_DIR"] ?? DATA_DIR);
  const records = await openRecords(env["DATABASE_URL"] ?? null, folder).catch((error: unknown) => {
    throw error instanceof SettingsError ? new UsageError(error.message) : error;
  });
  try {
    if (ids === null) await list(io, records);
    else await retry(io, records, ids);
    return 0;
  } finally {
    await records.close();
  }
}

function secretsOf({ env }: Io): Environment {
  try {
    return withSecrets(env);
  } catch (error) {
    throw error instanceof SettingsError ? new UsageError(error.message) : error;
  }
}

async function list(io: Io, records: JobRecords): Promise<void> {
  const [pending, failed] = [await records.pending(), await records.failed()];
  for (const { job, attempt, since } of pending) {
    io.out(
      `waiting  ${nameOf(job)}  since ${timeOf(since)}${attempt > 1 ? `, attempt ${String(attempt)}` : ""}\n`,
    );
  }
  for (const { id, job, error, at } of failed) {
    io.out(`failed ${String(id)}  ${nameOf(job)}  ${timeOf(at)}: ${visible(error)}\n`);
  }
  if (pending.length + failed.length === 0) io.out("no jobs\n");
}

async function retry(io: Io, records: JobRecords, ids: readonly string[]): Promise<void> {
  const known = (await records.failed()).map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(Number(id)));
  if (unknown !== undefined) throw new UsageError(`there is no failed job ${visible(unknown)}`);
  const wanted = ids.length > 0 ? ids.map(Number) : known;
  await records.retry(wanted);
  io.out(`${String(wanted.length)} put back into the queue\n`);
}

function nameOf({ owner, repo, target }: ReviewJob): string {
  return visible(`${owner}/${repo}${whatOf(target)}`);
}

function whatOf(target: ReviewJob["target"]): string {
  switch (target.kind) {
    case "pull-request":
      return `#${String(target.number)}`;
    case "head":
      return `@${target.sha}`;
    case "merge-group":
      return `@${target.headSha}`;
    case "repository":
      return "";
    case "dashboard":
      return " (issue)";
  }
}

function timeOf(at: number): string {
  return new Date(at).toISOString().replace("T", " ").slice(0, 19);
}
