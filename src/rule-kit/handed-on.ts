import { literal } from "../python/constants.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import type { Scope } from "../python/scope.js";
import type { Use } from "../python/uses.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** By name, functions that look at their first argument, change it or load it anew. */
const LOOKING =
  /^(?:setattr|delattr|getattr|hasattr|isinstance|object|patch|multiple|reload|create_autospec|register_pickle_by_value|unregister_pickle_by_value|getsource|getfile|getmodule|bool|len|str|repr|id|print|type|append_path|dir|help|callable)$/;

/** What passes a value on as it is. */
const PASSING: ReadonlySet<NodeKind> = new Set([
  "parenthesized_expression",
  "conditional_expression",
  "boolean_operator",
  "named_expression",
  "await",
  "list_splat",
  "dictionary_splat",
]);

/** What keeps a value, gives it to the caller, or to code that is not read here. */
const KEEPING: ReadonlySet<NodeKind> = new Set([
  "pair",
  "list",
  "tuple",
  "set",
  "expression_list",
  "return_statement",
  "yield",
  "lambda",
  "list_comprehension",
  "set_comprehension",
  "generator_expression",
  "default_parameter",
  "typed_default_parameter",
  "binary_operator",
  "match_statement",
  "augmented_assignment",
]);

/** The members by which all that an object has is gone through. */
const GOING_THROUGH: ReadonlySet<string> = new Set(["items", "values", "copy", "pop", "popitem", "get"]);

/**
 * Whether a module gets somewhere as an object: it is passed, returned, kept in a container, in a class or in an object. Not
 * where a name is given to it, whose uses are found, and not where it is only looked at.
 */
export function isHandedOnWhole(model: FileModel, use: Use): boolean {
  if (use.role === "base" || use.role === "decorator") return false;
  let child = use.node;
  let parent = child.parent;
  while (parent && PASSING.has(parent.type)) {
    // `a if module else b` only looks at it.
    if (parent.type === "conditional_expression" && parent.children[1] === child) return false;
    [child, parent] = [parent, parent.parent];
  }
  if (!parent) return false;
  switch (parent.type) {
    case "argument_list":
    case "keyword_argument":
      return isGiven(model, parent, child);
    case "assignment":
      return child.field === "right" && isKept(model, use, childOf(parent, "left"));
    case "attribute":
      return isNamespace(use) && GOING_THROUGH.has(memberOf(model, parent));
    case "binary_operator":
      return !isText(parent);
    default:
      // What a loop goes through is followed.
      return KEEPING.has(parent.type) && !(parent.parent?.type ?? "").startsWith("for_");
  }
}

/** Whether a call gets it: something that only looks at its first argument does not. */
function isGiven(model: FileModel, parent: SyntaxNode, child: SyntaxNode): boolean {
  const list = parent.type === "keyword_argument" ? parent.parent : parent;
  if (list?.field === "superclasses") return parent.type === "keyword_argument";
  const call = list?.parent;
  if (call?.type !== "call") return false;
  const callee = childOf(call, "function");
  const name = callee ? lastName(model, callee) : "";
  if (name === "vars") return false;
  return list?.children[0] !== child || !LOOKING.test(name);
}

/** Whether an assignment keeps it where others reach it: in an object or a class, or under a name that is only for others. */
function isKept(model: FileModel, use: Use, target: SyntaxNode | null): boolean {
  switch (target?.type) {
    case "attribute":
      return true;
    case "subscript":
      return !isItsOwnName(model, use, target);
    case "identifier": {
      const scope = scopeOf(model, target);
      if (scope.kind === "class") return true;
      const name = identifierText(model.tree.text, target);
      return scope.kind === "module" && model.evaluator.identifiersNamed(name).length === 1;
    }
    default:
      return false;
  }
}

/** `sys.modules["cPickle"] = pickle`: who imports it by that name is found. */
function isItsOwnName(model: FileModel, use: Use, target: SyntaxNode): boolean {
  const object = childOf(target, "value");
  const key = childOf(target, "subscript");
  const name = key ? literal(model.tree.text, key) : undefined;
  if (!object || typeof name !== "string" || memberOf(model, object) !== "modules") return false;
  const canonical = model.evaluator.known.canonical(name);
  return model.evaluator.known.modules.has(canonical) && samePickle(canonical, use.symbol);
}

