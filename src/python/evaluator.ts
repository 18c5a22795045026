import type { SyntaxNode, SyntaxTree } from "../parse/syntax-tree.js";
import type { KnownNames } from "./known-names.js";
import type { StepBudget } from "./reaching.js";
import type { Binding, Scope, ScopeTree } from "./scope.js";
import type { Value } from "./value.js";

/** Answers what expressions of one file can stand for. */
export interface Evaluator {
  readonly tree: SyntaxTree;
  readonly scopes: ScopeTree;
  readonly known: KnownNames;
  /** The alternatives of an expression; never empty. */
  readonly evaluate: (node: SyntaxNode) => readonly Value[];
  /** The alternatives of what one binding binds. */
  readonly bound: (binding: Binding) => readonly Value[];
  /** The alternatives of a name of the module level, bound or not. */
  readonly globalValues: (name: string) => readonly Value[];
  readonly scopeAt: (node: SyntaxNode) => Scope;
  /** What is left of the steps for the whole file. */
  readonly budget: StepBudget;
  /** True once the step limit was hit: results after that are unknown. */
  readonly exhausted: () => boolean;
  /** Every identifier of that name, in source order. */
  readonly identifiersNamed: (name: string) => readonly SyntaxNode[];
  /** What functions of the file return, found once for each. */
  readonly returns: Map<SyntaxNode, readonly SyntaxNode[]>;
}
