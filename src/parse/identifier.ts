import type { SyntaxNode } from "./syntax-tree.js";

/**
 * The name an identifier stands for. Python compares identifiers after NFKC normalization
 * (language reference, "Identifiers and keywords"), so full-width letters spell the same name.
 */
export function identifierText(text: string, node: SyntaxNode): string {
  return node.name ?? normalizeName(text.slice(node.start, node.end));
}

/** The text of a dotted name without the white space Python allows around its dots. */
export function dottedText(text: string, node: SyntaxNode): string {
  return normalizeName(text.slice(node.start, node.end).replace(/[\s\\]+/g, ""));
}

/** The name that some letters of an identifier spell. */
export function normalizeName(name: string): string {
  // eslint-disable-next-line no-control-regex -- the ASCII range is meant
  return /^[\x00-\x7f]*$/.test(name) ? name : name.normalize("NFKC");
}
