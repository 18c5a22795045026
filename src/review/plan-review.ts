import type { Finding } from "../findings/finding.js";
import { markPlace, type MarkKit } from "./marker.js";
import { placeComments } from "./place-comments.js";
import { isKept, planCheck } from "./plan-check.js";
import { planReplies } from "./plan-replies.js";
import { planThreads, type ThreadPlan } from "./plan-threads.js";
import { reviewBody, reviewBodyAlone } from "./review-body.js";
import type { Dismissal, PlannedReview, ReviewPlan } from "./plan.js";
import { isCommented, isLeftInPeace, settle, type Settled } from "./settle.js";
import type { ReviewInput } from "./state.js";

/**
 * Decides what to write to GitHub. Pure; planning again after the plan was carried out gives an empty plan.
 */
export function planReview(input: ReviewInput): ReviewPlan {
  const kit = markKit(input);
  const settled = settle(input);
  const replies = planReplies(input, settled, kit);
  // A broken policy says nothing about the code: what was said stays as it is. A draft may be left in peace.
  if (input.policyProblems.length > 0 || isLeftInPeace(input)) {
    const check = planCheck(input, settled);
    return { threads: [], replies, dismissals: [], fileComments: [], review: null, check };
  }
  const threads = planThreads(input, settled, kit);
  const dismissals = planDismissals(input, settled);
  return {
    threads: threads.actions,
    replies,
    dismissals,
    ...planSubmission(input, settled, threads, kit),
    check: planCheck(input, settled, dismissals.length > 0),
  };
}

/** What marks on this pull request are made and checked with. */
export function markKit({ seal, pull }: Pick<ReviewInput, "seal" | "pull">): MarkKit {
  return { seal, place: markPlace(pull.repositoryId, pull.number) };
}

/** Whether the review is to request changes. */
function requestsChanges({ policy }: ReviewInput, { findings }: Settled): boolean {
  return (
    policy.review === "request-changes" && findings.some((one) => isCommented(one) && one.level === "block")
  );
}

function planSubmission(
  input: ReviewInput,
  settled: Settled,
  { unsaid, reopened }: ThreadPlan,
  kit: MarkKit,
): Pick<ReviewPlan, "review" | "fileComments"> {
  const { policy, said, pull, baseUrl } = input;
  if (policy.review === "none") return { review: null, fileComments: [] };
  const isRequested = said.reviews.some(({ state }) => state === "CHANGES_REQUESTED");
  const wasDismissed = said.reviews.some(({ state }) => state === "DISMISSED");
  // One request is enough. One that was dismissed is not repeated for what was said before.
  const isRequest = requestsChanges(input, settled) && !isRequested;
  const isOverdue = isRequest && (reopened || !wasDismissed);
  const findings: readonly Finding[] = settled.findings.filter(isCommented);
  const placed = placeComments(unsaid, {
    hunks: input.examined.hunks,
    findings,
    baseRef: pull.baseRef,
    baseUrl,
    kit,
  });
  const { fileComments, comments, unplaced } = placed;
  if (comments.length + unplaced.length === 0 && !isOverdue) return { review: null, fileComments };
  const review: PlannedReview = {
    event: isRequest ? "REQUEST_CHANGES" : "COMMENT",
    body: reviewBody(input, findings, placed, kit),
    bodyWithoutComments: reviewBodyAlone(findings, placed, kit),
    comments,
  };
  return { review, fileComments };
}

function planDismissals(input: ReviewInput, settled: Settled): Dismissal[] {
  const { said, pull, policy } = input;
  if (requestsChanges(input, settled)) return [];
  if (isKept(input)) return [];
  const isBlocked = settled.findings.some((one) => isCommented(one) && one.level === "block");
  const message = isBlocked
    ? `The policy no longer asks for changes (\`review: ${policy.review}\`); the check still fails.`
    : settled.waived.length > 0
      ? `Nothing blocks any more as of ${pull.headSha}: what is left was accepted, see the check. Thank you.`
      : `Nothing blocks any more as of ${pull.headSha}. Thank you.`;
  return said.reviews
    .filter(({ state }) => state === "CHANGES_REQUESTED")
    .map(({ id }) => ({ reviewId: id, message }));
}
