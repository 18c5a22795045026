import { parseTOML, type AST } from "toml-eslint-parser";

import { MAX_DEPTH, type DocumentNode, type DocumentTree, type Entry, type Scalar } from "./tree.js";

/** A text as TOML; nothing where it is none. Never throws. */
export function readToml(text: string): DocumentTree {
  try {
    const [table] = parseTOML(text).body;
    const entries = table.body.flatMap((node) =>
      node.type === "TOMLKeyValue"
        ? entriesOf(node)
        : under(keyNames(node.key), mapping(node, node.body.flatMap(entriesOf))),
    );
    return { roots: [{ kind: "mapping", entries, start: 0, end: text.length }], tags: [], text };
  } catch {
    return { roots: [], tags: [], text };
  }
}

function entriesOf({ key, value }: AST.TOMLKeyValue): Entry[] {
  return under(keyNames(key), nodeOf(value, 0));
}

/** A value under each part of a dotted key. */
function under(keys: readonly Scalar[], value: DocumentNode): Entry[] {
  const [key, ...others] = keys;
  if (!key) return [];
  if (others.length === 0) return [{ key, value }];
  return [
    { key, value: { kind: "mapping", entries: under(others, value), start: key.start, end: value.end } },
  ];
}

function keyNames({ keys }: AST.TOMLKey): Scalar[] {
  return keys.slice(0, MAX_DEPTH).map((key): Scalar => {
    const [start, end] = key.range;
    const value = key.type === "TOMLBare" ? key.name : key.value;
    return { kind: "scalar", value, start, end, contentStart: start };
  });
}

function mapping(
  { range: [start, end] }: { readonly range: AST.Range },
  entries: readonly Entry[],
): DocumentNode {
  return { kind: "mapping", entries, start, end };
}

function nodeOf(node: AST.TOMLContentNode, depth: number): DocumentNode {
  const [start, end] = node.range;
  if (depth > MAX_DEPTH) return { kind: "list", items: [], start, end };
  switch (node.type) {
    case "TOMLArray":
      return { kind: "list", items: node.elements.map((element) => nodeOf(element, depth + 1)), start, end };
    case "TOMLInlineTable":
      return mapping(
        node,
        node.body.flatMap(({ key, value }) => under(keyNames(key), nodeOf(value, depth + 1))),
      );
    default: {
      const quotes = node.kind === "string" ? (node.multiline ? 3 : 1) : 0;
      return { kind: "scalar", value: String(node.value), start, end, contentStart: start + quotes };
    }
  }
}
