/** A comment on the new side of the diff; 1-based lines. */
export interface PlannedComment {
  readonly path: string;
  readonly line: number;
  /** Null for a comment on one line. */
  readonly startLine: number | null;
  readonly body: string;
  readonly fingerprints: readonly string[];
}

/** A review to submit, with all its comments in one request. */
export interface PlannedReview {
  readonly event: "REQUEST_CHANGES" | "COMMENT";
  readonly body: string;
  readonly comments: readonly PlannedComment[];
  /** Findings listed in the body. */
  readonly fingerprints: readonly string[];
}

/** What to do with a thread of ours; `body` is its first comment's new text. */
export interface ThreadAction {
  readonly kind: "close" | "reopen";
  readonly threadId: string;
  readonly commentId: string;
  readonly body: string;
  /** Whether GitHub lets us resolve (or unresolve) it; else the comment is minimized (or shown again). */
  readonly mayResolve: boolean;
}

/** A request for changes of ours that nothing justifies any more. */
export interface Dismissal {
  readonly reviewId: number;
  readonly message: string;
}

/** A line of the diff or file that the check run marks. 1-based lines and columns. */
export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Only for annotations of one line. */
  readonly startColumn: number | null;
  readonly endColumn: number | null;
  readonly level: "failure" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
}

/** The check run to write on the head commit. */
export interface PlannedCheck {
  readonly conclusion: "success" | "failure" | "neutral";
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly externalId: string;
}

/** Everything to write to GitHub, in the order in which it is written. */
export interface ReviewPlan {
  readonly threads: readonly ThreadAction[];
  readonly dismissals: readonly Dismissal[];
  readonly review: PlannedReview | null;
  readonly check: PlannedCheck | null;
}

/** Whether there is nothing to do. */
export function isEmptyPlan(plan: ReviewPlan): boolean {
  return (
    plan.threads.length === 0 && plan.dismissals.length === 0 && plan.review === null && plan.check === null
  );
}
