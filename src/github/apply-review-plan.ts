import { keptCheck } from "../review/plan-check.js";
import { isEmptyPlan, type ReviewPlan } from "../review/plan.js";
import type { PullRequestIdentity } from "../review/state.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { atLast } from "./same-commit.js";
import { commentOnFile, dismissReview, submitReview } from "./submit-review.js";
import { writeCheck } from "./write-check.js";
import { writeThreads } from "./write-threads.js";

/** What was written, and what GitHub did not allow. */
export interface Applied {
  readonly kind: "applied";
  readonly reviewPosted: boolean;
  /** What GitHub did not allow, one sentence each: somebody has to do it by hand. */
  readonly refused: readonly string[];
}

/** How a plan is written. */
export interface ApplyOptions {
  /** The app that writes the check; null for a user's token, which may not write any. */
  readonly appId: number | null;
  /** Whether so little time went by since the state was read that nothing else can have failed on the commit. */
  readonly isQuick: boolean;
  /** Whether the head was still the reviewed commit when the last of its files was read. */
  readonly isConfirmed: boolean;
}

/**
 * Writes a plan to GitHub; no other code writes reviews. Before a review is posted or withdrawn, the pull request is
 * read again: a push in between makes the plan stale. The check run comes last, so that it does not turn green before the
 * rest is done. No write is tried twice here: after a failure the whole job starts over, and reading shows it what was
 * written already.
 * @throws what the client throws; a thread or dismissal that is refused does not count as a failure
 */
export async function applyReviewPlan(
  client: GitHubClient,
  pull: PullRequestIdentity,
  plan: ReviewPlan,
  options: ApplyOptions,
): Promise<Applied | { readonly kind: "head-moved" }> {
  const changesReviews = plan.review !== null || plan.fileComments.length > 0 || plan.dismissals.length > 0;
  const mustConfirm = changesReviews || (!options.isConfirmed && !isEmptyPlan(plan));
  if (mustConfirm && !(await isStillSame(client, pull))) return { kind: "head-moved" };
  // The review before the threads: reopening a thread can be the reason for a review. If this ends in between, the next
  // run still sees the closed thread and plans the same review; the other way round it would see no reason for one.
  // Those on files before the review: if this ends in between, the next run sees them, and still plans the review.
  for (const comment of plan.fileComments) await commentOnFile(client, pull, comment);
  if (plan.review) await submitReview(client, pull, plan.review);
  const refused = await writeThreads(client, pull, plan.threads, plan.replies);
  let isRequestKept = false;
  for (const dismissal of plan.dismissals) {
    if (await dismissReview(client, pull, dismissal)) continue;
    isRequestKept = true;
    refused.push("a branch rule restricts who may dismiss reviews");
  }
  const { appId, isQuick } = options;
  if (plan.check && appId !== null) {
    const check = isQuick ? plan.check : await atLast(client, pull, appId, plan.check);
    await writeCheck(client, pull, isRequestKept ? keptCheck(check) : check);
  }
  return { kind: "applied", reviewPosted: plan.review !== null, refused };
}

/** Whether the pull request is still open, with the head commit and the base branch that were reviewed. */
async function isStillSame(
  client: GitHubClient,
  { owner, repo, number, headSha, baseRef }: PullRequestIdentity,
): Promise<boolean> {
  const { data: now } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    pull_number: number,
  });
  return now.state === "open" && now.head.sha === headSha && now.base.ref === baseRef;
}