function samePickle(a: string, b: string): boolean {
  return a === b || (/pickle/i.test(a) && /pickle/i.test(b));
}

function isNamespace({ symbol }: Use): boolean {
  return symbol.endsWith(".__dict__");
}

function isText(operator: SyntaxNode): boolean {
  return operator.children.some(({ type }) => type === "string" || type === "concatenated_string");
}

function memberOf(model: FileModel, attribute: SyntaxNode): string {
  const name = childOf(attribute, "attribute");
  return name ? identifierText(model.tree.text, name) : "";
}

function lastName(model: FileModel, callee: SyntaxNode): string {
  return callee.type === "identifier" ? identifierText(model.tree.text, callee) : memberOf(model, callee);
}

/** Says of a use whether what was handed on there is used in the file, so that it is judged where that is. */
export type IsFollowed = (use: Use) => boolean;

/** How many names around a use are looked at. */
const MAX_NAMES = 100;

/** Tells which of the places that hand a module on lead to a use of it in the file, by the names that it goes by there. */
export function followedIn(model: FileModel, module: string): IsFollowed {
  const through = new Set<string>();
  for (const { role, symbol, node } of model.uses) {
    if (role !== "call" || !symbol.startsWith(`${module}.`) || !model.evaluator.known.symbols.has(symbol))
      continue;
    const [first, ...others] = namesIn(model, node);
    if (!first || isImported(model, first)) continue;
    for (const name of [first, ...others.slice(0, -1)])
      if (!isImported(model, name)) through.add(identifierText(model.tree.text, name));
    for (const name of namesAround(model, node)) through.add(name);
  }
  if (through.size === 0) return () => false;
  return ({ node }) => {
    const statement = ancestorOf(node, STATEMENTS);
    const names = statement ? namesIn(model, statement) : [];
    if (names.some((name) => through.has(identifierText(model.tree.text, name)))) return true;
    if (statement && !GIVING_BACK.has(statement.type)) return false;
    // What a method like `__get__` gives back goes by the name of its class.
    const [definition = "", owner = ""] = namesAround(model, node);
    return through.has(definition) || (definition.startsWith("__") && through.has(owner));
  };
}

const STATEMENTS: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "assignment",
  "augmented_assignment",
  "expression_statement",
  "return_statement",
  "yield",
  "call",
  "parameters",
]);

const GIVING_BACK: ReadonlySet<NodeKind> = new Set<NodeKind>(["return_statement", "yield"]);

const DEFINITIONS: ReadonlySet<NodeKind> = new Set<NodeKind>(["function_definition", "class_definition"]);

/** The first names in a node, without that of the receiver. */
export function namesIn(model: FileModel, node: SyntaxNode): SyntaxNode[] {
  const names: SyntaxNode[] = [];
  for (let i = node.index; names.length < MAX_NAMES; i++) {
    const inner = model.tree.nodes[i];
    if (!inner || inner.start >= node.end) break;
    if (inner.type !== "identifier") continue;
    if (!RECEIVER.test(identifierText(model.tree.text, inner))) names.push(inner);
  }
  return names;
}

const RECEIVER = /^(?:self|cls)$/;

/** The names of the definitions around a node. */
export function namesAround(model: FileModel, node: SyntaxNode): string[] {
  const names: string[] = [];
  let definition = ancestorOf(node, DEFINITIONS);
  for (; definition && names.length < MAX_NAMES; definition = ancestorOf(definition, DEFINITIONS)) {
    const name = childOf(definition, "name");
    if (name) names.push(identifierText(model.tree.text, name));
  }
  return names;
}

/** Whether a name is bound by imports, where it stands. */
export function isImported(model: FileModel, name: SyntaxNode): boolean {
  const text = identifierText(model.tree.text, name);
  for (let scope: Scope | null = scopeOf(model, name); scope; scope = scope.parent) {
    const bindings = scope.bindings.get(text);
    if (bindings) return bindings.every(({ to }) => to.kind === "module" || to.kind === "member");
  }
  return false;
}
