import type { Finding, NotScanned } from "../findings/finding.js";
import type { AuditPoint, Moment } from "./audit.js";

/** A use in a repository. */
export interface RepositoryUse extends Pick<Finding, "ruleId" | "level" | "path" | "symbol" | "fingerprint"> {
  /** 1-based. */
  readonly line: number;
}

/** What stands at the head of a repository, and how it came to that. */
export interface RepositoryFindings extends Moment {
  /** By path and line. */
  readonly uses: readonly RepositoryUse[];
  /** How many uses a waiver lets through. */
  readonly waived: number;
  readonly notScanned: readonly NotScanned[];
  /** The oldest first; the last is that of the head. */
  readonly points: readonly AuditPoint[];
  /** Whether the first point is the first commit. */
  readonly isWhole: boolean;
  /** The jobs of workflows that run the Action, by the names that their checks have. */
  readonly actionChecks: readonly string[];
}

/** Yes, no, or what the one who asked may not see. */
export type Known = "yes" | "no" | "unknown";

/** The policy that counts in a repository. */
export interface PolicyInForce {
  /** Whose it is; `broken` where it cannot be used, and the defaults hold instead. */
  readonly source: "repository" | "organization" | "defaults" | "given" | "broken";
  readonly preset: string;
  /** What comes from the organization although the repository has a file. */
  readonly inherited: readonly string[];
  /** What the organization's floor holds against it. */
  readonly held: readonly string[];
  /** Why it cannot be used; null where it can. */
  readonly problem: string | null;
}

/** What keeps a pull request from being merged. */
export interface RequiredCheckState {
  readonly required: Known;
  /** The check that is required; null where none is known to be. */
  readonly name: string | null;
  /** Whether only one app's check of that name counts. */
  readonly isPinned: boolean;
}

/** A repository that was to be looked at. */
export interface AuditedRepository {
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  readonly isFork: boolean;
  readonly branch: string;
  /** The head of the branch. */
  readonly commit: string;
  readonly policy: PolicyInForce;
  readonly check: RequiredCheckState;
  /** Whether the App is installed there. */
  readonly app: Known;
  /** Null where it could not be looked at. */
  readonly found: RepositoryFindings | null;
  /** Why it could not be looked at. */
  readonly failure: string | null;
  /** Whether nothing had changed since an earlier run, which it is taken from. */
  readonly isKept: boolean;
}

/** Why a repository was not to be looked at. */
export type LeftOutReason = "archived" | "fork" | "empty" | "disabled" | "not chosen";

/** A repository that was not to be looked at. */
export interface LeftOut {
  readonly name: string;
  readonly reason: LeftOutReason;
}

/** What an organization says for all of its repositories. */
export interface OrganizationPolicy {
  readonly source: "organization" | "none" | "broken";
  readonly preset: string | null;
  /** What no repository may go below. */
  readonly floor: readonly string[];
  readonly problem: string | null;
}

/** How it stands with all repositories of an organization, or of a person. */
export interface OrganizationAudit {
  readonly version: string;
  /** The day that it was made, `YYYY-MM-DD`. */
  readonly today: string;
  readonly owner: string;
  readonly isOrganization: boolean;
  /** Where people see it: `https://github.com`. */
  readonly webUrl: string;
  /** The days that the trend is told for, oldest first; the last is the day that it was made. */
  readonly days: readonly string[];
  readonly policy: OrganizationPolicy;
  /** What is left first, then by name. */
  readonly repositories: readonly AuditedRepository[];
  /** By name. */
  readonly leftOut: readonly LeftOut[];
  /** How many more there are, of which nothing can be seen. */
  readonly unseen: number;
}

/** Those that could not be looked at last, of the others those with the most uses first, then by name. */
export function byWhatIsLeft(a: AuditedRepository, b: AuditedRepository): number {
  const [some, others] = [a, b].map(({ found }) => found?.uses.length ?? -1);
  return (others ?? 0) - (some ?? 0) || (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1);
}
