import { createRequire } from "node:module";

import { parserOver, type LoadedParser } from "../parse/tree-sitter/grammar-parser.js";
import { nativeGrammar, type NativeParser } from "../parse/tree-sitter/native.js";
import { flatMemory } from "./flat-memory.js";
import { loadWasmParser } from "./load-wasm-parser.js";

/** Which build of the parser to use; `auto` takes the native one and falls back to WASM. */
export type Binding = "native" | "wasm" | "auto";

const require = createRequire(import.meta.url);

/**
 * Loads tree-sitter with the Python grammar.
 * The native module is optional: its prebuilt binary needs a recent libstdc++, and building it needs a compiler.
 * @param clock monotonic milliseconds, for the time limit of a text
 * @throws Error if the binding asked for by name cannot be loaded
 */
export async function loadParser(
  binding: Binding = "auto",
  clock = (): number => performance.now(),
): Promise<LoadedParser> {
  if (binding === "native") return loadNative(clock);
  if (binding === "auto") {
    try {
      return loadNative(clock);
    } catch {
      // Then the other one.
    }
  }
  return loadWasmParser(require.resolve("tree-sitter-python/tree-sitter-python.wasm"), clock);
}

function loadNative(clock: () => number): LoadedParser {
  const Parser = require("tree-sitter") as new () => NativeParser;
  const parser = new Parser();
  parser.setLanguage(require("tree-sitter-python"));
  const { count, settle } = flatMemory();
  return parserOver("native", nativeGrammar(parser, count), clock, settle);
}
