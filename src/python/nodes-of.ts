import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import type { Span, SyntaxNode, SyntaxTree } from "../parse/syntax-tree.js";

const indexes = new WeakMap<SyntaxTree, ReadonlyMap<NodeKind, readonly SyntaxNode[]>>();

/** The nodes of a tree of these kinds, in source order. The tree is looked through once for all who ask. */
export function nodesOf(
  tree: SyntaxTree,
  first: NodeKind,
  ...others: readonly NodeKind[]
): readonly SyntaxNode[] {
  let index = indexes.get(tree);
  if (!index) {
    index = byType(tree);
    indexes.set(tree, index);
  }
  const found = index.get(first) ?? NONE;
  if (others.length === 0) return found;
  const more = others.flatMap((type) => index.get(type) ?? NONE);
  return more.length === 0 ? found : [...found, ...more].sort((a, b) => a.index - b.index);
}

const NONE: readonly SyntaxNode[] = [];

function byType({ nodes }: SyntaxTree): ReadonlyMap<NodeKind, readonly SyntaxNode[]> {
  const index = new Map<NodeKind, SyntaxNode[]>();
  // `for of` allocates an object in each step until the engine has optimized it.
  nodes.forEach((node) => {
    const list = index.get(node.type);
    if (list) list.push(node);
    else index.set(node.type, [node]);
  });
  return index;
}

/** Every identifier of a tree by its name, in source order. */
export function identifiersByName(tree: SyntaxTree): ReadonlyMap<string, readonly SyntaxNode[]> {
  const index = new Map<string, SyntaxNode[]>();
  for (const node of nodesOf(tree, "identifier")) {
    const name = identifierText(tree.text, node);
    const list = index.get(name);
    if (list) list.push(node);
    else index.set(name, [node]);
  }
  return index;
}

/** Those of some nodes, which are in source order, that begin within another. */
export function nodesWithin(nodes: readonly SyntaxNode[], outer: Span): readonly SyntaxNode[] {
  return nodes.slice(firstFrom(nodes, outer.start), firstFrom(nodes, outer.end));
}

/** The index of the first node that begins at an offset or behind it. */
function firstFrom(nodes: readonly SyntaxNode[], offset: number): number {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
