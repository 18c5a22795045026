import { POLICY_PATH } from "../policy/policy.js";
import type { BranchRules } from "../review/state.js";
import { readBranchRules } from "./branch-rules.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import type { Facts, Grant } from "./diagnose.js";
import { failureKind } from "./errors.js";
import { graphqlPartly } from "./partial.js";
import {
  OPTIONAL_FIELDS,
  POLICY,
  RULES,
  type BranchRulesNode,
  type PolicyNode,
  type PullRequestAnswer,
} from "./pull-request-query.js";
import { ORGANIZATION_REPOSITORY, readPolicy, type PolicyFile } from "./read-policy.js";

/** A repository as its default branch shows it. */
export interface RepositoryData {
  /** The commit of the default branch; null in an empty repository. */
  readonly headSha: string | null;
  readonly branch: string;
  readonly branchRules: BranchRules | null;
  readonly policyFile: PolicyFile | null;
}

interface Place {
  readonly owner: string;
  readonly repo: string;
}

interface Answer {
  readonly organization: PullRequestAnswer["organization"];
  readonly repository: {
    readonly defaultBranchRef:
      (BranchRulesNode & { readonly name: string; readonly target: PolicyNode | null }) | null;
  } | null;
}

const QUERY = `
  query NoPickleRepository($owner: String!, $repo: String!, $policyPath: String!, $policyRepository: String!) {
    organization: repository(owner: $owner, name: $policyRepository) {
      defaultBranchRef { name target { ...Policy } }
    }
    repository(owner: $owner, name: $repo) { defaultBranchRef { name target { ...Policy } ...Rules } }
  }
  ${POLICY}
  ${RULES}`;

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
  const { organization, repository } = await graphqlPartly<Answer>(client, QUERY, variables, OPTIONAL_FIELDS);
  const branch = repository?.defaultBranchRef ?? null;
  const name = branch?.name ?? "the default branch";
  return {
    headSha: branch?.target?.oid ?? null,
    branch: name,
    branchRules: readBranchRules(branch, appId),
    policyFile: readPolicy(branch?.target ?? null, name, organization),
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
  const about = (await client.request("GET /app", { ...REQUEST_DEFAULTS })).data as Grant & {
    readonly name: string;
  };
  const app = { name: about.name, permissions: about.permissions, events: about.events };
  try {
    const { data } = await client.request("GET /repos/{owner}/{repo}/installation", {
      ...REQUEST_DEFAULTS,
      owner,
      repo,
    });
    const found = data as Grant & {
      readonly id: number;
      readonly html_url: string;
      readonly suspended_at: string | null;
    };
    const { permissions, events } = found;
    const isSuspended = typeof found.suspended_at === "string";
    return {
      app,
      installation: { permissions, events, isSuspended, url: found.html_url },
      installationId: found.id,
    };
  } catch (error) {
    if (failureKind(error, 0).kind !== "gone") throw error;
    return { app, installation: "none", installationId: null };
  }
}
