import { buildScopes } from "./build-scopes.js";
import { createEvaluator, type Evaluator } from "./evaluate.js";
import type { Scope, ScopeTree } from "./scope.js";
import { sourceText, type SourceText } from "./source-text.js";
import type { SyntaxNode, SyntaxTree } from "./syntax-tree.js";
import { findUses, type Use } from "./uses.js";

/** What the file cannot know of itself: which outside names are worth knowing. */
export interface KnownNames {
  /** Modules whose names count as imported where nothing binds them (a fragment, a later notebook cell). */
  readonly modules: ReadonlySet<string>;
  /** Qualified names that a star import of their module brings in. */
  readonly symbols: ReadonlySet<string>;
}

/** A parsed file with its names resolved: what rules look at. */
export interface FileModel {
  readonly tree: SyntaxTree;
  readonly source: SourceText;
  readonly scopes: ScopeTree;
  readonly evaluator: Evaluator;
  /** Every place that refers to something outside the file, in source order. */
  readonly uses: readonly Use[];
}

/** Resolves the names of a parsed file. */
export function buildFileModel(tree: SyntaxTree, known: KnownNames): FileModel {
  const scopes = buildScopes(tree);
  const evaluator = createEvaluator(tree, scopes, known);
  return {
    tree,
    source: sourceText(tree.text),
    scopes,
    evaluator,
    uses: findUses(tree, evaluator),
  };
}

/** The scope a node is in. */
export function scopeOf(model: { readonly scopes: ScopeTree }, node: SyntaxNode): Scope {
  return model.scopes.scopeAt[node.index] ?? model.scopes.module;
}

/** The dotted name of the definitions around a node, "" at module level. */
export function enclosingName(model: { readonly scopes: ScopeTree }, node: SyntaxNode): string {
  return scopeOf(model, node).qualifiedName;
}
