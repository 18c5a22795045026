import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { classOfReceiver } from "../python/build-scopes.js";
import type { FileModel } from "../python/file-model.js";
import { symbolsOf } from "./sinks.js";

/**
 * Whether the file only looks at what a container holds: nothing is put into it, and nobody else is given it who could.
 * What has no name (a display where it is used) cannot be changed; a name counts wherever it stands in the file.
 * @param isDeep whether what it holds can be changed as well: sets in a dictionary, which a copy of it shares
 */
export function isOnlyRead(model: FileModel, container: SyntaxNode, isDeep: boolean): boolean {
  const name = nameOf(container);
  if (name === null) return true;
  const known = answers.get(model) ?? new Map<string, boolean>();
  answers.set(model, known);
  const key = `${String(isDeep)} ${identifierText(model.tree.text, name)}`;
  const answer = known.get(key) ?? isReadUnderItsName(model, name, isDeep, new Set());
  known.set(key, answer);
  return answer;
}

/** By the name: it goes by that alone, and a file can ask as often as it has the name. */
const answers = new WeakMap<FileModel, Map<string, boolean>>();

/** How many names are followed from one to the next. */
const MAX_NAMES = 8;

/** The identifier by which a container goes: that of `NAMES`, `self.NAMES`, `NAMES[key]`, `NAMES.get(key)`. */
function nameOf(container: SyntaxNode): SyntaxNode | null {
  const node = unwrap(container);
  switch (node.type) {
    case "identifier":
      return node;
    case "attribute":
      return childOf(node, "attribute");
    case "subscript": {
      const object = childOf(node, "value");
      return object ? nameOf(object) : null;
    }
    case "call": {
      const callee = childOf(node, "function");
      const object = callee?.type === "attribute" ? childOf(callee, "object") : null;
      return object ? nameOf(object) : null;
    }
    default:
      return null;
  }
}

function isReadUnderItsName(
  model: FileModel,
  name: SyntaxNode | null,
  isDeep: boolean,
  seen: Set<string>,
): boolean {
  const spelled = name && identifierText(model.tree.text, name);
  if (spelled === null || seen.has(spelled)) return true;
  if (seen.add(spelled).size > MAX_NAMES) return false;
  return model.evaluator.identifiersNamed(spelled).every((place) => isRead(model, place, isDeep, seen));
}

function isRead(model: FileModel, place: SyntaxNode, isDeep: boolean, seen: Set<string>): boolean {
  if (place.parent && place.field !== "value" && BINDING.has(place.parent.type)) return true;
  let node = place.field === "attribute" && place.parent?.type === "attribute" ? place.parent : place;
  for (let parent = node.parent; parent; node = parent, parent = parent.parent) {
    switch (parent.type) {
      case "parenthesized_expression":
      case "boolean_operator":
      case "conditional_expression":
        continue;
      case "subscript":
        if (node.field !== "value") return true;
        if (!isDeep) return parent.field !== "left" && parent.parent?.type !== "delete_statement";
        continue;
      case "attribute": {
        const method = childOf(parent, "attribute");
        const call = parent.parent;
        if (!method || call?.type !== "call" || parent.field !== "function") return false;
        const called = identifierText(model.tree.text, method);
        if (!READING.has(called)) return false;
        if (called !== "get" || !isDeep) return true;
        parent = call;
        continue;
      }
      case "assignment":
        return node.field === "left"
          ? isOwnName(model, node) && isMadeOfRead(model, parent, isDeep, seen)
          : aliasOf(parent) !== null && isReadUnderItsName(model, aliasOf(parent), isDeep, seen);
      case "argument_list": {
        const called = symbolsOf(model, parent.parent ? childOf(parent.parent, "function") : null);
        return (
          called.length > 0 &&
          called.every((symbol) => LOOKING.has(symbol) && !(isDeep && COPYING.has(symbol)))
        );
      }
      case "for_statement":
      case "for_in_clause":
        return node.field === "right" && node.type !== "subscript" && node.type !== "call";
      default:
        return HARMLESS.has(parent.type) || (!isDeep && JOINING.has(parent.type));
    }
  }
  return false;
}

