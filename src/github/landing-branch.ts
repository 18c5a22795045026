import { POLICY_PATH } from "../policy/policy.js";
import type { BranchRules } from "../review/state.js";
import { readBranchRules } from "./branch-rules.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { property } from "./errors.js";
import { BRANCH_RULES, POLICY } from "./fragments.js";
import { sendDocument, type GraphqlDocument } from "./graphql-document.js";
import { DENIABLE_FIELDS } from "./pull-request-query.js";
import { ORGANIZATION_REPOSITORY, readPolicies, type PolicyFiles } from "./read-policy.js";

/** What a branch decides about the changes that land on it. */
export interface Landing {
  readonly branch: string;
  readonly policyFiles: PolicyFiles;
  readonly branchRules: BranchRules | null;
}

/** A branch by its name, with its policy and its rules. */
export const BRANCH_QUERY: GraphqlDocument<"NoPickleBranch"> = {
  name: "NoPickleBranch",
  text: `
  query NoPickleBranch(
    $owner: String!, $repo: String!, $qualified: String!, $policyPath: String!, $policyRepository: String!
  ) {
    organization: repository(owner: $owner, name: $policyRepository) {
      defaultBranchRef { name target { ...Policy } }
    }
    repository(owner: $owner, name: $repo) { ref(qualifiedName: $qualified) { target { ...Policy } ...BranchRules } }
  }
  ${POLICY}
  ${BRANCH_RULES}`,
};

/**
 * The branch that a pull request of a stack lands on in the end: the base of the stack, not the branch of the pull request
 * below, which its author can change. Null for a pull request that is in no stack, or at the bottom of one.
 * @throws what the client throws
 */
export async function landingOfStack(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string; readonly number: number },
  baseRef: string,
  appId: number | null,
): Promise<Landing | null> {
  const { owner, repo, number } = place;
  const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    pull_number: number,
  });
  // In preview: GitHub's types for this client do not have it yet.
  const branch = property(property(property(data, "stack"), "base"), "ref");
  if (typeof branch !== "string" || branch === baseRef) return null;
  const variables = {
    owner,
    repo,
    qualified: `refs/heads/${branch}`,
    policyPath: POLICY_PATH,
    policyRepository: ORGANIZATION_REPOSITORY,
  };
  const { organization, repository } = await sendDocument(client, BRANCH_QUERY, variables, DENIABLE_FIELDS);
  const ref = repository?.ref ?? null;
  return {
    branch,
    policyFiles: readPolicies(ref?.target ?? null, branch, { organization, repo }),
    branchRules: readBranchRules(ref, appId),
  };
}
