import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { JobFailure, JobHandler, ReviewJob } from "../../src/jobs/job-queue.js";
import { createMemoryQueue, MAX_ATTEMPTS } from "../../src/jobs/memory-queue.js";

let deliveries = 0;
function job(number: number, more: Partial<ReviewJob> = {}): ReviewJob {
  return {
    installationId: 1,
    owner: "o",
    repo: "r",
    target: { kind: "pull-request", number },
    rerun: null,
    wantsHowToFix: false,
    deliveryId: `d${String(++deliveries)}`,
    ...more,
  };
}

/** A handler whose jobs end when the test says so. */
function handler(judge: (attempt: number) => JobFailure = () => ({ kind: "give-up" })) {
  const started: { readonly job: ReviewJob; readonly end: (error?: Error) => Promise<void> }[] = [];
  const abandoned: ReviewJob[] = [];
  const jobs: JobHandler = {
    run: (item) =>
      new Promise((resolve, reject) => {
        const end = async (error?: Error) => {
          if (error) reject(error);
          else resolve();
          await vi.advanceTimersByTimeAsync(0);
        };
        started.push({ job: item, end });
      }),
    judge: (_, attempt) => judge(attempt),
    abandon: (item) => {
      abandoned.push(item);
      return Promise.resolve();
    },
  };
  return { started, abandoned, jobs };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const numbers = (started: readonly { job: ReviewJob }[]) =>
  started.map(({ job: { target } }) => (target.kind === "pull-request" ? target.number : 0));

describe("the memory queue", () => {
  test("runs one job at a time for a pull request, the newest of those waiting", async () => {
    const { started, jobs } = handler();
    const queue = createMemoryQueue(jobs, 4);
    const [first, second, third] = [job(1), job(1, { rerun: "asked" }), job(1)];
    await queue.enqueue(first);
    await queue.enqueue(second);
    await queue.enqueue(third);
    expect(started.map(({ job: item }) => item.deliveryId)).toEqual([first.deliveryId]);
    expect(queue.depth()).toEqual({ waiting: 1, running: 1 });
    await started[0]?.end();
    expect(started[1]?.job).toEqual({ ...third, rerun: "asked" });
  });

  test("keeps to its concurrency and lets no pull request starve another", async () => {
    const { started, jobs } = handler();
    const queue = createMemoryQueue(jobs, 2);
    for (const number of [1, 2, 3, 1]) await queue.enqueue(job(number));
    expect(numbers(started)).toEqual([1, 2]);
    await started[0]?.end();
    expect(numbers(started)).toEqual([1, 2, 3]);
  });

  test("takes a delivery once", async () => {
    const { started, jobs } = handler();
    const queue = createMemoryQueue(jobs, 2);
    const once = job(1);
    expect(await queue.enqueue(once)).toBe("accepted");
    expect(await queue.enqueue(once)).toBe("duplicate");
    expect(started).toHaveLength(1);
  });

  test("tries again, then gives up and takes the delivery once more", async () => {
    const { started, abandoned, jobs } = handler(() => ({ kind: "retry", afterMs: 1000, counts: true }));
    const queue = createMemoryQueue(jobs, 1);
    const failing = job(1);
    await queue.enqueue(failing);
    for (let i = 0; i < MAX_ATTEMPTS; i++) {
      expect(started).toHaveLength(i + 1);
      await started[i]?.end(new Error("x"));
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(started).toHaveLength(MAX_ATTEMPTS);
    expect(abandoned).toEqual([failing]);
    expect(await queue.enqueue(failing)).toBe("accepted");
  });

  test("waits out a limit without counting it", async () => {
    const { started, abandoned, jobs } = handler(() => ({ kind: "retry", afterMs: 60_000, counts: false }));
    const queue = createMemoryQueue(jobs, 1);
    await queue.enqueue(job(1));
    for (let i = 0; i < MAX_ATTEMPTS + 3; i++) {
      await started[i]?.end(new Error("limit"));
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(started).toHaveLength(MAX_ATTEMPTS + 4);
    expect(abandoned).toEqual([]);
  });

  test("forgets a failure when a newer job of the same pull request waits", async () => {
    const { started, abandoned, jobs } = handler();
    const queue = createMemoryQueue(jobs, 1);
    await queue.enqueue(job(1));
    await queue.enqueue(job(1));
    await started[0]?.end(new Error("x"));
    expect(abandoned).toEqual([]);
    expect(started).toHaveLength(2);
  });

  test("drains: starts nothing new, waits for what runs, says what is left", async () => {
    const { started, jobs } = handler();
    const queue = createMemoryQueue(jobs, 1);
    await queue.enqueue(job(1));
    await queue.enqueue(job(2));
    const drained = queue.drain(25_000);
    await started[0]?.end();
    expect(await drained).toBe(1);
    expect(started).toHaveLength(1);
  });

  test("drains no longer than it may", async () => {
    const { jobs } = handler();
    const queue = createMemoryQueue(jobs, 1);
    await queue.enqueue(job(1));
    const drained = queue.drain(25_000);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await drained).toBe(1);
  });
});
