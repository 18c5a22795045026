import { createRequire } from "node:module";

import type { ParsePython, ParseResult, Parser } from "../python/syntax-tree.js";
import { plainFirst } from "../syntax/plain-first.js";
import { flatMemory } from "./flat-memory.js";
import { toSyntaxTree, type Cursor } from "./to-syntax-tree.js";

/** Which build of the parser to use; `auto` takes the native one and falls back to WASM. */
export type Binding = "native" | "wasm" | "auto";

/** A parser and the binding it runs on. */
export interface LoadedParser extends Parser {
  readonly binding: "native" | "wasm";
  /** Parses with the grammar, whatever the text and whatever is looked for: what `parse` has to agree with. */
  readonly parseWhole: ParsePython;
}

/** The longest Python text that is parsed, in UTF-16 units; longer files are not scanned. */
export const MAX_PYTHON_LENGTH = 5 * 1024 * 1024;

const require = createRequire(import.meta.url);

/**
 * Loads tree-sitter with the Python grammar.
 * The native module is an optional dependency: its prebuilt binary needs a recent libstdc++, and compiling it a compiler.
 * @throws Error if the binding asked for by name cannot be loaded
 */
export async function loadParser(binding: Binding = "auto"): Promise<LoadedParser> {
  if (binding === "wasm") return loadWasm();
  if (binding === "native") return loadNative();
  try {
    return loadNative();
  } catch {
    return loadWasm();
  }
}

interface NativeParser {
  setLanguage(language: unknown): void;
  parse(
    text: string,
    old: null,
    options: { bufferSize: number },
  ): {
    readonly rootNode: { readonly hasError: boolean };
    walk(): Cursor;
  };
}

function loadNative(): LoadedParser {
  const Parser = require("tree-sitter") as new () => NativeParser;
  const parser = new Parser();
  parser.setLanguage(require("tree-sitter-python"));
  const memory = flatMemory();
  return loaded("native", memory.settle, (text) => {
    memory.count(text.length);
    // The default read buffer splits long texts; one that holds it all avoids copies.
    const tree = parser.parse(text, null, { bufferSize: text.length * 2 + 2 });
    return toSyntaxTree(text, tree.walk(), tree.rootNode.hasError);
  });
}

async function loadWasm(): Promise<LoadedParser> {
  const { Parser, Language } = await import("web-tree-sitter");
  await Parser.init();
  const language = await Language.load(require.resolve("tree-sitter-python/tree-sitter-python.wasm"));
  const parser = new Parser();
  parser.setLanguage(language);
  const nothing = (): undefined => undefined;
  return loaded("wasm", nothing, (text) => {
    const tree = parser.parse(text);
    if (!tree) return { ok: false, problem: "the parser gave no tree" };
    const cursor = tree.walk();
    try {
      return toSyntaxTree(text, cursor, tree.rootNode.hasError);
    } finally {
      cursor.delete();
      tree.delete();
    }
  });
}

function loaded(
  binding: LoadedParser["binding"],
  settle: LoadedParser["settle"],
  parse: (text: string) => ParseResult,
): LoadedParser {
  return { binding, settle, parse: guarded(plainFirst(parse)), parseWhole: guarded(parse) };
}

function guarded(parse: ParsePython): ParsePython {
  return (text, lookedFor) => {
    if (text.length > MAX_PYTHON_LENGTH) {
      return { ok: false, problem: `larger than ${String(MAX_PYTHON_LENGTH >> 20)} MiB` };
    }
    try {
      return parse(text, lookedFor);
    } catch (error) {
      return { ok: false, problem: `the parser failed: ${String(error)}` };
    }
  };
}
