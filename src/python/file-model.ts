import type { Floors } from "../dependencies/floor.js";
import { buildScopes } from "./build-scopes.js";
import { createEvaluator, type Evaluator } from "./evaluate.js";
import { mentionsRelevant, relevantNames } from "./relevant-names.js";
import type { Scope, ScopeTree } from "./scope.js";
import { sourceText, type SourceText } from "../parse/source-text.js";
import type { SyntaxNode, SyntaxTree } from "../parse/syntax-tree.js";
import { findUses, type Use } from "./uses.js";
import type { Value } from "./value.js";

/** What the file cannot know of itself: which outside names are worth knowing. */
export interface KnownNames {
  /** Modules whose names count as imported where nothing binds them (a fragment, a later notebook cell). */
  readonly modules: ReadonlySet<string>;
  /** Qualified names that a star import of their module brings in. */
  readonly symbols: ReadonlySet<string>;
  /** The name by which the rules know a symbol: `logging.handlers.pickle.loads` is `pickle.loads`. */
  readonly canonical: (name: string) => string;
  /** The same for what an attribute chain reaches through a module that imported it. */
  readonly reexported: (name: string) => string;
  /** Other files of the repository, as far as they were read. */
  readonly project?: ProjectNames;
}

/** What the names of other files of the repository stand for. */
export interface ProjectNames {
  /**
   * The alternatives of `name` in the module as this file imports it (relative modules keep their dots); null where
   * the module is not of the repository, or was not read.
   */
  readonly member: (module: string, name: string) => readonly Value[] | null;
  /** The names of the imported files through which something that the rules know can be reached. */
  readonly leadingNames: () => ReadonlySet<string>;
  /** The names of the functions in the imported files that wrap an unsafe load. */
  readonly wrapperNames: () => ReadonlySet<string>;
  /** The names under which the imported files give on modules and classes that lead there, with what they stand for. */
  readonly moduleNames: () => ReadonlyMap<string, readonly string[]>;
  /** The names under which the imported files give on what the rules know. */
  readonly sinkNames: () => ReadonlySet<string>;
}

/** A parsed file with its names resolved: what rules look at. */
export interface FileModel {
  /** Where the file is in the repository. */
  readonly path: string;
  /** The lowest versions of packages that the repository allows. */
  readonly floors: Floors;
  readonly tree: SyntaxTree;
  readonly source: SourceText;
  readonly scopes: ScopeTree;
  readonly evaluator: Evaluator;
  /** Every place that refers to something outside the file, in source order. */
  readonly uses: readonly Use[];
  /** Whether a name stands in the node through which something that the rules know can be reached. */
  readonly mentions: (node: SyntaxNode) => boolean;
}

/** Resolves the names of a parsed file, each when it is asked for. */
export function buildFileModel(
  tree: SyntaxTree,
  known: KnownNames,
  place: Pick<FileModel, "path" | "floors">,
): FileModel {
  const scopes = buildScopes(tree);
  const evaluator = createEvaluator(tree, scopes, known);
  let mentioning: Uint8Array | undefined;
  const mentions = (): Uint8Array =>
    (mentioning ??= mentionsRelevant(tree, relevantNames(tree, scopes, known)));
  let uses: readonly Use[] | undefined;
  return {
    path: place.path,
    floors: place.floors,
    tree,
    source: sourceText(tree.text),
    scopes,
    evaluator,
    get uses() {
      return (uses ??= findUses(tree, evaluator, mentions()));
    },
    mentions: (node) => mentions()[node.index] === 1,
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
