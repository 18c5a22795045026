import type { JobFailure, JobHandler, ReviewJob } from "../../src/jobs/job-queue.js";

let deliveries = 0;

/** A job for a pull request, of a delivery of its own. */
export function job(number: number, more: Partial<ReviewJob> = {}): ReviewJob {
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

/** A job that was begun, and ends when the test says so. */
export interface Started {
  readonly job: ReviewJob;
  readonly end: (error?: Error) => void;
}

/** A handler whose jobs end when the test says so. */
export interface TestHandler {
  readonly jobs: JobHandler;
  readonly started: readonly Started[];
  readonly abandoned: readonly ReviewJob[];
  /** Resolves once this many jobs were begun in all. */
  readonly count: (wanted: number) => Promise<void>;
}

/** Makes a handler that judges every failure so. */
export function handler(judge: (attempt: number) => JobFailure = () => ({ kind: "give-up" })): TestHandler {
  const started: Started[] = [];
  const abandoned: ReviewJob[] = [];
  return {
    started,
    abandoned,
    count: (wanted) => eventually(() => Promise.resolve(started.length >= wanted)),
    jobs: {
      run: (item) =>
        new Promise((resolve, reject) => {
          const end = (error?: Error): void => {
            if (error) reject(error);
            else resolve();
          };
          started.push({ job: item, end });
        }),
      judge: (_, attempt) => judge(attempt),
      abandon: (item) => {
        abandoned.push(item);
        return Promise.resolve();
      },
    },
  };
}

/** Waits until something is so. @throws if it is not in time */
export async function eventually(isSo: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error("it never was so");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The pull requests of jobs. */
export function numbers(started: readonly Pick<Started, "job">[]): number[] {
  return started.map(({ job: { target } }) => (target.kind === "pull-request" ? target.number : 0));
}
