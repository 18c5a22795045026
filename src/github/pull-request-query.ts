/** One request for everything but patches and texts: identity, paths, what we said, the policy of the base branch. */
export const PULL_REQUEST_QUERY = /* GraphQL */ `
  query NoPicklePullRequest(
    $owner: String!
    $repo: String!
    $number: Int!
    $threadsAfter: String
    $policyPath: String!
    $withCheck: Boolean!
  ) {
    repository(owner: $owner, name: $repo) {
      url
      pullRequest(number: $number) {
        state
        isDraft
        headRefOid
        baseRefName
        baseRefOid
        changedFiles
        baseRef {
          target {
            ... on Commit {
              oid
              file(path: $policyPath) {
                object {
                  ... on Blob {
                    text
                    isTruncated
                  }
                }
              }
            }
          }
        }
        files(first: 100) {
          nodes {
            path
            changeType
          }
        }
        reviewThreads(first: 100, after: $threadsAfter) {
          pageInfo {
            hasNextPage
            endCursor
          }
          nodes {
            id
            path
            isResolved
            viewerCanResolve
            viewerCanUnresolve
            comments(first: 1) {
              nodes {
                id
                body
                viewerDidAuthor
              }
            }
          }
        }
        reviews(last: 100) {
          nodes {
            fullDatabaseId
            state
            body
            viewerDidAuthor
          }
        }
        commits(last: 1) {
          nodes {
            commit {
              oid
              checkSuites(first: 20, filterBy: { checkName: "no-pickle" }) @include(if: $withCheck) {
                nodes {
                  app {
                    databaseId
                  }
                  checkRuns(first: 20, filterBy: { checkName: "no-pickle" }) {
                    nodes {
                      databaseId
                      status
                      externalId
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
`;

/** The answer to `PULL_REQUEST_QUERY`, in GitHub's words. */
export interface PullRequestAnswer {
  readonly repository: {
    readonly url: string;
    readonly pullRequest: PullRequestNode | null;
  } | null;
}

/** A pull request as the query asks for it. */
export interface PullRequestNode {
  readonly state: "OPEN" | "CLOSED" | "MERGED";
  readonly isDraft: boolean;
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly baseRefOid: string;
  readonly changedFiles: number;
  readonly baseRef: {
    readonly target: {
      readonly oid?: string;
      readonly file?: {
        readonly object: { readonly text?: string | null; readonly isTruncated?: boolean } | null;
      } | null;
    } | null;
  } | null;
  readonly files: {
    readonly nodes: readonly ({ readonly path: string; readonly changeType: string } | null)[];
  } | null;
  readonly reviewThreads: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: readonly (ThreadNode | null)[];
  };
  readonly reviews: { readonly nodes: readonly (ReviewNode | null)[] } | null;
  readonly commits: { readonly nodes: readonly ({ readonly commit: CommitNode } | null)[] };
}

/** A review thread as the query asks for it. */
export interface ThreadNode {
  readonly id: string;
  readonly path: string;
  readonly isResolved: boolean;
  readonly viewerCanResolve: boolean;
  readonly viewerCanUnresolve: boolean;
  readonly comments: {
    readonly nodes: readonly ({
      readonly id: string;
      readonly body: string;
      readonly viewerDidAuthor: boolean;
    } | null)[];
  };
}

/** A review as the query asks for it. */
export interface ReviewNode {
  readonly fullDatabaseId: string | number | null;
  readonly state: "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "APPROVED" | "PENDING";
  readonly body: string;
  readonly viewerDidAuthor: boolean;
}

/** The head commit with the checks of this name. */
export interface CommitNode {
  readonly oid: string;
  /** Only asked for by an app: a user's token may not see checks. */
  readonly checkSuites?: {
    readonly nodes: readonly ({
      readonly app: { readonly databaseId: number | null } | null;
      readonly checkRuns: {
        readonly nodes: readonly ({
          readonly databaseId: number | null;
          readonly status: string;
          readonly externalId: string | null;
        } | null)[];
      } | null;
    } | null)[];
  } | null;
}
