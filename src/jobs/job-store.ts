import type { ReviewJob } from "./job-queue.js";

/** A job that this process has claimed, so that no other works on the same key. */
export interface ClaimedJob {
  readonly key: string;
  /** Grows when a newer event replaces the job. */
  readonly version: number;
  readonly job: ReviewJob;
  /** 1 for the first. */
  readonly attempt: number;
}

/** The jobs of a store that are not done. */
export interface StoreDepth {
  readonly undone: number;
  /** Those of them that no process has claimed. */
  readonly waiting: number;
  /** How long the first of those has waited, in milliseconds. */
  readonly oldestMs: number;
}

/**
 * Where a queue keeps its jobs. A change to a claimed job resolves when it is stored, and does nothing to a newer job that
 * has replaced the claimed one. Everything rejects if the store does not answer.
 */
export interface JobStore {
  readonly accept: (job: ReviewJob) => Promise<"accepted" | "duplicate">;
  /** Whether no newer event has replaced the job. */
  readonly isCurrent: (claimed: ClaimedJob) => Promise<boolean>;
  /** Deletes a job that is done. */
  readonly finish: (claimed: ClaimedJob) => Promise<void>;
  /** Makes the job run again after a while, as this attempt. */
  readonly retry: (claimed: ClaimedJob, attempt: number, afterMs: number) => Promise<void>;
  /** Moves a job to the failed ones, and forgets its delivery: GitHub's redelivery of it is accepted again. */
  readonly giveUp: (claimed: ClaimedJob, error: string) => Promise<void>;
  /** Releases a job whose outcome could not be stored. Resolves when it may run again, which is not at once; never rejects. */
  readonly handBack: (claimed: ClaimedJob) => Promise<void>;
  readonly takeTurn: (name: string, everyMs: number) => Promise<boolean>;
  readonly depth: () => Promise<StoreDepth>;
  readonly close: () => Promise<void>;
}
