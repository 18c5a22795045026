import { giveUp } from "./give-up.js";
import { K } from "./token-kinds.js";

/** What a character of ASCII can begin; letters and digits go on a name. */
export const QUOTE = 1;
/** A digit. */
export const DIGIT = 2;
/** A letter or an underscore. */
export const LETTER = 3;

/** The sort of each character of ASCII; 0 for the rest. */
export const SORTS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) return LETTER;
  if (/[0-9]/.test(character)) return DIGIT;
  return character === "'" || character === '"' ? QUOTE : 0;
});

/** The kinds of the tokens that one character is, whatever follows. */
export const SIMPLE = new Uint8Array(128);
const ONE: readonly (readonly [string, number])[] = [
  ...([
    ["(", K.OPEN],
    [")", K.CLOSE],
    ["[", K.OPEN_SQUARE],
    ["]", K.CLOSE_SQUARE],
  ] as const),
  ...([
    ["{", K.OPEN_CURLY],
    ["}", K.CLOSE_CURLY],
    [",", K.COMMA],
    [";", K.SEMICOLON],
    ["~", K.TILDE],
  ] as const),
];
for (const [character, kind] of ONE) SIMPLE[character.charCodeAt(0)] = kind;

const DIGITS = "[0-9]+(?:_[0-9]+)*_?";
const EXPONENT = `[eE][+-]?${DIGITS}`;
const FLOAT = `(?:${DIGITS}\\.(?:${DIGITS})?(?:${EXPONENT})?|\\.${DIGITS}(?:${EXPONENT})?|${DIGITS}${EXPONENT})[jJ]?`;
const BASED = "0[xX](?:_?[A-Fa-f0-9])+[Ll]?|0[oO](?:_?[0-7])+[Ll]?|0[bB](?:_?[01])+[Ll]?";

/** A number as the grammar has it; the group matches what makes it a float. */
export const NUMBER = new RegExp(`${BASED}|(${FLOAT})|${DIGITS}[LljJ]?`, "y");

/** The offset behind a line end; gives up on a carriage return by itself, and on what is no line end. */
export function afterLineEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 10) return at + 1;
  if (code === 13 && text.charCodeAt(at + 1) === 10) return at + 2;
  return giveUp();
}

/** Whether all of a word are letters that can stand before a string. */
export function isPrefix(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    // b, f, r, t and u, in lower or upper case.
    const letter = text.charCodeAt(i) | 32;
    if (letter !== 98 && letter !== 102 && letter !== 114 && letter !== 116 && letter !== 117) return false;
  }
  return true;
}

/**
 * The name at an offset, which is not all ASCII. Gives up on what is no letter or digit of the Basic Multilingual
 * Plane that has long been one: what the grammar takes for one depends on the version of Unicode.
 */
export function nameAt(text: string, at: number): string {
  NAME.lastIndex = at;
  const name = NAME.exec(text)?.[0] ?? giveUp();
  const next = text.charCodeAt(at + name.length);
  return next >= 128 ? giveUp() : name;
}

const LETTERS = String.raw`A-Za-z_\xaa\xb5\xba\xc0-\u02af\u0370-\u0373\u0386-\u0481\u0531-\u0556\u0561-\u0586\u05d0-\u05ea\u0621-\u063a\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3`;
const NAME = new RegExp(
  String.raw`(?=[\p{XID_Start}_])[${LETTERS}](?:(?=\p{XID_Continue})[${LETTERS}0-9])*`,
  "uy",
);

/**
 * The hash of a name. While a text is parsed, names are compared by it rather than by their letters, which would have to be
 * copied out of the text. Two names can have the same: keywords are compared by their letters as well.
 */
export function hashOf(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = nextHash(hash, name.charCodeAt(i));
  return hash;
}

/** The hash of a name with one more character. */
export function nextHash(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}
