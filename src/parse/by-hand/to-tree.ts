import { normalizeName } from "../identifier.js";
import type { MutableNode, SyntaxTree } from "../syntax-tree.js";
import type { NodeTable } from "./node-table.js";
import { FIELD_NAMES, T, TYPE_NAMES } from "./node-types.js";

/** Shared by all nodes without children, so never added to. */
const NO_CHILDREN: MutableNode[] = [];

/** The nodes of a table as a tree. */
export function toTree(text: string, table: NodeTable): SyntaxTree {
  const nodes: MutableNode[] = [];
  const stack: number[] = [];
  /** Names by their hash: where all nodes of a name share one string, comparing names later is fast. */
  const names = new Map<number, string>();
  const root = add(table.count - 1, null);
  return { text, root, nodes, comments: table.comments, errors: [] };

  function add(row: number, parent: MutableNode | null): MutableNode {
    const node: MutableNode = {
      type: TYPE_NAMES[table.types[row] ?? 0] ?? "ERROR",
      field: FIELD_NAMES[table.fields[row] ?? 0] ?? null,
      start: table.starts[row] ?? 0,
      end: table.ends[row] ?? 0,
      name: table.types[row] === T.identifier ? nameAt(row) : null,
      parent,
      index: nodes.length,
      children: NO_CHILDREN,
    };
    nodes.push(node);
    const first = row - (table.sizes[row] ?? 1) + 1;
    if (first === row) return node;
    // One stack for the children of all nodes that are open; it is filled from the last child to the first.
    const bottom = stack.length;
    for (let child = row - 1; child >= first; child -= table.sizes[child] ?? 1) {
      stack.push(child);
    }
    const children = new Array<MutableNode>(stack.length - bottom);
    node.children = children;
    for (let i = 0; stack.length > bottom; i++) children[i] = add(stack.pop() ?? 0, node);
    return node;
  }

  function nameAt(row: number): string {
    const start = table.starts[row] ?? 0;
    const end = table.ends[row] ?? 0;
    const hash = table.names[row] ?? 0;
    const known = names.get(hash);
    if (known?.length === end - start && text.startsWith(known, start)) return known;
    const name = normalizeName(text.slice(start, end));
    names.set(hash, name);
    return name;
  }
}
