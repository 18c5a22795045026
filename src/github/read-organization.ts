import { POLICY_PATH } from "../policy/policy.js";
import { readRequiredChecks, type RequiredCheck } from "./branch-rules.js";
import type { GitHubClient } from "./client.js";
import { failureKind } from "./errors.js";
import { BRANCH_RULES, POLICY } from "./fragments.js";
import { sendForPart, type AnswerOf, type GraphqlDocument } from "./graphql-document.js";
import { ORGANIZATION_REPOSITORY, readPolicies, type PolicyFile, type PolicyFiles } from "./read-policy.js";

/** A repository as the list of its owner shows it. */
export interface ListedRepository {
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  readonly isFork: boolean;
  /** Whether GitHub has shut it off. */
  readonly isDisabled: boolean;
  /** The default branch; null of one without a commit, "denied" where the token may not see it. */
  readonly branch: ListedBranch | "denied" | null;
}

/** The default branch of a listed repository. */
export interface ListedBranch {
  readonly name: string;
  readonly commit: string;
  readonly policyFiles: PolicyFiles;
  /** Checks that rules require, as far as those can be seen. */
  readonly requiredChecks: readonly RequiredCheck[];
  /** Whether the rulesets could be seen; classic protection is for administrators to see. */
  readonly seesRulesets: boolean;
}

/** All that an organization, or a person, has. */
export interface ListedOwner {
  /** As GitHub spells it. */
  readonly login: string;
  readonly isOrganization: boolean;
  readonly repositories: readonly ListedRepository[];
  /** How many more there are, of which nothing can be seen. */
  readonly unseen: number;
  /** The policy of the organization's `.github` repository. */
  readonly policy: PolicyFile | null;
}

/** The repositories of an owner, with what their default branches are ruled by. */
export const OWNER_QUERY: GraphqlDocument<"NoPickleOwner"> = {
  name: "NoPickleOwner",
  text: `
  query NoPickleOwner(
    $owner: String!, $first: Int!, $after: String, $policyPath: String!, $policyRepository: String!
  ) {
    organization: repository(owner: $owner, name: $policyRepository) {
      defaultBranchRef { name target { ...Policy } }
    }
    repositoryOwner(login: $owner) {
      __typename
      login
      repositories(
        first: $first, after: $after, ownerAffiliations: OWNER, orderBy: {field: NAME, direction: ASC}
      ) {
        pageInfo { hasNextPage endCursor }
        nodes {
          name isPrivate isArchived isFork isDisabled
          defaultBranchRef { name target { ...Policy } ...BranchRules }
        }
      }
    }
  }
  ${POLICY}
  ${BRANCH_RULES}`,
};

/** What may be missing: what the organization says, a whole repository, its branch, or the rules of that. */
const DENIABLE = [
  "organization",
  "nodes",
  "defaultBranchRef",
  "target",
  "file",
  "rules",
  "branchProtectionRule",
] as const;

type Answer = AnswerOf<"NoPickleOwner", (typeof DENIABLE)[number]>;
type Owner = NonNullable<Answer["repositoryOwner"]>;
type Node = NonNullable<NonNullable<Owner["repositories"]["nodes"]>[number]>;

/** How many are asked for at a time; fewer where GitHub does not get that done. */
const AT_ONCE = 40;

/** More are not listed. */
const MAX_PAGES = 2000;

/**
 * Lists what an organization or a person has and the client may see, by name.
 * @param attempt wraps each request: to wait, and to ask again
 * @returns null where there is no such owner
 * @throws what the client throws
 */
export async function readOwner(
  client: GitHubClient,
  owner: string,
  attempt: <Result>(request: () => Promise<Result>) => Promise<Result>,
): Promise<ListedOwner | null> {
  const repositories: ListedRepository[] = [];
  let unseen = 0;
  let found: { readonly owner: Owner; readonly organization: Answer["organization"] } | null = null;
  let after: string | null = null;
  let first = AT_ONCE;
  for (let page = 0; page < MAX_PAGES;) {
    const sent: Sent | null = await attempt(() => askPage(client, { owner, first, after })).catch(
      (error: unknown) => {
        if (first === 1 || failureKind(error, 0).kind !== "transient") throw error;
        return null;
      },
    );
    if (sent === null) {
      first = Math.ceil(first / 4);
      continue;
    }
    const { answer, denied } = sent;
    if (!answer.repositoryOwner) break;
    const { organization } = (found ??= { owner: answer.repositoryOwner, organization: answer.organization });
    const { nodes, pageInfo } = answer.repositoryOwner.repositories;
    for (const [index, node] of (nodes ?? []).entries()) {
      // Names become parts of paths and addresses.
      if (!node || !/^[\w.-]+$/.test(node.name)) unseen++;
      else repositories.push(listed(node, organization, deniedOf(denied, index)));
    }
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
    page++;
  }
  if (!found) return null;
  const { login, __typename } = found.owner;
  const { organization } = readPolicies(null, "", { organization: found.organization, repo: "" });
  return { login, isOrganization: __typename === "Organization", repositories, unseen, policy: organization };
}

interface Sent {
  readonly answer: Answer;
  readonly denied: readonly (readonly unknown[])[];
}

function askPage(
  client: GitHubClient,
  page: { readonly owner: string; readonly first: number; readonly after: string | null },
): Promise<Sent> {
  const variables = { ...page, policyPath: POLICY_PATH, policyRepository: ORGANIZATION_REPOSITORY };
  return sendForPart(client, OWNER_QUERY, variables, DENIABLE);
}

/** The fields of one repository that were denied. */
function deniedOf(denied: readonly (readonly unknown[])[], index: number): ReadonlySet<unknown> {
  const below = denied.filter((path) => path.includes("nodes"));
  const own = below.filter((path) => String(path[path.indexOf("nodes") + 1]) === String(index));
  return new Set(own.map((path) => path.at(-1)));
}

function listed(
  { name, isPrivate, isArchived, isFork, isDisabled, defaultBranchRef: ref }: Node,
  organization: Answer["organization"],
  denied: ReadonlySet<unknown>,
): ListedRepository {
  const about = { name, isPrivate, isArchived, isFork, isDisabled };
  if (["defaultBranchRef", "target", "file"].some((field) => denied.has(field)))
    return { ...about, branch: "denied" };
  const commit = ref?.target?.oid;
  if (!ref || commit === undefined) return { ...about, branch: null };
  return {
    ...about,
    branch: {
      name: ref.name,
      commit,
      policyFiles: readPolicies(ref.target, ref.name, { organization, repo: name }),
      requiredChecks: readRequiredChecks(ref),
      seesRulesets: ref.rules !== null && !denied.has("rules"),
    },
  };
}
