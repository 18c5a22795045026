import { CHECK_NAME } from "../review/plan-check.js";
import { entryFields, TREE_ENTRY, type FolderEntry, type TreeEntry } from "./tree-entry.js";

/** Fields that GitHub may deny without harm: they are null then. */
export const OPTIONAL_FIELDS = ["organization", "conversation", "rules", "branchProtectionRule"];

/**
 * One request for everything but patches: identity, paths, what was said, the policies of the base branch and of the
 * organization, the rules of the base branch. `guesses` are paths at the head that will probably be needed.
 */
export function pullRequestQuery(guesses: readonly string[]): string {
  const { fields, declared } = entryFields(guesses);
  return `
  query NoPicklePullRequest(
    $owner: String!, $repo: String!, $number: Int!, $threadsAfter: String,
    $policyPath: String!, $policyRepository: String!, $withCheck: Boolean!, ${declared}
  ) {
    organization: repository(owner: $owner, name: $policyRepository) {
      defaultBranchRef { name target { ...Policy } }
    }
    repository(owner: $owner, name: $repo) {
      databaseId name url
      owner { login }
      pullRequest(number: $number) {
        id state isDraft headRefOid baseRefName baseRefOid changedFiles
        author { login }
        baseRef {
          target { ...Policy }
          ...Rules
        }
        files(first: 100) { nodes { path changeType } }
        reviewThreads(first: 100, after: $threadsAfter) {
          pageInfo { hasNextPage endCursor }
          nodes {
            id path isResolved isOutdated viewerCanResolve viewerCanUnresolve
            first: comments(first: 1) { nodes { ...Said } }
            replies: comments(last: 50) { nodes { ...Said } }
          }
        }
        conversation: comments(last: 100) { nodes { ...SaidInConversation } }
        reviews(last: 100) { nodes { fullDatabaseId state body viewerDidAuthor } }
        commits(last: 1) {
          nodes {
            commit {
              oid
              tree { entries { name type } }
              ${fields}
              ...Checks @include(if: $withCheck)
            }
          }
        }
      }
    }
  }
  ${POLICY}
  ${RULES}
  ${CHECKS}
  fragment Said on PullRequestReviewComment {
    id body createdAt viewerDidAuthor
    author { __typename login }
    editor { login }
    reactionGroups { viewerHasReacted }
  }
  fragment SaidInConversation on IssueComment {
    id body createdAt viewerDidAuthor
    author { __typename login }
    editor { login }
    reactionGroups { viewerHasReacted }
  }
  ${guesses.length > 0 ? TREE_ENTRY : ""}`;
}

/** The fragment that asks for the policy file of a commit, with the variable `$policyPath`. */
export const POLICY =
  "fragment Policy on Commit { oid file(path: $policyPath) { object { ... on Blob { text isTruncated } } } }";

/** The fragment that asks for what the rules of a branch require. */
export const RULES = `fragment Rules on Ref {
    rules(first: 100) {
      nodes {
        type
        parameters {
          ... on RequiredStatusChecksParameters { requiredStatusChecks { context integrationId } }
        }
      }
    }
    branchProtectionRule { requiredStatusChecks { context app { databaseId } } }
  }`;

/** The fragment that asks for our check runs on a commit. */
export const CHECKS = `fragment Checks on Commit {
    checkSuites(first: 20, filterBy: { checkName: "${CHECK_NAME}" }) {
      nodes {
        app { databaseId }
        checkRuns(first: 20, filterBy: { checkName: "${CHECK_NAME}" }) {
          nodes { databaseId status externalId annotations(first: 1) { totalCount } }
        }
      }
    }
  }`;

interface List<Node> {
  readonly nodes: readonly (Node | null)[];
}

/** The answer to the query, in GitHub's words. */
export interface PullRequestAnswer {
  readonly organization: {
    readonly defaultBranchRef: { readonly name: string; readonly target: PolicyNode | null } | null;
  } | null;
  readonly repository: {
    readonly databaseId: number | null;
    readonly name: string;
    readonly owner: { readonly login: string };
    readonly url: string;
    readonly pullRequest: PullRequestNode | null;
  } | null;
}

/** A commit with the policy file that it has, if any. */
export interface PolicyNode {
  readonly oid?: string;
  readonly file?: {
    readonly object: { readonly text?: string | null; readonly isTruncated?: boolean } | null;
  } | null;
}

/** A pull request as the query asks for it. */
export interface PullRequestNode {
  readonly id: string;
  readonly state: "OPEN" | "CLOSED" | "MERGED";
  readonly isDraft: boolean;
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly baseRefOid: string;
  readonly changedFiles: number;
  readonly author: { readonly login: string } | null;
  readonly baseRef: (BranchRulesNode & { readonly target: PolicyNode | null }) | null;
  readonly files: List<{ readonly path: string; readonly changeType: string }> | null;
  readonly reviewThreads: List<ThreadNode> & {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
  readonly conversation: List<CommentNode> | null;
  readonly reviews: List<ReviewNode> | null;
  readonly commits: List<{ readonly commit: CommitNode }>;
}

/** What the rules of a branch require; null where they cannot be seen. */
export interface BranchRulesNode {
  readonly rules: List<{
    readonly type: string;
    readonly parameters: {
      readonly requiredStatusChecks?: readonly {
        readonly context: string;
        readonly integrationId: number | null;
      }[];
    } | null;
  }> | null;
  readonly branchProtectionRule: {
    readonly requiredStatusChecks:
      | readonly { readonly context: string; readonly app: { readonly databaseId: number | null } | null }[]
      | null;
  } | null;
}

/** A review thread as the query asks for it. */
export interface ThreadNode {
  readonly id: string;
  readonly path: string;
  readonly isResolved: boolean;
  readonly isOutdated: boolean;
  readonly viewerCanResolve: boolean;
  readonly viewerCanUnresolve: boolean;
  readonly first: List<CommentNode>;
  readonly replies: List<CommentNode>;
}

/** A comment in a thread or in the conversation. */
export interface CommentNode {
  readonly id: string;
  readonly body: string;
  readonly createdAt: string;
  readonly viewerDidAuthor: boolean;
  readonly author: { readonly __typename: string; readonly login: string } | null;
  readonly editor: { readonly login: string } | null;
  readonly reactionGroups: readonly { readonly viewerHasReacted: boolean }[] | null;
}

/** A review as the query asks for it. */
export interface ReviewNode {
  readonly fullDatabaseId: string | number | null;
  readonly state: "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "APPROVED" | "PENDING";
  readonly body: string;
  readonly viewerDidAuthor: boolean;
}

/** A commit with the checks of our name. */
export interface CommitChecks {
  /** Only asked for by an app: a user's token may not see checks. */
  readonly checkSuites?: List<{
    readonly app: { readonly databaseId: number | null } | null;
    readonly checkRuns: List<{
      readonly databaseId: number | null;
      readonly status: string;
      readonly externalId: string | null;
      readonly annotations: { readonly totalCount: number } | null;
    }> | null;
  }> | null;
}

/** The head commit with its checks, its root folder, and the files that were guessed. */
export interface CommitNode extends CommitChecks {
  readonly oid: string;
  readonly tree?: { readonly entries: readonly FolderEntry[] | null };
  readonly [file: `f${number}`]: TreeEntry | null;
}
