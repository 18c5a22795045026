import { expressions } from "./expression-list.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { K } from "./token-kinds.js";

/** A string, or several that stand side by side. */
export function strings(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  string(p);
  if (p.kind !== K.STRING) return;
  while (p.kind === K.STRING) string(p);
  nodes.add(T.concatenated_string, start, p.lastEnd, first);
}

const FORMAT = 1;
const RAW = 2;
const BYTES = 4;

function string(p: Lexer): void {
  const { nodes, start, text } = p;
  const first = nodes.count;
  let at = start;
  let flags = 0;
  for (; ; at++) {
    const letter = text.charCodeAt(at) | 32;
    if (letter === 102 || letter === 116) flags |= FORMAT;
    else if (letter === 114) flags |= RAW;
    else if (letter === 98) flags |= BYTES;
    else if (letter !== 117) break;
  }
  const quote = text.charCodeAt(at);
  const isTriple = text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
  at += isTriple ? 3 : 1;
  nodes.leaf(T.string_start, start, at);
  const end =
    (flags & FORMAT) !== 0 ? template(p, at, quote, isTriple, flags) : plain(p, at, quote, isTriple, flags);
  const isBare = end > at && nodes.types[nodes.count - 1] === T.string_start;
  nodes.leaf(T.string_end, isBare ? at : end, end + (isTriple ? 3 : 1));
  nodes.add(T.string, start, end + (isTriple ? 3 : 1), first);
  p.end = end + (isTriple ? 3 : 1);
  p.next();
}

/** The content of a string without replacement fields. Returns where it ends. */
function plain(p: Lexer, from: number, quote: number, isTriple: boolean, flags: number): number {
  const { text, nodes } = p;
  const first = nodes.count;
  const { length } = text;
  let escaped = 0;
  for (let at = from; at < length;) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (!isTriple || (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote)) {
        // A raw string of nothing but escapes has no content to the scanner: it belongs to the end.
        if (at > from && escaped < at - from) nodes.add(T.string_content, from, at, first);
        return at;
      }
      at++;
    } else if (code === 92) {
      const next = escape(p, at, flags);
      if ((flags & RAW) !== 0 && !isOrdinary(text.charCodeAt(at + 1), quote)) escaped += next - at;
      at = next;
    } else if (code === 10 && !isTriple) giveUp();
    else at++;
  }
  return giveUp();
}

/** Whether the scanner does not step over this together with a backslash before it. */
function isOrdinary(code: number, quote: number): boolean {
  return code !== quote && code !== 92 && code !== 10 && code !== 13;
}

/** Steps over a backslash and what it escapes. */
function escape(p: Lexer, at: number, flags: number): number {
  const { text, nodes } = p;
  if ((flags & RAW) !== 0) {
    // Whatever the scanner steps over with it can be neither an end nor an escape by itself.
    const code = text.charCodeAt(at + 1);
    if (code === 13) return text.charCodeAt(at + 2) === 10 ? at + 3 : giveUp();
    if (code === 123 || code === 125) return at + 1;
    return code === code ? at + 2 : giveUp();
  }
  const code = text.charCodeAt(at + 1);
  // In bytes these are no escapes; the scanner steps over more than them.
  if ((flags & BYTES) !== 0 && (code === 78 || code === 117 || code === 85)) giveUp();
  const length = escapeLength(text, at + 1, code);
  if (length > 0) nodes.leaf(T.escape_sequence, at, at + 1 + length);
  return at + 1 + length;
}

const HEX = /[0-9a-fA-F]*/y;
const NAMED = /N\{[^}]+\}/y;

/** How long an escape sequence is behind its backslash; 0 for a backslash that escapes nothing. */
function escapeLength(text: string, at: number, code: number): number {
  switch (code) {
    case 117:
      return hexLength(text, at + 1) >= 4 ? 5 : 0;
    case 85:
      return hexLength(text, at + 1) >= 8 ? 9 : 0;
    case 120:
      return hexLength(text, at + 1) >= 2 ? 3 : 0;
    case 78: {
      NAMED.lastIndex = at;
      return NAMED.exec(text)?.[0].length ?? 0;
    }
    case 13:
      return text.charCodeAt(at + 1) === 10 ? 2 : giveUp();
    case 10:
    case 34:
    case 39:
    case 92:
    case 97:
    case 98:
    case 102:
    case 110:
    case 114:
    case 116:
    case 118:
      return 1;
    default: {
      let length = 0;
      while (length < 3 && isDigit(text.charCodeAt(at + length))) length++;
      return length;
    }
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function hexLength(text: string, at: number): number {
  HEX.lastIndex = at;
  return HEX.exec(text)?.[0].length ?? 0;
}

/** The content of an f-string: texts and replacement fields. Returns where it ends. */
function template(p: Lexer, from: number, quote: number, isTriple: boolean, flags: number): number {
  const { text, nodes } = p;
  const { length } = text;
  let start = from;
  let first = nodes.count;
  /** Where the last brace or the template began, and how much was stepped over with backslashes since. */
  let stop = from;
  let escaped = 0;
  for (let at = from; at < length;) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (!isTriple || (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote)) {
        if (escaped > 0 && escaped === at - stop) giveUp();
        if (at > start) nodes.add(T.string_content, start, at, first);
        return at;
      }
      at++;
    } else if (code === 123 || code === 125) {
      // A raw text of nothing but escapes is not what one would expect to the grammar.
      if (escaped > 0 && escaped === at - stop) giveUp();
      escaped = 0;
      if (text.charCodeAt(at + 1) === code) {
        nodes.leaf(T.escape_interpolation, at, at + 2);
        at += 2;
        stop = at;
        continue;
      }
      if (code === 125) giveUp();
      if (at > start) nodes.add(T.string_content, start, at, first);
      at = field(p, at, T.interpolation);
      start = at;
      stop = at;
      first = nodes.count;
    } else if (code === 92) {
      const next = escape(p, at, flags);
      if ((flags & RAW) !== 0 && !isOrdinary(text.charCodeAt(at + 1), quote)) escaped += next - at;
      at = next;
    } else if (code === 10 && !isTriple) giveUp();
    else at++;
  }
  return giveUp();
}

/** A replacement field. Returns the offset behind it. */
function field(p: Lexer, start: number, type: number): number {
  const { nodes, inField, depth } = p;
  const first = nodes.count;
  p.inField = true;
  p.depth = 0;
  p.end = start + 1;
  p.next();
  expressions(p);
  nodes.fill(F.expression);
  if (p.kind === K.ASSIGN) p.next();
  if (p.kind === K.CONVERSION) {
    nodes.leaf(T.type_conversion, p.start, p.end);
    nodes.fill(F.type_conversion);
    p.next();
  }
  let end: number;
  if (p.kind === K.COLON) {
    end = format(p, p.start);
  } else {
    if (p.kind !== K.CLOSE_CURLY) giveUp();
    ({ end } = p);
  }
  p.inField = inField;
  p.depth = depth;
  nodes.add(type, start, end, first);
  return end;
}

/** The format behind a colon, up to the end of the field. Returns the offset behind the field. */
function format(p: Lexer, start: number): number {
  const { text, nodes } = p;
  const first = nodes.count;
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 125) break;
    if (code === 123) at = field(p, at, T.format_expression);
    // Quotes and line ends could end the string before the field.
    else if (code === 34 || code === 39 || code === 10 || code === 13 || code === 92 || code !== code)
      giveUp();
    else at++;
  }
  nodes.add(T.format_specifier, start, at, first);
  nodes.fill(F.format_specifier);
  return at + 1;
}
