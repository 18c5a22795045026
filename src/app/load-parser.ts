import { createRequire } from "node:module";

import { parserOver, type LoadedParser } from "../parse/tree-sitter/grammar-parser.js";
import { nativeGrammar, type NativeParser } from "../parse/tree-sitter/native.js";
import { wasmGrammar } from "../parse/tree-sitter/wasm.js";
import { flatMemory } from "./flat-memory.js";

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
  if (binding === "wasm") return loadWasm(clock);
  if (binding === "native") return loadNative(clock);
  try {
    return loadNative(clock);
  } catch {
    return loadWasm(clock);
  }
}

function loadNative(clock: () => number): LoadedParser {
  const Parser = require("tree-sitter") as new () => NativeParser;
  const parser = new Parser();
  parser.setLanguage(require("tree-sitter-python"));
  const { count, settle } = flatMemory();
  return parserOver("native", nativeGrammar(parser, count), clock, settle);
}

async function loadWasm(clock: () => number): Promise<LoadedParser> {
  const { Parser, Language } = await import("web-tree-sitter");
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(require.resolve("tree-sitter-python/tree-sitter-python.wasm")));
  return parserOver("wasm", wasmGrammar(parser), clock, flatMemory().settle);
}
