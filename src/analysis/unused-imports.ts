import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childrenOf, type ParsePython, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";
import { importedName } from "../python/bind-imports.js";
import { nodesOf } from "../python/nodes-of.js";
import type { Edit } from "../rule-kit/rule.js";

/**
 * Takes out of a text the imports of names that stood in it before and, but for the import, do not stand in it any more. What
 * may be there for others stays: in an `__init__.py`, in a `try` or an `if`, beside `noqa` or any other comment, and
 * what another file imports from here.
 */
export function removalsOfUnused(
  path: string,
  before: string,
  after: string,
  parse: ParsePython,
  { isImportedElsewhere }: { readonly isImportedElsewhere: (name: string) => boolean },
): readonly Edit[] {
  if (/(?:^|\/)__init__\.pyi?$/.test(path)) return [];
  const [was, is] = [parse(before), parse(after)];
  if (!was.ok || !is.ok) return [];
  const used = namesUsed(was.tree);
  const stillUsed = namesUsed(is.tree);
  const isUnneeded = (name: string): boolean =>
    used.has(name) && !stillUsed.has(name) && !isImportedElsewhere(name);
  return nodesOf(is.tree, "import_statement", "import_from_statement").flatMap((statement) =>
    removalsIn(is.tree, statement, isUnneeded),
  );
}

function removalsIn(tree: SyntaxTree, statement: SyntaxNode, isUnneeded: (name: string) => boolean): Edit[] {
  const names = childrenOf(statement, "name");
  const unneeded = names.filter((name) => isUnneeded(boundBy(tree.text, name)));
  if (unneeded.length === 0 || !isPlain(statement)) return [];
  if (unneeded.length === names.length) {
    const line = wholeLine(tree.text, statement);
    return line ? [{ span: line, text: "" }] : [];
  }
  const edits: Edit[] = [];
  for (const [i, name] of names.entries()) {
    const [before, next] = [names[i - 1], names[i + 1]];
    if (!unneeded.includes(name)) continue;
    // One that follows another goes with the comma before it; with those before all gone, with the comma behind it.
    const isFirst = names.slice(0, i).every((one) => unneeded.includes(one));
    const span =
      isFirst && next
        ? { start: name.start, end: next.start }
        : { start: before?.end ?? name.start, end: name.end };
    if (tree.comments.some((comment) => comment.start >= span.start && comment.end <= span.end)) return [];
    edits.push({ span, text: "" });
  }
  return edits;
}

/** A statement of the module, or of a function that does more: whether it is run does not depend on anything. */
function isPlain({ parent }: SyntaxNode): boolean {
  if (parent?.type === "module") return true;
  return (
    parent?.type === "block" && parent.parent?.type === "function_definition" && parent.children.length > 1
  );
}

/** All of its lines with the last line end, where nothing else stands there; a comment for scanners goes with them. */
function wholeLine(
  text: string,
  { start, end }: SyntaxNode,
): { readonly start: number; readonly end: number } | null {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const feed = text.indexOf("\n", end);
  const to = feed === -1 ? text.length : feed + 1;
  const behind = text.slice(end, to).trim();
  const isAlone = text.slice(from, start).trim() === "" && (behind === "" || /^#\s*nosec\b/.test(behind));
  return isAlone ? { start: from, end: to } : null;
}

function boundBy(text: string, name: SyntaxNode): string {
  const { path, alias } = importedName(text, name);
  return alias ?? path.split(".")[0] ?? path;
}

/** Every name in the code, imports aside, and every word in a string: `__all__` and annotations name things so. */
function namesUsed(tree: SyntaxTree): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodesOf(tree, "identifier")) {
    if (!isOfImport(node) && !isMember(node)) names.add(identifierText(tree.text, node));
  }
  for (const { start, end } of nodesOf(tree, "string")) addWords(tree.text.slice(start, end), names);
  for (const { start, end } of tree.comments) {
    const comment = tree.text.slice(start, end);
    if (/^#\s*type:/.test(comment)) addWords(comment, names);
  }
  return names;
}

function addWords(text: string, names: Set<string>): void {
  for (const [word] of text.matchAll(/[^\W\d]\w*/gu)) names.add(word);
}

/** The name of a keyword, or of an attribute, which are looked up elsewhere. */
function isMember({ parent, field }: SyntaxNode): boolean {
  return parent?.type === "keyword_argument" ? field === "name" : field === "attribute";
}

function isOfImport(node: SyntaxNode): boolean {
  let current = node.parent;
  while (current && IN_IMPORTS.has(current.type)) current = current.parent;
  return current?.type === "import_statement" || current?.type === "import_from_statement";
}

const IN_IMPORTS: ReadonlySet<NodeKind> = new Set(["dotted_name", "aliased_import", "relative_import"]);
