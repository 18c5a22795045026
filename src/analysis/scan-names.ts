import { isNameStart, lineEnd, nameEnd } from "./name-characters.js";
import { scanImport, type ImportVisitor } from "./scan-imports.js";

/** Told of what a text mentions, in the order of the text. */
export interface NameVisitor extends ImportVisitor {
  /**
   * A name with the members that follow it: `a.b.c`; not in an import statement.
   * @param isMember whether a dot stands before it
   * @param isBound whether it is assigned to there, names an argument (`a = `), or is what is defined
   */
  readonly name: (parts: readonly string[], isMember: boolean, isBound: boolean) => void;
  /** A string that is no f-string. */
  readonly string: (content: string) => void;
}

/**
 * Goes through the names of a text that may be Python, without parsing it, in linear time. Comments are left out, and
 * so is what stands in strings; the code in f-strings is not. Where it is not sure what is a string (one has no end, or
 * the braces of an f-string are not balanced at what looks like its end), it reads what follows as code: more is told
 * then, never less.
 * @param wanted the names that are told of, with their members; imports are always
 * @param readsStrings whether strings, and comments with them, are read as code as well
 */
export function scanNames(
  text: string,
  wanted: ReadonlySet<string>,
  readsStrings: boolean,
  visitor: NameVisitor,
): void {
  /** What begins before this offset is read as code, whatever it is. */
  let codeUntil = readsStrings ? Infinity : 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isNameStart(code)) at = nameAt(at);
    else if (code === QUOTE || code === APOSTROPHE) at = stringAt(at, at);
    else if (code === HASH && at >= codeUntil) at = lineEnd(text, at);
    // In a string `\n` stands for one character.
    else at += code === BACKSLASH && at < codeUntil ? 2 : 1;
  }

  /** Tells of the name that begins there, and of its members. Returns the offset behind them. */
  function nameAt(start: number): number {
    let end = nameEnd(text, start);
    const next = text.charCodeAt(end);
    const first = text.slice(start, end);
    if ((next === QUOTE || next === APOSTROPHE) && STRING_PREFIX.test(first)) return stringAt(start, end);
    const isImport = first === "import" || first === "from";
    if (!isImport && !wanted.has(first)) return end;
    const isMember = isBehindDot(text, start);
    if (isImport && !isMember) {
      const behind = scanImport(text, end, first, start >= codeUntil, visitor);
      if (behind !== null) return behind;
    }
    const parts = [first];
    let behind = behindSpace(end);
    while (text.charCodeAt(behind) === DOT) {
      const member = behindSpace(behind + 1);
      if (!isNameStart(text.charCodeAt(member))) break;
      end = nameEnd(text, member);
      parts.push(text.slice(member, end));
      behind = behindSpace(end);
    }
    const isAssigned = text.charCodeAt(behind) === EQUALS && text.charCodeAt(behind + 1) !== EQUALS;
    const isBound = isAssigned || DEFINED.test(text.slice(Math.max(0, start - 20), start));
    visitor.name(parts, isMember, isBound);
    return end;
  }

  /** The offset behind a string, or behind its opening quote where what stands in it is read as code. */
  function stringAt(start: number, quoteAt: number): number {
    const one = text[quoteAt] ?? "";
    const quote = text.startsWith(one.repeat(3), quoteAt) ? one.repeat(3) : one;
    const from = quoteAt + quote.length;
    if (start < codeUntil) return from;
    const end = stringEnd(text, from, quote);
    if (end < 0) {
      codeUntil = quote === one ? lineEnd(text, from) : Infinity;
      return from;
    }
    if (!FORMATTED.test(text.slice(start, quoteAt))) {
      visitor.string(text.slice(from, end));
      return end + quote.length;
    }
    codeUntil = hasOpenField(text, from, end) ? Infinity : end + quote.length;
    return from;
  }

  /** Behind what may stand between a name and its member. */
  function behindSpace(from: number): number {
    let behind = from;
    for (;;) {
      const code = text.charCodeAt(behind);
      if (isSpace(code)) behind++;
      else if (code === HASH && behind >= codeUntil) behind = lineEnd(text, behind);
      else return behind;
    }
  }
}

const DEFINED = /\b(?:def|class)[ \t]+$/;
const STRING_PREFIX = /^[rbuft]{1,2}$/i;
const FORMATTED = /[ft]/i;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const DOT = 46;
const EQUALS = 61;
const BACKSLASH = 92;

/** White space, line ends, and the backslash that continues a line. */
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === BACKSLASH;
}

function isBehindDot(text: string, start: number): boolean {
  let at = start - 1;
  while (at >= 0 && isSpace(text.charCodeAt(at))) at--;
  return text.charCodeAt(at) === DOT;
}

/** The offset of the quote that ends a string; -1 if it has no end. */
function stringEnd(text: string, from: number, quote: string): number {
  const first = quote.charCodeAt(0);
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += text.startsWith("\r\n", at + 1) ? 2 : 1;
    else if (quote.length === 1 && (code === 10 || code === 13)) return -1;
    else if (code === first && text.startsWith(quote, at)) return at;
  }
  return -1;
}

/** Whether a replacement field is open at what looks like the end of an f-string: a quote within it is of the same kind. */
function hasOpenField(text: string, from: number, end: number): boolean {
  let depth = 0;
  for (let at = from; at < end; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}") depth--;
  }
  return depth !== 0;
}
