import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
import type { KnownNames } from "./known-names.js";
import { literal } from "./constants.js";
import { returnedValues } from "./returned-values.js";
import type { Binding, Scope } from "./scope.js";
import { childOf, unwrap, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";
import { UNKNOWN, type Value } from "./value.js";

/** How many places are followed that give a value to one name. */
const MAX_PLACES = 50;

/**
 * What any object of the file holds under this name, where nothing tells which object it is: what is assigned to such an
 * attribute, passed by keyword, bound in a class. Only what can lead to something that the rules know; empty for nothing.
 */
export function heldValues(evaluator: Evaluator, name: string): readonly Value[] {
  // A loader's own name says nothing of whose it is: what has a method `load` is not what `load` was assigned to.
  if (loaderNames(evaluator).has(name)) return [];
  const { held } = waysOf(evaluator);
  let ways = held.get(name);
  if (!ways) held.set(name, (ways = waysHolding(evaluator, name)));
  return ways.flatMap((values) => values()).filter((value) => mayLead(evaluator, value));
}

/** What is put into the container that an expression names, or that a display is assigned to, and nothing else is known of. */
export function addedValues(evaluator: Evaluator, container: SyntaxNode): readonly Value[] {
  const name = nameOfContainer(evaluator.tree, container);
  if (name === null) return [];
  const ways = waysOf(evaluator);
  let places = ways.added.get(name);
  if (!places) {
    places = placesAdding(evaluator, name);
    ways.added.set(name, places);
  }
  if (places.length === 0) return [];
  const values = places.flatMap(({ node, isMany }) => {
    const own = evaluator.evaluate(node);
    return isMany ? evaluator.contents(own) : own;
  });
  return [...values.filter((value) => mayLead(evaluator, value)), UNKNOWN];
}

/** Whether something that the rules know can be reached through a value. */
export function mayLead({ known }: Evaluator, value: Value): boolean {
  switch (value.kind) {
    case "constant":
    case "bytes":
    case "unknown":
      return false;
    case "symbol":
      return !value.name.startsWith("builtins.") && leads(known, value.name);
    default:
      return true;
  }
}

const answersByKnown = new WeakMap<KnownNames, Map<string, boolean>>();

/** Asked again and again of the same few names. */
function leads(known: KnownNames, name: string): boolean {
  let answers = answersByKnown.get(known);
  if (!answers) answersByKnown.set(known, (answers = new Map<string, boolean>()));
  if (answers.size > MAX_ANSWERS) answers.clear();
  let answer = answers.get(name);
  if (answer === undefined) answers.set(name, (answer = known.leads(name)));
  return answer;
}

const MAX_ANSWERS = 10_000;

/** A place that adds to a container: one value, or the contents of one. */
interface Addition {
  readonly node: SyntaxNode;
  readonly isMany: boolean;
}

/** By what ways values get under names, each name looked for once. */
interface Ways {
  readonly held: Map<string, readonly (() => readonly Value[])[]>;
  readonly added: Map<string, readonly Addition[]>;
  /** What the classes of the file bind. */
  readonly ofClasses: ReadonlyMap<string, readonly Binding[]>;
}

const waysByFile = new WeakMap<Evaluator, Ways>();

function waysOf(evaluator: Evaluator): Ways {
  const known = waysByFile.get(evaluator);
  if (known) return known;
  const ways = { held: new Map(), added: new Map(), ofClasses: bindingsOfClasses(evaluator) };
  waysByFile.set(evaluator, ways);
  return ways;
}

function bindingsOfClasses({ scopes }: Evaluator): ReadonlyMap<string, readonly Binding[]> {
  const all = new Map<string, Binding[]>();
  const add = (bindings: Scope["bindings"]): void => {
    for (const [name, list] of bindings)
      all.set(name, [...(all.get(name) ?? []), ...list].slice(0, MAX_PLACES));
  };
  for (const scope of scopes.scopeOfDefinition.values()) if (scope.kind === "class") add(scope.bindings);
  return all;
}

/** Whether a method is read as an attribute, and not called. */
export function isProperty({ tree }: Evaluator, definition: SyntaxNode): boolean {
  const around = definition.parent;
  if (around?.type !== "decorated_definition") return false;
  return around.children.some(
    (child) =>
      child.type === "decorator" &&
      /property/i.test(LAST_WORD.exec(tree.text.slice(child.start, child.end))?.[1] ?? ""),
  );
}

/** The last word of a decorator, called or not. */
const LAST_WORD = /\b(\w+)\s*(?:\(\s*\)\s*)?$/;

function waysHolding(evaluator: Evaluator, name: string): readonly (() => readonly Value[])[] {
  const ways: (() => readonly Value[])[] = [];
  for (const node of [...evaluator.identifiersNamed(name), ...evaluator.identifiersNamed("setattr")]) {
    if (ways.length >= MAX_PLACES) break;
    const value = valueGiven(evaluator, node, name);
    if (value && evaluator.mayCarry(value)) ways.push(() => evaluator.evaluate(value));
  }
  for (const binding of waysOf(evaluator).ofClasses.get(name) ?? []) {
    const { to, node } = binding;
    const isImport = to.kind === "module" || to.kind === "member";
    if (!isImport && !evaluator.mayCarry(node)) continue;
    ways.push(() =>
      to.kind === "function" && isProperty(evaluator, to.definition)
        ? returnedValues(evaluator, to.definition)
        : evaluator.bound(binding),
    );
  }
  return ways;
}

/** What is given to an attribute where its name, or `setattr`, stands. */
function valueGiven({ tree }: Evaluator, node: SyntaxNode, name: string): SyntaxNode | null {
  const { parent, field } = node;
  if (parent?.type === "attribute" && field === "attribute") return assignedTo(parent);
  if (parent?.type === "keyword_argument" && field === "name" && parent.parent?.field !== "superclasses")
    return childOf(parent, "value");
  if (parent?.type !== "call" || field !== "function") return null;
  const [, key, value] = childOf(parent, "arguments")?.children ?? [];
  return key && value && literal(tree.text, key) === name ? value : null;
}

/** What is assigned to a target, in `a.b = c.d = value` the last. */
function assignedTo(target: SyntaxNode): SyntaxNode | null {
  let { parent } = target;
  if (parent?.type !== "assignment" || target.field !== "left") return null;
  for (;;) {
    const right: SyntaxNode | null = childOf(parent, "right");
    if (right?.type !== "assignment") return right;
    parent = right;
  }
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
  const places: Addition[] = [];
  for (const node of evaluator.identifiersNamed(name)) {
    if (places.length >= MAX_PLACES) break;
    const isMember = node.parent?.type === "attribute" && node.field === "attribute";
    const container = isMember && node.parent ? node.parent : node;
    places.push(...additionsTo(evaluator, container).filter((one) => evaluator.mayCarry(one.node)));
  }
  return places;
}

function additionsTo({ tree }: Evaluator, container: SyntaxNode): readonly Addition[] {
  const { parent, field } = container;
  if (parent?.type === "augmented_assignment" && field === "left") {
    const right = childOf(parent, "right");
    return right ? [{ node: right, isMany: true }] : [];
  }
  if (parent?.type === "subscript" && field === "value") {
    const value = assignedTo(parent);
    const isMany = childOf(parent, "subscript")?.type === "slice";
    return value ? [{ node: value, isMany }] : [];
  }
  if (parent?.type !== "attribute" || field !== "object") return [];
  const method = childOf(parent, "attribute");
  const call = parent.field === "function" && parent.parent?.type === "call" ? parent.parent : null;
  const way = method ? ADDERS.get(identifierText(tree.text, method)) : undefined;
  if (!call || way === undefined) return [];
  return (childOf(call, "arguments")?.children ?? []).map((argument) => {
    const value = argument.type === "keyword_argument" ? childOf(argument, "value") : null;
    return { node: value ?? argument, isMany: way === "many" && value === null };
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

const loaderNamesOf = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** The last parts of the names that the rules know. */
function loaderNames({ known: { symbols } }: Evaluator): ReadonlySet<string> {
  let names = loaderNamesOf.get(symbols);
  if (!names) {
    names = new Set(
      [...symbols].filter((name) => name.includes(".")).map((name) => name.slice(name.lastIndexOf(".") + 1)),
    );
    loaderNamesOf.set(symbols, names);
  }
  return names;
}
