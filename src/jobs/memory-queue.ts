import { jobKey, type JobHandler, type JobQueue, type ReviewJob } from "./job-queue.js";

/** How many delivery ids are remembered. */
const REMEMBERED = 10_000;
/** How often a job is tried before it is given up. */
export const MAX_ATTEMPTS = 5;

interface Entry {
  readonly job: ReviewJob;
  readonly attempt: number;
}

/**
 * A queue in memory: what waits is lost with the process. One job at a time for each key, the newest wins;
 * keys take turns, so that no pull request starves another.
 */
export function createMemoryQueue(handler: JobHandler, concurrency: number): JobQueue {
  const waiting = new Map<string, Entry>();
  const running = new Set<string>();
  const delayed = new Map<string, NodeJS.Timeout>();
  const deliveries = new Set<string>();
  const idle: (() => void)[] = [];
  let stopped = false;

  return {
    enqueue: (job) => {
      if (deliveries.has(job.deliveryId)) return Promise.resolve("duplicate");
      remember(job.deliveryId);
      put({ job, attempt: 1 });
      return Promise.resolve("accepted");
    },
    drain: async (timeoutMs) => {
      stopped = true;
      for (const timer of delayed.values()) clearTimeout(timer);
      const undone = delayed.size + waiting.size;
      delayed.clear();
      if (running.size > 0) await settledWithin(timeoutMs);
      return undone + running.size;
    },
    depth: () => ({ waiting: waiting.size + delayed.size, running: running.size }),
  };

  function remember(deliveryId: string): void {
    deliveries.add(deliveryId);
    const [oldest] = deliveries;
    if (deliveries.size > REMEMBERED && oldest !== undefined) deliveries.delete(oldest);
  }

  function put(entry: Entry): void {
    const key = jobKey(entry.job);
    clearTimeout(delayed.get(key));
    delayed.delete(key);
    const older = waiting.get(key);
    // What somebody asked for stays asked for when a newer event replaces it.
    const rerun = entry.job.rerun ?? older?.job.rerun ?? null;
    const wantsHowToFix = entry.job.wantsHowToFix || (older?.job.wantsHowToFix ?? false);
    waiting.set(key, { ...entry, job: { ...entry.job, rerun, wantsHowToFix } });
    next();
  }

  function next(): void {
    if (stopped) return;
    for (const [key, entry] of waiting) {
      if (running.size >= concurrency) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      running.add(key);
      void work(key, entry);
    }
  }

  async function work(key: string, entry: Entry): Promise<void> {
    try {
      await handler.run(entry.job);
    } catch (error) {
      await failed(key, entry, error);
    } finally {
      running.delete(key);
      if (running.size === 0)
        idle.splice(0).forEach((wake) => {
          wake();
        });
      next();
    }
  }

  async function failed(key: string, entry: Entry, error: unknown): Promise<void> {
    // A newer job of the same key makes this one pointless.
    if (waiting.has(key)) return;
    const failure = handler.judge(error, entry.attempt, entry.job);
    if (failure.kind === "give-up" || (failure.counts && entry.attempt >= MAX_ATTEMPTS)) {
      // A redelivery may try once more.
      deliveries.delete(entry.job.deliveryId);
      await handler.abandon(entry.job, error);
      return;
    }
    const attempt = entry.attempt + (failure.counts ? 1 : 0);
    const again = (): void => {
      put({ job: entry.job, attempt });
    };
    delayed.set(key, setTimeout(again, failure.afterMs));
  }

  function settledWithin(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      idle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
