import { BRANCH_RULES, CHECKS, POLICY, TREE_ENTRY } from "./fragments.js";
import type { AnswerOf, GraphqlDocument } from "./graphql-document.js";
import { entryFields } from "./tree-entry.js";

/** Fields that GitHub may deny without harm: they are null then. */
export const DENIABLE_FIELDS = ["organization", "conversation", "rules", "branchProtectionRule"] as const;

/** The answer to the query. */
export type PullRequestAnswer = AnswerOf<"NoPicklePullRequest", (typeof DENIABLE_FIELDS)[number]>;

/** A pull request as the query asks for it. */
export type PullRequestNode = NonNullable<NonNullable<PullRequestAnswer["repository"]>["pullRequest"]>;

/**
 * One request for everything but patches: identity, paths, threads, comments and reviews, the policies of the base branch
 * and of the organization, the rules of the base branch. `guesses` are paths at the head that will probably be needed.
 */
export function pullRequestQuery(guesses: readonly string[]): GraphqlDocument<"NoPicklePullRequest"> {
  const { fields, declared } = entryFields(guesses);
  const text = `
  query NoPicklePullRequest(
    $owner: String!, $repo: String!, $number: Int!, $threadsAfter: String,
    $policyPath: String!, $policyRepository: String!, $withCheck: Boolean!, ${declared}
  ) {
    organization: repository(owner: $owner, name: $policyRepository) {
      defaultBranchRef { name target { ...Policy } }
    }
    repository(owner: $owner, name: $repo) {
      databaseId name url
      defaultBranchRef { name }
      owner { login }
      pullRequest(number: $number) {
        id number state isDraft headRefOid baseRefName baseRefOid changedFiles
        author { login }
        baseRef {
          target { ...Policy }
          ...BranchRules
        }
        files(first: 100) { nodes { path changeType additions deletions } }
        reviewThreads(first: 100, after: $threadsAfter) {
          pageInfo { hasNextPage endCursor }
          nodes { ...Thread }
        }
        conversation: comments(last: 100) { nodes { ...ConversationComment } }
        reviews(last: 100) { nodes { ...Review } }
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
  ${BRANCH_RULES}
  ${CHECKS}
  fragment Thread on PullRequestReviewThread {
    id path isResolved isOutdated viewerCanResolve viewerCanUnresolve
    first: comments(first: 1) { nodes { ...ThreadComment originalCommit { oid } } }
    replies: comments(last: 50) { totalCount nodes { ...ThreadComment } }
  }
  fragment Review on PullRequestReview {
    fullDatabaseId state body viewerDidAuthor
    ${WRITERS}
  }
  fragment ThreadComment on PullRequestReviewComment { ${COMMENT_FIELDS} }
  fragment ConversationComment on IssueComment { ${COMMENT_FIELDS} }
  ${guesses.length > 0 ? TREE_ENTRY : ""}`;
  return { name: "NoPicklePullRequest", text };
}

/** Who wrote a comment, and who changed it last. */
const WRITERS = "author { __typename login } editor { __typename login }";

const COMMENT_FIELDS = `id body createdAt viewerDidAuthor
    ${WRITERS}
    reactionGroups { viewerHasReacted }`;
