import type { NodeKind } from "../node-kinds.js";
import type { MutableNode } from "../syntax-tree.js";

/** Kinds whose first part the grammar may take for starred (`(*a).b`), where Python stars the whole (`*(a.b)`). */
const BEGINS_WITH_STAR: ReadonlySet<NodeKind> = new Set([
  "attribute",
  "call",
  "subscript",
  "binary_operator",
]);

/** A star that the grammar applied to too little. */
export interface StarTooFarIn {
  readonly star: MutableNode;
  /** The whole that it should apply to, and which child of its parent that is. */
  readonly top: MutableNode;
  readonly position: number;
}

/** Whether a node that was just added to the tree is such a star; null if not. */
export function starTooFarIn(star: MutableNode): StarTooFarIn | null {
  if (star.type !== "list_splat") return null;
  let top = star;
  let { parent } = star;
  while (parent?.children.length === 1 && BEGINS_WITH_STAR.has(parent.type)) {
    top = parent;
    ({ parent } = top);
  }
  return top === star || !parent ? null : { star, top, position: parent.children.length - 1 };
}

/**
 * Puts the star of `*a.b` around all of `a.b`. To the grammar (tree-sitter-python 0.25) it is either that or an attribute
 * of `*a`; which of the two can depend on what stands lines above.
 * @param nodes all nodes of the tree in the order of the text, parents first; so they are afterwards
 */
export function liftStar(nodes: MutableNode[], { star, top, position }: StarTooFarIn): void {
  const [value] = star.children;
  const below = star.parent;
  const { field, parent } = top;
  if (!value || !below || !parent) return;
  for (let node = below; node !== parent; node = node.parent ?? parent) node.start = value.start;
  const isTarget = field === "left" || /^pattern_list$|_pattern$/.test(parent.type);
  below.children[0] = value;
  value.parent = below;
  value.field = star.field;
  parent.children[position] = star;
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

/**
 * Turns the `~` operators that stand for stars, after respelling, into stars.
 * @param nodes all nodes of a tree in the order of the text; they are changed
 * @param stars the offsets of those operators
 * @returns all nodes that are left; null if one of the operators does not stand before a whole element of a list, as a star has to
 */
export function withStars(nodes: MutableNode[], stars: readonly number[]): MutableNode[] | null {
  if (stars.length === 0) return nodes;
  const left = new Set(stars);
  const gone = new Set<MutableNode>();
  for (const node of nodes) {
    const [operator, value] = node.children;
    if (node.type !== "unary_operator" || !operator || !value || !left.has(node.start)) continue;
    if (node.parent?.type !== "expression_list") return null;
    left.delete(node.start);
    node.type = "list_splat";
    node.children = [value];
    value.field = null;
    gone.add(operator);
  }
  if (left.size > 0) return null;
  const kept = nodes.filter((node) => !gone.has(node));
  kept.forEach((node, index) => (node.index = index));
  return kept;
}
