import type { ParsePython, SyntaxTree } from "../python/syntax-tree.js";
import { neededUnits } from "./needed-units.js";
import { parsePlain } from "./parse-plain.js";
import { toTree } from "./to-tree.js";

/** Reads plain Python by hand, as far as it is needed, and leaves every other text to a complete parser. */
export function plainFirst(complete: ParsePython): ParsePython {
  return (text, lookedFor) => {
    const table = parsePlain(text);
    if (!table) return complete(text);
    const needed = lookedFor ? neededUnits(text, table, lookedFor) : "all";
    if (needed === "nothing") return { ok: true, tree: emptyTree(text) };
    return { ok: true, tree: toTree(text, table, needed === "all" ? null : needed) };
  };
}

/** The tree of a text of which nothing is needed. */
function emptyTree(text: string): SyntaxTree {
  const { length: end } = text;
  const root = { type: "module", field: null, start: 0, end, parent: null, index: 0, children: [] };
  return { text, root, nodes: [root], comments: [], errors: [] };
}
