import python from "tree-sitter-python/tree-sitter-python.wasm";
import { Language, Parser } from "web-tree-sitter";
import runtime from "web-tree-sitter/tree-sitter.wasm";

import type { ParseOnce } from "../../src/parse/tree-sitter/grammar-parser.js";
import { wasmGrammar } from "../../src/parse/tree-sitter/wasm.js";

/** The complete grammar. It comes within a module, so that nothing has to be asked of any server. */
export async function loadGrammar(): Promise<ParseOnce> {
  await Parser.init({ wasmBinary: runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(python));
  return wasmGrammar(parser);
}
