import { loadParser } from "../../src/app/load-parser.js";
import type { LoadedParser } from "../../src/parse/tree-sitter/grammar-parser.js";

/** Every binding of the parser that this machine can load; WASM always is. */
export async function availableParsers(): Promise<LoadedParser[]> {
  const wasm = await loadParser("wasm");
  try {
    return [await loadParser("native"), wasm];
  } catch {
    // Without a compiler and a recent libstdc++ there is no native binding; the WASM one is then the whole product.
    return [wasm];
  }
}
