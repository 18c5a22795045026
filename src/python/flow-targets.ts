import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";
import { DEFINITIONS } from "./call-sites.js";
import { GIVING } from "./call-values.js";
import { literal } from "./constants.js";
import { lastIdentifier, lastName, type Definitions } from "./flow-definitions.js";
import {
  intoCall,
  intoKeyword,
  intoParameters,
  type Flow,
  type Found,
  type Give,
} from "./flow-into-calls.js";
import { WORDS, wordsThat } from "./reflection.js";

/**
 * The names that get what an expression stands for, as far as the statement around it tells: the targets of an assignment or
 * a loop, the parameters of what is called with it, the function that returns it. By name alone, and rather too many. What
 * is made of it, as in `model = torch.nn.Linear(3, 4)`, is no module any more: it is kept under names, and not followed
 * into calls, containers and loops.
 * @param end a call whose result is nothing to follow; null for none
 */
export function flowTargets(
  flow: Flow,
  expression: SyntaxNode,
  { isMade: isMadeBefore, end }: { readonly isMade: boolean; readonly end: SyntaxNode | null },
  found: Found,
): void {
  const { tree, definitions } = flow;
  let child = expression;
  let isMade = isMadeBefore;
  const add: Give = (name, place) => {
    found(name, place, isMade);
  };
  for (let parent = expression.parent; parent; child = parent, parent = parent.parent) {
    if (parent === end) return;
    if (parent.type === "call") {
      const name = lastName(tree, childOf(parent, "function") ?? parent);
      const isOfFile = definitions.names.has(name);
      if (child.field === "function") isMade ||= !isOfFile && !GIVING_BACK.has(name);
      else if (name === "parametrize") intoParametrized(flow, parent, add);
      // What other functions make of their arguments is nothing that is known.
      else if (!isOfFile && !GIVING_ON.has(name)) return;
    }
    if (isMade && HANDING_ON.has(parent.type)) {
      if (parent.type === "for_statement" || parent.type === "match_statement") return;
      continue;
    }
    if (step(flow, parent, child, add)) return;
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
  ...wordsThat("import", "import-root", "import-third", "resolve", "run", "handle", "of-handle"),
  ...wordsThat("member", "getter", "namespace", "item", "reduce"),
  ...GIVING,
]);

/** By name, the functions that give back, in whatever form, what they are called with, or keep it in what they are put on. */
const GIVING_ON: ReadonlySet<string> = new Set([
  ...WORDS,
  ...GIVING,
  "wraps",
  // Of pytest: what a test is called with.
  "param",
  // Fields of data classes and attrs.
  "field",
  "Field",
  "ib",
  "attrib",
  "Factory",
]);
const NAMESPACES: ReadonlySet<string> = new Set(wordsThat("namespace"));

/** Whether what is called can give back what it is called with: a function of the file, or one that keeps or takes apart values. */
export function givesBackArguments(tree: SyntaxTree, { names }: Definitions, call: SyntaxNode): boolean {
  const callee = childOf(call, "function");
  const name = callee ? lastName(tree, callee) : "";
  return name === "" || names.has(name) || GIVING_ON.has(name);
}

