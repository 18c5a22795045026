/** A pull request to review. */
export interface ReviewJob {
  readonly installationId: number;
  readonly owner: string;
  readonly repo: string;
  readonly target:
    | { readonly kind: "pull-request"; readonly number: number }
    /** Whatever open pull requests have this head: GitHub names none in events about forks. */
    | { readonly kind: "head"; readonly sha: string };
  /** Write the check even if the same one is there. */
  readonly force: boolean;
  /** The delivery that asked for it, for the log. */
  readonly deliveryId: string;
}

/** Jobs with the same key run one at a time; of those waiting, the newest replaces the older. */
export function jobKey({ installationId, owner, repo, target }: ReviewJob): string {
  const what = target.kind === "pull-request" ? `#${String(target.number)}` : `@${target.sha}`;
  return `${String(installationId)}:${owner.toLowerCase()}/${repo.toLowerCase()}${what}`;
}

/** What a job handler says of a failure. */
export type JobFailure =
  /** Again after this many milliseconds; the attempt counts only if `counts`. */
  | { readonly kind: "retry"; readonly afterMs: number; readonly counts: boolean }
  | { readonly kind: "give-up" };

/** Runs one job. */
export interface JobHandler {
  /** Does the work; throws if it fails. */
  readonly run: (job: ReviewJob) => Promise<void>;
  /** What to do about what `run` threw. */
  readonly judge: (error: unknown, attempt: number) => JobFailure;
  /** Called once for a job that is given up, to say so where it is seen. Must not throw. */
  readonly abandon: (job: ReviewJob, error: unknown) => Promise<void>;
}

/** Where jobs wait. Adapters differ in what survives a crash. */
export interface JobQueue {
  /** Takes a job; a delivery that was taken before is ignored. Resolves when the job is as safe as the adapter makes it. */
  enqueue(job: ReviewJob): Promise<"accepted" | "duplicate">;
  /** Stops taking up jobs and waits for those running, at most this long. Resolves to how many were left undone. */
  drain(timeoutMs: number): Promise<number>;
  /** Jobs waiting and running, for health and metrics. */
  readonly depth: () => { readonly waiting: number; readonly running: number };
}
