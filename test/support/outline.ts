import type { ParseResult, SyntaxTree } from "../../src/parse/syntax-tree.js";
import { parsePlain } from "../../src/parse/by-hand/parse-plain.js";
import { toTree } from "../../src/parse/by-hand/to-tree.js";

/** A tree as lines that can be compared: every node with its place, field and depth, every comment and error. */
export function outline(parsed: ParseResult): string[] {
  return parsed.ok ? linesOf(parsed.tree) : [parsed.problem];
}

/** The same of the tree that is made by hand; null where the text is left to the grammar. */
export function plainOutline(text: string): string[] | null {
  const table = parsePlain(text);
  return table === null ? null : linesOf(toTree(text, table));
}

function linesOf({ nodes, comments, errors }: SyntaxTree): string[] {
  const span = ({ start, end }: { start: number; end: number }): string => `${String(start)}-${String(end)}`;
  return [
    ...nodes.map(
      (node) =>
        `${String(node.index)} in ${String(node.parent?.index)}: ${node.field ?? ""} ${node.type} ${span(node)}, ${String(node.children.length)}`,
    ),
    ...comments.map((comment) => `comment ${span(comment)}`),
    ...errors.map((error) => `error ${span(error)}`),
  ];
}