/** One step outwards; true where the value goes no further. */
function step(flow: Flow, parent: SyntaxNode, child: SyntaxNode, give: Give): boolean {
  switch (parent.type) {
    case "assignment":
    case "augmented_assignment":
    case "for_in_clause":
    case "for_statement":
      if (child.field === "right") intoTarget(flow, childOf(parent, "left"), give);
      return parent.type === "for_statement";
    case "named_expression":
      intoNames(flow, childOf(parent, "name"), give);
      return false;
    case "as_pattern":
      intoNames(flow, childOf(parent, "alias"), give);
      return false;
    case "match_statement":
      if (child.field === "subject") intoNames(flow, parent, give);
      return true;
    case "typed_parameter":
    case "default_parameter":
    case "typed_default_parameter":
      intoNames(flow, childOf(parent, "name") ?? parent.children[0] ?? null, give);
      return true;
    case "pair": {
      const key = childOf(parent, "key");
      const name = key ? literal(flow.tree.text, key) : undefined;
      if (typeof name === "string") give(name, "everywhere");
      return false;
    }
    case "keyword_argument":
      intoKeyword(flow, parent, give);
      return false;
    case "argument_list":
      intoCall(flow, parent, child, give);
      return false;
    case "class_definition":
      if (child.field === "superclasses") intoNames(flow, childOf(parent, "name"), give);
      return true;
    case "decorated_definition":
      // The definition stands last; there can be thousands of decorators before it.
      intoNames(flow, childOf(parent.children.at(-1) ?? parent, "name"), give);
      return true;
    case "return_statement":
    case "yield":
      outOfFunction(flow, parent, give);
      return false;
    // What is asked of a value is an answer, and not the value.
    case "comparison_operator":
    case "not_operator":
    case "assert_statement":
      return true;
    default:
      return parent.type === "block" || parent.type === "module" || parent.type === "function_definition";
  }
}

/** To what is assigned to, and to the parameters of a property's setter. */
function intoTarget(flow: Flow, target: SyntaxNode | null, give: Give): void {
  intoNames(flow, target, give);
  if (target?.type === "subscript") intoNamespace(flow, target, give);
  if (target?.type === "attribute")
    intoParameters(flow.definitions.parameters.get(lastName(flow.tree, target)), give);
}

/** The name that `globals()["name"] = value` binds. */
function intoNamespace({ tree }: Flow, target: SyntaxNode, give: Give): void {
  const namespace = childOf(target, "value");
  if (namespace?.type !== "call" || !NAMESPACES.has(lastName(tree, namespace))) return;
  const key = childOf(target, "subscript");
  const name = key ? literal(tree.text, key) : undefined;
  if (typeof name === "string") give(name, "everywhere");
}

/** To the function that gives it back; where Python calls that by itself, to its class. */
function outOfFunction(flow: Flow, statement: SyntaxNode, give: Give): void {
  const definition = ancestorOf(statement, DEFINITIONS);
  const name = definition ? childOf(definition, "name") : null;
  if (!definition || !name) return;
  intoNames(flow, name, give);
  if (!identifierText(flow.tree.text, name).startsWith("__")) return;
  const owner = ancestorOf(definition, CLASSES);
  intoNames(flow, owner ? childOf(owner, "name") : null, give);
}

const CLASSES: ReadonlySet<NodeKind> = new Set(["class_definition"]);

/** To the parameters of the test that pytest calls with each of the values. */
function intoParametrized({ scopes }: Flow, call: SyntaxNode, give: Give): void {
  const decorated = call.parent?.type === "decorator" ? call.parent.parent : null;
  const scope = decorated && scopes.scopeOfDefinition.get(decorated.children.at(-1) ?? decorated);
  if (scope?.kind !== "function") return;
  for (const [name, bindings] of scope.bindings)
    if (bindings.some(({ to }) => to.kind === "parameter")) give(name, scope);
}

/** Every name in a target or pattern that is bound, or whose object is changed. */
function intoNames(flow: Flow, target: SyntaxNode | null, give: Give): void {
  if (!target) return;
  const { tree, placeOf } = flow;
  const into = (identifier: SyntaxNode | null): void => {
    if (identifier) give(identifierText(tree.text, identifier), placeOf(identifier));
  };
  if (target.type === "identifier") into(target);
  else if (target.type === "attribute") into(lastIdentifier(target));
  else if (target.type === "subscript") into(lastIdentifier(childOf(target, "value") ?? target));
  else if (target.type === "match_statement") {
    for (let i = target.index + 1; i < tree.nodes.length; i++) {
      const node = tree.nodes[i];
      if (!node || node.start >= target.end) return;
      if (node.type === "case_pattern") intoNames(flow, node, give);
    }
  } else for (const child of target.children) intoNames(flow, child, give);
}
