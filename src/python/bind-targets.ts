import { identifierText } from "../parse/identifier.js";
import type { BoundTo } from "./scope.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";

/** Records that `name` is bound at `node`, in force from the offset `effect` on. */
export type Bind = (name: string, to: BoundTo, node: SyntaxNode, effect: number) => void;

/** Binds the targets of assignments, loops, `as`, patterns and `del`. */
export function bindTarget(text: string, node: SyntaxNode, bind: Bind): void {
  const binding = { text, node, bind };
  switch (node.type) {
    case "assignment": {
      const left = childOf(node, "left");
      const right = childOf(node, "right");
      if (left && right) assign(binding, left, { kind: "item", value: lastValue(right), path: [] }, node.end);
      return;
    }
    case "augmented_assignment": {
      const left = childOf(node, "left");
      // What it gives is what the statement itself comes to.
      if (left?.type === "identifier")
        bind(identifierText(text, left), { kind: "value", value: node }, node, node.end);
      return;
    }
    case "for_statement":
    case "for_in_clause": {
      const left = childOf(node, "left");
      const right = childOf(node, "right");
      if (left && right) assign(binding, left, { kind: "each", value: right, path: [] }, right.end);
      return;
    }
    case "as_pattern":
      bindAlias(binding);
      return;
    case "case_pattern":
      bindCaptures(binding, node);
      return;
    case "delete_statement":
      for (const child of node.children) bindOpaque(binding, child, node.end);
      return;
    default:
  }
}

/** What binds, and how that is recorded. */
interface Binding {
  readonly text: string;
  readonly node: SyntaxNode;
  readonly bind: Bind;
}

/** Gives a target what it gets, or each of the targets in it its part: the one at `path`, from the outside in. */
function assign(
  binding: Binding,
  target: SyntaxNode,
  to: Extract<BoundTo, { kind: "item" | "each" }>,
  effect: number,
): void {
  const { text, node, bind } = binding;
  const inner = unwrap(target);
  if (inner.type === "identifier") {
    const isWhole = to.kind === "item" && to.path.length === 0;
    bind(identifierText(text, inner), isWhole ? { kind: "value", value: to.value } : to, node, effect);
    return;
  }
  if (!UNPACKED.has(inner.type)) return;
  const starred = inner.children.findIndex((child) => SPLATS.has(child.type));
  inner.children.forEach((child, position) => {
    if (starred !== -1 && position >= starred) bindOpaque(binding, child, effect);
    else assign(binding, child, { ...to, path: [...to.path, position] }, effect);
  });
}

/** Binds every name in a target to nothing that is known, from the offset `effect` on. */
function bindOpaque(binding: Binding, target: SyntaxNode, effect: number): void {
  const inner = unwrap(target);
  if (inner.type === "identifier") {
    binding.bind(identifierText(binding.text, inner), { kind: "opaque" }, binding.node, effect);
  } else if (UNPACKED.has(inner.type) || SPLATS.has(inner.type)) {
    for (const child of inner.children) bindOpaque(binding, child, effect);
  }
}

/** `with value as name`, `except error as name`, `case pattern as name`. */
function bindAlias(binding: Binding): void {
  const { text, node, bind } = binding;
  const target = childOf(node, "alias");
  const [value] = node.children;
  const name = target?.children.length === 1 ? target.children[0] : undefined;
  if (node.parent?.type === "with_item" && value && name?.type === "identifier") {
    bind(identifierText(text, name), { kind: "entered", value }, node, node.end);
  } else if (target) bindOpaque(binding, target, node.end);
  else bindCaptures(binding, node);
}

/** Binds the names that a pattern of a `case` captures; patterns within it that are a `case_pattern` bind on their own. */
function bindCaptures(binding: Binding, pattern: SyntaxNode): void {
  const match = ancestorOf(pattern, MATCHES);
  const to: BoundTo = match ? { kind: "captured", match } : { kind: "opaque" };
  const captures = pattern.type === "keyword_pattern" ? pattern.children.slice(1) : pattern.children;
  for (const child of captures) {
    const isCapture = child.type === "dotted_name" && child.children.length === 1;
    if (isCapture || child.type === "identifier") {
      binding.bind(identifierText(binding.text, child), to, binding.node, pattern.end);
    } else if (CAPTURING.has(child.type)) bindCaptures(binding, child);
  }
}

const MATCHES: ReadonlySet<NodeKind> = new Set(["match_statement"]);

/** Patterns whose own names are captures: but for the class of a class pattern and the attribute of a keyword pattern. */
const CAPTURING: ReadonlySet<NodeKind> = new Set([
  "splat_pattern",
  "as_pattern",
  "union_pattern",
  "tuple_pattern",
  "list_pattern",
  "dict_pattern",
  "complex_pattern",
  "keyword_pattern",
]);

const UNPACKED: ReadonlySet<NodeKind> = new Set([
  "pattern_list",
  "tuple_pattern",
  "list_pattern",
  "expression_list",
  "tuple",
  "list",
  "as_pattern_target",
]);

/** `*rest` among targets, in each of the forms that the grammar has for it. */
const SPLATS: ReadonlySet<NodeKind> = new Set([
  "list_splat",
  "list_splat_pattern",
  "parenthesized_list_splat",
]);

/** In `a = b = value`, what every target gets. */
function lastValue(right: SyntaxNode): SyntaxNode {
  let value = right;
  while (value.type === "assignment") {
    const next = childOf(value, "right");
    if (!next) break;
    value = next;
  }
  return value;
}
