import { setTimeout as sleep } from "node:timers/promises";

import { groupCommit } from "./group-commit.js";
import { jobKey, type JobHandler, type JobQueue, type JobRecords } from "./job-queue.js";
import { createQueue, createRunner, type Dispatcher, type JobRunner } from "./job-runner.js";
import type { JobStore } from "./job-store.js";
import { createPlaces } from "./places.js";
import type { SqliteStore, StoredJob } from "./sqlite-store.js";
import { within } from "./within.js";

/** How often the file is read for jobs that another process put back into it (`no-pickle jobs --retry`). */
const POLL_MS = 1000;
/** How long a job waits whose outcome could not be stored. */
const HAND_BACK_MS = 10_000;

/**
 * A queue whose jobs are in a SQLite file before they are acknowledged, and stay there until they are done: a process that
 * is killed finds them again. One job at a time for each key, the newest wins; installations take turns, and keys within
 * each, so that no pull request starves another.
 * @param file a file that this process owns
 */
export function createSqliteQueue(file: SqliteStore, handler: JobHandler, concurrency: number): JobQueue {
  const commit = groupCommit(file.transact);
  const store: JobStore = {
    accept: async (job) => {
      const answer = await commit(() => file.accept(job, Date.now(), runner.running.has(jobKey(job))));
      dispatcher.dispatch();
      return answer;
    },
    isCurrent: (claimed) => commit(() => file.isCurrent(claimed)),
    finish: (claimed) =>
      commit(() => {
        file.finish(claimed);
      }),
    retry: (claimed, attempt, afterMs) =>
      commit(() => {
        file.retry(claimed, attempt, Date.now() + afterMs);
      }),
    giveUp: (claimed, error) =>
      commit(() => {
        file.giveUp(claimed, error, Date.now());
      }),
    // The job is in the file as it was. It counts as running until it may run again.
    handBack: () => sleep(HAND_BACK_MS),
    // There is no other process.
    takeTurn: () => Promise.resolve(true),
    depth: () =>
      new Promise((resolve) => {
        const undone = file.overview();
        const waiting = undone.filter(
          ({ key, version }) => runner.running.get(key)?.claimed.version !== version,
        );
        const oldestMs = waiting[0] ? Math.max(0, Date.now() - waiting[0].since) : 0;
        resolve({ undone: undone.length, waiting: waiting.length, oldestMs });
      }),
    close: () => {
      file.close();
      return Promise.resolve();
    },
  };
  const runner = createRunner(store, handler);
  const dispatcher = createPoller(file, runner, concurrency);
  dispatcher.dispatch();
  return createQueue(store, runner, dispatcher);
}

/** Starts the jobs that are due: when it is told to, when another job has ended, and when the next one falls due. */
function createPoller(
  file: SqliteStore,
  { start, running }: JobRunner,
  concurrency: number,
): Dispatcher & { readonly dispatch: () => void } {
  const places = createPlaces(concurrency);
  /** Installations in the order of their last turn, the longest ago first. */
  const turns = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  return {
    dispatch,
    stop: async (timeoutMs) => {
      isStopped = true;
      clearTimeout(timer);
      await within(timeoutMs, Promise.allSettled([...running.values()].map(({ end }) => end)));
    },
  };

  function dispatch(): void {
    if (isStopped) return;
    clearTimeout(timer);
    // Of those that run a newer version may be due; they stand before what can be started.
    const due = file.due(Date.now(), concurrency + running.size).filter(({ key }) => !running.has(key));
    for (const job of inTurn(due)) {
      const { installationId } = job.job;
      const leave = places.enter(installationId);
      if (!leave) continue;
      turns.delete(installationId);
      turns.add(installationId);
      void start(job).end.finally(leave).then(dispatch, dispatch);
    }
    timer = setTimeout(dispatch, Math.min(POLL_MS, Math.max(1, untilNextIsDue())));
  }

  /** Round by round one job of each installation: first of those of which fewest run, then of those that waited longest. */
  function inTurn(due: readonly StoredJob[]): StoredJob[] {
    const last = new Map([...turns].map((installation, i) => [installation, i]));
    const rounds = new Map<number, number>();
    return due
      .map((job) => {
        const { installationId } = job.job;
        const round = rounds.get(installationId) ?? places.running(installationId);
        rounds.set(installationId, round + 1);
        return { job, round, turn: last.get(installationId) ?? -1 };
      })
      .sort((a, b) => a.round - b.round || a.turn - b.turn)
      .map(({ job }) => job);
  }

  function untilNextIsDue(): number {
    const at = file.nextAt();
    // A job that is due already waits for another to end, which calls `dispatch`.
    return at === null || at <= Date.now() ? POLL_MS : at - Date.now();
  }
}

/** The jobs in a file, for people to look at. */
export function sqliteRecords(file: SqliteStore): JobRecords {
  return {
    pending: () => Promise.resolve(file.jobs()),
    failed: () => Promise.resolve(file.failed()),
    retry: (ids) => {
      const now = Date.now();
      file.transact(() => {
        for (const id of ids) file.retryFailed(id, now);
      });
      return Promise.resolve();
    },
    close: () => {
      file.close();
      return Promise.resolve();
    },
  };
}
