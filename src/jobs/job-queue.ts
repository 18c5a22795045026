/** The commits between two, which a merge queue wants checked. */
export interface MergeGroupTarget {
  readonly kind: "merge-group";
  readonly baseSha: string;
  readonly headSha: string;
  /** The branch that it is to be merged into. */
  readonly baseRef: string;
  /** The last pull request of the group, where the name of the queue's branch holds its number. */
  readonly lastPull: number | null;
}

/** What is to be reviewed, and why. */
export interface ReviewJob {
  readonly installationId: number;
  readonly owner: string;
  readonly repo: string;
  readonly target:
    | { readonly kind: "pull-request"; readonly number: number }
    /** The open pull requests with this head, whichever they are: events about forks do not name them. */
    | {
        readonly kind: "head";
        readonly sha: string;
        /** The branch of a merge queue, where this is the head of one. */
        readonly queueBranch: string | null;
      }
    | MergeGroupTarget
    /** A repository on which the App was just installed. */
    | { readonly kind: "repository" }
    /** The issue that tells what is left in the default branch of a repository. */
    | { readonly kind: "dashboard" };
  /** The delivery in which somebody asked for the check to be written again, even if it stays the same; null for none. */
  readonly rerun: string | null;
  /** Somebody pressed "How to fix" on the check. */
  readonly wantsHowToFix: boolean;
  /** The delivery that asked for it, for the log. */
  readonly deliveryId: string;
}

/** Where merge queues keep their branches: `gh-readonly-queue/BASE/pr-NUMBER-SHA`. */
const QUEUE_BRANCH = "gh-readonly-queue/";

/** The name of the branch without `refs/heads/` if a merge queue made it, else null. */
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
    case "dashboard":
      return `${repository}:dashboard`;
  }
}

/** The installation of the job with this key. */
export function installationOf(key: string): number {
  return Number(key.slice(0, key.indexOf(":")));
}

/** What is to be done about a failed attempt. */
export type JobFailure =
  /** Try again after this many milliseconds. Only attempts that count use up `MAX_ATTEMPTS`: waiting out a limit does not. */
  | { readonly kind: "retry"; readonly afterMs: number; readonly counts: boolean }
  | { readonly kind: "give-up" };

/** Runs one job. */
export interface JobHandler {
  /** Does the work; throws if it fails. */
  readonly run: (job: ReviewJob) => Promise<void>;
  /** What to do about what `run` threw. */
  readonly judge: (error: unknown, attempt: number, job: ReviewJob) => JobFailure;
  /** Called once for a job that is given up, to say so on the pull request. Must not throw. */
  readonly abandon: (job: ReviewJob, error: unknown) => Promise<void>;
}

/** How often a job is tried before it is given up. */
export const MAX_ATTEMPTS = 5;

/** The message of an error, cut to what is worth storing. */
export function errorText(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}

/** How much there is to do. */
export interface QueueDepth {
  readonly waiting: number;
  /** In this process. */
  readonly running: number;
  /** How long the first of those waiting has waited, in milliseconds. */
  readonly oldestMs: number;
}

/** A durable queue: once `enqueue` resolves, the job survives a crash, and it stays until it is done or given up. */
export interface JobQueue {
  /**
   * Accepts a job, unless its delivery was accepted before. Resolves when the job is stored.
   * @throws if it cannot be stored
   */
  readonly enqueue: (job: ReviewJob) => Promise<"accepted" | "duplicate">;
  /**
   * For periodic work that one of several processes is to do: whether this one is to do it now, because none has within
   * the last `everyMs` milliseconds.
   */
  readonly takeTurn: (name: string, everyMs: number) => Promise<boolean>;
  /**
   * Starts no more jobs, waits at most this long for those that run, and closes the store. Resolves to the number of jobs
   * that are not done; the next process finds them.
   */
  readonly drain: (timeoutMs: number) => Promise<number>;
  /** How many jobs wait and run, for metrics and health; rejects if the store does not answer. */
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

/** The jobs for people to look at, also while a server runs them. */
export interface JobRecords {
  /** In the order in which they run. */
  readonly pending: () => Promise<readonly PendingJob[]>;
  readonly failed: () => Promise<readonly FailedJob[]>;
  /** Puts failed jobs back into the queue. */
  readonly retry: (ids: readonly number[]) => Promise<void>;
  readonly close: () => Promise<void>;
}
