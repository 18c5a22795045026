import { DEFINITIONS } from "./call-sites.js";
import { lastName, parameterNames, type Definitions } from "./flow-definitions.js";
import { GIVING } from "./call-values.js";
import { literal } from "./constants.js";
import { ADDERS } from "./held-values.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { WORDS, wordsThat } from "./reflection.js";
import { ancestorOf, childOf, unwrap, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";

/** Told of a name that gets a value: the very one, or, if `isMade`, what something from elsewhere made of it. */
export type Found = (name: string, isMade: boolean) => void;

/**
 * The names that get what an expression stands for, as far as the statement around it tells: the targets of an assignment or
 * a loop, the parameters of what is called with it, the function that returns it. By name alone, and rather too many. What
 * is made of it, as in `model = torch.nn.Linear(3, 4)`, is no module any more: it is kept under names, and not followed
 * into calls, containers and loops.
 * @param end a call whose result is nothing to follow; null for none
 */
export function flowTargets(
  tree: SyntaxTree,
  definitions: Definitions,
  expression: SyntaxNode,
  { isMade: isMadeBefore, end }: { readonly isMade: boolean; readonly end: SyntaxNode | null },
  found: Found,
): void {
  let child = expression;
  let isMade = isMadeBefore;
  const add = (name: string): void => {
    found(name, isMade);
  };
  for (let parent = expression.parent; parent; child = parent, parent = parent.parent) {
    if (parent === end) return;
    if (parent.type === "call") {
      const name = lastName(tree, childOf(parent, "function") ?? parent);
      const isOfFile = definitions.names.has(name);
      if (child.field === "function") isMade ||= !isOfFile && !GIVING_BACK.has(name);
      // What other functions make of their arguments is nothing that is known.
      else if (!isOfFile && !GIVING_ON.has(name)) return;
    }
    if (isMade && HANDING_ON.has(parent.type)) {
      if (parent.type === "for_statement" || parent.type === "match_statement") return;
      continue;
    }
    if (step(tree, definitions, parent, child, add)) return;
  }
}

/** What gives a value to others. */
const HANDING_ON: ReadonlySet<NodeKind> = new Set([
  "argument_list",
  "keyword_argument",
  "pair",
  "for_statement",
  "for_in_clause",
  "match_statement",
]);

/** By name, the functions that give back what is in what they are called on or with. */
const GIVING_BACK: ReadonlySet<string> = new Set([
  ...wordsThat("import", "import-root", "resolve", "member", "getter", "namespace", "item"),
  ...GIVING,
]);

/** By name, the functions that give back, in whatever form, what they are called with, or keep it in what they are put on. */
const GIVING_ON: ReadonlySet<string> = new Set([...WORDS, ...GIVING, "wraps"]);

/** Whether what is called can give back what it is called with: a function of the file, or one that keeps or takes apart values. */
export function givesBackArguments(tree: SyntaxTree, { names }: Definitions, call: SyntaxNode): boolean {
  const callee = childOf(call, "function");
  const name = callee ? lastName(tree, callee) : "";
  return name === "" || names.has(name) || GIVING_ON.has(name);
}

/** One step outwards; true where the value goes no further. */
function step(
  tree: SyntaxTree,
  definitions: Definitions,
  parent: SyntaxNode,
  child: SyntaxNode,
  found: (name: string) => void,
): boolean {
  switch (parent.type) {
    case "assignment":
    case "augmented_assignment":
    case "for_in_clause":
    case "for_statement":
      if (child.field === "right") intoTarget(tree, definitions, childOf(parent, "left"), found);
      return parent.type === "for_statement";
    case "named_expression":
      namesIn(tree, childOf(parent, "name"), found);
      return false;
    case "as_pattern":
      namesIn(tree, childOf(parent, "alias"), found);
      return false;
    case "match_statement":
      if (child.field === "subject") namesIn(tree, parent, found);
      return true;
    case "typed_parameter":
    case "default_parameter":
    case "typed_default_parameter":
      namesIn(tree, childOf(parent, "name") ?? parent.children[0] ?? null, found);
      return true;
    case "pair": {
      const key = childOf(parent, "key");
      const name = key ? literal(tree.text, key) : undefined;
      if (typeof name === "string") found(name);
      return false;
    }
    case "keyword_argument":
      namesIn(tree, childOf(parent, "name"), found);
      return false;
    case "argument_list":
      intoCall(tree, definitions, parent, found);
      return false;
    case "class_definition":
      if (child.field === "superclasses") namesIn(tree, childOf(parent, "name"), found);
      return true;
    case "decorated_definition":
      // The definition stands last; there can be thousands of decorators before it.
      namesIn(tree, childOf(parent.children.at(-1) ?? parent, "name"), found);
      return true;
    case "return_statement":
    case "yield":
      outOfFunction(tree, parent, found);
      return false;
    default:
      return parent.type === "block" || parent.type === "module" || parent.type === "function_definition";
  }
}

/** To what is assigned to, and to the parameters of a property's setter. */
function intoTarget(
  tree: SyntaxTree,
  { parameters }: Definitions,
  target: SyntaxNode | null,
  found: (name: string) => void,
): void {
  namesIn(tree, target, found);
  if (target?.type !== "attribute") return;
  for (const name of parameters.get(lastName(tree, target)) ?? []) found(name);
}

/** To the parameters of what is called, and into what a method is called on. */
function intoCall(
  tree: SyntaxTree,
  { parameters, handedOn }: Definitions,
  list: SyntaxNode,
  found: (name: string) => void,
): void {
  const callee = list.field === "arguments" && list.parent ? childOf(list.parent, "function") : null;
  if (!callee) return;
  if (lastName(tree, callee) === "setattr") intoAttribute(tree, list, found);
  const called = unwrap(callee);
  if (called.type === "lambda") for (const name of parameterNames(tree, called)) found(name);
  const own = parameters.get(lastName(tree, callee));
  for (const name of own ?? []) found(name);
  // Of a parameter it is not known what it calls, nor to what functions an argument is given.
  if (!own && callee.type === "identifier" && handedOn.has(lastName(tree, callee)))
    for (const name of handedOn) found(name);
  const object =
    callee.type === "attribute" && ADDERS.has(lastName(tree, callee)) ? childOf(callee, "object") : null;
  if (object) found(lastName(tree, object));
  for (const argument of list.children) {
    const value = childOf(argument, "value") ?? argument;
    if (value.type === "lambda") for (const name of parameterNames(tree, value)) found(name);
    for (const name of parameters.get(lastName(tree, value)) ?? []) found(name);
  }
}

/** The name that `setattr(object, "name", value)` sets. */
function intoAttribute(tree: SyntaxTree, list: SyntaxNode, found: (name: string) => void): void {
  const [, key] = list.children;
  const name = key ? literal(tree.text, key) : undefined;
  if (typeof name === "string") found(name);
}

/** To the function that gives it back; where Python calls that by itself, to its class. */
function outOfFunction(tree: SyntaxTree, statement: SyntaxNode, found: (name: string) => void): void {
  const definition = ancestorOf(statement, DEFINITIONS);
  const name = definition ? childOf(definition, "name") : null;
  if (!definition || !name) return;
  const own = identifierText(tree.text, name);
  found(own);
  if (!own.startsWith("__")) return;
  const owner = ancestorOf(definition, CLASSES);
  namesIn(tree, owner ? childOf(owner, "name") : null, found);
}

const CLASSES: ReadonlySet<NodeKind> = new Set(["class_definition"]);

/** Every name in a target or pattern that is bound, or whose object is changed. */
function namesIn(tree: SyntaxTree, target: SyntaxNode | null, found: (name: string) => void): void {
  if (!target) return;
  if (target.type === "identifier") found(identifierText(tree.text, target));
  else if (target.type === "attribute") found(lastName(tree, target));
  else if (target.type === "subscript") found(lastName(tree, childOf(target, "value") ?? target));
  else if (target.type === "match_statement") {
    for (let i = target.index + 1; i < tree.nodes.length; i++) {
      const node = tree.nodes[i];
      if (!node || node.start >= target.end) return;
      if (node.type === "case_pattern") namesIn(tree, node, found);
    }
  } else for (const child of target.children) namesIn(tree, child, found);
}
