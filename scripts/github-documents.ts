import { rootTreesQuery, treesQuery } from "../src/github/diff-trees.js";
import type { GraphqlDocument } from "../src/github/graphql-document.js";
import type { Operations } from "../src/github/graphql-types.js";
import { BRANCH_QUERY } from "../src/github/landing-branch.js";
import { pullRequestQuery } from "../src/github/pull-request-query.js";
import { CONTRIBUTORS_QUERY } from "../src/github/read-contributors.js";
import { OPEN_PULLS_QUERY } from "../src/github/read-installations.js";
import { issuesByNumber, ISSUES_QUERY } from "../src/github/read-issue.js";
import { MERGE_GROUP_QUERY } from "../src/github/read-merge-group.js";
import { OWNER_QUERY } from "../src/github/read-organization.js";
import { REPOSITORY_QUERY } from "../src/github/read-repository.js";
import { textsQuery } from "../src/github/snapshot.js";
import { threadsMutation } from "../src/github/write-threads.js";

/**
 * Every GraphQL document that is sent to GitHub. None asks for a field that the schema package does not know. Of those that
 * are put together for each request this is an example with everything that there can be: one of each numbered field, one
 * of each mutation.
 */
export const DOCUMENTS: readonly GraphqlDocument<keyof Operations>[] = [
  pullRequestQuery(["a path"]),
  MERGE_GROUP_QUERY,
  REPOSITORY_QUERY,
  BRANCH_QUERY,
  CONTRIBUTORS_QUERY,
  OPEN_PULLS_QUERY,
  ISSUES_QUERY,
  issuesByNumber([1]),
  OWNER_QUERY,
  textsQuery(["a path"]),
  rootTreesQuery(["a commit"]),
  treesQuery(["a tree"]),
  threadsMutation([
    "addComment",
    "addPullRequestReviewThreadReply",
    "addReaction",
    "deletePullRequestReviewComment",
    "minimizeComment",
    "resolveReviewThread",
    "unminimizeComment",
    "unresolveReviewThread",
    "updatePullRequestReviewComment",
  ]),
];
