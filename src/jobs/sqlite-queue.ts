import { groupCommit } from "./group-commit.js";
import {
  afterFailure,
  errorText,
  jobKey,
  type JobHandler,
  type JobQueue,
  type JobRecords,
} from "./job-queue.js";
import type { SqliteStore, StoredJob } from "./sqlite-store.js";

/** How long a job that somebody else put into the file may go unseen. */
const POLL_MS = 1000;
/** How long a job waits whose end could not be written. */
const HELD_BACK_MS = 10_000;

/**
 * A queue whose jobs are in a SQLite file before they are acknowledged, and stay there until they are done: a process that
 * is killed finds them again. One job at a time for each key, the newest wins; keys take turns, so that no pull request
 * starves another.
 * @param store a store that this process owns
 */
export function createSqliteQueue(store: SqliteStore, handler: JobHandler, concurrency: number): JobQueue {
  const commit = groupCommit(store.transact);
  const running = new Map<string, StoredJob>();
  const idle: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  next();

  return {
    enqueue: async (job) => {
      const answer = await commit(() => store.accept(job, Date.now(), running.has(jobKey(job))));
      next();
      return answer;
    },
    // There is no other process.
    takeTurn: () => Promise.resolve(true),
    drain: async (timeoutMs) => {
      stopped = true;
      clearTimeout(timer);
      if (running.size > 0) await settledWithin(timeoutMs);
      const undone = store.count();
      store.close();
      return undone;
    },
    depth: () =>
      new Promise((resolve) => {
        const waiting = store.overview().filter(({ key, version }) => running.get(key)?.version !== version);
        const oldestMs = waiting[0] ? Math.max(0, Date.now() - waiting[0].since) : 0;
        resolve({ waiting: waiting.length, running: running.size, oldestMs });
      }),
  };

  function next(): void {
    if (stopped) return;
    clearTimeout(timer);
    const free = concurrency - running.size;
    if (free > 0) {
      const ready = store.due(Date.now(), concurrency + running.size).filter(({ key }) => !running.has(key));
      for (const job of ready.slice(0, free)) {
        running.set(job.key, job);
        void work(job);
      }
    }
    timer = setTimeout(next, Math.min(POLL_MS, Math.max(1, untilNext())));
  }

  function untilNext(): number {
    const at = store.nextAt();
    // What is due and not running waits for a free place, which calls by itself.
    return at === null || at <= Date.now() ? POLL_MS : at - Date.now();
  }

  async function work(job: StoredJob): Promise<void> {
    const error = await handler.run(job.job).then(
      () => null,
      (thrown: unknown) => ({ thrown }),
    );
    try {
      if (error) await failed(job, error.thrown);
      else {
        await commit(() => {
          store.finish(job);
        });
      }
    } catch {
      // The file takes nothing at the moment: the job stays in it, and runs again later rather than at once.
      await new Promise((resolve) => setTimeout(resolve, HELD_BACK_MS));
    }
    running.delete(job.key);
    if (running.size === 0)
      idle.splice(0).forEach((wake) => {
        wake();
      });
    next();
  }

  async function failed(job: StoredJob, error: unknown): Promise<void> {
    // A newer job of the same key makes this one pointless.
    if (!store.isCurrent(job)) return;
    const next = afterFailure(handler, job, error);
    if (next.kind === "give-up") {
      await handler.abandon(job.job, error);
      await commit(() => {
        store.fail(job, errorText(error), Date.now());
      });
      return;
    }
    await commit(() => {
      store.putOff(job, next.attempt, Date.now() + next.afterMs);
    });
  }

  function settledWithin(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const limit = setTimeout(resolve, timeoutMs);
      idle.push(() => {
        clearTimeout(limit);
        resolve();
      });
    });
  }
}

/** The jobs in a store, for people to look at. */
export function sqliteRecords(store: SqliteStore): JobRecords {
  return {
    pending: () => Promise.resolve(store.jobs()),
    failed: () => Promise.resolve(store.failed()),
    retry: (ids) => {
      const now = Date.now();
      store.transact(() => {
        for (const id of ids) store.retry(id, now);
      });
      return Promise.resolve();
    },
    close: () => {
      store.close();
      return Promise.resolve();
    },
  };
}
