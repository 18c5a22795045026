import { TOO_LONG, type ParseOnce } from "./grammar-parser.js";
import { toSyntaxTree, type Cursor } from "./to-syntax-tree.js";

/** What is used of the package `tree-sitter`, whose own types do not fit its version. */
export interface NativeParser {
  setLanguage(language: unknown): void;
  parse(
    text: string,
    old: null,
    options: { bufferSize: number; progressCallback: () => boolean },
  ): {
    readonly rootNode: { readonly hasError: boolean };
    walk(): Cursor;
  } | null;
  reset(): void;
}

/**
 * The grammar in its native binding.
 * @param parser a parser whose language is set
 * @param onTree told the length of each text for which a native tree is made
 */
export function nativeGrammar(parser: NativeParser, onTree: (length: number) => void): ParseOnce {
  return (text, progressCallback) => {
    onTree(text.length);
    // The default read buffer splits long texts; one that holds it all avoids copies.
    const options = { bufferSize: text.length * 2 + 2, progressCallback };
    const tree = parser.parse(text, null, options);
    if (!tree) {
      parser.reset();
      return TOO_LONG;
    }
    return toSyntaxTree(text, tree.walk(), tree.rootNode.hasError);
  };
}
