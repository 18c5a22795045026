// Generated from the GraphQL documents and GitHub's schema by "npm run github-types". Do not edit.
/* eslint-disable */
import type {
  AddCommentInput,
  AddPullRequestReviewThreadReplyInput,
  AddReactionInput,
  CheckConclusionState,
  CheckStatusState,
  DeletePullRequestReviewCommentInput,
  IssueStateReason,
  MinimizeCommentInput,
  PatchStatus,
  PullRequestReviewState,
  PullRequestState,
  RepositoryRuleType,
  ResolveReviewThreadInput,
  UnminimizeCommentInput,
  UnresolveReviewThreadInput,
  UpdatePullRequestReviewCommentInput,
} from "./graphql-schema-types.js";
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type NoPicklePullRequestQueryVariables = Exact<{
  owner: string;
  repo: string;
  number: number;
  threadsAfter?: string | null | undefined;
  policyPath: string;
  policyRepository: string;
  withCheck: boolean;
  p0: string;
}>;
export type NoPicklePullRequestQuery = { readonly organization: { readonly defaultBranchRef: { readonly name: string, readonly target: | PolicyFragment | Record<PropertyKey, never> | null } | null } | null, readonly repository: { readonly databaseId: number | null, readonly name: string, readonly url: string, readonly defaultBranchRef: { readonly name: string } | null, readonly owner: | { readonly login: string } | { readonly login: string }
    , readonly pullRequest: { readonly id: string, readonly number: number, readonly state: PullRequestState, readonly isDraft: boolean, readonly headRefOid: string, readonly baseRefName: string, readonly baseRefOid: string, readonly changedFiles: number, readonly author: | { readonly login: string } | { readonly login: string } | { readonly login: string } | { readonly login: string } | { readonly login: string } | null, readonly baseRef: (
        { readonly target: | PolicyFragment | Record<PropertyKey, never> | null } & BranchRulesFragment ) | null, readonly files: { readonly nodes: ReadonlyArray<{ readonly path: string, readonly changeType: PatchStatus, readonly additions: number, readonly deletions: number } | null> | null } | null, readonly reviewThreads: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<ThreadFragment | null> | null }, readonly conversation: { readonly nodes: ReadonlyArray<ConversationCommentFragment | null> | null }, readonly reviews: { readonly nodes: ReadonlyArray<ReviewFragment | null> | null } | null, readonly commits: { readonly nodes: ReadonlyArray<{ readonly commit: { readonly oid: string, readonly tree: { readonly entries: ReadonlyArray<{ readonly name: string, readonly type: string }> | null }, readonly f0: TreeEntryFragment | null } & { readonly checkSuites?: { readonly nodes: ReadonlyArray<{ readonly app: { readonly databaseId: number | null } | null, readonly checkRuns: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly databaseId: number | null, readonly status: CheckStatusState, readonly conclusion: CheckConclusionState | null, readonly externalId: string | null, readonly annotations: { readonly totalCount: number } | null } | null> | null } | null } | null> | null } | null } } | null> | null } } | null } | null };
export type PolicyFragment = { readonly oid: string, readonly file: { readonly object: | { readonly text: string | null, readonly isTruncated: boolean } | Record<PropertyKey, never> | null } | null };
export type BranchRulesFragment = { readonly rules: { readonly nodes: ReadonlyArray<{ readonly type: RepositoryRuleType, readonly parameters: | { readonly requiredReviewThreadResolution: boolean } | { readonly requiredStatusChecks: ReadonlyArray<{ readonly context: string, readonly integrationId: number | null }> } | Record<PropertyKey, never> | null } | null> | null } | null, readonly branchProtectionRule: { readonly requiresConversationResolution: boolean, readonly requiredStatusChecks: ReadonlyArray<{ readonly context: string, readonly app: { readonly databaseId: number | null } | null }> | null } | null };
export type ChecksFragment = { readonly checkSuites: { readonly nodes: ReadonlyArray<{ readonly app: { readonly databaseId: number | null } | null, readonly checkRuns: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly databaseId: number | null, readonly status: CheckStatusState, readonly conclusion: CheckConclusionState | null, readonly externalId: string | null, readonly annotations: { readonly totalCount: number } | null } | null> | null } | null } | null> | null } | null };
export type ThreadFragment = { readonly id: string, readonly path: string, readonly isResolved: boolean, readonly isOutdated: boolean, readonly viewerCanResolve: boolean, readonly viewerCanUnresolve: boolean, readonly first: { readonly nodes: ReadonlyArray<(
      { readonly originalCommit: { readonly oid: string } | null } & ThreadCommentFragment ) | null> | null }, readonly replies: { readonly totalCount: number, readonly nodes: ReadonlyArray<ThreadCommentFragment | null> | null } };
