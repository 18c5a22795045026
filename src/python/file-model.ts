import type { Floors } from "../dependencies/floor.js";
import { buildScopes } from "./build-scopes.js";
import { createEvaluator } from "./evaluate.js";
import type { Evaluator } from "./evaluator.js";
import type { KnownNames } from "./known-names.js";
import { identifiersByName } from "./nodes-of.js";
import { mentionsRelevant, relevantNames } from "./relevant-names.js";
import type { Scope, ScopeTree } from "./scope.js";
import { sourceText, type SourceText } from "../parse/source-text.js";
import type { Span, SyntaxNode, SyntaxTree } from "../parse/syntax-tree.js";
import { findUses, type Use } from "./uses.js";

/** A parsed file with its names resolved: what rules look at. */
export interface FileModel {
  /** Where the file is in the repository. */
  readonly path: string;
  /** The lowest versions of packages that the repository allows. */
  readonly floors: Floors;
  readonly tree: SyntaxTree;
  /** The lines that reports speak of. */
  readonly source: SourceText;
  readonly scopes: ScopeTree;
  readonly evaluator: Evaluator;
  /** Every place that refers to something outside the file, in source order. */
  readonly uses: readonly Use[];
  /** Whether a name stands in the node through which something that the rules know can be reached. */
  readonly mentions: (node: SyntaxNode) => boolean;
  /** Of the settings of a document, which are written as Python here: what they hold besides. */
  readonly document?: DocumentParts;
}

/** What only a document can hold. */
export interface DocumentParts {
  /** Tags of YAML that name Python: `python/object/apply:os.system`. */
  readonly tags: readonly { readonly name: string; readonly span: Span }[];
}

/** For each node, by index, whether what it stands for needs to be evaluated: see `mentionsRelevant`. */
export type MentionsIn = (
  tree: SyntaxTree,
  scopes: ScopeTree,
  known: KnownNames,
  identifiersNamed: (name: string) => readonly SyntaxNode[],
) => Uint8Array;

/**
 * Resolves the names of a parsed file, each when it is asked for.
 * @param place where the file is; with its lines where they are others than those of the parsed text
 * @param mentionsIn tells what is looked at; a test looks at everything
 */
export function buildFileModel(
  tree: SyntaxTree,
  known: KnownNames,
  place: Pick<FileModel, "path" | "floors"> & Partial<Pick<FileModel, "source" | "document">>,
  mentionsIn: MentionsIn = (...file) => mentionsRelevant(file[0], relevantNames(...file)),
): FileModel {
  const scopes = buildScopes(tree);
  let identifiers: ReadonlyMap<string, readonly SyntaxNode[]> | undefined;
  const identifiersNamed = (name: string): readonly SyntaxNode[] =>
    (identifiers ??= identifiersByName(tree)).get(name) ?? [];
  let mentioning: Uint8Array | undefined;
  const mentions = (): Uint8Array => (mentioning ??= mentionsIn(tree, scopes, known, identifiersNamed));
  const evaluator = createEvaluator(tree, scopes, known, {
    identifiersNamed,
    mayCarry: (node) => mentions()[node.index] === 2,
  });
  let uses: readonly Use[] | undefined;
  return {
    path: place.path,
    floors: place.floors,
    tree,
    source: place.source ?? sourceText(tree.text),
    scopes,
    evaluator,
    get uses() {
      return (uses ??= findUses(tree, evaluator, mentions()));
    },
    mentions: (node) => (mentions()[node.index] ?? 0) > 0,
    ...(place.document && { document: place.document }),
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