/** Whether the same holds for the containers that the assigned one is made of. */
function isMadeOfRead(model: FileModel, assignment: SyntaxNode, isDeep: boolean, seen: Set<string>): boolean {
  const value = childOf(assignment, "right");
  return (
    value === null || partsOf(value, isDeep).every((part) => isReadUnderItsName(model, part, isDeep, seen))
  );
}

/** The names of the containers that go into an expression. */
function partsOf(expression: SyntaxNode, isDeep: boolean): SyntaxNode[] {
  const node = unwrap(expression);
  const within = (parts: readonly (SyntaxNode | null)[]): SyntaxNode[] =>
    parts.flatMap((part) => (part ? partsOf(part, isDeep) : []));
  switch (node.type) {
    case "identifier":
      return [node];
    case "attribute":
    case "subscript": {
      const name = nameOf(node);
      return name ? [name] : [];
    }
    case "call":
      return within(childOf(node, "arguments")?.children ?? []);
    case "binary_operator":
    case "conditional_expression":
      return within(node.children);
    case "set":
    case "list":
    case "tuple":
    case "dictionary":
      return within(node.children.filter(({ type }) => SPLATS.has(type) || (isDeep && type === "pair")));
    case "list_splat":
    case "dictionary_splat":
      return within(node.children);
    case "pair":
      return within([childOf(node, "value")]);
    default:
      return [];
  }
}

const SPLATS: ReadonlySet<NodeKind> = new Set(["list_splat", "dictionary_splat"]);

/** A name, or an attribute of the class around it: what binds those is known, whoever else sets an attribute is not. */
function isOwnName(model: FileModel, target: SyntaxNode): boolean {
  if (target.type === "identifier") return true;
  const object = target.type === "attribute" ? childOf(target, "object") : null;
  return (
    object?.type === "identifier" &&
    classOfReceiver(model.tree.text, object, model.evaluator.scopeAt(target)) !== null
  );
}

function aliasOf(assignment: SyntaxNode): SyntaxNode | null {
  const target = childOf(assignment, "left");
  return target?.type === "identifier" ? target : null;
}

/** Where a name is made known, and not used. */
const BINDING: ReadonlySet<NodeKind> = new Set([
  "global_statement",
  "nonlocal_statement",
  "parameters",
  "typed_parameter",
  "default_parameter",
  "typed_default_parameter",
  "keyword_argument",
  "dotted_name",
  "aliased_import",
  "import_from_statement",
]);

/** What makes nothing of a value that could be changed. */
const HARMLESS: ReadonlySet<NodeKind> = new Set([
  "comparison_operator",
  "not_operator",
  "if_statement",
  "elif_clause",
  "while_statement",
  "assert_statement",
  "expression_statement",
  "interpolation",
  "if_clause",
]);

/** What makes another container of what the first one holds. */
const JOINING: ReadonlySet<NodeKind> = new Set(["binary_operator", "list_splat", "dictionary_splat"]);

/** Methods that change nothing; what the others but `get` give back is not the container's. */
const READING: ReadonlySet<string> = new Set([
  "get",
  "keys",
  "union",
  "intersection",
  "difference",
  "issubset",
  "issuperset",
  "isdisjoint",
  "index",
  "count",
  "__contains__",
  "__len__",
]);

/** Functions that make another container of it. */
const COPYING: ReadonlySet<string> = new Set(
  ["sorted", "set", "frozenset", "tuple", "list", "dict"].map((name) => `builtins.${name}`),
);

/** Functions that look at a container and keep nothing of it. */
const LOOKING: ReadonlySet<string> = new Set([
  ...COPYING,
  ...["len", "print", "repr", "str", "isinstance"].map((name) => `builtins.${name}`),
]);