export type ReviewFragment = { readonly fullDatabaseId: string | null, readonly state: PullRequestReviewState, readonly body: string, readonly viewerDidAuthor: boolean, readonly author: | { readonly __typename: 'Bot', readonly login: string } | { readonly __typename: 'EnterpriseUserAccount', readonly login: string } | { readonly __typename: 'Mannequin', readonly login: string } | { readonly __typename: 'Organization', readonly login: string } | { readonly __typename: 'User', readonly login: string } | null, readonly editor: | { readonly __typename: 'Bot', readonly login: string } | { readonly __typename: 'EnterpriseUserAccount', readonly login: string } | { readonly __typename: 'Mannequin', readonly login: string } | { readonly __typename: 'Organization', readonly login: string } | { readonly __typename: 'User', readonly login: string } | null };
export type ThreadCommentFragment = { readonly id: string, readonly body: string, readonly createdAt: string, readonly viewerDidAuthor: boolean, readonly author: | { readonly __typename: 'Bot', readonly login: string } | { readonly __typename: 'EnterpriseUserAccount', readonly login: string } | { readonly __typename: 'Mannequin', readonly login: string } | { readonly __typename: 'Organization', readonly login: string } | { readonly __typename: 'User', readonly login: string } | null, readonly editor: | { readonly __typename: 'Bot', readonly login: string } | { readonly __typename: 'EnterpriseUserAccount', readonly login: string } | { readonly __typename: 'Mannequin', readonly login: string } | { readonly __typename: 'Organization', readonly login: string } | { readonly __typename: 'User', readonly login: string } | null, readonly reactionGroups: ReadonlyArray<{ readonly viewerHasReacted: boolean }> | null };
export type ConversationCommentFragment = { readonly id: string, readonly body: string, readonly createdAt: string, readonly viewerDidAuthor: boolean, readonly author: | { readonly __typename: 'Bot', readonly login: string } | { readonly __typename: 'EnterpriseUserAccount', readonly login: string } | { readonly __typename: 'Mannequin', readonly login: string } | { readonly __typename: 'Organization', readonly login: string } | { readonly __typename: 'User', readonly login: string } | null, readonly editor: | { readonly __typename: 'Bot', readonly login: string } | { readonly __typename: 'EnterpriseUserAccount', readonly login: string } | { readonly __typename: 'Mannequin', readonly login: string } | { readonly __typename: 'Organization', readonly login: string } | { readonly __typename: 'User', readonly login: string } | null, readonly reactionGroups: ReadonlyArray<{ readonly viewerHasReacted: boolean }> | null };
export type TreeEntryFragment = { readonly mode: number, readonly oid: string, readonly object: | { readonly byteSize: number, readonly isBinary: boolean | null, readonly isTruncated: boolean, readonly text: string | null } | { readonly entries: ReadonlyArray<{ readonly name: string, readonly type: string }> | null } | Record<PropertyKey, never> | null };
export type NoPickleMergeGroupQueryVariables = Exact<{
  owner: string;
  repo: string;
  head: string;
  branch: string;
  qualified: string;
  policyPath: string;
  policyRepository: string;
  withCheck: boolean;
}>;
export type NoPickleMergeGroupQuery = { readonly organization: { readonly defaultBranchRef: { readonly name: string, readonly target: | PolicyFragment | Record<PropertyKey, never> | null } | null } | null, readonly repository: { readonly databaseId: number | null, readonly name: string, readonly url: string, readonly owner: | { readonly login: string } | { readonly login: string }
    , readonly ref: (
      { readonly target: | PolicyFragment | Record<PropertyKey, never> | null } & BranchRulesFragment ) | null, readonly head: | { readonly __typename: 'Blob' } | { readonly __typename: 'Commit' } & { readonly checkSuites?: { readonly nodes: ReadonlyArray<{ readonly app: { readonly databaseId: number | null } | null, readonly checkRuns: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly databaseId: number | null, readonly status: CheckStatusState, readonly conclusion: CheckConclusionState | null, readonly externalId: string | null, readonly annotations: { readonly totalCount: number } | null } | null> | null } | null } | null> | null } | null } | { readonly __typename: 'Tag' } | { readonly __typename: 'Tree' } | null, readonly mergeQueue: { readonly entries: { readonly nodes: ReadonlyArray<{ readonly pullRequest: { readonly number: number } | null, readonly headCommit: { readonly oid: string } | null, readonly baseCommit: { readonly oid: string } | null } | null> | null } | null } | null } | null };
