import { parseTree, type Node } from "jsonc-parser";

import { MAX_DEPTH, type DocumentNode, type DocumentTree, type Entry } from "./tree.js";

/** A text as JSON, with comments and without what does not belong there. Never throws. */
export function readJson(text: string): DocumentTree {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const node = root ? nodeOf(root, 0) : null;
  return { roots: node ? [node] : [], tags: [], text };
}

function nodeOf(node: Node, depth: number): DocumentNode | null {
  const [start, end] = [node.offset, node.offset + node.length];
  if (depth > MAX_DEPTH) return null;
  const children = node.children ?? [];
  switch (node.type) {
    case "array":
      return { kind: "list", items: children.flatMap((child) => nodeOf(child, depth + 1) ?? []), start, end };
    case "object": {
      const entries = children.flatMap(({ children: [name, value] = [] }): Entry[] => {
        const key = name ? nodeOf(name, depth + 1) : null;
        const held = value ? nodeOf(value, depth + 1) : null;
        return key?.kind === "scalar" && held ? [{ key, value: held }] : [];
      });
      return { kind: "mapping", entries, start, end };
    }
    default: {
      const value = node.type === "null" ? "" : String(node.value as string | number | boolean);
      return { kind: "scalar", value, start, end, contentStart: start + (node.type === "string" ? 1 : 0) };
    }
  }
}
