import { identifierText } from "../parse/identifier.js";
import { nodesOf } from "./nodes-of.js";
import type { SyntaxNode, SyntaxTree } from "../parse/syntax-tree.js";

/** Every identifier of a tree by its name, in source order. */
export function indexIdentifiers(tree: SyntaxTree): ReadonlyMap<string, readonly SyntaxNode[]> {
  const index = new Map<string, SyntaxNode[]>();
  for (const node of nodesOf(tree, "identifier")) {
    const name = identifierText(tree.text, node);
    const list = index.get(name);
    if (list) list.push(node);
    else index.set(name, [node]);
  }
  return index;
}
