import { Logger, makeWorkerUtils } from "graphile-worker";
import pg from "pg";

import { batched } from "./batched.js";
import { afterFailure, errorText, type JobHandler, type JobQueue, type JobRecords } from "./job-queue.js";
import { migrate } from "./postgres-schema.js";
import { createPostgresStore, type PostgresStore, type TakenJob } from "./postgres-store.js";
import { startLife, within, type WorkerLife } from "./worker-life.js";

const TIDY_MS = 60_000;
/** How long to wait before a database that went away is tried again. */
const RECONNECT_MS = 1000;
/** How long what still runs when the connection is lost may take to end. */
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
 * them, the newest wins. While the database is away jobs are refused; what ran meanwhile is run again afterwards.
 * @throws if the database cannot be reached at the start
 */
export async function createPostgresQueue(
  handler: JobHandler,
  { connectionString, concurrency, onTrouble }: PostgresQueueOptions,
): Promise<JobQueue> {
  const { pool, store } = await openDatabase(connectionString, concurrency + 4, onTrouble);
  const accept = batched(store.accept, BATCH);
  let running = 0;
  let stopped = false;
  await tidy();
  let life = await begin([]);
  const timer = setInterval(() => void tidy(), TIDY_MS);
  const supervision = supervise();

  return {
    enqueue: async (job) => {
      if (stopped) throw new Error("the queue is shut");
      return (await accept(job)) ? "accepted" : "duplicate";
    },
    takeTurn: store.takeTurn,
    drain: async (timeoutMs) => {
      stopped = true;
      clearInterval(timer);
      await life.stop(timeoutMs);
      await within(RECONNECT_MS, supervision);
      const undone = await store.count().then(
        (count) => count.undone,
        () => 0,
      );
      await within(1000, pool.end());
      return undone;
    },
    depth: async () => ({ ...(await store.count()), running }),
  };

  function begin(over: readonly string[]): Promise<WorkerLife> {
    return startLife({ connectionString, pool, concurrency, over, onTrouble, tasks: { review } });
  }

  /** Begins again whenever a life has ended, until the queue is shut. */
  async function supervise(): Promise<void> {
    for (;;) {
      await life.ended;
      if (stopped) return;
      await life.stop(LAST_JOBS_MS);
      const next = await beginAgain(life.poolId);
      if (!next) return;
      life = next;
      if (isStopped()) await life.stop(0);
    }
  }

  async function beginAgain(over: string): Promise<WorkerLife | null> {
    while (!isStopped()) {
      try {
        return await begin([over]);
      } catch (error) {
        onTrouble(errorText(error));
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
    return null;
  }

  function isStopped(): boolean {
    return stopped;
  }

  async function review(payload: unknown): Promise<void> {
    const taken = await store.take((payload as { readonly key: string }).key);
    if (!taken) return;
    running++;
    try {
      const error = await handler.run(taken.job).then(
        () => null,
        (thrown: unknown) => ({ thrown }),
      );
      if (error) await failed(taken, error.thrown);
      else await store.finish(taken);
    } finally {
      running--;
    }
  }

  async function failed(taken: TakenJob, error: unknown): Promise<void> {
    // A newer job of the same key makes this one pointless.
    if (!(await store.isCurrent(taken))) return;
    const next = afterFailure(handler, taken, error);
    if (next.kind === "retry") {
      await store.putOff(taken, next.attempt, next.afterMs);
      return;
    }
    await handler.abandon(taken.job, error);
    await store.fail(taken, errorText(error));
  }

  async function tidy(): Promise<void> {
    try {
      await store.tidy();
    } catch (error) {
      onTrouble(errorText(error));
    }
  }
}

/** The jobs in a database, for people to look at. @throws if it cannot be reached */
export async function openPostgresRecords(connectionString: string): Promise<JobRecords> {
  const { pool, store } = await openDatabase(connectionString, 2, () => undefined);
  return {
    pending: store.pending,
    failed: store.failed,
    retry: store.retry,
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
    // Brings graphile-worker's own schema up to date.
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
