import { normalizeName } from "../identifier.js";
import type { SyntaxNode, SyntaxTree } from "../syntax-tree.js";
import type { Needed } from "./needed-units.js";
import type { NodeTable } from "./node-table.js";
import { FIELD_NAMES, T, TYPE_NAMES } from "./node-types.js";
import { firstRow } from "./units.js";

interface MutableNode extends SyntaxNode {
  children: readonly MutableNode[];
}

const NO_CHILDREN: readonly MutableNode[] = [];

/** The nodes of a table as a tree: all of them, or those that are needed. */
export function toTree(text: string, table: NodeTable, needed: Needed | null = null): SyntaxTree {
  const nodes: MutableNode[] = [];
  const stack: number[] = [];
  const skipped = needed ? leftOut(table, needed) : null;
  /** By their hash: as the same strings again and again, names are compared at once. */
  const names = new Map<number, string>();
  const root = add(table.count - 1, null);
  return { text, root, nodes, comments: table.comments, errors: [] };

  function add(row: number, parent: MutableNode | null): MutableNode {
    const node: MutableNode = {
      type: TYPE_NAMES[table.types[row] ?? 0] ?? "",
      field: FIELD_NAMES[table.fields[row] ?? 0] ?? null,
      start: table.starts[row] ?? 0,
      end: table.ends[row] ?? 0,
      name: table.types[row] === T.identifier ? nameAt(row) : null,
      parent,
      index: nodes.length,
      children: NO_CHILDREN,
    };
    nodes.push(node);
    const first = firstRow(table, row);
    if (first === row) return node;
    // The children of all nodes that are open lie on one stack, the last ones first.
    const bottom = stack.length;
    for (let child = row - 1; child >= first; child -= table.sizes[child] ?? 1) {
      if (skipped === null || skipped[child] === 0) stack.push(child);
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

/** 1 for the rows of statements that are left out. */
function leftOut(table: NodeTable, { division, units, containers }: Needed): Uint8Array {
  const skipped = new Uint8Array(table.count);
  const first = division.units.at(-1)?.row;
  division.units.forEach(({ row }, i) => {
    if (units[i] === 0 && row !== first) skipped[row] = 1;
  });
  division.containers.forEach(({ row }, i) => {
    if (containers[i] === 0) skipped[row] = 1;
  });
  return skipped;
}
