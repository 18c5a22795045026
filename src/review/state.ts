import type { Finding, NotScanned } from "../findings/finding.js";
import type { Hunk } from "../diff/hunk.js";
import type { Policy, PolicyProblem } from "../policy/policy.js";
import type { Waived } from "../policy/apply-waivers.js";

/** Which pull request, at which commit. */
export interface PullRequestIdentity {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly headSha: string;
  readonly baseRef: string;
  /** The web address of the repository, for links. */
  readonly repositoryUrl: string;
}

/** A review thread that no-pickle opened. */
export interface Thread {
  readonly id: string;
  readonly path: string;
  /** The findings it speaks of. */
  readonly fingerprints: readonly string[];
  readonly isResolved: boolean;
  /** Whether no-pickle marked it as fixed. */
  readonly isClosed: boolean;
  readonly viewerCanResolve: boolean;
  readonly viewerCanUnresolve: boolean;
  /** Node id and text of its first comment, which is ours. */
  readonly commentId: string;
  readonly body: string;
}

/** A review that no-pickle submitted. */
export interface OwnReview {
  readonly id: number;
  readonly state: "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "APPROVED" | "PENDING";
  /** Findings that its body lists because no line could carry them. */
  readonly fingerprints: readonly string[];
}

/** The check run of this name on the head commit. */
export interface OwnCheck {
  readonly id: number;
  readonly concluded: boolean;
  /** What the planner stored with it to recognize its content. */
  readonly externalId: string | null;
}

/** What no-pickle has already said on a pull request. */
export interface Said {
  readonly threads: readonly Thread[];
  readonly reviews: readonly OwnReview[];
  readonly check: OwnCheck | null;
}

/** Where a policy came from. */
export type PolicySource =
  { readonly kind: "repository"; readonly ref: string; readonly sha: string } | { readonly kind: "built-in" };

/** What the analysis of a pull request came to. */
export interface Examined {
  readonly findings: readonly Finding[];
  readonly waived: readonly Waived[];
  readonly notScanned: readonly NotScanned[];
  readonly filesChanged: number;
  readonly filesScanned: number;
  /** GitHub's own hunks by head path: the only places that take comments. */
  readonly hunks: ReadonlyMap<string, readonly Hunk[]>;
}

/** Everything a review is planned from. */
export interface ReviewInput {
  readonly pull: PullRequestIdentity;
  readonly said: Said;
  readonly examined: Examined;
  readonly policy: Policy;
  readonly policySource: PolicySource;
  /** What is wrong with the repository's policy file; then the review fails with that. */
  readonly policyProblems: readonly PolicyProblem[];
  /** Where rule pages are served; null for the project's own. */
  readonly baseUrl: string | null;
  /** Write the check run even if one with the same content is there: somebody asked for a re-run. */
  readonly force: boolean;
}
