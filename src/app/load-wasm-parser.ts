import { parserOver, type LoadedParser } from "../parse/tree-sitter/grammar-parser.js";
import { wasmGrammar } from "../parse/tree-sitter/wasm.js";
import { flatMemory } from "./flat-memory.js";

/**
 * Loads tree-sitter as WASM.
 * @param grammar the file of the Python grammar
 * @param clock monotonic milliseconds, for the time limit of a text
 * @throws Error if it cannot be read
 */
export async function loadWasmParser(grammar: string, clock: () => number): Promise<LoadedParser> {
  const { Parser, Language } = await import("web-tree-sitter");
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return parserOver("wasm", wasmGrammar(parser), clock, flatMemory().settle);
}
