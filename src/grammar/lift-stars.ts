import type { SyntaxNode } from "../python/syntax-tree.js";

/** A node while its tree is being made. */
export interface MutableNode extends SyntaxNode {
  type: string;
  field: string | null;
  start: number;
  end: number;
  parent: MutableNode | null;
  index: number;
  children: MutableNode[];
}

/** What can begin with a starred name to the grammar, while in Python the star stands before all of it. */
const BEGINS_WITH_STAR: ReadonlySet<string> = new Set(["attribute", "call", "subscript", "binary_operator"]);

/** Whether a node that was just added to its parent is a star which the grammar took for a part of what it stands before. */
export function isTooFarIn({ type, parent }: MutableNode): boolean {
  return type === "list_splat" && parent?.children.length === 1 && BEGINS_WITH_STAR.has(parent.type);
}

/**
 * Puts the star of `*a.b` around all of `a.b`. To the grammar (tree-sitter-python 0.25) it is either that or an attribute
 * of `*a`; which of the two can depend on what stands lines above.
 * @param nodes all nodes of the tree in the order of the text, parents first; stays that
 */
export function liftStar(nodes: MutableNode[], star: MutableNode): void {
  const [value] = star.children;
  const below = star.parent;
  if (!value || !below) return;
  let top = below;
  for (let around = top.parent; around?.children[0] === top && BEGINS_WITH_STAR.has(around.type);) {
    top = around;
    around = top.parent;
  }
  for (let node: MutableNode | null = below; node !== null && node !== top.parent; node = node.parent) {
    node.start = value.start;
  }
  const { field, parent } = top;
  const isTarget = field === "left" || /^pattern_list$|_pattern$/.test(parent?.type ?? "");
  below.children[0] = value;
  value.parent = below;
  value.field = star.field;
  parent?.children.splice(parent.children.indexOf(top), 1, star);
  star.type = isTarget ? "list_splat_pattern" : "list_splat";
  star.parent = parent;
  star.field = field;
  star.end = top.end;
  star.children = [top];
  top.parent = star;
  top.field = null;
  nodes.copyWithin(top.index + 1, top.index, star.index);
  const { index } = top;
  for (let i = star.index; i > index; i--) (nodes[i] ?? star).index = i;
  star.index = index;
  nodes[index] = star;
}
