// Generated from the GraphQL documents and GitHub's schema by "npm run github-types". Do not edit.
/* eslint-disable */
export type AddCommentInput = {
  readonly body: string;
  readonly clientMutationId?: string | null | undefined;
  readonly subjectId: string;
};
export type AddPullRequestReviewThreadReplyInput = {
  readonly body: string;
  readonly clientMutationId?: string | null | undefined;
  readonly pullRequestReviewId?: string | null | undefined;
  readonly pullRequestReviewThreadId: string;
};
export type AddReactionInput = {
  readonly clientMutationId?: string | null | undefined;
  readonly content: ReactionContent;
  readonly subjectId: string;
};
export type CheckConclusionState =
  | 'ACTION_REQUIRED'
  | 'CANCELLED'
  | 'FAILURE'
  | 'NEUTRAL'
  | 'SKIPPED'
  | 'STALE'
  | 'STARTUP_FAILURE'
  | 'SUCCESS'
  | 'TIMED_OUT';
export type CheckStatusState =
  | 'COMPLETED'
  | 'IN_PROGRESS'
  | 'PENDING'
  | 'QUEUED'
  | 'REQUESTED'
  | 'WAITING';
export type DeletePullRequestReviewCommentInput = {
  readonly clientMutationId?: string | null | undefined;
  readonly id: string;
};
export type IssueStateReason =
  | 'COMPLETED'
  | 'DUPLICATE'
  | 'NOT_PLANNED'
  | 'REOPENED';
export type MinimizeCommentInput = {
  readonly classifier: ReportedContentClassifiers;
  readonly clientMutationId?: string | null | undefined;
  readonly subjectId: string;
};
export type PatchStatus =
  | 'ADDED'
  | 'CHANGED'
  | 'COPIED'
  | 'DELETED'
  | 'MODIFIED'
  | 'RENAMED';
export type PullRequestReviewState =
  | 'APPROVED'
  | 'CHANGES_REQUESTED'
  | 'COMMENTED'
  | 'DISMISSED'
  | 'PENDING';
export type PullRequestState =
  | 'CLOSED'
  | 'MERGED'
  | 'OPEN';
export type ReactionContent =
  | 'CONFUSED'
  | 'EYES'
  | 'HEART'
  | 'HOORAY'
  | 'LAUGH'
  | 'ROCKET'
  | 'THUMBS_DOWN'
  | 'THUMBS_UP';
export type ReportedContentClassifiers =
  | 'ABUSE'
  | 'DUPLICATE'
  | 'OFF_TOPIC'
  | 'OUTDATED'
  | 'RESOLVED'
  | 'SPAM';
export type RepositoryRuleType =
  | 'AUTHORIZATION'
  | 'BRANCH_NAME_PATTERN'
  | 'CODE_SCANNING'
  | 'COMMITTER_EMAIL_PATTERN'
  | 'COMMIT_AUTHOR_EMAIL_PATTERN'
  | 'COMMIT_MESSAGE_PATTERN'
  | 'CREATION'
  | 'DELETION'
  | 'FILE_EXTENSION_RESTRICTION'
  | 'FILE_PATH_RESTRICTION'
  | 'LOCK_BRANCH'
  | 'MAX_FILE_PATH_LENGTH'
  | 'MAX_FILE_SIZE'
  | 'MAX_REF_UPDATES'
  | 'MERGE_QUEUE'
  | 'MERGE_QUEUE_LOCKED_REF'
  | 'NON_FAST_FORWARD'
  | 'PULL_REQUEST'
  | 'REQUIRED_DEPLOYMENTS'
  | 'REQUIRED_LINEAR_HISTORY'
  | 'REQUIRED_REVIEW_THREAD_RESOLUTION'
  | 'REQUIRED_SIGNATURES'
  | 'REQUIRED_STATUS_CHECKS'
  | 'REQUIRED_WORKFLOW_STATUS_CHECKS'
  | 'SECRET_SCANNING'
  | 'TAG'
  | 'TAG_NAME_PATTERN'
  | 'UPDATE'
  | 'WORKFLOWS'
  | 'WORKFLOW_UPDATES';
export type ResolveReviewThreadInput = {
  readonly clientMutationId?: string | null | undefined;
  readonly threadId: string;
};
export type UnminimizeCommentInput = {
  readonly clientMutationId?: string | null | undefined;
  readonly subjectId: string;
};
export type UnresolveReviewThreadInput = {
  readonly clientMutationId?: string | null | undefined;
  readonly threadId: string;
};
export type UpdatePullRequestReviewCommentInput = {
  readonly body: string;
  readonly clientMutationId?: string | null | undefined;
  readonly pullRequestReviewCommentId: string;
};
