import type { NodeKind } from "../parse/node-kinds.js";
import { contains, type SyntaxNode } from "../parse/syntax-tree.js";

/**
 * Whether a node has run wherever a later place of the same function runs: it stands before it in a block around it, and in
 * nothing that is skipped or repeated.
 * @param entersAlways of a `with` statement, whether its body runs and lets errors through
 */
export function runsBefore(
  node: SyntaxNode,
  place: SyntaxNode,
  entersAlways: (statement: SyntaxNode) => boolean = () => false,
): boolean {
  if (node.start >= place.start) return false;
  for (let parent = node.parent; parent; parent = parent.parent) {
    if (SKIPPED.has(parent.type)) return false;
    if (parent.type !== "block" && parent.type !== "module") continue;
    if (contains(parent, place)) return true;
    const owner = parent.parent;
    if (owner?.type !== "with_statement" || !entersAlways(owner)) return false;
  }
  return false;
}

/** What holds expressions that may not run. */
const SKIPPED: ReadonlySet<NodeKind> = new Set([
  "boolean_operator",
  "conditional_expression",
  "comparison_operator",
  "assert_statement",
  "lambda",
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
]);
