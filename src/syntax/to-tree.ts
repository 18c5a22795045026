import type { SyntaxNode, SyntaxTree } from "../python/syntax-tree.js";
import type { NodeTable } from "./node-table.js";
import { FIELD_NAMES, TYPE_NAMES } from "./node-types.js";

interface MutableNode extends SyntaxNode {
  readonly children: MutableNode[];
}

/** The nodes of a table as a tree. */
export function toTree(text: string, table: NodeTable): SyntaxTree {
  const nodes: MutableNode[] = [];
  const add = (row: number, parent: MutableNode | null): MutableNode => {
    const node: MutableNode = {
      type: TYPE_NAMES[table.types[row] ?? 0] ?? "",
      field: FIELD_NAMES[table.fields[row] ?? 0] ?? null,
      start: table.starts[row] ?? 0,
      end: table.ends[row] ?? 0,
      parent,
      index: nodes.length,
      children: [],
    };
    nodes.push(node);
    const first = row - (table.sizes[row] ?? 1) + 1;
    const rows: number[] = [];
    for (let child = row - 1; child >= first; child -= table.sizes[child] ?? 1) rows.push(child);
    for (let i = rows.length - 1; i >= 0; i--) node.children.push(add(rows[i] ?? 0, node));
    return node;
  };
  const root = add(table.count - 1, null);
  return { text, root, nodes, comments: table.comments, errors: [] };
}
