import { EventEmitter } from "node:events";

import { Logger, run, type Runner, type WorkerEvents } from "graphile-worker";
import type { Pool } from "pg";

import { errorText, installationOf } from "./job-queue.js";
import type { ClaimedJob } from "./job-store.js";
import { openLiveness, type Liveness } from "./liveness.js";
import { createPlaces, mostPlaces } from "./places.js";
import { createTurnstile } from "./turnstile.js";
import { within } from "./within.js";

/** How often to look for jobs of dead processes. A process counts as dead when it is seen without its lock twice in a row. */
const RELEASE_MS = 10_000;
/** How often to poll for jobs: PostgreSQL's notification of a new job does not reach a connection that is just being made. */
const POLL_MS = 500;

/** What a session works with. */
export interface SessionOptions {
  readonly connectionString: string;
  readonly pool: Pool;
  /** See `createPlaces`. */
  readonly concurrency: number;
  /** The newest job of a key that graphile-worker has claimed for this process; null if it is done. */
  readonly take: (key: string) => Promise<ClaimedJob | null>;
  /** Runs a job that was taken; rejects if what became of it could not be stored. */
  readonly work: (claimed: ClaimedJob) => Promise<void>;
  /** The worker pool of this process's last session: what it still had claimed is released first. Null for none. */
  readonly previousPoolId: string | null;
  /** Told what went wrong, in one line. */
  readonly onTrouble: (message: string) => void;
}

/**
 * A worker pool of graphile-worker, and the connection whose lock shows other processes that it is alive. It lasts as long
 * as that connection; after that another process may run the same jobs, and this one has to begin a new session.
 */
export interface WorkerSession {
  readonly poolId: string;
  /** Resolves when the session cannot go on: the connection is lost, or the end of a job could not be written. */
  readonly ended: Promise<void>;
  /** Claims no more jobs, waits at most this long for those that run, and releases the rest. Never rejects. */
  stop(timeoutMs: number): Promise<void>;
}

/**
 * Connects, and starts to run graphile-worker's jobs.
 * @throws if the database cannot be reached
 */
export async function startSession(options: SessionOptions): Promise<WorkerSession> {
  const { connectionString, previousPoolId, onTrouble } = options;
  const liveness = await openLiveness(connectionString);
  try {
    if (previousPoolId !== null) await liveness.release([previousPoolId]);
    const { runner, poolId } = await startRunner(options, liveness);
    const timer = setInterval(() => {
      liveness.releaseDead().then(
        (dead) => {
          if (dead.length > 0) onTrouble(`took over the jobs of ${dead.join(", ")}`);
        },
        (error: unknown) => {
          onTrouble(errorText(error));
        },
      );
    }, RELEASE_MS);
    const finished = runner.promise.catch((error: unknown) => {
      onTrouble(errorText(error));
    });
    return {
      poolId,
      ended: Promise.race([liveness.lost, finished]),
      stop: async (timeoutMs) => {
        clearInterval(timer);
        await within(timeoutMs, runner.stop());
        await liveness.release([poolId]).catch(() => undefined);
        await within(1000, liveness.close());
      },
    };
  } catch (error) {
    await liveness.close().catch(() => undefined);
    throw error;
  }
}

async function startRunner(
  { pool, concurrency, take, work, onTrouble }: SessionOptions,
  liveness: Liveness,
): Promise<{ readonly runner: Runner; readonly poolId: string }> {
  const events: WorkerEvents = new EventEmitter();
  let poolId = "";
  let locked: Promise<void> = Promise.resolve();
  events.once("pool:create", ({ workerPool }) => {
    poolId = workerPool.id;
    locked = liveness.lock(poolId);
    locked.catch(() => undefined);
  });
  const places = createPlaces(concurrency);
  // One job is fetched at a time, so that the places that were free when it was asked for are so when it comes, and that
  // those of an installation are taken in their order.
  const fetching = createTurnstile();
  events.on("worker:getJob:empty", fetching.leave);
  events.on("worker:getJob:error", fetching.leave);
  const forbidden = async (): Promise<string[]> => {
    await fetching.enter();
    return places.full().map((installation) => `installation-${String(installation)}`);
  };
  const review = async (payload: unknown): Promise<void> => {
    const { key } = payload as { readonly key: string };
    const leave = places.enter(installationOf(key));
    try {
      const claimed = await takeFetched(key, leave !== null).finally(fetching.leave);
      if (claimed) await work(claimed);
    } finally {
      leave?.();
    }
  };
  const takeFetched = async (key: string, hasPlace: boolean): Promise<ClaimedJob | null> => {
    if (!hasPlace) throw new Error(`fetched without a place: ${key}`);
    // Until this process holds its lock others would take it for dead.
    await locked;
    return await take(key);
  };
  const runner = await run({
    pgPool: pool,
    taskList: { review },
    concurrency: mostPlaces(concurrency),
    forbiddenFlags: forbidden,
    noHandleSignals: true,
    pollInterval: POLL_MS,
    events,
    logger: new Logger(() => (level, message) => {
      if ((level as string) === "error") onTrouble(message.split("\n", 1)[0] ?? "");
    }),
    // Without a delay of its own graphile-worker does not wait for the end of a job to be written, and a database that is
    // restarted at that moment would end the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
  if (poolId === "") throw new Error("graphile-worker did not say which pool it made");
  return { runner, poolId };
}
