import type { Parser } from "web-tree-sitter";

import { TOO_LONG, type ParseOnce } from "./grammar-parser.js";
import { toSyntaxTree } from "./to-syntax-tree.js";

/**
 * The grammar in its WASM binding, which runs wherever JavaScript does.
 * @param parser a parser whose language is set
 */
export function wasmGrammar(parser: Parser): ParseOnce {
  return (text, progressCallback) => {
    const tree = parser.parse(text, null, { progressCallback });
    if (!tree) {
      parser.reset();
      return TOO_LONG;
    }
    const cursor = tree.walk();
    try {
      return toSyntaxTree(text, cursor, tree.rootNode.hasError);
    } finally {
      cursor.delete();
      tree.delete();
    }
  };
}
