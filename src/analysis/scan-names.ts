import { isNameStart, lineEnd, nameEnd } from "../python/name-characters.js";
import { scanImport, type ImportVisitor } from "../python/scan-imports.js";

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
 * so is what stands in strings; the code in f-strings is not. Where it is not sure what is a string (one has no end in its
 * line, or a field of an f-string holds more than plain code), it reads all that follows as code: more is told then,
 * never less.
 * @param wanted the names that are told of, with their members; imports are always
 */
export function scanNames(text: string, wanted: ReadonlySet<string>, visitor: NameVisitor): void {
  /** What begins before this offset is read as code, whatever it is. */
  let codeUntil = 0;
  /** Whether a dot stands before what is next; with a line end between, it can also be that of `1.` or `...`. */
  let dot: "none" | "in line" | "above" = "none";
  const commentEnd = (start: number): number => lineEnd(text, start);
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isNameStart(code)) at = nameAt(at);
    else if (code === QUOTE || code === APOSTROPHE) at = stringAt(at, at);
    else if (code === HASH && at >= codeUntil) at = lineEnd(text, at);
    else {
      if (!isSpace(code)) dot = code === DOT ? "in line" : "none";
      else if (dot !== "none" && (code === 10 || code === 13)) dot = "above";
      at++;
    }
  }

  /** Tells of the name that begins there, and of its members. Returns the offset behind them. */
  function nameAt(start: number): number {
    const before = dot;
    dot = "none";
    let end = nameEnd(text, start);
    const next = text.charCodeAt(end);
    const first = text.slice(start, end);
    if ((next === QUOTE || next === APOSTROPHE) && STRING_PREFIX.test(first)) return stringAt(start, end);
    const isImport = first === "import" || first === "from";
    if (!isImport && !wanted.has(first)) return end;
    if (isImport && before !== "in line") {
      const behind = scanImport(text, end, first, start >= codeUntil ? commentEnd : null, visitor);
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
    if (before !== "none") visitor.name(parts, true, isBound);
    if (before !== "in line") visitor.name(parts, false, isBound);
    return end;
  }

  /** The offset behind a string, or behind its opening quote where what stands in it is read as code. */
  function stringAt(start: number, quoteAt: number): number {
    dot = "none";
    const one = text[quoteAt] ?? "";
    const quote = text.startsWith(one.repeat(3), quoteAt) ? one.repeat(3) : one;
    const from = quoteAt + quote.length;
    if (start < codeUntil) return from;
    const end = stringEnd(text, from, quote);
    if (end < 0) {
      codeUntil = Infinity;
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
const STRING_PREFIX = /^[rbuft]+$/i;
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

/**
 * Whether a replacement field may be open at what looks like the end of an f-string: a quote within one can be of the same
 * kind as those around it. Of strings in a field only those that hold no braces are told from the code around them.
 */
function hasOpenField(text: string, from: number, end: number): boolean {
  let depth = 0;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN) depth++;
    else if (code === CLOSE && --depth < 0) return true;
    else if (depth > 0 && (code === HASH || code === BACKSLASH)) return true;
    else if (depth > 0 && (code === QUOTE || code === APOSTROPHE)) {
      at = plainEnd(text, at);
      if (at < 0 || at >= end) return true;
    }
  }
  return depth !== 0;
}

/** The offset of the quote that ends a string in one line without braces and escapes; -1 where it is none. */
function plainEnd(text: string, start: number): number {
  PLAIN_STRING.lastIndex = start;
  return PLAIN_STRING.test(text) ? PLAIN_STRING.lastIndex - 1 : -1;
}

const PLAIN_STRING = /"[^"{}\\\n\r]*"|'[^'{}\\\n\r]*'/y;
const OPEN = 123;
const CLOSE = 125;
