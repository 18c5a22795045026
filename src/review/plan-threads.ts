import type { Finding } from "../findings/finding.js";
import { closedBody, openBody } from "./marker.js";
import type { ThreadAction } from "./plan.js";
import { spokenForBy } from "./spoken-for.js";
import type { ReviewInput, Thread } from "./state.js";

/** What becomes of the threads that are there, and which findings nobody has heard of yet. */
export interface ThreadPlan {
  readonly actions: readonly ThreadAction[];
  readonly unsaid: readonly Finding[];
  readonly reopened: boolean;
}

/**
 * The most findings that reviews speak of; the marks that remember them have to fit into a body. The check lists all.
 */
export const MAX_SAID = 1000;

/**
 * Matches findings to our threads by fingerprint: first in the same file, then under another path (a rename).
 * A thread none of whose findings is left is closed; one that we closed and whose finding is back is reopened; one that
 * a person resolved is left alone.
 */
export function planThreads(input: ReviewInput, findings: readonly Finding[]): ThreadPlan {
  const { threads, reviews } = input.said;
  const held = new Set<Thread>();
  const unsaid: Finding[] = [];
  const listed = new Set(reviews.flatMap(({ fingerprints }) => fingerprints));
  const isSpokenFor = spokenForBy(findings);
  const paths = new Set(findings.map(({ path }) => path));
  for (const finding of findings) {
    const candidates = threads.filter(({ fingerprints }) => fingerprints.includes(finding.fingerprint));
    const thread =
      candidates.find(({ path }) => path === finding.path) ?? candidates.find(({ path }) => !paths.has(path));
    if (thread) held.add(thread);
    else if (!listed.has(finding.fingerprint) && !isSpokenFor(finding)) {
      unsaid.push(finding);
    }
  }
  // A broken policy says nothing about the code: threads stay as they are.
  if (input.policyProblems.length > 0) return { actions: [], unsaid: [], reopened: false };
  const said = listed.size + threads.reduce((sum, { fingerprints }) => sum + fingerprints.length, 0);
  const reopened = threads.filter((thread) => held.has(thread) && thread.isClosed);
  const fixed = threads.filter((thread) => !held.has(thread) && !thread.isClosed && !thread.isResolved);
  return {
    actions: [
      ...reopened.map((thread) => reopen(thread)),
      ...fixed.map((thread) => close(thread, input.pull.headSha)),
    ],
    unsaid: unsaid.slice(0, Math.max(0, MAX_SAID - said)),
    reopened: reopened.length > 0,
  };
}

function close(thread: Thread, sha: string): ThreadAction {
  return {
    kind: "close",
    threadId: thread.id,
    commentId: thread.commentId,
    body: closedBody(thread.body, sha),
    mayResolve: thread.viewerCanResolve,
  };
}

function reopen(thread: Thread): ThreadAction {
  return {
    kind: "reopen",
    threadId: thread.id,
    commentId: thread.commentId,
    body: openBody(thread.body),
    mayResolve: thread.isResolved && thread.viewerCanUnresolve,
  };
}
