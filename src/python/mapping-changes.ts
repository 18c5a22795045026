import { byScope } from "./by-scope.js";
import { literal } from "./constants.js";
import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
import { mappingOf } from "./mappings.js";
import { ancestorOf, childOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { nodesWithin } from "./nodes-of.js";
import { isSharedAt, outside } from "./mapping-sharing.js";
import { runsBefore } from "./runs-before.js";
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
 * `del kwargs["name"]` and the like made of what it held when it was made. A change takes the place of what was there only
 * where it has run before, the name is bound once, and nothing else has the mapping.
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
  const { places, isShared, isOwn } = treatment(owner, name, () => treatmentOf(evaluator, owner, name));
  evaluator.budget.left -= places.length;
  if (evaluator.exhausted()) return either(made, UNCLEAR);
  // From elsewhere, everything may have run, at any time.
  const here = places.filter((node) => evaluator.scopeAt(node) === scope);
  const elsewhere = places.filter((node) => evaluator.scopeAt(node) !== scope);
  let held = made;
  let changes = 0;
  for (const node of [...here, ...elsewhere]) {
    const isHere = evaluator.scopeAt(node) === scope;
    // What a function does to an outer mapping is there when it is called again.
    const isLater = isHere && owner === scope && node.start >= mapping.start;
    if (isLater && !isRepeated(node, mapping)) continue;
    const after = afterPlace(evaluator, node, key, held);
    if (after === null) continue;
    if (++changes > MAX_CHANGES) return either(held, UNCLEAR);
    held = isOwn && isHere && runsBefore(node, mapping) ? after : either(held, after);
  }
  return isShared ? either(held, UNCLEAR) : held;
}

/** What is done with the mapping of a name, all in all. */
interface Treatment {
  /** Where it may be changed under its name. */
  readonly places: readonly SyntaxNode[];
  readonly isShared: boolean;
  /** Whether nothing else is bound to the name, or has the mapping. */
  readonly isOwn: boolean;
}

const treatment = byScope<Treatment>();

function treatmentOf(evaluator: Evaluator, owner: Scope, name: string): Treatment {
  const places = nodesWithin(evaluator.identifiersNamed(name), owner.node).filter(
    (node) => node.field !== "attribute" && ownerOf(name, evaluator.scopeAt(node)) === owner,
  );
  evaluator.budget.left -= places.length;
  const isShared = places.some((node) => isSharedAt(evaluator, node));
  const isOwn = !isShared && owner.bindings.get(name)?.length === 1 && !isReachedByName(evaluator, owner);
  return { places: places.filter(isChange), isShared, isOwn };
}

/** Whether something stands with a name that may change it: a subscript, a method, an operator. */
function isChange(place: SyntaxNode): boolean {
  const { parent, field } = outside(place);
  if (parent?.type === "attribute") return parent.field === "function";
  return parent?.type === "augmented_assignment" || (parent?.type === "subscript" && field === "value");
}

/** The scope whose name it is. */
function ownerOf(name: string, from: Scope): Scope {
  let scope = from;
  while (scope.parent && (scope.globals.has(name) || scope.nonlocals.has(name) || !scope.bindings.has(name)))
    scope = scope.parent;
  return scope;
}

/** Whether a loop around a use runs what stands behind it. */
function isRepeated(node: SyntaxNode, use: SyntaxNode): boolean {
  for (let loop = ancestorOf(use, LOOPS); loop; loop = ancestorOf(loop, LOOPS))
    if (contains(loop, node)) return true;
  return false;
}

const LOOPS: ReadonlySet<NodeKind> = new Set(["for_statement", "while_statement"]);

/** Whether the names of a module can be reached as texts: `globals()["options"]`. */
function isReachedByName(evaluator: Evaluator, { kind }: Scope): boolean {
  return kind === "module" && NAMESPACES.some((name) => evaluator.identifiersNamed(name).length > 0);
}

const NAMESPACES = ["globals", "locals", "vars", "exec"];

function either(one: HeldEntry, other: HeldEntry): HeldEntry {
  const values = [...one.values, ...other.values.filter((value) => !one.values.includes(value))];
  return { values, mayBeAbsent: one.mayBeAbsent || other.mayBeAbsent };
}

const UNCLEAR: HeldEntry = { values: [UNKNOWN], mayBeAbsent: false };
const REMOVED: HeldEntry = { values: [], mayBeAbsent: true };

/** What the mapping holds after the statement in which its name stands; null where that changes nothing. */
function afterPlace(evaluator: Evaluator, place: SyntaxNode, key: string, held: HeldEntry): HeldEntry | null {
  const node = outside(place);
  const { parent } = node;
  if (parent?.type === "attribute" && parent.field === "function")
    return afterMethod(evaluator, parent, key, held);
  if (parent?.type === "augmented_assignment" && node.field === "left") return either(held, UNCLEAR);
  if (parent?.type !== "subscript" || node.field !== "value") return null;
  const subscript = childOf(parent, "subscript");
  const constant = subscript ? literal(evaluator.tree.text, subscript) : undefined;
  if (constant !== undefined && constant !== key) return null;
  const target = outside(parent);
  if (target.parent?.type === "delete_statement") return constant === key ? REMOVED : null;
  if (isPartOfTarget(target)) return either(held, UNCLEAR);
  if (target.field !== "left") return null;
  const assigned = target.parent?.type === "assignment" ? childOf(target.parent, "right") : null;
  return assigned && constant === key ? setTo(evaluator, assigned) : either(held, UNCLEAR);
}

/** Whether something is one of several targets, of a loop, or of `with ... as`. */
function isPartOfTarget({ parent, field }: SyntaxNode): boolean {
  return (
    TARGETS.has(parent?.type ?? "error") ||
    (field === "left" && (parent?.type === "for_statement" || parent?.type === "for_in_clause")) ||
    // `a, o["b"] = ...` is a list of expressions in some grammars.
    (LISTS.has(parent?.type ?? "error") && parent?.field === "left")
  );
}

const TARGETS: ReadonlySet<string> = new Set([
  ...["pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "as_pattern_target"],
  "as_pattern",
]);
const LISTS: ReadonlySet<string> = new Set(["expression_list", "tuple", "list"]);

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
  if (READING.has(name)) return null;
  const given = (member.parent && childOf(member.parent, "arguments")?.children) ?? [];
  if (name === "update") return afterUpdate(evaluator, given, key, held);
  const [first, second] = given;
  const constant = first ? literal(text, first) : undefined;
  if (constant === undefined || (name !== "pop" && name !== "setdefault")) return either(held, UNCLEAR);
  if (constant !== key) return null;
  if (name === "pop") return REMOVED;
  if (!second) return either(held, UNCLEAR);
  return held.mayBeAbsent ? { ...either(held, setTo(evaluator, second)), mayBeAbsent: false } : held;
}

const READING: ReadonlySet<string> = new Set(["get", "items", "keys", "values", "copy", "__getitem__"]);

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
    if (!byKey || !isWhole || byKey.has(undefined)) return either(held, UNCLEAR);
    const last = byKey.get(key)?.at(-1);
    if (last) after = setTo(evaluator, last.value);
  }
  return after;
}
