import { Logger, makeWorkerUtils } from "graphile-worker";
import pg from "pg";

import { batched } from "./batched.js";
import { errorText, type JobHandler, type JobQueue, type JobRecords } from "./job-queue.js";
import { createQueue, createRunner, type Dispatcher } from "./job-runner.js";
import type { JobStore } from "./job-store.js";
import { mostPlaces } from "./places.js";
import { migrate } from "./postgres-schema.js";
import { createPostgresStore, type PostgresStore } from "./postgres-store.js";
import { within } from "./within.js";
import { startSession, type SessionOptions, type WorkerSession } from "./worker-session.js";

const MAINTENANCE_MS = 60_000;
/** How long to wait before a database that went away is tried again. */
const RECONNECT_MS = 1000;
/** How long the jobs that still run when the connection is lost may take to end. */
const LAST_JOBS_MS = 60_000;
/** How many jobs are accepted in one transaction. */
const BATCH = 100;

/** What a queue in PostgreSQL works with. */
export interface PostgresQueueOptions {
  readonly connectionString: string;
  readonly concurrency: number;
  /** Told what went wrong with the database, and of jobs taken over, in one line. */
  readonly onTrouble: (message: string) => void;
}

/**
 * A queue that several processes share: graphile-worker on PostgreSQL. One job at a time for each key across all of
 * them, the newest wins; installations take turns. While the database is away jobs are refused; what ran meanwhile is run again afterwards.
 * @throws if the database cannot be reached at the start
 */
export async function createPostgresQueue(
  handler: JobHandler,
  { connectionString, concurrency, onTrouble }: PostgresQueueOptions,
): Promise<JobQueue> {
  const { pool, store: tables } = await openDatabase(
    connectionString,
    mostPlaces(concurrency) + 4,
    onTrouble,
  );
  const accept = batched(tables.accept, BATCH);
  const store: JobStore = {
    ...tables,
    accept: async (job) => ((await accept(job)) ? "accepted" : "duplicate"),
    // graphile-worker does it: the task throws, and is run again after a delay.
    handBack: () => Promise.resolve(),
    close: () => within(1000, pool.end()),
  };
  const runner = createRunner(store, handler);
  const maintain = async (): Promise<void> => {
    await tables.maintain().catch((error: unknown) => {
      onTrouble(errorText(error));
    });
  };
  await maintain();
  const dispatcher = await keepSession({
    ...{ connectionString, pool, concurrency, onTrouble },
    take: tables.take,
    work: (claimed) => runner.start(claimed).end,
  });
  const timer = setInterval(() => void maintain(), MAINTENANCE_MS);
  return createQueue(store, runner, {
    stop: async (timeoutMs) => {
      clearInterval(timer);
      await dispatcher.stop(timeoutMs);
    },
  });
}

/** Starts a session, and another whenever one has ended. @throws if the first cannot be started */
async function keepSession(options: Omit<SessionOptions, "previousPoolId">): Promise<Dispatcher> {
  let isStopped = false;
  let session = await startSession({ ...options, previousPoolId: null });
  const supervision = supervise();
  return {
    stop: async (timeoutMs) => {
      isStopped = true;
      await session.stop(timeoutMs);
      await within(RECONNECT_MS, supervision);
    },
  };

  async function supervise(): Promise<void> {
    for (;;) {
      await session.ended;
      if (isStopped) return;
      await session.stop(LAST_JOBS_MS);
      const next = await startNext(session.poolId);
      if (!next) return;
      session = next;
      if (hasStopped()) await session.stop(0);
    }
  }

  async function startNext(previousPoolId: string): Promise<WorkerSession | null> {
    while (!hasStopped()) {
      try {
        return await startSession({ ...options, previousPoolId });
      } catch (error) {
        options.onTrouble(errorText(error));
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
    return null;
  }

  /** Read anew: `stop` may have been called while something else was awaited. */
  function hasStopped(): boolean {
    return isStopped;
  }
}

/** The jobs in a database, for people to look at. @throws if it cannot be reached */
export async function openPostgresRecords(connectionString: string): Promise<JobRecords> {
  const { pool, store } = await openDatabase(connectionString, 2, () => undefined);
  return {
    pending: store.pending,
    failed: store.failed,
    retry: store.retryFailed,
    close: async () => {
      await pool.end();
    },
  };
}

async function openDatabase(
  connectionString: string,
  max: number,
  onTrouble: (message: string) => void,
): Promise<{ readonly pool: pg.Pool; readonly store: PostgresStore }> {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 5000,
    statement_timeout: 30_000,
    keepAlive: true,
  });
  const onError = (error: Error): void => {
    onTrouble(errorText(error));
  };
  pool.on("error", onError);
  pool.on("connect", (client) => {
    client.on("error", onError);
  });
  try {
    // Also brings graphile-worker's own schema up to date, which ours builds on.
    const utils = await makeWorkerUtils({ pgPool: pool, logger: new Logger(() => () => undefined) });
    const client = await pool.connect();
    try {
      await migrate(client);
    } finally {
      client.release();
    }
    return { pool, store: createPostgresStore(pool, utils) };
  } catch (error) {
    await pool.end();
    throw error;
  }
}
