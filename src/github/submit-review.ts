import type { Dismissal, PlannedFileComment, PlannedReview } from "../review/plan.js";
import type { PullRequestIdentity } from "../review/state.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { failureKind, statusOf } from "./errors.js";

/**
 * Submits a review in one request. GitHub refuses all of it if it does not accept the line of one comment; then the review
 * is submitted without comments, and its body says what they say.
 */
export async function submitReview(
  client: GitHubClient,
  pull: PullRequestIdentity,
  review: PlannedReview,
): Promise<void> {
  try {
    await postReview(client, pull, review);
  } catch (error) {
    const isRefused = statusOf(error) === 422 && failureKind(error, 0).kind !== "rate-limit";
    if (!isRefused || review.comments.length === 0) throw error;
    await postReview(client, pull, { ...review, body: review.bodyWithoutComments, comments: [] });
  }
}

async function postReview(
  client: GitHubClient,
  { owner, repo, number, headSha }: PullRequestIdentity,
  review: PlannedReview,
): Promise<void> {
  await client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    pull_number: number,
    commit_id: headSha,
    event: review.event,
    body: review.body,
    comments: review.comments.map(({ path, line, startLine, body }) => ({
      path,
      body,
      line,
      side: "RIGHT",
      ...(startLine === null ? {} : { start_line: startLine, start_side: "RIGHT" }),
    })),
  });
}

/** Comments on a file as a whole; a review cannot carry that. */
export async function commentOnFile(
  client: GitHubClient,
  { owner, repo, number, headSha }: PullRequestIdentity,
  { path, body }: PlannedFileComment,
): Promise<void> {
  await client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/comments", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    pull_number: number,
    commit_id: headSha,
    path,
    body,
    subject_type: "file",
  });
}

/** Withdraws a request for changes. False where a branch rule forbids it. */
export async function dismissReview(
  client: GitHubClient,
  { owner, repo, number }: PullRequestIdentity,
  { reviewId, message }: Dismissal,
): Promise<boolean> {
  try {
    await client.request("PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals", {
      ...REQUEST_DEFAULTS,
      owner,
      repo,
      pull_number: number,
      review_id: reviewId,
      message,
    });
    return true;
  } catch (error) {
    // 422: somebody has dismissed it meanwhile.
    if (statusOf(error) === 422 && failureKind(error, 0).kind !== "rate-limit") return true;
    if (statusOf(error) === 403 && failureKind(error, 0).kind !== "rate-limit") return false;
    throw error;
  }
}
