import type { Finding, Level } from "../findings/finding.js";
import type { DataLeaves } from "../python/data-leaves.js";
import type { FixCandidate } from "../rule-kit/rule.js";
import type { Kin } from "../rule-kit/same-use.js";
import type { InlineWaiver } from "./inline-waivers.js";
import type { Remark } from "./remark.js";

/** A finding of one text, with what comparing and fixing need besides. */
export interface Candidate {
  readonly finding: Finding;
  /** The statement it stands in, white space normalized. */
  readonly statement: string;
  readonly identity: UseIdentity;
  readonly fixes: readonly FixCandidate[];
  /** The comment beside it that asks to let it through. */
  readonly inlineWaiver: InlineWaiver | null;
}

/** By what a use is known again after it was edited, moved or spelled anew. Plain data: it outlives the text. */
export interface UseIdentity extends Kin {
  readonly level: Level;
  readonly symbol: string;
  /** What that which it loads comes to; null of what is harmless. */
  readonly leaves: DataLeaves | null;
  readonly isImport: boolean;
  /** Whether it is a call of a function of the repository that loads. */
  readonly isOfWrapper: boolean;
  /** The name of that function, where it is one of the same file. */
  readonly ownWrapper: string | null;
  /** The dotted name of the definitions around it. */
  readonly enclosing: string;
  /** Whether the function around it has a decorator that may hand it to somebody: a route, a task. */
  readonly isDecorated: boolean;
  /** Whether it is in test code, or in a part that never runs. */
  readonly isIdle: boolean;
  /** What stands in it, white space normalized; "" where it is no call. */
  readonly given: string;
  readonly statement: string;
  /** What the function around it does, as a digest; "" where that is little. */
  readonly body: string;
  /** Who sends what it loads, where somebody else does: "a request"; null where nothing tells. */
  readonly sentBy: string | null;
}

/** The name of the innermost definition around a use; "" for none. */
export function functionOf({ enclosing }: Pick<UseIdentity, "enclosing">): string {
  return enclosing.split(".").at(-1) ?? "";
}

/** What came of one text. */
export interface SourceAnalysis {
  readonly candidates: readonly Candidate[];
  /** Why the text, or a part of it, was not looked at; positions are in it. */
  readonly gaps: readonly Gap[];
  /** What is said of comments in it that mean to let something through and do not. */
  readonly remarks?: readonly Remark[];
  /** Whether it was parsed at all: texts without a telling word are not. */
  readonly parsed: boolean;
}

/** A part of a text that was not analyzed. `line` is 0-based, null for the whole text. */
export interface Gap {
  readonly line: number | null;
  readonly reason: string;
  /** Where it may well be that the text is no Python at all. */
  readonly isMinor?: true;
}
