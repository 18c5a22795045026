import { EventEmitter } from "node:events";

import { Logger, run, type TaskList, type WorkerEvents } from "graphile-worker";
import type { Pool } from "pg";

import { errorText } from "./job-queue.js";
import { openLiveness } from "./liveness.js";

/** How often jobs of processes that are gone are looked for; they are found gone twice before they are taken over. */
const TAKE_OVER_MS = 10_000;
/** How long a job may go unseen whose notification was lost. */
const POLL_MS = 500;

/** What one life works with. */
export interface LifeOptions {
  readonly connectionString: string;
  readonly pool: Pool;
  readonly tasks: TaskList;
  readonly concurrency: number;
  /** Pools of this process whose life is over: their jobs are given back first. */
  readonly over: readonly string[];
  /** Told what went wrong, in one line. */
  readonly onTrouble: (message: string) => void;
}

/** A pool of workers that works for as long as its connection to the database lasts. */
export interface WorkerLife {
  readonly poolId: string;
  /** Resolves when it cannot go on: the connection is lost, or a job's end could not be written. */
  readonly ended: Promise<void>;
  /** Takes up nothing more, waits at most this long for what runs, and gives the rest back. Never rejects. */
  stop(timeoutMs: number): Promise<void>;
}

/**
 * Starts to work off graphile-worker's jobs.
 * @throws if the database cannot be reached
 */
export async function startLife(options: LifeOptions): Promise<WorkerLife> {
  const { connectionString, pool, concurrency, over, onTrouble } = options;
  const liveness = await openLiveness(connectionString);
  try {
    await liveness.free(over);
    const events: WorkerEvents = new EventEmitter();
    let poolId = "";
    let claimed: Promise<void> = Promise.resolve();
    events.once("pool:create", ({ workerPool }) => {
      poolId = workerPool.id;
      claimed = liveness.claim(poolId);
      claimed.catch(() => undefined);
    });
    const runner = await run({
      pgPool: pool,
      taskList: whenClaimed(options.tasks, () => claimed),
      concurrency,
      noHandleSignals: true,
      pollInterval: POLL_MS,
      events,
      logger: new Logger(() => (level, message) => {
        if ((level as string) === "error") onTrouble(message.split("\n", 1)[0] ?? "");
      }),
      // Without a delay of its own graphile-worker does not wait for the end of a job to be written, and a database that
      // is restarted at that moment would end the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
    if (poolId === "") throw new Error("graphile-worker did not say which pool it made");
    const timer = setInterval(() => {
      liveness.takeOver().then(
        (gone) => {
          if (gone.length > 0) onTrouble(`took over the jobs of ${gone.join(", ")}`);
        },
        (error: unknown) => {
          onTrouble(errorText(error));
        },
      );
    }, TAKE_OVER_MS);
    const finished = runner.promise.catch((error: unknown) => {
      onTrouble(errorText(error));
    });
    return {
      poolId,
      ended: Promise.race([liveness.lost, finished]),
      stop: async (timeoutMs) => {
        clearInterval(timer);
        await within(timeoutMs, runner.stop());
        await liveness.free([poolId]).catch(() => undefined);
        await within(1000, liveness.close());
      },
    };
  } catch (error) {
    await liveness.close().catch(() => undefined);
    throw error;
  }
}

/** No task begins before the pool is known to be alive. */
function whenClaimed(tasks: TaskList, claimed: () => Promise<void>): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (payload, helpers) => {
        await claimed();
        await task?.(payload, helpers);
      },
    ]),
  );
}

/** Waits for something, at most so long, however it ends. */
export async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work.catch(() => undefined), limit]);
  clearTimeout(timer);
}
