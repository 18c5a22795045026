import type { Evaluator } from "./evaluator.js";
import type { KnownNames } from "./known-names.js";
import { literal } from "./constants.js";
import { returnedValues } from "./returned-values.js";
import type { Binding, Scope } from "./scope.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Value } from "./value.js";

/** How many places are followed that give a value to one name. */
export const MAX_PLACES = 50;

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

/** By what ways values get under names, each name looked for once. */
interface Ways {
  readonly held: Map<string, readonly (() => readonly Value[])[]>;
  /** What the classes of the file bind. */
  readonly ofClasses: ReadonlyMap<string, readonly Binding[]>;
}

const waysByFile = new WeakMap<Evaluator, Ways>();

function waysOf(evaluator: Evaluator): Ways {
  const known = waysByFile.get(evaluator);
  if (known) return known;
  const ways = {
    held: new Map(),
    added: new Map(),
    changes: new Map(),
    ofClasses: bindingsOfClasses(evaluator),
  };
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
export function assignedTo(target: SyntaxNode): SyntaxNode | null {
  let { parent } = target;
  if (parent?.type !== "assignment" || target.field !== "left") return null;
  for (;;) {
    const right: SyntaxNode | null = childOf(parent, "right");
    if (right?.type !== "assignment") return right;
    parent = right;
  }
}

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
