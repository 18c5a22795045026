import type { Finding } from "../findings/finding.js";
import { placeComments } from "./place-comments.js";
import { planCheck } from "./plan-check.js";
import { planThreads } from "./plan-threads.js";
import { reviewBody } from "./review-body.js";
import type { Dismissal, PlannedReview, ReviewPlan } from "./plan.js";
import type { ReviewInput } from "./state.js";

/**
 * Decides what to write to GitHub. Pure; planning again after the plan was carried out gives an empty plan.
 */
export function planReview(input: ReviewInput): ReviewPlan {
  const worthSaying = input.policyProblems.length > 0 ? [] : input.examined.findings.filter(isCommented);
  const threads = planThreads(input, worthSaying);
  const blocks = worthSaying.some(({ level }) => level === "block");
  return {
    threads: threads.actions,
    dismissals: blocks || input.policyProblems.length > 0 ? [] : dismissals(input),
    review: planSubmission(input, threads.unsaid, threads.reopened, blocks),
    check: planCheck(input),
  };
}

/** Notes, and uses that were there before, are listed in the check only. */
function isCommented(finding: Finding): boolean {
  return finding.level !== "note" && (finding.origin === "introduced" || finding.origin === "exposed");
}

function planSubmission(
  input: ReviewInput,
  unsaid: readonly Finding[],
  reopened: boolean,
  blocks: boolean,
): PlannedReview | null {
  const { policy, said, pull, baseUrl } = input;
  if (policy.review === "none") return null;
  const requests = blocks && policy.review === "request-changes";
  const requested = said.reviews.some(({ state }) => state === "CHANGES_REQUESTED");
  // A request that a maintainer dismissed is not repeated for what was said before.
  if (unsaid.length === 0 && !(requests && reopened && !requested)) return null;
  const { comments, unplaced } = placeComments(unsaid, {
    hunks: input.examined.hunks,
    findings: input.examined.findings,
    baseRef: pull.baseRef,
    baseUrl,
  });
  return {
    event: requests ? "REQUEST_CHANGES" : "COMMENT",
    body: reviewBody(input, comments, unplaced),
    comments,
    fingerprints: unplaced.map(({ fingerprint }) => fingerprint),
  };
}

function dismissals({ said, pull }: ReviewInput): Dismissal[] {
  return said.reviews
    .filter(({ state }) => state === "CHANGES_REQUESTED")
    .map(({ id }) => ({
      reviewId: id,
      message: `Nothing blocks any more as of ${pull.headSha}. Thank you.`,
    }));
}
