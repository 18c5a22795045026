import type { Level } from "../findings/finding.js";

/** Where a repository keeps its policy, and an organization, in its repository `.github`, the one for all others. */
export const POLICY_PATH = ".github/no-pickle.yml";

/** A rule's level as a policy sets it. */
export type RuleSetting = Level | "off";

/** A named set of default levels. */
export type Preset = "strict" | "balanced";

/** Levels for the files that match. Later overrides win over earlier ones. */
export interface Override {
  readonly paths: readonly string[];
  readonly rules: Readonly<Record<string, RuleSetting>>;
}

/** A finding that somebody decided to accept. */
export interface Waiver {
  readonly rule: string;
  readonly path: string;
  readonly symbol: string | null;
  readonly reason: string;
  /** How many findings it covers. */
  readonly count: number;
  /** Last day it holds, `YYYY-MM-DD`; null for no end. A date that is none counts as past. */
  readonly expires: string | null;
}

/** What a repository decided about its reviews. */
export interface Policy {
  readonly preset: Preset;
  readonly review: "request-changes" | "comment" | "none";
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly overrides: readonly Override[];
  /** Globs of files that are not looked at. */
  readonly ignore: readonly string[];
  readonly waivers: readonly Waiver[];
  /** Whether the author of a pull request may accept findings of it. */
  readonly waiverApproval: "other-maintainer" | "maintainer";
  /** Qualified names of functions whose calls are fine: their body was reviewed. */
  readonly wrappers: readonly string[];
  /** Drafts are reviewed like any other, or only get a neutral check. */
  readonly drafts: "review" | "neutral";
  /** What happens to pull requests that are open already when the app is installed. */
  readonly openPullRequests: "review" | "leave";
  /** Whether a file that could not be scanned fails the check. */
  readonly notScanned: "block" | "warn";
}

/** The policy where a repository has none. */
export const DEFAULT_POLICY: Policy = {
  preset: "strict",
  review: "request-changes",
  rules: {},
  overrides: [],
  ignore: [],
  waivers: [],
  waiverApproval: "other-maintainer",
  wrappers: [],
  drafts: "review",
  openPullRequests: "leave",
  notScanned: "block",
};

/** Something wrong in a policy file; line and column are 1-based. */
export interface PolicyProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}
