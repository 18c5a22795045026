import type { SyntaxNode } from "../parse/syntax-tree.js";

/** What a function gives back. */
export interface Results {
  /** The values of its return statements. */
  readonly returns: readonly SyntaxNode[];
  /** Its `yield` expressions. */
  readonly yields: readonly SyntaxNode[];
}
