import { existsSync } from "node:fs";
import { join } from "node:path";

import type { JobHandler, JobQueue, JobRecords } from "../jobs/job-queue.js";
import type * as PostgresAdapter from "../jobs/postgres-queue.js";
import { createSqliteQueue, sqliteRecords } from "../jobs/sqlite-queue.js";
import { FolderInUse, openStore } from "../jobs/sqlite-store.js";
import { SettingsError, type Settings } from "../server/settings.js";

/**
 * Opens the queue that the settings name: PostgreSQL, or else SQLite in a folder.
 * @param onTrouble told in one line what goes wrong later
 * @throws SettingsError if it cannot be used
 */
export async function openQueue(
  { databaseUrl, dataDir, workerConcurrency }: Settings,
  handler: JobHandler,
  onTrouble: (message: string) => void,
): Promise<JobQueue> {
  if (databaseUrl === null) return createSqliteQueue(openFolder(dataDir), handler, workerConcurrency);
  const options = { connectionString: databaseUrl, concurrency: workerConcurrency, onTrouble };
  return await usingDatabase(async ({ createPostgresQueue }) => await createPostgresQueue(handler, options));
}

/**
 * Opens the jobs of a server to look at, which may run meanwhile.
 * @throws SettingsError if there are none
 */
export async function openRecords(databaseUrl: string | null, folder: string): Promise<JobRecords> {
  if (databaseUrl !== null)
    return await usingDatabase(async ({ openPostgresRecords }) => await openPostgresRecords(databaseUrl));
  if (!existsSync(join(folder, "jobs.db"))) {
    throw new SettingsError(`there are no jobs in ${folder}: set DATA_DIR to the server's folder`);
  }
  return sqliteRecords(openStore(folder, false, Date.now()));
}

function openFolder(folder: string): ReturnType<typeof openStore> {
  try {
    return openStore(folder, true, Date.now());
  } catch (error) {
    const why =
      error instanceof FolderInUse
        ? "is in use by another no-pickle: give each its own folder, or set DATABASE_URL for both"
        : `cannot be used: ${reasonOf(error)}`;
    throw new SettingsError(`DATA_DIR ${folder} ${why}`);
  }
}

/** The address has a password in it, and is not repeated. */
async function usingDatabase<Result>(
  open: (adapter: typeof PostgresAdapter) => Promise<Result>,
): Promise<Result> {
  try {
    return await open(await import("../jobs/postgres-queue.js"));
  } catch (error) {
    throw new SettingsError(`DATABASE_URL cannot be used: ${reasonOf(error)}`);
  }
}

/** Node gathers the failures of several addresses of one host in an error without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors[0] !== undefined) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
