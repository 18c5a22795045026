import type { SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "./file-model.js";

/** The search for what one use rests on. */
export interface Walk {
  /** Takes steps; false where there are none left. */
  readonly spend: (steps: number) => boolean;
  /** Every identifier of that name; none where there are too many. */
  readonly named: (name: string) => readonly SyntaxNode[];
  readonly note: (start: number, end: number) => void;
  /** Notes what is written elsewhere. */
  readonly say: (text: string) => void;
  /** What a change made of the files that an imported name comes from, as lines; "*" for what is imported without a name. */
  readonly elsewhere: (name: string) => readonly string[];
}

/** The headers of everything around the use, and the exits before it: what decides whether it is reached. */
export function noteSurroundings(
  use: SyntaxNode,
  { note, spend }: Walk,
  { tree }: Pick<FileModel, "tree">,
): void {
  let inner = use;
  for (let node = use.parent; node && spend(1); inner = node, node = node.parent) {
    if (node.type === "block") {
      for (const exit of exitsOf(tree.text, node)) {
        if (exit.start >= inner.start || !spend(1)) break;
        note(exit.start, exit.end);
      }
    }
    // A module has no such block, and can have very many children.
    const block = COMPOUND.test(node.type) && node.children.find(({ type }) => type === "block");
    if (!block) continue;
    note(node.parent?.type === "decorated_definition" ? node.parent.start : node.start, block.start);
  }
}

/** The statements of a block that may leave it. They are looked for once: a block can hold thousands of uses. */
function exitsOf(text: string, block: SyntaxNode): readonly SyntaxNode[] {
  const known =
    exits.get(block) ??
    block.children.filter(
      ({ type, start, end }) =>
        (type === "assert_statement" || type === "if_statement") && LEAVES.test(text.slice(start, end)),
    );
  exits.set(block, known);
  return known;
}

const exits = new WeakMap<SyntaxNode, readonly SyntaxNode[]>();

const LEAVES = /\b(?:raise|return|continue|break|assert)\b/;
const COMPOUND = /_(?:statement|definition|clause)$/;
