import type { Evaluator } from "./evaluator.js";
import { bytes, constantOf, isAffordable, text, textOf, type Known } from "./fold.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";

/** `b"...".decode()` and `b"...".hex()`; undefined for what is not folded. */
export function foldBytesMethod(
  value: string,
  method: string,
  encoding: string | undefined,
): Known | undefined {
  if (method === "hex")
    return text(Array.from(value, (c) => c.charCodeAt(0).toString(16).padStart(2, "0")).join(""));
  if (method !== "decode") return undefined;
  return encoding && /rot.?13/i.test(encoding) ? text(rot13(value)) : text(fromUtf8(value));
}

/** Functions of the standard library that decode constants: base64, hex, rot13, `chr`, `str`, `bytes`. */
export function foldFunction(
  evaluator: Evaluator,
  name: string,
  args: readonly SyntaxNode[],
): Known | undefined {
  const [first, second] = args;
  if (!DECODERS.has(name) || !first) return undefined;
  const constant = constantOf(evaluator, first);
  if (typeof constant?.value === "string" && !isAffordable(evaluator, constant.value)) return undefined;
  switch (name) {
    case "builtins.chr": {
      const code = constant?.value;
      return typeof code === "number" && code >= 0 && code <= 0x10ffff
        ? text(String.fromCodePoint(code))
        : undefined;
    }
    case "builtins.str":
      if (constant?.kind === "bytes") return second ? text(fromUtf8(constant.value)) : undefined;
      return typeof constant?.value === "string" ? constant : undefined;
    case "builtins.bytes":
    case "builtins.bytearray": {
      const items = constant ? undefined : codesOf(evaluator, first);
      return items === undefined
        ? typeof constant?.value === "string"
          ? bytes(utf8(constant.value))
          : undefined
        : bytes(items);
    }
    case "codecs.decode": {
      const codec = textOf(evaluator, second) ?? "utf-8";
      if (typeof constant?.value !== "string") return undefined;
      if (/rot.?13/i.test(codec)) return text(rot13(constant.value));
      if (/hex/i.test(codec)) return unhex(constant.value);
      if (/base64/i.test(codec)) return unbase64(constant.value);
      return text(fromUtf8(constant.value));
    }
    default:
      if (typeof constant?.value !== "string") return undefined;
      return name.includes("64") ? unbase64(constant.value) : unhex(constant.value);
  }
}

const DECODERS: ReadonlySet<string> = new Set([
  "builtins.chr",
  "builtins.str",
  "builtins.bytes",
  "builtins.bytearray",
  "builtins.bytes.fromhex",
  "builtins.bytearray.fromhex",
  "binascii.unhexlify",
  "binascii.a2b_hex",
  "binascii.a2b_base64",
  "base64.b64decode",
  "base64.standard_b64decode",
  "base64.urlsafe_b64decode",
  "base64.decodebytes",
  "base64.b16decode",
  "codecs.decode",
]);

function codesOf(evaluator: Evaluator, node: SyntaxNode): string | undefined {
  const [value] = evaluator.evaluate(node);
  if (value?.kind !== "sequence" || value.node.children.length > 10_000) return undefined;
  const codes = value.node.children.map((child) => constantOf(evaluator, child)?.value);
  return codes.every((code) => typeof code === "number" && code >= 0 && code < 256)
    ? String.fromCharCode(...codes.map(Number))
    : undefined;
}

function unhex(value: string): Known | undefined {
  const digits = value.replace(/\s+/g, "");
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) return undefined;
  return bytes((digits.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16))).join(""));
}

/** What is longer is not put together. */
const MAX_BYTES = 10_000;

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function unbase64(value: string): Known | undefined {
  const codes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const character of value.replace(/-/g, "+").replace(/_/g, "/")) {
    const digit = BASE64.indexOf(character);
    if (digit === -1) continue;
    buffer = ((buffer << 6) | digit) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    codes.push((buffer >> bits) & 0xff);
    if (codes.length > MAX_BYTES) return undefined;
  }
  return bytes(String.fromCharCode(...codes));
}

function rot13(value: string): string {
  return value.replace(/[a-z]/gi, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

/** The bytes of a text. */
export function utf8(value: string): string {
  return String.fromCharCode(...new TextEncoder().encode(value.slice(0, 10_000)));
}

function fromUtf8(value: string): string {
  return new TextDecoder().decode(Uint8Array.from(value, (character) => character.charCodeAt(0)));
}
