import type { Spot } from "./import-plan.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import type { Edit } from "../rule-kit/rule.js";

/**
 * The edits that add imports and definitions to a file: each import to its place among those around that of pickle, else all of them
 * above the definitions.
 */
export function additions(
  model: FileModel,
  { offset, beside, begins }: Spot,
  imports: readonly string[],
  blocks: readonly string[],
): readonly Edit[] {
  const { text } = model.tree;
  if (begins) {
    const lines = [...imports, ...(blocks.length === 0 ? [] : ["", "", blocks.join("\n\n\n"), "", ""])];
    return lines.length === 0
      ? []
      : [{ span: { start: offset, end: offset }, text: `${lines.join("\n")}\n` }];
  }
  const inserted = new Map<number, string>();
  const insert = (at: number, added: string): void => {
    if (added !== "") inserted.set(at, (inserted.get(at) ?? "") + added);
  };
  const group = beside ? groupAround(model, beside) : [];
  const last = group.at(-1);
  for (const statement of imports) {
    const next = group.find((one) => statement < text.slice(one.start, one.end));
    if (next) insert(next.start, `${statement}\n`);
    else insert(last ? endOfLine(text, last.end) : offset, `\n${statement}`);
  }
  if (blocks.length > 0) insert(offset, `\n\n\n${blocks.join("\n\n\n")}${linesBehind(text, offset)}`);
  return [...inserted].map(([at, added]) => ({ span: { start: at, end: at }, text: added }));
}

/** The `import` statements that stand line by line around one. */
function groupAround(model: FileModel, beside: SyntaxNode): readonly SyntaxNode[] {
  const { text, root } = model.tree;
  const at = root.children.indexOf(beside);
  const follows = (one: SyntaxNode | undefined, next: SyntaxNode | undefined): boolean =>
    one?.type === "import_statement" &&
    next?.type === "import_statement" &&
    /^\s*$/.test(text.slice(one.end, next.start)) &&
    text.slice(one.end, next.start).split("\n").length === 2;
  let [first, last] = [at, at];
  while (follows(root.children[first - 1], root.children[first])) first--;
  while (follows(root.children[last], root.children[last + 1])) last++;
  return root.children.slice(first, last + 1);
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end === -1) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}

/** The line ends that are missing for two empty lines behind a definition. */
function linesBehind(text: string, offset: number): string {
  const behind = /^\s*/.exec(text.slice(offset, offset + 100))?.[0] ?? "";
  const feeds = behind.split("\n").length - 1;
  return "\n".repeat(Math.max(0, 3 - feeds));
}
