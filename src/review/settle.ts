import type { Finding } from "../findings/finding.js";
import type { Waived } from "../policy/waived.js";
import { waiveImports } from "../policy/waive-imports.js";
import { acceptsOf, type Accept } from "./accepts.js";
import { matchThreads, type Matches } from "./match-threads.js";
import type { ReviewInput, Thread } from "./state.js";

/** The findings of a review after what people accepted in its threads is taken out. */
export interface Settled {
  readonly findings: readonly Finding[];
  readonly waived: readonly Waived[];
  readonly accepts: readonly Accept[];
  /** Threads of the findings that are worth a comment, the accepted ones among them. */
  readonly matches: Matches;
}

/** Notes, and uses that were there before, are listed in the check only. */
export function isCommented(finding: Finding): boolean {
  return finding.level !== "note" && (finding.origin === "introduced" || finding.origin === "exposed");
}

/** Whether the policy wants drafts to get nothing but a neutral check. */
export function isLeftInPeace({ pull, policy }: Pick<ReviewInput, "pull" | "policy">): boolean {
  return pull.isDraft && policy.drafts === "neutral";
}

/** Applies the accepts that hold: each covers what its thread speaks of, use for use, as it was when it was accepted. */
export function settle(input: Pick<ReviewInput, "said" | "pull" | "policy" | "today" | "examined">): Settled {
  const accepts = acceptsOf(input);
  const inForce = new Map<Thread, Accept>();
  for (const accept of accepts) {
    if (accept.refusal === null && !inForce.has(accept.thread)) inForce.set(accept.thread, accept);
  }
  const { findings } = input.examined;
  const matches = matchThreads(findings.filter(isCommented), input.said.threads, {
    accepted: new Set(inForce.keys()),
    frozen: new Set([
      ...accepts.map(({ thread }) => thread),
      // One that is not seen may be among the others.
      ...input.said.threads.filter(({ hasAllReplies }) => !hasAllReplies),
    ]),
  });
  const waived: Waived[] = [...input.examined.waived];
  const left = findings.filter((finding) => {
    const thread = matches.get(finding);
    const accept = thread ? inForce.get(thread) : undefined;
    if (!accept) return true;
    const { login, reason, until, comment } = accept;
    waived.push({ finding, by: { kind: "accept", login, reason, expires: until, on: comment.on } });
    return false;
  });
  return { ...waiveImports(left, waived), accepts, matches };
}
