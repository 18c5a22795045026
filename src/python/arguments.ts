import { positionalArguments } from "./call-values.js";
import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
import { changedLater, type HeldEntry } from "./mapping-changes.js";
import { mappingOf } from "./mappings.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { UNKNOWN, type Value } from "./value.js";

/** Which argument: by keyword, by 0-based position, or either. */
export interface Parameter {
  readonly name: string;
  readonly position: number | null;
}

/** What a call passes for a parameter. */
export interface Argument {
  /** The value's node where it is written in the call itself. */
  readonly node: SyntaxNode | null;
  /** What it can be; empty where it is not passed. */
  readonly values: readonly Value[];
  /** Whether it may be missing, as far as the file tells. */
  readonly mayBeAbsent: boolean;
}

const ABSENT: Argument = { node: null, values: [], mayBeAbsent: true };
const HIDDEN: Argument = { node: null, values: [UNKNOWN], mayBeAbsent: false };

/**
 * Finds an argument by keyword or position, through `*args` and `**kwargs` where those are literals.
 * What a star hides is passed as unknown.
 * @param shift how many positions are taken already: 1 for the arguments of `functools.partial(callee, ...)`
 */
export function argumentOf(
  evaluator: Evaluator,
  call: SyntaxNode,
  parameter: Parameter,
  shift = 0,
): Argument {
  const list = childOf(call, "arguments");
  if (list?.type !== "argument_list") {
    return parameter.position === 0 && list ? given(evaluator, list) : ABSENT;
  }
  const { text } = evaluator.tree;
  for (const argument of list.children) {
    if (argument.type !== "keyword_argument") continue;
    const name = childOf(argument, "name");
    const value = childOf(argument, "value");
    if (name && value && identifierText(text, name) === parameter.name) {
      return given(evaluator, value);
    }
  }
  const positional = byPosition(evaluator, call, parameter.position, shift);
  if (positional) return positional;
  const splats = list.children.filter((child) => child.type === "dictionary_splat");
  const hidden = splats.map((splat) => fromSplat(evaluator, splat, parameter.name));
  return hidden.find((argument) => argument.values.length > 0) ?? ABSENT;
}

function given(evaluator: Evaluator, node: SyntaxNode): Argument {
  return { node, values: evaluator.evaluate(node), mayBeAbsent: false };
}

function byPosition(
  evaluator: Evaluator,
  call: SyntaxNode,
  position: number | null,
  shift: number,
): Argument | null {
  if (position === null) return null;
  let index = position + shift;
  for (const argument of positionalArguments(call)) {
    if (argument.type === "list_splat") {
      const [inner] = argument.children;
      const values = inner ? evaluator.evaluate(inner) : [];
      const [only] = values;
      if (values.length !== 1 || only?.kind !== "sequence") return HIDDEN;
      const item = only.node.children[index];
      if (item) return given(evaluator, item);
      index -= only.node.children.length;
      continue;
    }
    if (index === 0) return given(evaluator, argument);
    index--;
  }
  return null;
}

function fromSplat(evaluator: Evaluator, splat: SyntaxNode, name: string): Argument {
  const [inner] = splat.children;
  return inner ? entryOf(evaluator, inner, name) : HIDDEN;
}

/** What a mapping holds under a key, with what is put into it after it was made, as if it were passed: `f(**mapping)`. */
export function entryOf(evaluator: Evaluator, mapping: SyntaxNode, key: string): Argument {
  const made = entryAsMade(evaluator, mapping, key);
  const entry = mapping.type === "identifier" ? changedLater(evaluator, mapping, key, made) : made;
  return { node: null, ...entry };
}

function entryAsMade(evaluator: Evaluator, mapping: SyntaxNode, key: string): HeldEntry {
  const values: Value[] = [];
  let mayBeAbsent = false;
  for (const alternative of evaluator.evaluate(mapping)) {
    if (alternative.kind !== "mapping") return HIDDEN;
    const { byKey, isWhole } = mappingOf(evaluator, alternative.node);
    const named = byKey.get(key) ?? [];
    // Of a key that is put together nothing is known.
    const found = [...named, ...(byKey.get(undefined) ?? [])];
    const last = named.at(-1);
    if (
      last &&
      found.length === named.length &&
      alternative.node.type === "dictionary" &&
      isBehindSplats(alternative.node, last.value)
    ) {
      values.push(...evaluator.evaluate(last.value));
      continue;
    }
    if (!isWhole) return HIDDEN;
    if (named.length === 0) mayBeAbsent = true;
    values.push(...found.flatMap((entry) => evaluator.evaluate(entry.value)));
  }
  return { values, mayBeAbsent };
}

/** Whether an entry stands behind all mappings that are spread into a dictionary: `{**others, "key": value}`. */
function isBehindSplats(dictionary: SyntaxNode, value: SyntaxNode): boolean {
  return dictionary.children.every(({ type, end }) => type !== "dictionary_splat" || end <= value.start);
}
