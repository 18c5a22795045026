import { isClosedBody } from "../../src/review/notes.js";
import { readMarks, type Mark } from "../../src/review/marker.js";
import { keptCheck } from "../../src/review/plan-check.js";
import type { ReviewPlan, ThreadAction } from "../../src/review/plan.js";
import { markKit } from "../../src/review/plan-review.js";
import type { Comment, OwnReview, ReviewInput, Thread } from "../../src/review/state.js";

/** How the GitHub of a test behaves. */
export interface Powers {
  readonly canResolve?: boolean;
  readonly canDismiss?: boolean;
}

/** What GitHub would hold after a plan was carried out: the same effects as `apply-review-plan.ts`, on values. */
export function carryOut(input: ReviewInput, plan: ReviewPlan, powers: Powers = {}): ReviewInput {
  const { canResolve = false, canDismiss = true } = powers;
  const kit = markKit(input);
  const actions = new Map(plan.threads.map((action) => [action.threadId, action]));
  const reacted = new Set(
    plan.replies.flatMap((reply) => (reply.kind === "reaction" ? [reply.commentId] : [])),
  );
  const touch = (comment: Comment): Comment =>
    reacted.has(comment.id) ? { ...comment, hasReaction: true } : comment;
  const threads = input.said.threads.flatMap((thread): Thread[] => {
    const answers = plan.replies.flatMap((reply) =>
      reply.kind === "in-thread" && reply.threadId === thread.id ? [ourComment(reply.body)] : [],
    );
    const replies = [...thread.replies.map(touch), ...answers];
    const action = actions.get(thread.id);
    if (action?.kind === "delete") return [];
    return [
      { ...(action ? acted(thread, action, markOf(action.body, "thread"), canResolve) : thread), replies },
    ];
  });
  const dismissed = new Set(canDismiss ? plan.dismissals.map(({ reviewId }) => reviewId) : []);
  const reviews = input.said.reviews.map((review): OwnReview =>
    dismissed.has(review.id) ? { ...review, state: "DISMISSED" } : review,
  );
  if (plan.review) {
    const { event, body, comments } = plan.review;
    const mark = markOf(body, "review");
    reviews.push({
      id: reviews.length + 1,
      state: event === "REQUEST_CHANGES" ? "CHANGES_REQUESTED" : "COMMENTED",
      fingerprints: mark.fingerprints,
    });
    for (const comment of comments) {
      const id = `t${String(threads.length)}-${String(reviews.length)}`;
      threads.push(newThread(id, comment.path, comment.body, markOf(comment.body, "thread"), canResolve));
    }
  }
  for (const comment of plan.fileComments) {
    const id = `f${String(threads.length)}`;
    threads.push(newThread(id, comment.path, comment.body, markOf(comment.body, "thread"), canResolve));
  }
  const written =
    plan.check && !canDismiss && plan.dismissals.length > 0 ? keptCheck(plan.check) : plan.check;
  const check = written
    ? {
        id: 1,
        concluded: true,
        isNewest: true,
        externalId: written.externalId,
        annotations: written.annotations.length,
        open: [],
      }
    : input.said.check;
  const answers = plan.replies.flatMap((reply) =>
    reply.kind === "in-conversation" ? [ourComment(reply.body)] : [],
  );
  const conversation = [...input.said.conversation.map(touch), ...answers];
  return { ...input, said: { ...input.said, threads, reviews, check, conversation } };

  function markOf<Kind extends "thread" | "review">(body: string, kind: Kind): Extract<Mark, { kind: Kind }> {
    const mark = readMarks(body, kit).find((one) => one.kind === kind);
    if (!mark) throw new Error(`no ${kind} mark in ${body}`);
    return mark as Extract<Mark, { kind: Kind }>;
  }
}

function acted(
  thread: Thread,
  action: Exclude<ThreadAction, { kind: "delete" }>,
  mark: Thread["mark"],
  canResolve: boolean,
): Thread {
  const isResolved =
    action.kind === "close" && action.resolve
      ? true
      : action.kind === "reopen" && action.unresolve
        ? false
        : thread.isResolved;
  return {
    ...thread,
    body: action.body,
    mark,
    isClosed: isClosedBody(action.body),
    isResolved,
    viewerCanResolve: canResolve && !isResolved,
    viewerCanUnresolve: canResolve && isResolved,
  };
}

function newThread(
  id: string,
  path: string,
  body: string,
  mark: Thread["mark"],
  canResolve: boolean,
): Thread {
  return {
    id,
    commentId: `c-${id}`,
    path,
    movedTo: null,
    body,
    mark,
    isResolved: false,
    isOutdated: false,
    isClosed: false,
    viewerCanResolve: canResolve,
    viewerCanUnresolve: false,
    replies: [],
    hasAllReplies: true,
    openedAt: null,
  };
}

let count = 0;

function ourComment(body: string): Comment {
  return {
    id: `ours-${String(++count)}`,
    author: "no-pickle",
    isOurs: true,
    isBot: true,
    editedByOther: false,
    body,
    on: "2026-03-02",
    hasReaction: false,
  };
}
