import type { NodeKind } from "../parse/node-kinds.js";
import type { SyntaxNode, SyntaxTree } from "../parse/syntax-tree.js";

const indexes = new WeakMap<SyntaxTree, ReadonlyMap<NodeKind, readonly SyntaxNode[]>>();

/** The nodes of a tree that are of one of these types, in source order. Many ask: all of them are looked through once. */
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
  // Not `for of`: until that is fast code, each of its steps makes an object.
  nodes.forEach((node) => {
    const list = index.get(node.type);
    if (list) list.push(node);
    else index.set(node.type, [node]);
  });
  return index;
}
