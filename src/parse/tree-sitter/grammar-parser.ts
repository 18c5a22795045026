import { plainFirst } from "../by-hand/plain-first.js";
import { withLineFeeds } from "../line-feeds.js";
import type { ParsePython, ParseResult, Parser } from "../syntax-tree.js";
import { withStars } from "./lift-stars.js";
import { MAY_BE_MISREAD, respell } from "./respell.js";
import type { GrammarResult } from "./to-syntax-tree.js";

/** A parser and the binding of tree-sitter it runs on. */
export interface LoadedParser extends Parser {
  readonly binding: "native" | "wasm";
  /** Parses with the grammar, whatever the text: what `parse` has to agree with. */
  readonly parseWhole: ParsePython;
}

/** The longest Python text that is parsed, in UTF-16 units; longer files are not scanned. */
export const MAX_PYTHON_LENGTH = 5 * 1024 * 1024;

/**
 * How long the grammar may work on one text, in milliseconds: this, and so much for each character. Valid text takes it a
 * tenth of that. But its recovery from errors is quadratic, and can take hours for a megabyte that was made to that end.
 */
const MAX_MS = 1000;
const MAX_MS_PER_CHARACTER = 0.006;

/** The answer of a binding that was stopped by the time limit. */
export const TOO_LONG: GrammarResult = {
  ok: false,
  problem: "it has errors that the parser does not get over in time",
};

/** Parses a text as it is, in one pass of the grammar; `TOO_LONG` where `isOver` says so before that is done. */
export type ParseOnce = (text: string, isOver: () => boolean) => GrammarResult;

/**
 * The complete parser over one binding: plain Python by hand, all else by the grammar. Never throws.
 * @param clock milliseconds that only grow: a text that takes too long is given up
 */
export function parserOver(
  binding: LoadedParser["binding"],
  parseOnce: ParseOnce,
  clock: () => number,
  settle: Parser["settle"] = () => undefined,
): LoadedParser {
  const parse = (text: string): ParseResult => parseTwice(text, parseOnce, timeLimit(clock, text.length));
  return { binding, settle, parse: guarded(plainFirst(parse)), parseWhole: guarded(parse) };
}

/** The time limit of one text, which starts now: tells whether it is over. */
function timeLimit(clock: () => number, length: number): () => boolean {
  const end = clock() + MAX_MS + length * MAX_MS_PER_CHARACTER;
  return () => clock() > end;
}

/**
 * Parses a text; where the grammar finds errors, or may have misread something, parses it again in another spelling, and
 * takes the second tree if that has no errors.
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
  return (text) => {
    if (text.length > MAX_PYTHON_LENGTH) {
      return { ok: false, problem: `larger than ${String(MAX_PYTHON_LENGTH >> 20)} MiB` };
    }
    try {
      return parse(withLineFeeds(text));
    } catch (error) {
      return { ok: false, problem: `the parser failed: ${String(error)}` };
    }
  };
}
