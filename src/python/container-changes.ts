import type { Evaluator } from "./evaluator.js";
import { assignedTo, MAX_PLACES, mayLead } from "./held-values.js";
import { identifierText } from "../parse/identifier.js";
import type { Scope } from "./scope.js";
import { childOf, unwrap, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";
import { UNKNOWN, type Value } from "./value.js";

/** What is put into the container that an expression names, or that a display is assigned to, and nothing else is known of. */
export function addedValues(evaluator: Evaluator, container: SyntaxNode): readonly Value[] {
  const name = nameOfContainer(evaluator.tree, container);
  if (name === null) return [];
  const { added } = knownOf(evaluator);
  let places = added.get(name);
  if (!places) added.set(name, (places = placesAdding(evaluator, name)));
  if (places.length === 0) return [];
  const values = places.flatMap(({ node, isMany }) => {
    const own = evaluator.evaluate(node);
    return isMany ? evaluator.contents(own) : own;
  });
  return [...values.filter((value) => mayLead(evaluator, value)), UNKNOWN];
}

/** The literal texts that are put into the container that an expression names, one at a time. */
export function addedTexts(evaluator: Evaluator, container: SyntaxNode): readonly Value[] {
  const added = changesOf(evaluator, container).flatMap(({ node, isMany }) =>
    node?.type === "string" && !isMany ? evaluator.evaluate(node) : [],
  );
  return added.filter(({ kind }) => kind === "constant");
}

/** Whether the container that an expression names is changed anywhere in the file. */
export function isChanged(evaluator: Evaluator, container: SyntaxNode): boolean {
  return changesOf(evaluator, container).length > 0;
}

function changesOf(evaluator: Evaluator, container: SyntaxNode): readonly Change[] {
  const name = nameOfContainer(evaluator.tree, container);
  if (name === null) return [];
  const { changes } = knownOf(evaluator);
  let places = changes.get(name);
  if (!places) changes.set(name, (places = placesChanging(evaluator, name)));
  const owner = ownerOf(evaluator, container, name);
  return places.filter(({ place }) => ownerOf(evaluator, place, name) === owner);
}

/** The scope that a variable belongs to; null for a member, and for what the file does not bind. */
function ownerOf({ scopeAt }: Evaluator, container: SyntaxNode, name: string): Scope | null {
  if (container.type === "attribute") return null;
  let scope: Scope | null = scopeAt(container);
  while (scope && !scope.bindings.has(name)) scope = scope.parent;
  return scope;
}

/** A place that changes a container: adds one value, or the contents of one; null where it only takes out or puts in order. */
interface Change {
  /** What names the container. */
  readonly place: SyntaxNode;
  readonly node: SyntaxNode | null;
  readonly isMany: boolean;
}

/** A place that adds to a container. */
type Addition = Change & { readonly node: SyntaxNode };

/** The places that change what a name holds, each name looked for once. */
interface KnownChanges {
  readonly added: Map<string, readonly Addition[]>;
  readonly changes: Map<string, readonly Change[]>;
}

const known = new WeakMap<Evaluator, KnownChanges>();

function knownOf(evaluator: Evaluator): KnownChanges {
  const found = known.get(evaluator) ?? {
    added: new Map<string, readonly Addition[]>(),
    changes: new Map<string, readonly Change[]>(),
  };
  known.set(evaluator, found);
  return found;
}

function nameOfContainer(tree: SyntaxTree, container: SyntaxNode): string | null {
  const node = unwrap(container);
  if (node.type === "identifier") return identifierText(tree.text, node);
  if (node.type === "attribute") {
    const attribute = childOf(node, "attribute");
    return attribute ? identifierText(tree.text, attribute) : null;
  }
  const { parent } = node;
  const target = parent?.type === "assignment" && node.field === "right" ? childOf(parent, "left") : null;
  if (target?.type !== "identifier" && target?.type !== "attribute") return null;
  return nameOfContainer(tree, target);
}

function placesAdding(evaluator: Evaluator, name: string): readonly Addition[] {
  const carries = (change: Change): change is Addition =>
    change.node !== null && evaluator.mayCarry(change.node);
  return placesChanging(evaluator, name, carries).filter(carries);
}

function placesChanging(
  evaluator: Evaluator,
  name: string,
  counts: (change: Change) => boolean = () => true,
): readonly Change[] {
  const places: Change[] = [];
  for (const node of evaluator.identifiersNamed(name)) {
    if (places.length >= MAX_PLACES) break;
    const isMember = node.parent?.type === "attribute" && node.field === "attribute";
    const container = isMember && node.parent ? node.parent : node;
    places.push(...changesAt(evaluator, container).filter(counts));
  }
  return places;
}

function changesAt({ tree }: Evaluator, container: SyntaxNode): readonly Change[] {
  const { parent, field } = container;
  if (parent?.type === "augmented_assignment" && field === "left") {
    const right = childOf(parent, "right");
    return right ? [{ place: container, node: right, isMany: true }] : [];
  }
  if (parent?.type === "subscript" && field === "value") {
    const value = assignedTo(parent);
    const isMany = childOf(parent, "subscript")?.type === "slice";
    return value ? [{ place: container, node: value, isMany }] : [];
  }
  if (parent?.type !== "attribute" || field !== "object") return [];
  const method = childOf(parent, "attribute");
  const call = parent.field === "function" && parent.parent?.type === "call" ? parent.parent : null;
  const name = method ? identifierText(tree.text, method) : "";
  const way = ADDERS.get(name);
  if (call && ORDERERS.has(name)) return [{ place: container, node: null, isMany: false }];
  if (!call || way === undefined) return [];
  return (childOf(call, "arguments")?.children ?? []).map((argument) => {
    const value = argument.type === "keyword_argument" ? childOf(argument, "value") : null;
    return { place: container, node: value ?? argument, isMany: way === "many" && value === null };
  });
}

/** By name, the methods that put their arguments, or the contents of those, into what they are called on. */
export const ADDERS: ReadonlyMap<string, "one" | "many"> = new Map([
  ["append", "one"],
  ["appendleft", "one"],
  ["add", "one"],
  ["insert", "one"],
  ["put", "one"],
  ["put_nowait", "one"],
  ["push", "one"],
  ["set", "one"],
  ["setdefault", "one"],
  ["__setitem__", "one"],
  ["extend", "many"],
  ["extendleft", "many"],
  ["update", "many"],
]);

/** Methods that take out of what they are called on, or put it in another order. */
const ORDERERS: ReadonlySet<string> = new Set([
  "clear",
  "pop",
  "popleft",
  "remove",
  "reverse",
  "rotate",
  "sort",
]);
