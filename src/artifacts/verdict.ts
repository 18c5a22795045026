/**
 * What is known of a file that is loaded, from the best to the worst.
 * - `inert`: it builds plain data and looks nothing up;
 * - `allowlisted`: it looks up names that are known to hold data only;
 * - `unknown`: it looks up other names, or asks the program that reads it for objects;
 * - `opaque`: it is packed or encrypted in a way that cannot be looked into;
 * - `unparsable`: it is broken, or over a budget, so that there may be more in it than was seen;
 * - `dangerous`: it runs something.
 */
export type Verdict = "inert" | "allowlisted" | "unknown" | "opaque" | "unparsable" | "dangerous";

const ORDER: readonly Verdict[] = ["inert", "allowlisted", "unknown", "opaque", "unparsable", "dangerous"];

/** The worst of some verdicts; null of none. */
export function worstOf(verdicts: Iterable<Verdict>): Verdict | null {
  let worst = -1;
  for (const verdict of verdicts) worst = Math.max(worst, ORDER.indexOf(verdict));
  return ORDER[worst] ?? null;
}

/** Something in a file that says more than that it holds data. */
export interface Sign {
  readonly verdict: "unknown" | "opaque" | "unparsable" | "dangerous";
  /** The name that is looked up: `posix.system`; "" where it is about none. */
  readonly symbol: string;
  /** What loading the file does, as Python: `posix.system('id')`; null where it is about something else. Hostile text. */
  readonly call: string | null;
  /** The rest of the sentence: "which starts programs"; of a sign without a call all of it. */
  readonly says: string;
  /** Where in the file: the path of a member, the members of archives in it after `!`; null for the file itself. */
  readonly member: string | null;
}
