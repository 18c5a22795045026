import { latin1 } from "./latin1.js";
import type { PickleValue, Text } from "./values.js";

/** More characters of a string than this are not read. */
const MAX_TEXT = 100_000;

/** The text of a string of the pickle, its first 100,000 bytes; null for what is no string. */
export function textOf(bytes: Uint8Array, value: PickleValue): string | null {
  if (typeof value !== "object" || value?.kind !== "text") return null;
  const short = value.end - value.start <= SHORT ? asciiIn(bytes, value) : null;
  if (short !== null) return short;
  const part = bytes.subarray(value.start, Math.min(value.end, value.start + MAX_TEXT));
  return decode(part, value.encoding);
}

/** The text of most names: ASCII without escapes; null for any other. */
function asciiIn(bytes: Uint8Array, { start, end }: Text): string | null {
  let text = "";
  for (let i = start; i < end; i++) {
    const code = bytes[i] ?? BACKSLASH;
    if (code >= 128 || code === BACKSLASH) return null;
    text += CHARACTERS[code] ?? "";
  }
  return text;
}

const SHORT = 64;
const BACKSLASH = 92;
const CHARACTERS: readonly string[] = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

function decode(bytes: Uint8Array, encoding: Text["encoding"]): string {
  switch (encoding) {
    case "utf-8":
      return UTF8.decode(bytes);
    case "latin-1":
      return latin1(bytes);
    case "raw-unicode-escape":
      return latin1(bytes).replace(
        /\\u([0-9a-f]{4})|\\U([0-9a-f]{8})/gi,
        (all, four?: string, eight?: string) => characterOf(parseInt(four ?? eight ?? "", 16), all),
      );
    case "string-escape":
      return latin1(bytes).replace(ESCAPE, (all, hex?: string, octal?: string, one?: string) =>
        one === undefined
          ? characterOf(hex === undefined ? parseInt(octal ?? "", 8) & 0xff : parseInt(hex, 16), all)
          : (SIMPLE_ESCAPES.get(one) ?? all),
      );
  }
}

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
const ESCAPE = /\\(?:x([0-9a-f]{2})|([0-7]{1,3})|([\s\S]))/gi;
const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\n", ""],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

function characterOf(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
