import type { ParsePython, SyntaxTree } from "../syntax-tree.js";
import { parsePlain } from "./parse-plain.js";
import { toTree } from "./to-tree.js";

/** Reads plain Python by hand, and leaves every other text to a complete parser. */
export function plainFirst(complete: ParsePython): ParsePython {
  return (text) => {
    const tree = plainTree(text);
    return tree ? { ok: true, tree } : complete(text);
  };
}

/** Null as well where the stack is not deep enough: for sums of thousands of terms, which a complete parser can read. */
function plainTree(text: string): SyntaxTree | null {
  try {
    const table = parsePlain(text);
    return table && toTree(text, table);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
