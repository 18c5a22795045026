import { CHECK_NAME } from "../review/plan-check.js";

/** The policy file of a commit. Needs the variable `$policyPath`. */
export const POLICY =
  "fragment Policy on Commit { oid file(path: $policyPath) { object { ... on Blob { text isTruncated } } } }";

/** What rulesets and branch protection require of a branch. */
export const BRANCH_RULES = `fragment BranchRules on Ref {
    rules(first: 100) {
      nodes {
        type
        parameters {
          ... on RequiredStatusChecksParameters { requiredStatusChecks { context integrationId } }
          ... on PullRequestParameters { requiredReviewThreadResolution }
        }
      }
    }
    branchProtectionRule { requiresConversationResolution requiredStatusChecks { context app { databaseId } } }
  }`;

/** The check runs on a commit that have our name, whichever app wrote them. */
export const CHECKS = `fragment Checks on Commit {
    checkSuites(first: 20, filterBy: { checkName: "${CHECK_NAME}" }) {
      nodes {
        app { databaseId }
        checkRuns(first: 20, filterBy: { checkName: "${CHECK_NAME}", checkType: ALL }) {
          totalCount
          nodes { databaseId status conclusion externalId annotations(first: 1) { totalCount } }
        }
      }
    }
  }`;

/** An entry of a folder (file, folder, link or submodule) with what it holds: a file's text or a folder's entries. */
export const TREE_ENTRY = `fragment TreeEntry on TreeEntry {
    mode
    oid
    object {
      ... on Blob { byteSize isBinary isTruncated text }
      ... on Tree { entries { name type } }
    }
  }`;
