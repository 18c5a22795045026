import type { LookedFor, ParsePython, SyntaxTree } from "../syntax-tree.js";
import { neededUnits } from "./needed-units.js";
import { parsePlain } from "./parse-plain.js";
import { toTree } from "./to-tree.js";

/** Reads plain Python by hand, as far as it is needed, and leaves every other text to a complete parser. */
export function plainFirst(complete: ParsePython): ParsePython {
  return (text, lookedFor) => {
    const tree = orNull(() => plainTree(text, lookedFor));
    return tree ? { ok: true, tree } : complete(text);
  };
}

function plainTree(text: string, lookedFor: LookedFor | null | undefined): SyntaxTree | null {
  const table = parsePlain(text);
  if (!table) return null;
  const needed = lookedFor ? neededUnits(text, table, lookedFor) : "all";
  if (needed === "nothing") return emptyTree(text);
  return toTree(text, table, needed === "all" ? null : needed);
}

/** Null where the stack is not deep enough: for sums of thousands of terms, which a complete parser can read. */
function orNull<Result>(make: () => Result): Result | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The tree of a text of which nothing is needed. */
function emptyTree(text: string): SyntaxTree {
  const { length: end } = text;
  const root = {
    type: "module",
    field: null,
    start: 0,
    end,
    name: null,
    parent: null,
    index: 0,
    children: [],
  };
  return { text, root, nodes: [root], comments: [], errors: [] };
}
