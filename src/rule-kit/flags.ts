import type { FileModel } from "../python/file-model.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { valuesNamed, type NamedValue } from "../python/shapes.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { flag, judge, type Verdict } from "./argument-verdict.js";
import { fixBy } from "./call-edits.js";
import type { FixCandidate } from "./rule.js";

/** A flag that is given somewhere, by keyword or in a dictionary, and whether that is safe. */
export interface FlagUse {
  readonly place: NamedValue;
  readonly verdict: Verdict;
}

/**
 * Every place that gives a flag of this name, whatever is called with it.
 * What only passes the flag on (`flag=flag`, `flag=args.flag`) is left out: whoever sets it is reported.
 */
export function* flagUses(model: FileModel, name: string, safe: boolean): Iterable<FlagUse> {
  for (const place of valuesNamed(model, name)) {
    if (place.kind === "variable" || passesOn(model, place.value, name)) continue;
    const given = { values: model.evaluator.evaluate(place.value), mayBeAbsent: false };
    // What is no boolean in a document describes the flag, or is a text about it.
    if (model.document && !BOOLEANS.has(place.value.type)) continue;
    yield { place, verdict: judge(given, "safe", (value) => flag(value, safe)) };
  }
}

const BOOLEANS: ReadonlySet<NodeKind> = new Set(["true", "false", "integer"]);

function passesOn(model: FileModel, value: SyntaxNode, name: string): boolean {
  const { text } = model.tree;
  const last = value.type === "attribute" ? childOf(value, "attribute") : value;
  if (last?.type !== "identifier" || identifierText(text, last) !== name) return false;
  return model.evaluator.evaluate(value).some((alternative) => alternative.kind === "unknown");
}

/** Replaces a literal `True`, `False` or `None` by another text; nothing where none is written out. */
export function replaceFlag(value: SyntaxNode | null, text: string, caveat: string | null): FixCandidate[] {
  return value && ["true", "false", "none"].includes(value.type) ? fixBy({ span: value, text }, caveat) : [];
}
