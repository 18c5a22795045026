import { keptCheck } from "../review/plan-check.js";
import { isEmptyPlan, type ReviewPlan } from "../review/plan.js";
import type { PullRequestIdentity } from "../review/state.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { dismissReview, submitReview } from "./submit-review.js";
import { writeCheck } from "./write-check.js";
import { writeThreads } from "./write-threads.js";

/** What was written, and what GitHub did not allow. */
export interface Applied {
  readonly kind: "applied";
  readonly reviewPosted: boolean;
  /** Things that could not be done and that somebody has to do by hand. */
  readonly refused: readonly string[];
}

/** How a plan is written. */
export interface ApplyOptions {
  /** An app may write check runs, a user's token may not. */
  readonly writesChecks: boolean;
  /** Whether the head is known to be the one that was reviewed, as of the last text that was read. */
  readonly isConfirmed: boolean;
}

/**
 * Writes a plan to GitHub; the only code that writes reviews. Before a review is posted or withdrawn it looks whether the
 * pull request is still the one that was reviewed. The check comes last, so that nothing turns green before the rest is
 * done. No write is repeated here: after a failure the job starts over with reading, and finds what was written.
 * @throws what the client throws, except for refusals that leave the review whole
 */
export async function applyReviewPlan(
  client: GitHubClient,
  pull: PullRequestIdentity,
  plan: ReviewPlan,
  options: ApplyOptions,
): Promise<Applied | { readonly kind: "head-moved" }> {
  const isNews = plan.review !== null || plan.dismissals.length > 0;
  const mustLook = isNews || (!options.isConfirmed && !isEmptyPlan(plan));
  if (mustLook && !(await isStillThere(client, pull))) return { kind: "head-moved" };
  // Before the threads: one that opens again is a reason to request changes; once it is open, nobody sees that it was not.
  if (plan.review) await submitReview(client, pull, plan.review);
  const refused = await writeThreads(client, pull, plan.threads, plan.replies);
  let isKept = false;
  for (const dismissal of plan.dismissals) {
    if (await dismissReview(client, pull, dismissal)) continue;
    isKept = true;
    refused.push("a branch rule restricts who may dismiss reviews");
  }
  const check = options.writesChecks ? plan.check : null;
  if (check) await writeCheck(client, pull, isKept ? keptCheck(check) : check);
  return { kind: "applied", reviewPosted: plan.review !== null, refused };
}

/** Whether the pull request is open, with the same head and base. */
async function isStillThere(
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
