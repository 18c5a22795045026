import { existsSync } from "node:fs";
import { join } from "node:path";

import type { JobHandler, JobQueue, JobRecords } from "../jobs/job-queue.js";
import type * as PostgresAdapter from "../jobs/postgres-queue.js";
import { createSqliteQueue, sqliteRecords } from "../jobs/sqlite-queue.js";
import { FolderInUse, openStore } from "../jobs/sqlite-store.js";
import { SettingsError, type Settings } from "../server/settings.js";

/**
 * Opens the queue that the settings name: PostgreSQL, or else SQLite in a folder.
 * @param onTrouble called with one line for each later problem
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
 * Opens the store of jobs for inspection; the server may run meanwhile.
 * @throws SettingsError if there is none
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

/** Does not repeat the address, which contains a password. */
async function usingDatabase<Result>(
  open: (adapter: typeof PostgresAdapter) => Promise<Result>,
): Promise<Result> {
  try {
    return await open(await import("../jobs/postgres-queue.js"));
  } catch (error) {
    throw new SettingsError(`DATABASE_URL cannot be used: ${reasonOf(error)}`);
  }
}

/** The message of an error; for a host with several addresses Node gives an error without one that holds the others. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors[0] !== undefined) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
