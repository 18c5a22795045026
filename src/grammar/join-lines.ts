import type { Span } from "../python/syntax-tree.js";

/** A text of the same length in which the lines inside brackets are one. */
export interface JoinedLines {
  readonly text: string;
  /** The comments that stood inside brackets, which are blank now; in the order of the text. */
  readonly comments: readonly Span[];
}

/**
 * Puts what stands in brackets on one line, every offset where it was. The scanner of tree-sitter-python 0.25 ends a block
 * at a line that is indented less, inside of brackets too unless they could be closed there: `(a +` before such a line is
 * an error to it, and none in Python.
 * @returns null where the lines are not to be joined: no bracket spans some, one is not closed, a string does not end, or
 *   what is code in an f-string is not plain to see
 */
export function joinLines(text: string): JoinedLines | null {
  if (ODD_LINE_END.test(text)) return null;
  const comments: Span[] = [];
  const pieces: string[] = [];
  let copied = 0;
  let depth = 0;
  const blank = (start: number, end: number): void => {
    pieces.push(text.slice(copied, start), " ".repeat(end - start));
    copied = end;
  };
  for (let at = nextOf(TELLING, text, 0); at >= 0;) {
    let end = at + 1;
    const character = text[at] ?? "";
    if (character === "#") {
      const found = text.indexOf("\n", at);
      end = found < 0 ? text.length : found;
      if (depth > 0) {
        comments.push({ start: at, end });
        blank(at, end);
      }
    } else if (character === "\n" || character === "\r") {
      if (depth > 0) blank(at, end);
    } else if (character === "\\") end = behindEscape(text, at);
    else if (OPENING.has(character)) depth++;
    else if (CLOSING.has(character)) {
      if (--depth < 0) return null;
    } else {
      end = behindString(text, at);
      if (end < 0) return null;
    }
    at = nextOf(TELLING, text, end);
  }
  if (depth > 0 || pieces.length === 0) return null;
  return { text: pieces.join("") + text.slice(copied), comments };
}

const TELLING = /[#\n\r\\()[\]{}"']/g;
/** Ends a line to Python, and not to the grammar. */
const ODD_LINE_END = /\r(?!\n)/;
const OPENING: ReadonlySet<string> = new Set("([{");
const CLOSING: ReadonlySet<string> = new Set(")]}");
const FORMATTED = /[fFtT][rR]?$/;
const TELLING_IN_STRING = /["'{\\\n]/g;

/** A replacement field whose end every version of Python sees in the same place: without braces or `#` in its strings. */
const FIELD = /\{(?:[^{}"'#\\\n]+|'[^{}'#\\\n]*'|"[^{}"#\\\n]*"|\{[^{}"'#\\\n]*\})*\}/y;

function nextOf(what: RegExp, text: string, from: number): number {
  what.lastIndex = from;
  return what.exec(text)?.index ?? -1;
}

/** The offset behind a backslash and what it stands before. */
function behindEscape(text: string, at: number): number {
  return at + (text.startsWith("\r\n", at + 1) ? 3 : 2);
}

/** The offset behind the string whose first quote is there; -1 if it has no end, or its fields are not plain to see. */
function behindString(text: string, start: number): number {
  const one = text[start] ?? "";
  const quote = text.startsWith(one.repeat(3), start) ? one.repeat(3) : one;
  const isFormatted = FORMATTED.test(text.slice(Math.max(0, start - 2), start));
  let at = nextOf(TELLING_IN_STRING, text, start + quote.length);
  for (; at >= 0; at = nextOf(TELLING_IN_STRING, text, at)) {
    const character = text[at] ?? "";
    if (text.startsWith(quote, at)) return at + quote.length;
    if (character === "\n" && quote === one) return -1;
    if (character === "{" && isFormatted && text[at + 1] !== "{") {
      FIELD.lastIndex = at;
      if (!FIELD.test(text)) return -1;
      at = FIELD.lastIndex;
    } else if (character === "\\") {
      // To an f-string a brace behind a backslash begins a field all the same.
      at = isFormatted && text[at + 1] === "{" ? at + 1 : behindEscape(text, at);
    } else at += character === "{" && isFormatted ? 2 : 1;
  }
  return -1;
}
