import type { PolicyProblem } from "../policy/policy.js";
import type { PolicySource } from "../review/state.js";
import type { PolicyFragment } from "./graphql-types.js";
import type { PullRequestAnswer } from "./pull-request-query.js";

/** A policy file: where it is, and its text or why that cannot be read. */
export interface PolicyFile {
  readonly source: Extract<PolicySource, { kind: "repository" | "organization" }>;
  readonly content:
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "unreadable"; readonly problem: PolicyProblem };
}

/** The repository that holds an organization's policy. */
export const ORGANIZATION_REPOSITORY = ".github";

/** The policy of a branch, and the organization's; each null where there is no file, or none that may be read. */
export interface PolicyFiles {
  readonly own: PolicyFile | null;
  readonly organization: PolicyFile | null;
  /** Whether the repository is the one that holds the organization's. */
  readonly isOrganization: boolean;
  /** The commit of the branch; null where there is none. */
  readonly branchSha?: string | null;
}

/** The policy files of an answer of GitHub's. */
export function readPolicies(
  target: Partial<PolicyFragment> | null,
  baseRef: string,
  { organization, repo }: { readonly organization: PullRequestAnswer["organization"]; readonly repo: string },
): PolicyFiles {
  const { name, target: commit } = organization?.defaultBranchRef ?? { name: "", target: null };
  return {
    own: fileOf(target, "repository", baseRef),
    organization: fileOf(commit, "organization", name),
    isOrganization: repo.toLowerCase() === ORGANIZATION_REPOSITORY,
    branchSha: target?.oid ?? null,
  };
}

function fileOf(
  target: Partial<PolicyFragment> | null,
  kind: "repository" | "organization",
  ref: string,
): PolicyFile | null {
  if (!target?.file) return null;
  const source = { kind, ref, sha: target.oid ?? "" };
  const { text, isTruncated } = target.file.object ?? {};
  if (typeof text === "string" && !isTruncated) return { source, content: { kind: "text", text } };
  // There is a file, so this is a broken policy, and not a missing one.
  const message = isTruncated ? "the file is too large" : "this is no text file";
  return { source, content: { kind: "unreadable", problem: { line: 1, column: 1, message } } };
}
