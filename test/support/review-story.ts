import type { Finding } from "../../src/findings/finding.js";
import type { Policy } from "../../src/policy/policy.js";
import { isEmptyPlan, type ReviewPlan } from "../../src/review/plan.js";
import { readMarks } from "../../src/review/marker.js";
import { markKit, planReview } from "../../src/review/plan-review.js";
import type { Comment, ReviewInput, Thread } from "../../src/review/state.js";
import { carryOut, type Powers } from "./carry-out.js";
import { comment, reviewInput } from "./review-input.js";

/** Something that happens to a pull request. */
export type Step = (input: ReviewInput) => ReviewInput;

let pushes = 0;

/** A new head commit with these findings. Threads whose file has none of theirs lose their place. */
export function push(...findings: Finding[]): Step {
  return (input) => ({
    ...input,
    pull: { ...input.pull, headSha: (++pushes).toString(16).padStart(40, "b") },
    examined: { ...input.examined, findings },
    said: { ...input.said, check: null },
  });
}

/** The same commit is looked at again. */
export const again: Step = (input) => input;

/** Somebody answers in a thread of ours; threads are numbered from 0 in the order in which they were opened. */
export function reply(thread: number, author: string, body: string, more: Partial<Comment> = {}): Step {
  return onThread(thread, (one) => ({ ...one, replies: [...one.replies, comment(author, body, more)] }));
}

/** Somebody takes all answers in a thread back. */
export function unsay(thread: number): Step {
  return onThread(thread, (one) => ({ ...one, replies: one.replies.filter(({ isOurs }) => isOurs) }));
}

/** Somebody writes in the conversation. */
export function say(author: string, body: string, more: Partial<Comment> = {}): Step {
  return (input) => ({
    ...input,
    said: { ...input.said, conversation: [...input.said.conversation, comment(author, body, more)] },
  });
}

/** A person resolves a thread. */
export function resolve(thread: number): Step {
  return onThread(thread, (one) => ({ ...one, isResolved: true, viewerCanUnresolve: one.viewerCanResolve }));
}

/** GitHub no longer shows the line of a thread, as after a force-push. */
export function outdate(thread: number): Step {
  return onThread(thread, (one) => ({ ...one, isOutdated: true }));
}

/** A file is renamed, as the texts of both commits tell. */
export function rename(from: string, to: string): Step {
  return (input) => ({
    ...input,
    said: {
      ...input.said,
      threads: input.said.threads.map((one) => (one.path === from ? { ...one, movedTo: to } : one)),
    },
  });
}

/** So many answers come that GitHub is not asked for all of them any more. */
export function bury(thread: number): Step {
  return onThread(thread, (one) => ({ ...one, replies: [], hasAllReplies: false }));
}

/** They are deleted, and the first ones are seen again. */
export function dig(thread: number): Step {
  return onThread(thread, (one) => ({ ...one, hasAllReplies: true }));
}

/** Somebody deletes a thread. */
export function remove(thread: number): Step {
  return (input) => ({
    ...input,
    said: { ...input.said, threads: input.said.threads.filter((_, i) => i !== thread) },
  });
}

/** A crash made us open a thread a second time. */
export function double(thread: number): Step {
  return (input) => {
    const one = input.said.threads[thread];
    if (!one) throw new Error(`no thread ${String(thread)}`);
    const copy = { ...one, id: `${one.id}-again`, commentId: `${one.commentId}-again`, replies: [] };
    return { ...input, said: { ...input.said, threads: [...input.said.threads, copy] } };
  };
}

/** A maintainer dismisses our requests for changes. */
export const dismiss: Step = (input) => ({
  ...input,
  said: { ...input.said, reviews: input.said.reviews.map((one) => ({ ...one, state: "DISMISSED" })) },
});

/** The process died before the check was written. */
export const loseCheck: Step = (input) => ({ ...input, said: { ...input.said, check: null } });

