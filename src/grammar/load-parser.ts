import { createRequire } from "node:module";

import type { ParsePython, ParseResult, Parser } from "../python/syntax-tree.js";
import { plainFirst } from "../syntax/plain-first.js";
import { flatMemory } from "./flat-memory.js";
import { withStars } from "./lift-stars.js";
import { MAY_BE_MISREAD, respell } from "./respell.js";
import { toSyntaxTree, type Cursor, type GrammarResult } from "./to-syntax-tree.js";

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

/**
 * The longest that the grammar works on one text, in milliseconds. It takes a second or two for the longest; but what it
 * does to go on after an error takes the square of the length, and so hours for a megabyte made for that.
 */
const MAX_MS = 30_000;

const require = createRequire(import.meta.url);

/**
 * Loads tree-sitter with the Python grammar.
 * The native module is an optional dependency: its prebuilt binary needs a recent libstdc++, and compiling it a compiler.
 * @param clock milliseconds that only grow: a text that takes too long is given up
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

/** Made for one text: whether the time is over. */
function timeLimit(clock: () => number): () => boolean {
  const end = clock() + MAX_MS;
  return () => clock() > end;
}

const TOO_LONG: GrammarResult = {
  ok: false,
  problem: `it cannot be parsed within ${String(MAX_MS / 1000)} seconds`,
};

interface NativeParser {
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

function loadNative(clock: () => number): LoadedParser {
  const Parser = require("tree-sitter") as new () => NativeParser;
  const parser = new Parser();
  parser.setLanguage(require("tree-sitter-python"));
  const memory = flatMemory();
  return loaded("native", memory.settle, clock, (text, progressCallback) => {
    memory.count(text.length);
    // The default read buffer splits long texts; one that holds it all avoids copies.
    const options = { bufferSize: text.length * 2 + 2, progressCallback };
    const tree = parser.parse(text, null, options);
    if (!tree) {
      parser.reset();
      return TOO_LONG;
    }
    return toSyntaxTree(text, tree.walk(), tree.rootNode.hasError);
  });
}

async function loadWasm(clock: () => number): Promise<LoadedParser> {
  const { Parser, Language } = await import("web-tree-sitter");
  await Parser.init();
  const language = await Language.load(require.resolve("tree-sitter-python/tree-sitter-python.wasm"));
  const parser = new Parser();
  parser.setLanguage(language);
  return loaded("wasm", flatMemory().settle, clock, (text, progressCallback) => {
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
  });
}

/** Parses a text as it is, unless the time is over before that is done. */
type ParseOnce = (text: string, isOver: () => boolean) => GrammarResult;

function loaded(
  binding: LoadedParser["binding"],
  settle: LoadedParser["settle"],
  clock: () => number,
  parseOnce: ParseOnce,
): LoadedParser {
  const parse = (text: string): ParseResult => parseTwice(text, parseOnce, timeLimit(clock));
  return { binding, settle, parse: guarded(plainFirst(parse)), parseWhole: guarded(parse) };
}

/**
 * Parses a text in which the grammar finds errors, or may have misread something, again, spelled otherwise; and takes that
 * where it finds no errors then.
 */
function parseTwice(text: string, parseOnce: ParseOnce, isOver: () => boolean): ParseResult {
  const parsed = parseOnce(text, isOver);
  if (!parsed.ok || (parsed.tree.errors.length === 0 && !MAY_BE_MISREAD.test(text))) return parsed;
  const respelled = respell(text);
  if (!respelled) return parsed;
  const again = parseOnce(respelled.text, isOver);
  if (!again.ok || again.tree.errors.length > 0) return parsed;
  const nodes = withStars(again.tree.nodes, respelled.stars);
  if (!nodes) return parsed;
  const comments = [...again.tree.comments, ...respelled.comments].sort((a, b) => a.start - b.start);
  return { ok: true, tree: { ...again.tree, text, nodes, comments } };
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
