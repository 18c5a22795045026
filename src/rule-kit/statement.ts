import { digest } from "../findings/fingerprint.js";
import { enclosingName, type FileModel } from "../python/file-model.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";

/** The simple statement around a node, or the header of a compound one; its text is white-space normalized. */
export function statementText(model: FileModel, node: SyntaxNode): string {
  const { text } = model.tree;
  let current = node;
  while (current.parent && !isStatement(current)) current = current.parent;
  const body = current.children.find((child) => child.type === "block");
  const end = body && body.start > node.start ? body.start : current.end;
  const known = texts.get(current);
  if (known?.end === end) return known.normalized;
  const normalized = shortened(text.slice(current.start, end).replace(/\s+/g, " ").trim());
  texts.set(current, { end, normalized });
  return normalized;
}

/** All of a long text counts: its end is in the digest. */
function shortened(text: string): string {
  return text.length <= 2000 ? text : `${text.slice(0, 2000)} ${digest(text)}`;
}

/** Of statements that were asked about: in one of them there may stand thousands of uses. */
const texts = new WeakMap<SyntaxNode, { readonly end: number; readonly normalized: string }>();

/** The words around a use that tell what it is for: its statement and the definitions it stands in. */
export function wordsAround(model: FileModel, node: SyntaxNode): string {
  return `${enclosingName(model, node)} ${statementText(model, node)}`;
}

function isStatement(node: SyntaxNode): boolean {
  return /_(?:statement|definition|clause)$|^decorator$/.test(node.type);
}
