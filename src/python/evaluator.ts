import type { SyntaxNode, SyntaxTree } from "../parse/syntax-tree.js";
import type { KnownNames } from "./known-names.js";
import type { StepBudget } from "./reaching.js";
import type { Results } from "./results.js";
import type { Binding, Scope, ScopeTree } from "./scope.js";
import type { Constant, Value } from "./value.js";

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
  /** The alternatives of the member of this name of any of the values. */
  readonly members: (values: readonly Value[], name: string) => readonly Value[];
  /** The alternatives of one item of any of the values. */
  readonly items: (values: readonly Value[]) => readonly Value[];
  /** The same, but of a dictionary what it holds, and not its keys. */
  readonly contents: (values: readonly Value[]) => readonly Value[];
  /** What an object holds under a key, where both are expressions and `place` reads it. */
  readonly entries: (object: SyntaxNode, key: SyntaxNode, place: SyntaxNode) => readonly Value[];
  /** The containers whose contents are being asked for, and what was found in others for that. */
  readonly containers: {
    readonly lookedInto: Set<SyntaxNode>;
    /** By key where that is asked for; undefined for any. */
    readonly found: Map<SyntaxNode, Map<Constant | undefined, readonly Value[]>>;
  };
  /** Whether a name stands in the node that can be a module or loader that the rules know, or hold one. */
  readonly mayCarry: (node: SyntaxNode) => boolean;
  /** The classes of the file that are built, in some steps, on one of this name. */
  readonly subclasses: (name: string) => readonly SyntaxNode[];
  /** What functions of the file give back, found once for each. */
  readonly results: Map<SyntaxNode, Results>;
}
