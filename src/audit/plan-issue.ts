import type { IssueAudit } from "./issue-facts.js";
import { updateIssueBody } from "./update-issue.js";

/** The label by which the issue is found; people may take it off, and it is not put back. */
export const ISSUE_LABEL = "no-pickle";

/** What the issue is called at first; people may call it something else. */
const ISSUE_TITLE = "Getting rid of unsafe deserialization";

/** The issue as it is. */
export interface FoundIssue {
  readonly number: number;
  readonly body: string;
  readonly isOpen: boolean;
  /** Why it was closed: `completed`, `not_planned`, ... Null where it is open, or nobody said. */
  readonly reason: string | null;
}

/** How much came and went. */
interface Moved {
  readonly left: number;
  readonly came: number;
  readonly gone: number;
}

/** What is to be done about the issue. */
export type IssuePlan =
  | { readonly kind: "none"; readonly why: string }
  | (Moved & {
      readonly kind: "create";
      readonly title: string;
      readonly body: string;
      readonly label: string;
    })
  | (Moved & {
      readonly kind: "edit";
      readonly number: number;
      readonly body: string;
      /** What becomes of its state; null for nothing. */
      readonly state: "open" | "closed" | null;
    });

/**
 * Decides what becomes of the issue. It is edited only where something changed. People who close it are heard: as not planned,
 * it is left alone for good; otherwise until something comes that was not there when it was written last. It is closed once,
 * when the last use goes and all could be looked at.
 * @param url the address of the repository
 */
export function planIssue(found: FoundIssue | null, audit: IssueAudit, url: string): IssuePlan {
  const left = audit.uses.length;
  if (found === null && left === 0) return { kind: "none", why: "there is nothing to get rid of" };
  const why = found === null ? null : isLeftAlone(found);
  if (why !== null) return { kind: "none", why };
  const next = updateIssueBody(found?.body ?? null, audit, url);
  if (next.kind === "same") return { kind: "none", why: "nothing changed" };
  if (next.kind === "no-room") return { kind: "none", why: "what people wrote into it leaves no room" };
  const { body, came, gone } = next;
  if (found === null)
    return { kind: "create", title: ISSUE_TITLE, body, label: ISSUE_LABEL, left, came, gone };
  const { number, isOpen } = found;
  if (!isOpen && came === 0) return { kind: "none", why: "it is closed, and nothing new came" };
  const isDone = left === 0 && audit.notScanned.length === 0;
  const state = !isOpen ? "open" : isDone ? "closed" : null;
  return { kind: "edit", number, body, state, left, came, gone };
}

/** Why an issue is not touched, whatever came; null where it may be. */
export function isLeftAlone({ isOpen, reason }: FoundIssue): string | null {
  const isDecided = !isOpen && (reason === "not_planned" || reason === "duplicate");
  return isDecided ? `it was closed as ${reason.replace("_", " ")}` : null;
}
