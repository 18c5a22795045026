import { literal } from "./constants.js";
import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
import { mappingOf } from "./mappings.js";
import { ancestorOf, childOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import type { NodeKind } from "../parse/node-kinds.js";
import type { Scope } from "./scope.js";
import { UNKNOWN, type Value } from "./value.js";

/** What a mapping holds under one key. */
export interface HeldEntry {
  readonly values: readonly Value[];
  /** Whether the key may be missing. */
  readonly mayBeAbsent: boolean;
}

/** How many changes of a mapping are followed. */
const MAX_CHANGES = 20;

/**
 * What a mapping holds under a key where it is used, after what `kwargs["name"] = value`, `kwargs.update(name=value)`,
 * `del kwargs["name"]` and the like made of what it held when it was made.
 * @param mapping the name of the mapping, where it is used
 */
export function changedLater(
  evaluator: Evaluator,
  mapping: SyntaxNode,
  key: string,
  made: HeldEntry,
): HeldEntry {
  const name = identifierText(evaluator.tree.text, mapping);
  const scope = evaluator.scopeAt(mapping);
  const owner = ownerOf(name, scope);
  let held = made;
  let changes = 0;
  for (const node of evaluator.identifiersNamed(name)) {
    if (changes >= MAX_CHANGES || --evaluator.budget.left <= 0) return either(held, UNCLEAR);
    const at = evaluator.scopeAt(node);
    // Within one scope only what comes before counts; from elsewhere, everything may have run.
    if (at === scope && node.start >= mapping.start) continue;
    if (node.field === "attribute" || ownerOf(name, at) !== owner) continue;
    const after = afterPlace(evaluator, node, key, held);
    if (after === null) continue;
    changes++;
    held = at === scope && precedes(node, mapping) ? after : either(held, after);
  }
  return held;
}

/** The scope whose name it is. */
function ownerOf(name: string, from: Scope): Scope {
  let scope = from;
  while (scope.parent && (scope.globals.has(name) || scope.nonlocals.has(name) || !scope.bindings.has(name)))
    scope = scope.parent;
  return scope;
}

function either(one: HeldEntry, other: HeldEntry): HeldEntry {
  const values = [...one.values, ...other.values.filter((value) => !one.values.includes(value))];
  return { values, mayBeAbsent: one.mayBeAbsent || other.mayBeAbsent };
}

const UNCLEAR: HeldEntry = { values: [UNKNOWN], mayBeAbsent: false };
const REMOVED: HeldEntry = { values: [], mayBeAbsent: true };

/** What the mapping holds after the statement in which its name stands; null where that changes nothing. */
function afterPlace(evaluator: Evaluator, node: SyntaxNode, key: string, held: HeldEntry): HeldEntry | null {
  if (isShared(evaluator, node)) return either(held, UNCLEAR);
  const { parent } = node;
  if (parent?.type === "attribute" && parent.field === "function")
    return afterMethod(evaluator, parent, key, held);
  if (parent?.type !== "subscript" || node.field !== "value") return null;
  const subscript = childOf(parent, "subscript");
  const constant = subscript ? literal(evaluator.tree.text, subscript) : undefined;
  if (constant !== undefined && constant !== key) return null;
  if (parent.parent?.type === "delete_statement") return constant === key ? REMOVED : null;
  if (parent.field !== "left") return null;
  const assigned = parent.parent?.type === "assignment" ? childOf(parent.parent, "right") : null;
  return assigned && constant === key ? setTo(evaluator, assigned) : either(held, UNCLEAR);
}

function setTo(evaluator: Evaluator, value: SyntaxNode): HeldEntry {
  return { values: evaluator.evaluate(value), mayBeAbsent: false };
}

/** `kwargs.pop("name")`, `kwargs.setdefault("name", value)`, `kwargs.update(name=value)`. */
function afterMethod(
  evaluator: Evaluator,
  member: SyntaxNode,
  key: string,
  held: HeldEntry,
): HeldEntry | null {
  const { text } = evaluator.tree;
  const method = childOf(member, "attribute");
  const name = method ? identifierText(text, method) : "";
  if (!MUTATORS.has(name)) return null;
  const given = (member.parent && childOf(member.parent, "arguments")?.children) ?? [];
  if (name === "update") return afterUpdate(evaluator, given, key, held);
  const [first, second] = given;
  const constant = first ? literal(text, first) : undefined;
  if (constant === undefined) return either(held, UNCLEAR);
  if (constant !== key) return null;
  if (name === "pop") return REMOVED;
  if (name !== "setdefault" || !second) return either(held, UNCLEAR);
  return held.mayBeAbsent ? { ...either(held, setTo(evaluator, second)), mayBeAbsent: false } : held;
}

const MUTATORS: ReadonlySet<string> = new Set(["update", "setdefault", "pop", "popitem", "clear"]);

function afterUpdate(
  evaluator: Evaluator,
  given: readonly SyntaxNode[],
  key: string,
  held: HeldEntry,
): HeldEntry | null {
  let after: HeldEntry | null = null;
  for (const argument of given) {
    if (argument.type === "keyword_argument") {
      const [name, value] = [childOf(argument, "name"), childOf(argument, "value")];
      if (name && value && identifierText(evaluator.tree.text, name) === key) after = setTo(evaluator, value);
      continue;
    }
    const { byKey, isWhole } =
      argument.type === "dictionary" ? mappingOf(evaluator, argument) : { byKey: null, isWhole: false };
    if (!byKey || !isWhole) return either(held, UNCLEAR);
    const last = byKey.get(key)?.at(-1);
    if (last) after = setTo(evaluator, last.value);
  }
  return after;
}

/** Whether a statement has run wherever another place of the same function runs: it stands before it in a block around it. */
function precedes(node: SyntaxNode, place: SyntaxNode): boolean {
  const block = ancestorOf(node, BLOCKS);
  return block !== null && contains(block, place);
}

const BLOCKS: ReadonlySet<NodeKind> = new Set(["block", "module"]);

/** Whether a mapping gets another name here, or goes to a function of the file, and may be changed by that. */
function isShared(evaluator: Evaluator, { parent, field }: SyntaxNode): boolean {
  if (parent?.type === "assignment") return field === "right";
  const call = parent?.type === "argument_list" ? parent.parent : null;
  const callee = call ? childOf(call, "function") : null;
  return callee !== null && evaluator.evaluate(callee).some((value) => value.kind === "function");
}
