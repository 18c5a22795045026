import { POLICY_PATH } from "../policy/policy.js";
import type { BranchRules } from "../review/state.js";
import { readBranchRules, readRequiredChecks, type RequiredCheck } from "./branch-rules.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import type { Facts } from "./diagnosis.js";
import { failureKind } from "./errors.js";
import { BRANCH_RULES, POLICY } from "./fragments.js";
import { sendDocument, type GraphqlDocument } from "./graphql-document.js";
import { DENIABLE_FIELDS } from "./pull-request-query.js";
import { ORGANIZATION_REPOSITORY, readPolicies, type PolicyFiles } from "./read-policy.js";

/** A repository as its default branch shows it. */
export interface RepositoryData {
  /** The commit of the default branch; null in an empty repository. */
  readonly headSha: string | null;
  readonly branch: string;
  readonly branchRules: BranchRules | null;
  readonly requiredChecks: readonly RequiredCheck[];
  readonly policyFiles: PolicyFiles;
}

interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** The default branch of a repository, with its rules and the policy that counts for it. */
export const REPOSITORY_QUERY: GraphqlDocument<"NoPickleRepository"> = {
  name: "NoPickleRepository",
  text: `
  query NoPickleRepository($owner: String!, $repo: String!, $policyPath: String!, $policyRepository: String!) {
    organization: repository(owner: $owner, name: $policyRepository) {
      defaultBranchRef { name target { ...Policy } }
    }
    repository(owner: $owner, name: $repo) { defaultBranchRef { name target { ...Policy } ...BranchRules } }
  }
  ${POLICY}
  ${BRANCH_RULES}`,
};

/**
 * Reads the rules and the policy of a repository's default branch.
 * @throws what the client throws
 */
export async function readRepository(
  client: GitHubClient,
  { owner, repo }: Place,
  appId: number | null,
): Promise<RepositoryData> {
  const variables = { owner, repo, policyPath: POLICY_PATH, policyRepository: ORGANIZATION_REPOSITORY };
  const { organization, repository } = await sendDocument(
    client,
    REPOSITORY_QUERY,
    variables,
    DENIABLE_FIELDS,
  );
  const branch = repository?.defaultBranchRef ?? null;
  const name = branch?.name ?? "the default branch";
  return {
    headSha: branch?.target?.oid ?? null,
    branch: name,
    branchRules: readBranchRules(branch, appId),
    requiredChecks: readRequiredChecks(branch),
    policyFiles: readPolicies(branch?.target ?? null, name, { organization, repo }),
  };
}

/** What a client with the app's own key sees of it: what it asks for, and its installation on a repository. */
export async function readInstallation(
  client: GitHubClient,
  { owner, repo }: Place,
): Promise<{
  readonly app: NonNullable<Facts["app"]>;
  readonly installation: NonNullable<Facts["installation"]>;
  readonly installationId: number | null;
}> {
  const { data: about } = await client.request("GET /app", REQUEST_DEFAULTS);
  if (!about) throw new Error("GitHub does not say what this App is");
  const app = { name: about.name, permissions: about.permissions, events: about.events };
  try {
    const { data } = await client.request("GET /repos/{owner}/{repo}/installation", {
      ...REQUEST_DEFAULTS,
      owner,
      repo,
    });
    return {
      app,
      installation: {
        permissions: data.permissions,
        events: data.events,
        isSuspended: typeof data.suspended_at === "string",
        url: data.html_url,
      },
      installationId: data.id,
    };
  } catch (error) {
    if (failureKind(error, 0).kind !== "gone") throw error;
    return { app, installation: "none", installationId: null };
  }
}
