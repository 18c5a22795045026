import type { Examined } from "../analysis/analyze-files.js";
import type { Hunk } from "../diff/hunk.js";
import type { Policy, PolicyProblem } from "../policy/policy.js";
import type { HeldRatchet } from "../report/ratchet-line.js";
import type { ThreadMark } from "./marker.js";
import type { Seal } from "./seal.js";

/** Which pull request, at which commit. */
export interface PullRequestIdentity {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** GitHub's number of the repository: it stays when the repository is renamed or transferred. */
  readonly repositoryId: number;
  /** Node id, to comment in the conversation. */
  readonly nodeId: string;
  readonly headSha: string;
  readonly baseRef: string;
  /** The branch that it lands on in the end: that of its base, or of its stack. Its policy and its rules count. */
  readonly landsOn: string;
  /** Login of its author; null for an account that is gone. */
  readonly author: string | null;
  readonly isDraft: boolean;
  /** The web address of the repository, for links. */
  readonly repositoryUrl: string;
}

/** A comment, in a thread of ours or in the conversation. */
export interface Comment {
  readonly id: string;
  /** Login; null for an account that is gone. */
  readonly author: string | null;
  readonly isOurs: boolean;
  readonly isBot: boolean;
  /** Whether somebody else than its author changed it last: then its words are not the author's. */
  readonly editedByOther: boolean;
  readonly body: string;
  /** The day it was written, `YYYY-MM-DD`. */
  readonly on: string;
  /** Whether we have put a reaction on it. */
  readonly hasReaction: boolean;
}

/** A review thread that no-pickle opened. */
export interface Thread {
  readonly id: string;
  readonly path: string;
  /** Where the file is at the head that it was written about, if it was renamed since; null where it was not, or is gone. */
  readonly movedTo: string | null;
  /** What its mark says: the findings it speaks of, and their level. */
  readonly mark: ThreadMark;
  readonly isResolved: boolean;
  /** Whether GitHub no longer shows its line in the diff. */
  readonly isOutdated: boolean;
  /** Whether no-pickle marked it as done. */
  readonly isClosed: boolean;
  readonly viewerCanResolve: boolean;
  readonly viewerCanUnresolve: boolean;
  /** Node id and text of its first comment, which is ours. */
  readonly commentId: string;
  readonly body: string;
  /** The comments below the first, oldest first; of very many, the last ones. */
  readonly replies: readonly Comment[];
  /** Whether these are all. */
  readonly hasAllReplies: boolean;
  /** The commit that it was opened on; null where GitHub has it no more. */
  readonly openedAt: string | null;
}

/** A review that no-pickle submitted. */
export interface OwnReview {
  readonly id: number;
  readonly state: "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "APPROVED" | "PENDING";
  /** Findings that its body lists because no line could carry them. */
  readonly fingerprints: readonly string[];
}

/** The last check run of this name that was written for a pull request, on its head commit. */
export interface OwnCheck {
  readonly id: number;
  readonly concluded: boolean;
  /** Whether none was written to the commit since, for another pull request. */
  readonly isNewest: boolean;
  /** What the planner stored with it to recognize its content. */
  readonly externalId: string | null;
  /** How many annotations it has. */
  readonly annotations: number;
  /** Older runs that nobody concluded. */
  readonly open: readonly number[];
}

/** What a person may do in the repository, as far as it matters here. */
export type Permission = "write" | "none";

/** What no-pickle has already said on a pull request, and what people said to it. */
export interface Said {
  readonly threads: readonly Thread[];
  readonly reviews: readonly OwnReview[];
  readonly check: OwnCheck | null;
  /**
   * What else fails on the same commit: other open pull requests with this head, by number, and merge groups; null where
   * there are too many to tell.
   */
  readonly failsFor: readonly string[] | null;
  readonly conversation: readonly Comment[];
  /** By login; who is not in it has none. */
  readonly permissions: ReadonlyMap<string, Permission>;
  /**
   * Who has a part in the change besides its author, by lower-case login: wrote or committed a commit, or had an agent open
   * it. Empty where nobody accepted anything; null where it could not be told.
   */
  readonly contributors: ReadonlySet<string> | null;
}

/** Of a change on which nothing was said yet. */
export const NOTHING_SAID: Said = {
  threads: [],
  reviews: [],
  check: null,
  failsFor: [],
  conversation: [],
  permissions: new Map(),
  contributors: new Set(),
};

/** Where a policy came from: the repository itself, the organization's `.github` repository, or nowhere. */
export type PolicySource =
  | {
      readonly kind: "repository" | "organization";
      readonly ref: string;
      readonly sha: string;
      /** Where the organization's policy has a part in a repository's own: which keys it gives, and what its floor holds. */
      readonly shared?: {
        readonly ref: string;
        readonly sha: string;
        readonly inherited: readonly string[];
        readonly held: readonly string[];
      };
    }
  | { readonly kind: "given" | "built-in" };

/** What the rules of the base branch say of our check. */
export interface BranchRules {
  readonly isRequired: boolean;
  /** Whether only this app can report it. */
  readonly isPinned: boolean;
  readonly hasMergeQueue: boolean;
  /** Whether every conversation has to be resolved before a merge. */
  readonly requiresResolution: boolean;
}

/** Everything a review is planned from. */
export interface ReviewInput {
  readonly pull: PullRequestIdentity;
  readonly said: Said;
  readonly examined: Examined & {
    /** GitHub's own hunks by head path: the only places that take comments. */
    readonly hunks: ReadonlyMap<string, readonly Hunk[]>;
    /** What the ratchet comes to, where the policy names one. */
    readonly ratchet?: HeldRatchet;
  };
  readonly policy: Policy;
  readonly policySource: PolicySource;
  /** What is wrong with the policy file; then the review fails with that. */
  readonly policyProblems: readonly PolicyProblem[];
  /** Null where they could not be read. */
  readonly branchRules: BranchRules | null;
  readonly seal: Seal;
  /** The day it is, `YYYY-MM-DD`. */
  readonly today: string;
  /** Where rule pages are served; null for the project's own. */
  readonly baseUrl: string | null;
  /**
   * Write the check run even if one with the same content is there: somebody asked for a re-run. Names the request, so
   * that it is not answered twice.
   */
  readonly rerun: string | null;
  /** Somebody pressed "How to fix" on the check. */
  readonly wantsHowToFix: boolean;
}
