import { positionalArguments } from "./call-values.js";
import { literal } from "./constants.js";
import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
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
  const values: Value[] = [];
  let mayBeAbsent = false;
  for (const alternative of evaluator.evaluate(mapping)) {
    if (alternative.kind !== "mapping") return HIDDEN;
    const { byKey, isWhole } = mappingOf(evaluator, alternative.node);
    const found = byKey.get(key) ?? [];
    if (found.length === 0) mayBeAbsent = true;
    values.push(...found.flatMap((entry) => evaluator.evaluate(entry.value)));
    if (!isWhole) return HIDDEN;
  }
  const changes = mapping.type === "identifier" ? laterChanges(evaluator, mapping, key) : [];
  if (changes.length > 0) return { node: null, values: [...values, ...changes], mayBeAbsent };
  return { node: null, values, mayBeAbsent };
}

/** What `kwargs["name"] = value` and the like put into a mapping after it was made. */
function laterChanges(evaluator: Evaluator, mapping: SyntaxNode, key: string): readonly Value[] {
  const { text } = evaluator.tree;
  const scope = evaluator.scopeAt(mapping);
  const values: Value[] = [];
  for (const node of evaluator.identifiersNamed(identifierText(text, mapping))) {
    if (values.length >= MAX_CHANGES || --evaluator.budget.left <= 0) return [...values, UNKNOWN];
    // Within one scope only what comes before counts; from elsewhere, everything may have run.
    if (evaluator.scopeAt(node) === scope && node.start >= mapping.start) break;
    const parent = node.parent;
    if (isShared(evaluator, node)) values.push(UNKNOWN);
    if (parent?.type === "attribute" && parent.field === "function") {
      const method = childOf(parent, "attribute");
      if (method && MUTATORS.has(identifierText(text, method))) values.push(UNKNOWN);
    }
    if (parent?.type === "subscript" && parent.field === "left" && node.field === "value") {
      const subscript = childOf(parent, "subscript");
      const assigned = parent.parent ? childOf(parent.parent, "right") : null;
      const constant = subscript ? literal(text, subscript) : undefined;
      if (constant !== undefined && constant !== key) continue;
      values.push(...(assigned && constant === key ? evaluator.evaluate(assigned) : [UNKNOWN]));
    }
  }
  return values;
}

/** Whether a mapping gets another name here, or goes to a function of the file, and may be changed by that. */
function isShared(evaluator: Evaluator, { parent, field }: SyntaxNode): boolean {
  if (parent?.type === "assignment") return field === "right";
  const call = parent?.type === "argument_list" ? parent.parent : null;
  const callee = call ? childOf(call, "function") : null;
  return callee !== null && evaluator.evaluate(callee).some((value) => value.kind === "function");
}

/** How many changes of a mapping are followed. */
const MAX_CHANGES = 20;

const MUTATORS: ReadonlySet<string> = new Set(["update", "setdefault", "pop", "popitem", "clear"]);
