import { EventEmitter } from "node:events";

import { Logger, run, type Runner, type TaskList, type WorkerEvents } from "graphile-worker";
import type { Pool } from "pg";

import { errorText } from "./job-queue.js";
import { openLiveness, type Liveness } from "./liveness.js";
import { within } from "./within.js";

/** How often to look for jobs of dead processes. A process counts as dead when it is seen without its lock twice in a row. */
const RELEASE_MS = 10_000;
/** How often to poll for jobs: PostgreSQL's notification of a new job does not reach a connection that is just being made. */
const POLL_MS = 500;

/** What a session works with. */
export interface SessionOptions {
  readonly connectionString: string;
  readonly pool: Pool;
  readonly tasks: TaskList;
  readonly concurrency: number;
  /** The flags of jobs that are not to be claimed at the moment. */
  readonly forbidden: () => string[];
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
  { pool, tasks, concurrency, forbidden, onTrouble }: SessionOptions,
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
  const runner = await run({
    pgPool: pool,
    taskList: runAfter(() => locked, tasks),
    concurrency,
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

/** Tasks that begin only when this process holds its lock: until then others would take it for dead. */
function runAfter(locked: () => Promise<void>, tasks: TaskList): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (payload, helpers) => {
        await locked();
        await task?.(payload, helpers);
      },
    ]),
  );
}
