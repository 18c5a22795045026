import { decodeText } from "./decode.js";

/**
 * The bytes of a text that was changed, in the encoding and with the byte order mark of the bytes that it was read from; null
 * where these could not be written back as they are.
 */
export function encodeText(text: string, was: Uint8Array): Uint8Array | null {
  const decoded = decodeText(was);
  if (!decoded.ok) return null;
  const encode = encoderOf(decoded.text, was);
  return encode?.(text) ?? null;
}

type Encode = (text: string) => Uint8Array | null;

function encoderOf(text: string, was: Uint8Array): Encode | null {
  const utf8 = new TextEncoder().encode(text);
  const mark = was.subarray(0, was.length - utf8.length);
  if (isEqual(was.subarray(mark.length), utf8) && /^(?:efbbbf)*$/.test(hexOf(mark)))
    return (changed) => joined(mark, new TextEncoder().encode(changed));
  return text.length === was.length ? singleByte(text, was) : null;
}

/** In an encoding of one byte a character, those that stand in the text tell how they are written; all others are ASCII. */
function singleByte(text: string, was: Uint8Array): Encode {
  const bytes = new Map<string, number>();
  for (let i = 0; i < was.length; i++) bytes.set(text.charAt(i), was[i] ?? 0);
  return (changed) => {
    const result = new Uint8Array(changed.length);
    for (let i = 0; i < changed.length; i++) {
      const code = changed.charCodeAt(i);
      const byte = code < 128 ? code : bytes.get(changed.charAt(i));
      if (byte === undefined) return null;
      result[i] = byte;
    }
    return result;
  };
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function hexOf(bytes: Uint8Array): string {
  return bytes.length > 12 ? "long" : Array.from(bytes, (byte) => byte.toString(16)).join("");
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const result = new Uint8Array(a.length + b.length);
  result.set(a);
  result.set(b, a.length);
  return result;
}
