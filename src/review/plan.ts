/** A comment on the new side of the diff; 1-based lines. */
export interface PlannedComment {
  readonly path: string;
  readonly line: number;
  /** Null for a comment on one line. */
  readonly startLine: number | null;
  readonly body: string;
  readonly fingerprints: readonly string[];
}

/** A comment on a changed file as a whole, where no line can carry it. */
export interface PlannedFileComment {
  readonly path: string;
  readonly body: string;
  readonly fingerprints: readonly string[];
}

/** A review to submit, with all its comments in one request. */
export interface PlannedReview {
  readonly event: "REQUEST_CHANGES" | "COMMENT";
  readonly body: string;
  readonly comments: readonly PlannedComment[];
  /** The same review without comments, for when GitHub takes none of them: what they say is in the body. */
  readonly bodyWithoutComments: string;
}

/** What to do with a thread of ours; `body` is its first comment's new text. */
export type ThreadAction =
  /** Its findings are gone or accepted, or it says again what another one says. */
  | {
      readonly kind: "close";
      readonly threadId: string;
      readonly commentId: string;
      readonly body: string;
      /** Whether GitHub lets us resolve it; else the comment is minimized. */
      readonly resolve: boolean;
    }
  /** Its finding is back. */
  | {
      readonly kind: "reopen";
      readonly threadId: string;
      readonly commentId: string;
      readonly body: string;
      /** Whether it is to be unresolved; else the comment is shown again. */
      readonly unresolve: boolean;
    }
  /** Its text is no longer right. */
  | { readonly kind: "edit"; readonly threadId: string; readonly commentId: string; readonly body: string }
  /** It says what another one says, and nobody answered it. */
  | { readonly kind: "delete"; readonly threadId: string; readonly commentId: string };

/** An answer to somebody's comment. */
export type Reply =
  | { readonly kind: "reaction"; readonly commentId: string }
  | { readonly kind: "in-thread"; readonly threadId: string; readonly body: string }
  | { readonly kind: "in-conversation"; readonly body: string };

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
  /** A run of this content that was begun: this many of its annotations are there already. */
  readonly begun: { readonly id: number; readonly annotations: number } | null;
  /** Runs that were begun and whose content is no longer right: they are concluded the same way. */
  readonly supersedes: readonly number[];
}

/** Everything to write to GitHub, in the order in which it is written. */
export interface ReviewPlan {
  readonly threads: readonly ThreadAction[];
  readonly replies: readonly Reply[];
  readonly dismissals: readonly Dismissal[];
  readonly fileComments: readonly PlannedFileComment[];
  readonly review: PlannedReview | null;
  readonly check: PlannedCheck | null;
}

/** Whether there is nothing to do. */
export function isEmptyPlan(plan: ReviewPlan): boolean {
  const { threads, replies, dismissals, fileComments, review, check } = plan;
  const written = threads.length + replies.length + dismissals.length + fileComments.length;
  return written === 0 && review === null && check === null;
}
