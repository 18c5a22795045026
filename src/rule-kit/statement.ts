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
  const normalized = text.slice(current.start, end).replace(/\s+/g, " ").trim().slice(0, 2000);
  texts.set(current, { end, normalized });
  return normalized;
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
