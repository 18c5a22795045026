/** A range of commits that a merge queue asks about. */
export interface MergeGroupTarget {
  readonly kind: "merge-group";
  readonly baseSha: string;
  readonly headSha: string;
  /** The branch that it is to be merged into. */
  readonly baseRef: string;
  /** The last pull request of the group, where the queue's branch names it. */
  readonly lastPull: number | null;
}

/** A pull request, or merge group, to review; or a repository to look at. */
export interface ReviewJob {
  readonly installationId: number;
  readonly owner: string;
  readonly repo: string;
  readonly target:
    | { readonly kind: "pull-request"; readonly number: number }
    /** Whatever open pull requests have this head: GitHub names none in events about forks. */
    | {
        readonly kind: "head";
        readonly sha: string;
        /** The merge queue's branch that it is the head of, if it is. */
        readonly queueBranch: string | null;
      }
    | MergeGroupTarget
    /** The repository itself, which the app was just installed on. */
    | { readonly kind: "repository" };
  /** Who asked to write the check even if the same one is there: the delivery that said so; null for nobody. */
  readonly rerun: string | null;
  /** Somebody pressed "How to fix" on the check. */
  readonly wantsHowToFix: boolean;
  /** The delivery that asked for it, for the log. */
  readonly deliveryId: string;
}

/** Where merge queues keep their branches: `gh-readonly-queue/BASE/pr-NUMBER-SHA`. */
const QUEUE_BRANCH = "gh-readonly-queue/";

/** The branch, without `refs/heads/`, if it is a merge queue's. */
export function queueBranchOf(ref: string | null | undefined): string | null {
  const branch = (ref ?? "").replace(/^refs\/heads\//, "");
  return branch.startsWith(QUEUE_BRANCH) ? branch : null;
}

/** The merge group at the head of a merge queue's branch. */
export function groupTargetOf(baseSha: string, headSha: string, queueBranch: string): MergeGroupTarget {
  const [, baseRef = "", last] =
    /^(.*?)(?:\/pr-(\d+)-[^/]*)?$/.exec(queueBranch.slice(QUEUE_BRANCH.length)) ?? [];
  return {
    kind: "merge-group",
    baseSha,
    headSha,
    baseRef,
    lastPull: last === undefined ? null : Number(last),
  };
}

/** Jobs with the same key run one at a time; of those waiting, the newest replaces the older. */
export function jobKey({ installationId, owner, repo, target }: ReviewJob): string {
  const repository = `${String(installationId)}:${owner.toLowerCase()}/${repo.toLowerCase()}`;
  switch (target.kind) {
    case "pull-request":
      return `${repository}#${String(target.number)}`;
    case "head":
      return `${repository}@${target.sha}`;
    case "merge-group":
      return `${repository}@${target.headSha}`;
    case "repository":
      return repository;
  }
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
  readonly judge: (error: unknown, attempt: number, job: ReviewJob) => JobFailure;
  /** Called once for a job that is given up, to say so where it is seen. Must not throw. */
  readonly abandon: (job: ReviewJob, error: unknown) => Promise<void>;
}

/** How often a job is tried before it is given up. */
export const MAX_ATTEMPTS = 5;

/** What becomes of a job whose attempt failed. */
export function afterFailure(
  handler: JobHandler,
  { job, attempt }: { readonly job: ReviewJob; readonly attempt: number },
  error: unknown,
):
  | { readonly kind: "give-up" }
  | { readonly kind: "retry"; readonly attempt: number; readonly afterMs: number } {
  const failure = handler.judge(error, attempt, job);
  if (failure.kind === "give-up" || (failure.counts && attempt >= MAX_ATTEMPTS)) return { kind: "give-up" };
  return { kind: "retry", attempt: attempt + (failure.counts ? 1 : 0), afterMs: failure.afterMs };
}

/** What is kept of an error, for people. */
export function errorText(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}

/** How much there is to do. */
export interface QueueDepth {
  readonly waiting: number;
  /** Of this process. */
  readonly running: number;
  /** How long the first of those waiting has waited, in milliseconds. */
  readonly oldestMs: number;
}

/** Where jobs wait: before `enqueue` resolves they survive a crash, and they stay until they are done. */
export interface JobQueue {
  /**
   * Takes a job; a delivery that was taken before is ignored. Resolves when the job is safe.
   * @throws if it cannot be stored
   */
  readonly enqueue: (job: ReviewJob) => Promise<"accepted" | "duplicate">;
  /**
   * Whether it is this process's turn to do something that one of them does at a time: nobody has had it for that long.
   */
  readonly takeTurn: (name: string, everyMs: number) => Promise<boolean>;
  /** Stops taking up jobs and waits for those running, at most this long. Resolves to how many were left undone. */
  readonly drain: (timeoutMs: number) => Promise<number>;
  /** Jobs waiting and running, for metrics and health; rejects if the store does not answer. */
  readonly depth: () => Promise<QueueDepth>;
}

/** A job that waits or runs. */
export interface PendingJob {
  readonly job: ReviewJob;
  readonly attempt: number;
  /** Since when it waits, in milliseconds since 1970. */
  readonly since: number;
}

/** A job that was given up. */
export interface FailedJob {
  readonly id: number;
  readonly job: ReviewJob;
  readonly error: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The jobs for people to look at; a server may work on them meanwhile. */
export interface JobRecords {
  /** In turn. */
  readonly pending: () => Promise<readonly PendingJob[]>;
  readonly failed: () => Promise<readonly FailedJob[]>;
  /** Puts failed jobs back into the queue. */
  readonly retry: (ids: readonly number[]) => Promise<void>;
  readonly close: () => Promise<void>;
}
