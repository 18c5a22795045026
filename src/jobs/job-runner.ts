import { errorText, MAX_ATTEMPTS, type JobHandler, type JobQueue } from "./job-queue.js";
import type { ClaimedJob, JobStore } from "./job-store.js";

/** One attempt at a job. */
export interface Run {
  readonly claimed: ClaimedJob;
  /** Resolves when the outcome is stored, whether the job was done or failed; rejects if it could not be stored. */
  readonly end: Promise<void>;
}

/** Runs claimed jobs and stores what becomes of them. */
export interface JobRunner {
  readonly start: (claimed: ClaimedJob) => Run;
  /** What runs now, by the key of the job. */
  readonly running: ReadonlyMap<string, Run>;
}

/**
 * What claims jobs and has them run. It is where the two stores differ: the one process that owns the SQLite file looks
 * for jobs that are due, whereas graphile-worker decides which of several processes gets a job, and calls that one.
 */
export interface Dispatcher {
  /** Claims no more, waits at most this long for the jobs that run, and hands the rest back. Never rejects. */
  readonly stop: (timeoutMs: number) => Promise<void>;
}

/** Makes the queue of a store, a runner for its jobs, and a dispatcher that is at work already. */
export function createQueue(store: JobStore, { running }: JobRunner, dispatcher: Dispatcher): JobQueue {
  return {
    enqueue: store.accept,
    takeTurn: store.takeTurn,
    drain: async (timeoutMs) => {
      await dispatcher.stop(timeoutMs);
      const undone = await store.depth().then(
        (depth) => depth.undone,
        () => 0,
      );
      await store.close();
      return undone;
    },
    depth: async () => {
      const { waiting, oldestMs } = await store.depth();
      return { waiting, running: running.size, oldestMs };
    },
  };
}

/** Makes a runner of jobs that were claimed in this store. */
export function createRunner(store: JobStore, handler: JobHandler): JobRunner {
  const running = new Map<string, Run>();
  return {
    running,
    start: (claimed) => {
      const end = attempt(store, handler, claimed).finally(() => {
        // After a connection was lost, the same key may run again before its first run has ended.
        if (running.get(claimed.key) === run) running.delete(claimed.key);
      });
      const run = { claimed, end };
      running.set(claimed.key, run);
      return run;
    },
  };
}

async function attempt(store: JobStore, handler: JobHandler, claimed: ClaimedJob): Promise<void> {
  const failure = await handler.run(claimed.job).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  try {
    if (failure) await settleFailure(store, handler, claimed, failure.error);
    else await store.finish(claimed);
  } catch (error) {
    await store.handBack(claimed);
    throw error;
  }
}

async function settleFailure(
  store: JobStore,
  handler: JobHandler,
  claimed: ClaimedJob,
  error: unknown,
): Promise<void> {
  // A newer job of the same key does the same work: there is nothing to judge, to repeat or to report.
  if (!(await store.isCurrent(claimed))) return;
  const { job, attempt } = claimed;
  const verdict = handler.judge(error, attempt, job);
  if (verdict.kind === "retry" && !(verdict.counts && attempt >= MAX_ATTEMPTS)) {
    await store.retry(claimed, verdict.counts ? attempt + 1 : attempt, verdict.afterMs);
    return;
  }
  await handler.abandon(job, error);
  await store.giveUp(claimed, errorText(error));
}