export type NoPickleRepositoryQueryVariables = Exact<{
  owner: string;
  repo: string;
  policyPath: string;
  policyRepository: string;
}>;
export type NoPickleRepositoryQuery = { readonly organization: { readonly defaultBranchRef: { readonly name: string, readonly target: | PolicyFragment | Record<PropertyKey, never> | null } | null } | null, readonly repository: { readonly defaultBranchRef: (
      { readonly name: string, readonly target: | PolicyFragment | Record<PropertyKey, never> | null } & BranchRulesFragment ) | null } | null };
export type NoPickleBranchQueryVariables = Exact<{
  owner: string;
  repo: string;
  qualified: string;
  policyPath: string;
  policyRepository: string;
}>;
export type NoPickleBranchQuery = { readonly organization: { readonly defaultBranchRef: { readonly name: string, readonly target: | PolicyFragment | Record<PropertyKey, never> | null } | null } | null, readonly repository: { readonly ref: (
      { readonly target: | PolicyFragment | Record<PropertyKey, never> | null } & BranchRulesFragment ) | null } | null };
export type NoPickleContributorsQueryVariables = Exact<{
  owner: string;
  repo: string;
  number: number;
  after?: string | null | undefined;
}>;
export type NoPickleContributorsQuery = { readonly repository: { readonly pullRequest: { readonly body: string, readonly author: | { readonly __typename: 'Bot' } | { readonly __typename: 'EnterpriseUserAccount' } | { readonly __typename: 'Mannequin' } | { readonly __typename: 'Organization' } | { readonly __typename: 'User' } | null, readonly assignees: { readonly nodes: ReadonlyArray<{ readonly login: string } | null> | null }, readonly userContentEdits: { readonly pageInfo: { readonly hasNextPage: boolean }, readonly nodes: ReadonlyArray<{ readonly diff: string | null, readonly deletedAt: string | null } | null> | null } | null, readonly timelineItems: { readonly pageInfo: { readonly hasNextPage: boolean }, readonly nodes: ReadonlyArray< | { readonly __typename: 'AddedToMergeQueueEvent' } | { readonly __typename: 'AddedToProjectEvent' } | { readonly __typename: 'AssignedEvent', readonly assignee: | { readonly __typename: 'Bot' } | { readonly __typename: 'Mannequin' } | { readonly __typename: 'Organization' } | { readonly __typename: 'User', readonly login: string } | null } | { readonly __typename: 'AutoMergeDisabledEvent' } | { readonly __typename: 'AutoMergeEnabledEvent' } | { readonly __typename: 'AutoRebaseEnabledEvent' } | { readonly __typename: 'AutoSquashEnabledEvent' } | { readonly __typename: 'AutomaticBaseChangeFailedEvent' } | { readonly __typename: 'AutomaticBaseChangeSucceededEvent' } | { readonly __typename: 'BaseRefChangedEvent' } | { readonly __typename: 'BaseRefDeletedEvent' } | { readonly __typename: 'BaseRefForcePushedEvent' } | { readonly __typename: 'ClosedEvent' } | { readonly __typename: 'CommentDeletedEvent' } | { readonly __typename: 'ConnectedEvent' } | { readonly __typename: 'ConvertToDraftEvent' } | { readonly __typename: 'ConvertedNoteToIssueEvent' } | { readonly __typename: 'ConvertedToDiscussionEvent' } | { readonly __typename: 'CrossReferencedEvent' } | { readonly __typename: 'DemilestonedEvent' } | { readonly __typename: 'DeployedEvent' } | { readonly __typename: 'DeploymentEnvironmentChangedEvent' } | { readonly __typename: 'DisconnectedEvent' } | { readonly __typename: 'HeadRefDeletedEvent' } | { readonly __typename: 'HeadRefForcePushedEvent' } | { readonly __typename: 'HeadRefRestoredEvent' } | { readonly __typename: 'IssueComment' } | { readonly __typename: 'LabeledEvent' } | { readonly __typename: 'LockedEvent' } | { readonly __typename: 'MarkedAsDuplicateEvent' } | { readonly __typename: 'MentionedEvent' } | { readonly __typename: 'MergedEvent' } | { readonly __typename: 'MilestonedEvent' } | { readonly __typename: 'MovedColumnsInProjectEvent' } | { readonly __typename: 'ParentIssueAddedEvent' } | { readonly __typename: 'ParentIssueRemovedEvent' } | { readonly __typename: 'PinnedEvent' } | { readonly __typename: 'PullRequestCommit' } | { readonly __typename: 'PullRequestCommitCommentThread' } | { readonly __typename: 'PullRequestReview' } | { readonly __typename: 'PullRequestReviewThread' } | { readonly __typename: 'PullRequestRevisionMarker' } | { readonly __typename: 'ReadyForReviewEvent' } | { readonly __typename: 'ReferencedEvent' } | { readonly __typename: 'RemovedFromMergeQueueEvent' } | { readonly __typename: 'RemovedFromProjectEvent' } | { readonly __typename: 'RenamedTitleEvent' } | { readonly __typename: 'ReopenedEvent' } | { readonly __typename: 'ReviewDismissedEvent' } | { readonly __typename: 'ReviewRequestRemovedEvent' } | { readonly __typename: 'ReviewRequestedEvent' } | { readonly __typename: 'SubIssueAddedEvent' } | { readonly __typename: 'SubIssueRemovedEvent' } | { readonly __typename: 'SubscribedEvent' } | { readonly __typename: 'TransferredEvent' } | { readonly __typename: 'UnassignedEvent' } | { readonly __typename: 'UnlabeledEvent' } | { readonly __typename: 'UnlockedEvent' } | { readonly __typename: 'UnmarkedAsDuplicateEvent' } | { readonly __typename: 'UnpinnedEvent' } | { readonly __typename: 'UnsubscribedEvent' } | { readonly __typename: 'UserBlockedEvent' } | null> | null }, readonly commits: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly commit: { readonly committer: { readonly user: { readonly login: string } | null } | null, readonly authors: { readonly nodes: ReadonlyArray<{ readonly user: { readonly login: string } | null } | null> | null } } } | null> | null } } | null } | null };
export type NoPickleOpenPullsQueryVariables = Exact<{
  owner: string;
  repo: string;
  after?: string | null | undefined;
}>;
export type NoPickleOpenPullsQuery = { readonly rateLimit: { readonly remaining: number } | null, readonly repository: { readonly pullRequests: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly number: number, readonly headRefOid: string, readonly updatedAt: string, readonly commits: { readonly nodes: ReadonlyArray<{ readonly commit: ChecksFragment } | null> | null } } | null> | null } } | null };
export type NoPickleIssuesQueryVariables = Exact<{
  owner: string;
  repo: string;
  label: string;
}>;
export type NoPickleIssuesQuery = { readonly repository: { readonly url: string, readonly hasIssuesEnabled: boolean, readonly isArchived: boolean, readonly labeled: { readonly nodes: ReadonlyArray<{ readonly number: number, readonly viewerDidAuthor: boolean } | null> | null }, readonly recent: { readonly nodes: ReadonlyArray<{ readonly number: number, readonly viewerDidAuthor: boolean } | null> | null } } | null };
export type NoPickleIssuesByNumberQueryVariables = Exact<{
  owner: string;
  repo: string;
  n0: number;
}>;
export type NoPickleIssuesByNumberQuery = { readonly repository: { readonly i0: { readonly closed: boolean, readonly stateReason: IssueStateReason | null, readonly body: string } | null } | null };
export type NoPickleOwnerQueryVariables = Exact<{
  owner: string;
  first: number;
  after?: string | null | undefined;
  policyPath: string;
  policyRepository: string;
}>;
export type NoPickleOwnerQuery = { readonly organization: { readonly defaultBranchRef: { readonly name: string, readonly target: | PolicyFragment | Record<PropertyKey, never> | null } | null } | null, readonly repositoryOwner: | { readonly __typename: 'Organization', readonly login: string, readonly repositories: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly name: string, readonly isPrivate: boolean, readonly isArchived: boolean, readonly isFork: boolean, readonly isDisabled: boolean, readonly defaultBranchRef: (
            { readonly name: string, readonly target: | PolicyFragment | Record<PropertyKey, never> | null } & BranchRulesFragment ) | null } | null> | null } } | { readonly __typename: 'User', readonly login: string, readonly repositories: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly name: string, readonly isPrivate: boolean, readonly isArchived: boolean, readonly isFork: boolean, readonly isDisabled: boolean, readonly defaultBranchRef: (
            { readonly name: string, readonly target: | PolicyFragment | Record<PropertyKey, never> | null } & BranchRulesFragment ) | null } | null> | null } } | null };
