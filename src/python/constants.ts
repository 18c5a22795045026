import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";
import type { Constant, Value } from "./value.js";

/** The longest string that is read, unless more is asked for. */
const MAX_STRING = 10_000;

/**
 * The constant that a literal spells: strings (prefixes and escapes understood), integers, `True`, `False`, `None`.
 * Bytes, floats, f-strings with fields and anything else give undefined.
 */
export function literal(text: string, node: SyntaxNode, longest = MAX_STRING): Constant | undefined {
  switch (node.type) {
    case "true":
      return true;
    case "false":
      return false;
    case "none":
      return null;
    case "integer": {
      const digits = text.slice(node.start, node.end).replaceAll("_", "");
      const value = /^(0[xXoObB][0-9a-fA-F]+|[0-9]+)$/.test(digits) ? Number(digits) : NaN;
      return Number.isSafeInteger(value) ? value : undefined;
    }
    case "string":
      return stringLiteral(text, node, longest);
    case "concatenated_string": {
      let whole = "";
      for (const part of node.children) {
        const value = stringLiteral(text, part, longest);
        if (value === undefined || whole.length + value.length > longest) return undefined;
        whole += value;
      }
      return whole;
    }
    default:
      return undefined;
  }
}

/** What a bytes literal spells, one character for each byte; undefined for anything else. */
export function bytesLiteral(text: string, node: SyntaxNode, longest = MAX_STRING): string | undefined {
  const value = prefixOf(text, node)?.includes("b") ? contentOf(text, node, longest) : undefined;
  // Bytes hold no other characters; a stray one is a syntax error of Python.
  // eslint-disable-next-line no-control-regex -- the range of bytes is meant
  return value !== undefined && /^[\x00-\xff]*$/.test(value) ? value : undefined;
}

/** The prefix letters of a string, in lower case: `rb`. */
function prefixOf(text: string, node: SyntaxNode): string | undefined {
  const opening = node.children[0];
  if (node.type !== "string" || opening?.type !== "string_start") return undefined;
  return text
    .slice(opening.start, opening.end)
    .replace(/(?<!["'])["']+$/, "")
    .toLowerCase();
}

function stringLiteral(text: string, node: SyntaxNode, longest: number): string | undefined {
  const prefix = prefixOf(text, node);
  return prefix === undefined || prefix.includes("b") ? undefined : contentOf(text, node, longest);
}

function contentOf(text: string, node: SyntaxNode, longest: number): string | undefined {
  const prefix = prefixOf(text, node) ?? "";
  if (node.children.some((child) => child.type === "interpolation")) return undefined;
  const contents = node.children.filter((child) => child.type === "string_content");
  const raw = contents.map((child) => text.slice(child.start, child.end)).join("");
  if (raw.length > longest) return undefined;
  return prefix.includes("r") ? raw : unescape(raw);
}

/** What stands between the replacement fields of an f-string, at one of them. */
export function templatePart(text: string, part: SyntaxNode): string {
  if (part.type !== "string_content") return "";
  const raw = text.slice(part.start, part.end).replace(/\{\{|\}\}/g, (two) => two.charAt(0));
  const isRaw = part.parent !== null && (prefixOf(text, part.parent) ?? "").includes("r");
  return isRaw ? raw : unescape(raw);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

function unescape(raw: string): string {
  return raw.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(\r?\n|[\s\S]))/g,
    (whole: string, ...groups: (string | undefined)[]) => {
      const [hex2, hex4, hex8, octal, single] = groups;
      const hex = hex2 ?? hex4 ?? hex8;
      if (hex !== undefined) return codePoint(parseInt(hex, 16), whole);
      if (octal !== undefined) return codePoint(parseInt(octal, 8), whole);
      if (single === "\r\n") return "";
      return ESCAPES[single ?? ""] ?? whole;
    },
  );
}

function codePoint(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}

/** The value of a key or field name given as a literal string, or undefined. */
export function stringKey(text: string, pair: SyntaxNode): string | undefined {
  const key = childOf(pair, "key");
  const value = key ? literal(text, key) : undefined;
  return typeof value === "string" ? value : undefined;
}

/** What a call passes by keyword; undefined where it does not. */
export function keywordOf(text: string, call: SyntaxNode, keyword: string): SyntaxNode | undefined {
  for (const argument of childOf(call, "arguments")?.children ?? []) {
    const name = argument.type === "keyword_argument" ? childOf(argument, "name") : null;
    if (name && identifierText(text, name) === keyword) return childOf(argument, "value") ?? undefined;
  }
  return undefined;
}

/** The values that `Literal["a", "b"]` lists, in an annotation or elsewhere; empty for anything else. */
export function literalsIn({ text, nodes }: SyntaxTree, node: SyntaxNode): Value[] {
  if (!LITERAL_TYPE.test(text.slice(node.start, Math.min(node.end, node.start + 50)))) return [];
  const values: Value[] = [];
  for (let i = node.index + 1; i < nodes.length; i++) {
    const inner = nodes[i];
    if (!inner || inner.start >= node.end) break;
    const value = literal(text, inner);
    if (value !== undefined) values.push({ kind: "constant", value });
  }
  return values;
}

const LITERAL_TYPE = /^(?:\w+\.)?Literal\s*\[/;
