import type { SyntaxNode } from "../parse/syntax-tree.js";
import type { Argument } from "../python/arguments.js";
import type { Value } from "../python/value.js";

/** What is known of an argument that decides whether a call is safe. */
export type Verdict = "safe" | "unsafe" | "not-proven";

/** Judges every alternative and keeps the worst: unsafe, then not proven, then safe. `absent` is the verdict where it may be missing. */
export function judge(
  argument: Pick<Argument, "values" | "mayBeAbsent">,
  absent: Verdict,
  verdictOf: (value: Value) => Verdict,
): Verdict {
  const verdicts = argument.values.map(verdictOf);
  if (argument.mayBeAbsent) verdicts.push(absent);
  if (verdicts.includes("unsafe")) return "unsafe";
  return verdicts.includes("not-proven") ? "not-proven" : "safe";
}

/** Where an argument that is not proven is written, if all that is known of it is safe: whoever passes it on decides. */
export function decidedBy(argument: Argument, verdictOf: (value: Value) => Verdict): SyntaxNode | null {
  const isSafe = argument.values.every((value) => value.kind === "unknown" || verdictOf(value) === "safe");
  return isSafe ? argument.node : null;
}

/** The verdict on a flag: safe if it is this boolean (0 and 1 count), unsafe if the other one. */
export function flag(value: Value, safe: boolean): Verdict {
  if (value.kind === "constant") return Boolean(value.value) === safe ? "safe" : "unsafe";
  // An empty list is false, any other is true.
  if (value.kind === "sequence") return value.node.children.length > 0 === safe ? "safe" : "unsafe";
  return "not-proven";
}
