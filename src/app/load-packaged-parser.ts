import { fileURLToPath } from "node:url";

import type { LoadedParser } from "../parse/tree-sitter/grammar-parser.js";
import { loadWasmParser } from "./load-wasm-parser.js";

/**
 * Stands in the package for `load-parser.ts`: the WASM build, with the grammar that lies beside it. It looks for no native
 * one: where it is installed beside other packages, that would be somebody else's, of any version.
 * @throws Error if it cannot be read
 */
export async function loadParser(): Promise<LoadedParser> {
  const grammar = fileURLToPath(new URL("tree-sitter-python.wasm", import.meta.url));
  return loadWasmParser(grammar, () => performance.now());
}