export type NoPickleTextsQueryVariables = Exact<{
  owner: string;
  repo: string;
  commit: string;
  number: number;
  isWatched: boolean;
  p0: string;
}>;
export type NoPickleTextsQuery = { readonly repository: { readonly pullRequest?: { readonly headRefOid: string } | null, readonly object: | { readonly tree: { readonly entries: ReadonlyArray<{ readonly name: string, readonly type: string }> | null }, readonly f0: TreeEntryFragment | null } | Record<PropertyKey, never> | null } | null };
export type NoPickleRootTreesQueryVariables = Exact<{
  owner: string;
  repo: string;
  o0: string;
}>;
export type NoPickleRootTreesQuery = { readonly repository: { readonly t0: | { readonly tree: { readonly oid: string } } | Record<PropertyKey, never> | null } | null };
export type NoPickleTreesQueryVariables = Exact<{
  owner: string;
  repo: string;
  o0: string;
}>;
export type NoPickleTreesQuery = { readonly repository: { readonly t0: | FolderFragment | Record<PropertyKey, never> | null } | null };
export type FolderFragment = { readonly entries: ReadonlyArray<{ readonly name: string, readonly type: string, readonly oid: string, readonly mode: number }> | null };
export type NoPickleThreadsMutationVariables = Exact<{
  s0: AddCommentInput;
  s1: AddPullRequestReviewThreadReplyInput;
  s2: AddReactionInput;
  s3: DeletePullRequestReviewCommentInput;
  s4: MinimizeCommentInput;
  s5: ResolveReviewThreadInput;
  s6: UnminimizeCommentInput;
  s7: UnresolveReviewThreadInput;
  s8: UpdatePullRequestReviewCommentInput;
}>;
export type NoPickleThreadsMutation = { readonly s0: { readonly clientMutationId: string | null } | null, readonly s1: { readonly clientMutationId: string | null } | null, readonly s2: { readonly clientMutationId: string | null } | null, readonly s3: { readonly clientMutationId: string | null } | null, readonly s4: { readonly clientMutationId: string | null } | null, readonly s5: { readonly clientMutationId: string | null } | null, readonly s6: { readonly clientMutationId: string | null } | null, readonly s7: { readonly clientMutationId: string | null } | null, readonly s8: { readonly clientMutationId: string | null } | null };
/** Each document by its name. */
export interface Operations {
NoPicklePullRequest: { answer: NoPicklePullRequestQuery; variables: NoPicklePullRequestQueryVariables };
NoPickleMergeGroup: { answer: NoPickleMergeGroupQuery; variables: NoPickleMergeGroupQueryVariables };
NoPickleRepository: { answer: NoPickleRepositoryQuery; variables: NoPickleRepositoryQueryVariables };
NoPickleBranch: { answer: NoPickleBranchQuery; variables: NoPickleBranchQueryVariables };
NoPickleContributors: { answer: NoPickleContributorsQuery; variables: NoPickleContributorsQueryVariables };
NoPickleOpenPulls: { answer: NoPickleOpenPullsQuery; variables: NoPickleOpenPullsQueryVariables };
NoPickleIssues: { answer: NoPickleIssuesQuery; variables: NoPickleIssuesQueryVariables };
NoPickleIssuesByNumber: { answer: NoPickleIssuesByNumberQuery; variables: NoPickleIssuesByNumberQueryVariables };
NoPickleOwner: { answer: NoPickleOwnerQuery; variables: NoPickleOwnerQueryVariables };
NoPickleTexts: { answer: NoPickleTextsQuery; variables: NoPickleTextsQueryVariables };
NoPickleRootTrees: { answer: NoPickleRootTreesQuery; variables: NoPickleRootTreesQueryVariables };
NoPickleTrees: { answer: NoPickleTreesQuery; variables: NoPickleTreesQueryVariables };
NoPickleThreads: { answer: NoPickleThreadsMutation; variables: NoPickleThreadsMutationVariables };
}
