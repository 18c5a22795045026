import { TOO_LONG, type ParseOnce } from "./grammar-parser.js";
import { toSyntaxTree, type Cursor } from "./to-syntax-tree.js";

/** What is used of the parser of the package `web-tree-sitter`. */
export interface WasmParser {
  parse(
    text: string,
    old: null,
    options: { progressCallback: () => boolean },
  ): {
    readonly rootNode: { readonly hasError: boolean };
    walk(): Cursor & { delete(): void };
    delete(): void;
  } | null;
  reset(): void;
}

/**
 * The grammar in its WASM binding, which runs wherever JavaScript does.
 * @param parser a parser whose language is set
 */
export function wasmGrammar(parser: WasmParser): ParseOnce {
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
