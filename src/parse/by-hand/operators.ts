import { DIGIT, hashOf, NUMBER, SORTS } from "./characters.js";
import { giveUp } from "./give-up.js";
import { AUGMENTED, K, KEYWORDS } from "./token-kinds.js";
import { T } from "./node-types.js";

/** Longer operators first, so that the first that matches is the longest. */
const SPELLINGS: readonly (readonly [string, number])[] = [
  ...([
    ["**=", K.DOUBLE_STAR + AUGMENTED],
    ["//=", K.DOUBLE_SLASH + AUGMENTED],
  ] as const),
  ...([
    ["<<=", K.SHIFT_LEFT + AUGMENTED],
    [">>=", K.SHIFT_RIGHT + AUGMENTED],
    ["**", K.DOUBLE_STAR],
  ] as const),
  ...([
    ["//", K.DOUBLE_SLASH],
    ["<<", K.SHIFT_LEFT],
    [">>", K.SHIFT_RIGHT],
    ["->", K.ARROW],
  ] as const),
  ...([
    ["+=", K.PLUS + AUGMENTED],
    ["-=", K.MINUS + AUGMENTED],
    ["*=", K.STAR + AUGMENTED],
  ] as const),
  ...([
    ["/=", K.SLASH + AUGMENTED],
    ["%=", K.PERCENT + AUGMENTED],
    ["@=", K.AT + AUGMENTED],
  ] as const),
  ...([
    ["&=", K.AND + AUGMENTED],
    ["|=", K.OR + AUGMENTED],
    ["^=", K.XOR + AUGMENTED],
  ] as const),
  ...([
    ["<=", K.LESS_EQUAL],
    [">=", K.GREATER_EQUAL],
    ["<>", K.UNEQUAL],
    ["==", K.EQUAL],
  ] as const),
  ...([
    ["!=", K.NOT_EQUAL],
    [":=", K.WALRUS],
    ["+", K.PLUS],
    ["-", K.MINUS],
    ["*", K.STAR],
  ] as const),
  ...([
    ["/", K.SLASH],
    ["%", K.PERCENT],
    ["@", K.AT],
    ["&", K.AND],
    ["|", K.OR],
    ["^", K.XOR],
  ] as const),
  ...([
    ["<", K.LESS],
    [">", K.GREATER],
    ["=", K.ASSIGN],
    [":", K.COLON],
  ] as const),
];

/** The spellings by their first character. */
const BY_FIRST: (readonly (readonly [string, number])[])[] = Array.from({ length: 128 }, (_, code) =>
  SPELLINGS.filter(([spelling]) => spelling.charCodeAt(0) === code),
);

/**
 * The kind of the operator at an offset, in the lowest eight bits, and its length, in the bits above. Gives up where there
 * is none.
 * @param inField whether it stands in a replacement field of an f-string
 * @param depth how many brackets are open in that field
 */
export function operatorAt(text: string, at: number, inField: boolean, depth: number): number {
  const code = text.charCodeAt(at);
  if (inField && code === 33 && text.charCodeAt(at + 1) !== 61) {
    const letter = text.charCodeAt(at + 1);
    return letter >= 97 && letter <= 122 ? K.CONVERSION | (2 << 8) : giveUp();
  }
  for (const [spelling, kind] of BY_FIRST[code] ?? []) {
    if (!text.startsWith(spelling, at)) continue;
    // What follows a colon in a field is the format.
    if (inField && depth === 0 && kind === K.WALRUS) return K.COLON | (1 << 8);
    return kind | (spelling.length << 8);
  }
  return giveUp();
}

/** The kind of the number at an offset, and its length, in the same way. */
export function numberAt(text: string, at: number): number {
  NUMBER.lastIndex = at;
  const match = NUMBER.exec(text);
  if (!match) giveUp();
  const [number, float] = match;
  const code = text.charCodeAt(at + number.length);
  if (code >= 128 || (SORTS[code] ?? 0) >= DIGIT) giveUp();
  return (float === undefined ? K.INTEGER : K.FLOAT) | (number.length << 8);
}

/** The kind of what begins with a dot, and its length, in the same way. */
export function dotAt(text: string, at: number): number {
  const second = text.charCodeAt(at + 1);
  if (second >= 48 && second <= 57) return numberAt(text, at);
  const isEllipsis = second === 46 && text.charCodeAt(at + 2) === 46;
  return isEllipsis ? K.ELLIPSIS | (3 << 8) : K.DOT | (1 << 8);
}

const KEYWORD_TEXTS: string[] = [];
const KEYWORDS_BY_HASH = new Uint8Array(1 << 12);
for (const [word, kind] of Object.entries(KEYWORDS)) {
  KEYWORD_TEXTS[kind] = word;
  const slot = hashOf(word) & 0xfff;
  if (KEYWORDS_BY_HASH[slot] !== 0) throw new Error(`two keywords share a slot: ${word}`);
  KEYWORDS_BY_HASH[slot] = kind;
}

/** The kind of the keyword that a word is, else that of a name. */
export function keywordAt(text: string, start: number, end: number, hash: number): number {
  const kind = KEYWORDS_BY_HASH[hash & 0xfff] ?? 0;
  if (kind === 0) return K.NAME;
  const word = KEYWORD_TEXTS[kind] ?? "";
  return word.length === end - start && text.startsWith(word, start) ? kind : K.NAME;
}

/** How tightly a binary operator binds, by its kind; 0 for what is none. `**` is not among them, as it associates to the right. */
export const PRECEDENCE = new Uint8Array(256);
for (const [kind, precedence] of [
  ...([
    [K.OR, 1],
    [K.AND, 2],
    [K.XOR, 3],
    [K.SHIFT_LEFT, 4],
    [K.SHIFT_RIGHT, 4],
    [K.PLUS, 5],
  ] as const),
  ...([
    [K.MINUS, 5],
    [K.STAR, 6],
    [K.AT, 6],
    [K.SLASH, 6],
    [K.PERCENT, 6],
    [K.DOUBLE_SLASH, 6],
  ] as const),
])
  PRECEDENCE[kind] = precedence;

/** The node type of an operator, by its kind; 0 for what is none. */
export const OPERATOR_TYPES = new Uint8Array(256);
for (const [spelling, kind] of SPELLINGS) {
  const type = (T as Readonly<Record<string, number>>)[spelling];
  if (type !== undefined) OPERATOR_TYPES[kind] = type;
}
