import type { Span } from "../syntax-tree.js";

/** A text of the same length that means the same, spelled in a way that the grammar reads. */
export interface Respelled {
  readonly text: string;
  /** The comments that stood inside brackets, which are blank now; in the order of the text. */
  readonly comments: readonly Span[];
  /** Where `~` stands for a star: each has to apply to exactly one element of a list. */
  readonly stars: readonly number[];
}

/** Stands in texts that the grammar may read in another way than Python, without an error: `f"{a:=b}"`. */
export const MAY_BE_MISREAD = /\{[^{}\n]*:=/;

/**
 * Works around valid Python that tree-sitter-python 0.25 takes for an error, by another spelling of the same length:
 *
 * - The lines inside brackets become one. The scanner ends a block at a line that is indented less, inside of brackets too
 *   unless they could be closed there: `(a +` before such a line.
 * - A star before a display becomes an operator: `a = b, *[]`.
 * - The format of a replacement field does not begin with `=`: to the grammar `f"{a:=10}"` assigns.
 * @returns null where there is nothing to respell, or no certainty: a bracket is not closed, a string does not end, it is
 *   not clear what in an f-string is code
 */
export function respell(text: string): Respelled | null {
  if (ODD_LINE_END.test(text)) return null;
  const comments: Span[] = [];
  const stars: number[] = [];
  const pieces: string[] = [];
  let copied = 0;
  let depth = 0;
  const replace = (start: number, end: number, by: string): void => {
    pieces.push(text.slice(copied, start), by.repeat(end - start));
    copied = end;
  };
  const inFormat = (at: number): void => {
    replace(at, at + 1, "<");
  };
  for (let at = nextOf(TELLING, text, 0); at >= 0;) {
    let end = at + 1;
    const character = text[at] ?? "";
    if (character === "#") {
      const found = text.indexOf("\n", at);
      end = found < 0 ? text.length : found;
      if (depth > 0) {
        comments.push({ start: at, end });
        replace(at, end, " ");
      }
    } else if (character === "\n" || character === "\r") {
      if (depth > 0) replace(at, end, " ");
    } else if (character === "\\") end = behindEscape(text, at);
    else if (character === "*") {
      if (depth === 0 && isBeforeDisplay(text, at)) {
        stars.push(at);
        replace(at, end, "~");
      }
    } else if (OPENING.has(character)) depth++;
    else if (CLOSING.has(character)) {
      if (--depth < 0) return null;
    } else {
      end = behindString(text, at, inFormat);
      if (end < 0) return null;
    }
    at = nextOf(TELLING, text, end);
  }
  if (depth > 0 || pieces.length === 0) return null;
  return { text: pieces.join("") + text.slice(copied), comments, stars };
}

const TELLING = /[#*\n\r\\()[\]{}"']/g;
/** A carriage return by itself ends a line for Python, but not for the grammar. */
const ODD_LINE_END = /\r(?!\n)/;
const OPENING: ReadonlySet<string> = new Set("([{");
const CLOSING: ReadonlySet<string> = new Set(")]}");
const FORMATTED = /[fFtT][rR]?$/;
const TELLING_IN_STRING = /["'{\\\n]/g;

/**
 * A replacement field whose end every version of Python sees in the same place: without braces or `#` in its strings. Its
 * parts are single letters, and not too many: no two ways of dividing it are tried.
 */
const FIELD = /\{(?:[^{}"'#\\\n]|'[^{}'#\\\n]*'|"[^{}"#\\\n]*"|\{[^{}"'#\\\n]*\}){0,1000}\}/y;
/** Such a field up to the first colon outside of brackets, where `=` stands behind that. */
const EQUALS_FORMAT =
  /\{(?:[^{}()[\]:"'#\\\n]|'[^{}'#\\\n]*'|"[^{}"#\\\n]*"|\([^{}()"'#\\\n]*\)|\[[^{}[\]"'#\\\n]*\]){0,1000}:(?==)/y;

const BEFORE_ELEMENT = /(?:[=,]|\b(?:return|yield|in))[ \t]*$/;
const STARRED_DISPLAY = /\*[ \t]*[[({]/y;

function isBeforeDisplay(text: string, at: number): boolean {
  return behind(STARRED_DISPLAY, text, at) >= 0 && BEFORE_ELEMENT.test(text.slice(Math.max(0, at - 20), at));
}

function nextOf(what: RegExp, text: string, from: number): number {
  what.lastIndex = from;
  return what.exec(text)?.index ?? -1;
}

/** The offset behind a match that begins there; -1 for none. */
function behind(what: RegExp, text: string, at: number): number {
  what.lastIndex = at;
  return what.test(text) ? what.lastIndex : -1;
}

/** The offset behind a backslash and what it stands before. */
function behindEscape(text: string, at: number): number {
  return at + (text.startsWith("\r\n", at + 1) ? 3 : 2);
}

/**
 * The offset behind the string whose first quote is there; -1 if it has no end, or its fields are not plain to see.
 * @param inFormat given the offset of each `=` that a format begins with
 */
function behindString(text: string, start: number, inFormat: (at: number) => void): number {
  const one = text[start] ?? "";
  const quote = text.startsWith(one.repeat(3), start) ? one.repeat(3) : one;
  const isFormatted = FORMATTED.test(text.slice(Math.max(0, start - 2), start));
  let at = nextOf(TELLING_IN_STRING, text, start + quote.length);
  for (; at >= 0; at = nextOf(TELLING_IN_STRING, text, at)) {
    const character = text[at] ?? "";
    if (text.startsWith(quote, at)) return at + quote.length;
    if (character === "\n" && quote === one) return -1;
    if (character === "{" && isFormatted && text[at + 1] !== "{") {
      const format = behind(EQUALS_FORMAT, text, at);
      if (format >= 0) inFormat(format);
      at = behind(FIELD, text, at);
      if (at < 0) return -1;
    } else if (character === "\\") {
      // To an f-string a brace behind a backslash begins a field all the same.
      at = isFormatted && text[at + 1] === "{" ? at + 1 : behindEscape(text, at);
    } else at += character === "{" && isFormatted ? 2 : 1;
  }
  return -1;
}
