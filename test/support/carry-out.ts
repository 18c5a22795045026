import { isClosedBody, markedFingerprints } from "../../src/review/marker.js";
import type { ReviewPlan } from "../../src/review/plan.js";
import type { OwnReview, ReviewInput, Thread } from "../../src/review/state.js";

/** What GitHub would hold after a plan was carried out: the same effects as `apply-review-plan.ts`, on values. */
export function carryOut(input: ReviewInput, plan: ReviewPlan, canResolve = false): ReviewInput {
  const actions = new Map(plan.threads.map((action) => [action.threadId, action]));
  const threads = input.said.threads.map((thread): Thread => {
    const action = actions.get(thread.id);
    if (!action) return thread;
    const closed = action.kind === "close";
    const isResolved = action.mayResolve ? closed : thread.isResolved;
    return {
      ...thread,
      body: action.body,
      isClosed: isClosedBody(action.body),
      isResolved,
      viewerCanResolve: canResolve && !isResolved,
      viewerCanUnresolve: canResolve && isResolved,
    };
  });
  const dismissed = new Set(plan.dismissals.map(({ reviewId }) => reviewId));
  const reviews = input.said.reviews.map((review): OwnReview =>
    dismissed.has(review.id) ? { ...review, state: "DISMISSED" } : review,
  );
  if (plan.review) {
    const { event, body, comments } = plan.review;
    reviews.push({
      id: reviews.length + 1,
      state: event === "REQUEST_CHANGES" ? "CHANGES_REQUESTED" : "COMMENTED",
      fingerprints: markedFingerprints(body) ?? [],
    });
    for (const comment of comments) {
      threads.push({
        id: `t${String(threads.length)}`,
        commentId: `c${String(threads.length)}`,
        path: comment.path,
        body: comment.body,
        fingerprints: markedFingerprints(comment.body) ?? [],
        isResolved: false,
        isClosed: false,
        viewerCanResolve: canResolve,
        viewerCanUnresolve: false,
      });
    }
  }
  const check = plan.check ? { id: 1, concluded: true, externalId: plan.check.externalId } : input.said.check;
  return { ...input, said: { threads, reviews, check } };
}
