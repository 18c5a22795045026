import { identifierText } from "../parse/identifier.js";
import type { BoundTo } from "./scope.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";

/** Records that `name` is bound at `node`, in force from the offset `effect` on. */
export type Bind = (name: string, to: BoundTo, node: SyntaxNode, effect: number) => void;

/** Binds the targets of assignments, loops, `as`, patterns and `del`. */
export function bindTarget(text: string, node: SyntaxNode, bind: Bind): void {
  switch (node.type) {
    case "assignment": {
      const left = childOf(node, "left");
      const right = childOf(node, "right");
      if (left && right) assign(left, lastValue(right), []);
      return;
    }
    case "augmented_assignment":
    case "for_statement":
    case "for_in_clause": {
      const left = childOf(node, "left");
      if (left) opaque(left, childOf(node, "right")?.end ?? left.end);
      return;
    }
    case "as_pattern": {
      const target = childOf(node, "alias");
      const [value] = node.children;
      const name = target?.children.length === 1 ? target.children[0] : undefined;
      if (node.parent?.type === "with_item" && value && name?.type === "identifier") {
        bind(identifierText(text, name), { kind: "entered", value }, node, node.end);
      } else if (target) opaque(target, node.end);
      else captures(node);
      return;
    }
    case "case_pattern":
      captures(node);
      return;
    case "delete_statement":
      for (const child of node.children) opaque(child, node.end);
      return;
    default:
  }

  function assign(target: SyntaxNode, value: SyntaxNode, path: readonly number[]): void {
    const inner = unwrap(target);
    if (inner.type === "identifier") {
      const to: BoundTo = path.length === 0 ? { kind: "value", value } : { kind: "item", value, path };
      bind(identifierText(text, inner), to, node, node.end);
      return;
    }
    if (!UNPACKED.has(inner.type)) return;
    const starred = inner.children.findIndex((child) => SPLATS.has(child.type));
    inner.children.forEach((child, position) => {
      if (starred !== -1 && position >= starred) opaque(child, node.end);
      else assign(child, value, [...path, position]);
    });
  }

  function opaque(target: SyntaxNode, effect: number): void {
    const inner = unwrap(target);
    if (inner.type === "identifier") {
      bind(identifierText(text, inner), { kind: "opaque" }, node, effect);
    } else if (UNPACKED.has(inner.type) || SPLATS.has(inner.type)) {
      for (const child of inner.children) opaque(child, effect);
    }
  }

  function captures(pattern: SyntaxNode): void {
    for (const child of pattern.children) {
      const isCapture = child.type === "dotted_name" && child.children.length === 1;
      if (isCapture || child.type === "identifier") {
        bind(identifierText(text, child), { kind: "opaque" }, node, pattern.end);
      } else if (child.type === "splat_pattern") captures(child);
      else if (
        child.type.endsWith("_pattern") &&
        child.type !== "case_pattern" &&
        child.type !== "class_pattern" &&
        child.type !== "keyword_pattern"
      )
        captures(child);
    }
  }
}

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
const SPLATS: ReadonlySet<NodeKind> = new Set(["list_splat", "list_splat_pattern", "splat_pattern"]);

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