/** The process died between two batches of annotations. */
export const breakOffCheck: Step = (input) => {
  const { check } = input.said;
  return {
    ...input,
    said: { ...input.said, check: check && { ...check, concluded: false, annotations: 1 } },
  };
};

/** The policy of the base branch changes. */
export function policy(changes: Partial<Policy>): Step {
  return (input) => ({ ...input, policy: { ...input.policy, ...changes } });
}

/** Somebody gets write access. */
export function mayWrite(login: string): Step {
  return (input) => ({
    ...input,
    said: { ...input.said, permissions: new Map([...input.said.permissions, [login, "write"]]) },
  });
}

/** Somebody loses write access. */
export function mayOnlyRead(login: string): Step {
  return (input) => ({
    ...input,
    said: { ...input.said, permissions: new Map([...input.said.permissions, [login, "none"]]) },
  });
}

/** Somebody wrote or committed one of the commits; null: there are too many to tell who did. */
export function contributed(login: string | null): Step {
  return (input) => ({
    ...input,
    said: {
      ...input.said,
      contributors: login === null ? null : new Set([...(input.said.contributors ?? []), login]),
    },
  });
}

/** Any other change of the input. */
export function given(changes: Partial<ReviewInput>): Step {
  return (input) => ({ ...input, ...changes });
}

/** The pull request becomes a draft, or ready. */
export function draft(isDraft: boolean): Step {
  return (input) => ({ ...input, pull: { ...input.pull, isDraft } });
}

function onThread(index: number, change: (thread: Thread) => Thread): Step {
  return (input) => ({
    ...input,
    said: { ...input.said, threads: input.said.threads.map((one, i) => (i === index ? change(one) : one)) },
  });
}

/** What came of a story. */
export interface Told {
  /** The input of the last plan, and the plan. */
  readonly input: ReviewInput;
  readonly plan: ReviewPlan;
  /** Whether planning again after it was carried out gives nothing to do. */
  readonly settles: boolean;
}

/** Lets things happen one after the other, each with its plan carried out; groups of steps happen at once. */
export function tell(story: readonly (Step | readonly Step[])[], powers: Powers = {}): Told {
  let input = reviewInput({});
  let plan = planReview(input);
  for (const [i, event] of story.entries()) {
    const steps = typeof event === "function" ? [event] : event;
    if (i > 0) input = carryOut(input, plan, powers);
    input = steps.reduce((state, step) => step(state), input);
    plan = planReview(input);
  }
  const after = { ...carryOut(input, plan, powers), wantsHowToFix: input.wantsHowToFix };
  return { input, plan, settles: isEmptyPlan(planReview({ ...after, rerun: input.rerun })) };
}

/** A plan in a few words: what is done about threads, answers, the review, the check. */
export function inWords({ input, plan }: Told): string {
  const number = (id: string): string => String(input.said.threads.findIndex((one) => one.id === id));
  const words = plan.threads.map((action) => {
    const extra =
      (action.kind === "close" && action.resolve) || (action.kind === "reopen" && action.unresolve)
        ? " (resolve)"
        : "";
    return `${action.kind} ${number(action.threadId)}${extra}`;
  });
  for (const one of plan.replies) {
    words.push(one.kind === "in-thread" ? `reply in ${number(one.threadId)}` : one.kind);
  }
  if (plan.dismissals.length > 0) words.push(`dismiss ${String(plan.dismissals.length)}`);
  if (plan.review) {
    const places = plan.review.comments.map(({ path, line }) => `${path}:${String(line)}`);
    const listed = readMarks(plan.review.body, markKit(input)).flatMap((mark) =>
      mark.kind === "review" ? mark.fingerprints : [],
    );
    const event = plan.review.event === "REQUEST_CHANGES" ? "request" : "comment";
    words.push([event, ...places, ...(listed.length > 0 ? [`+${String(listed.length)}`] : [])].join(" "));
  }
  for (const { path } of plan.fileComments) words.push(`on file ${path}`);
  words.push(plan.check?.conclusion ?? "-");
  return words.join("; ");
}
