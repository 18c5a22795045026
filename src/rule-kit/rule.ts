import type { Artifact } from "../artifacts/artifact.js";
import type { Level, RelatedRange } from "../findings/finding.js";
import type { FileModel } from "../python/file-model.js";
import type { Span, SyntaxNode } from "../parse/syntax-tree.js";
import type { ChangedLine, WeakenedLine } from "./changed-line.js";

/** A safer way to meet one need. */
export interface Alternative {
  /** When it fits: "plain data", "dataframes". */
  readonly need: string;
  /** What to write, as a short Markdown phrase. */
  readonly use: string;
  readonly url: string;
}

/** What `no-pickle fix` does about a finding, where it can. */
export interface RuleFix {
  /** What becomes of what, as the rest of a sentence. */
  readonly does: string;
  /** What may behave differently afterwards. */
  readonly caveat: string | null;
  /** Only what could run code is refused afterwards; any other is applied with `--unsafe` alone. */
  readonly isDefault?: true;
}

/** Everything that is said about a rule; comments, terminal text, SARIF and the rule page are made from it. */
export interface RuleMeta {
  /** Kebab-case; also the name of the rule's file, fixture and page. */
  readonly id: string;
  readonly title: string;
  /** The version of no-pickle that brought it. */
  readonly since: string;
  /** The level under the strict preset, where the finding itself does not set one. */
  readonly level: Level;
  /** The level under the balanced preset. */
  readonly balancedLevel: Level;
  readonly cwe: readonly string[];
  /** What it matches. */
  readonly summary: string;
  /** What an attacker can do: two sentences. */
  readonly danger: string;
  readonly alternatives: readonly [Alternative, ...Alternative[]];
  /** Python that the rule reports, and Python that it does not. Both are run as tests. */
  readonly bad: string;
  readonly good: string;
  /** What the two are written in, where that is not Python; also the ending of a file of it. */
  readonly exampleFormat?: "yaml";
  /** When the flagged code is fine after all. */
  readonly safeWhen: string;
  /** Every fix that it has; a caveat of a finding's fix is one of these. */
  readonly fixes: readonly RuleFix[];
  readonly cves: readonly string[];
  readonly equivalents: {
    readonly bandit: readonly string[];
    readonly ruff: readonly string[];
    readonly codeql: readonly string[];
  };
}

/** A replacement of one stretch of the text. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A way to repair a finding, before it is proven. Candidates are tried in order; the first that holds is offered. */
export interface FixCandidate {
  readonly edits: readonly Edit[];
  readonly caveat: string | null;
  /** All that is refused afterwards is what could run code; where it is left out, honest data may be refused as well. */
  readonly refusesOnlyCode?: true;
  /** It changes other places than the one that is reported, its imports say: too much for a suggestion beside the line. */
  readonly isWide?: true;
}

/** What a rule reports; positions are nodes or spans of the model's text. */
export interface RuleFinding {
  readonly span: Span;
  readonly symbol: string;
  /** What is wrong here, in one or two plain sentences. */
  readonly message: string;
  /** Overrides the rule's own level. */
  readonly level?: Level;
  /** Overrides the level in test code. */
  readonly levelInTests?: Level;
  /** Import statements and other places that explain the finding. */
  readonly related?: readonly { readonly span: Span; readonly label: string }[];
  readonly fixes?: readonly FixCandidate[];
  /** What is loaded, where the finding is a load: where it comes from is said in the message. */
  readonly data?: SyntaxNode;
  /** The argument that alone decides whether the load is safe: what is known of it is safe, and the rest cannot be read. */
  readonly decidedBy?: SyntaxNode | null;
  /** The need (see `Alternative.need`) whose alternative fits this use; the rule's first where it is left out. */
  readonly need?: string;
  /** How much this form of the use can do, among those of its family; see `Rule.kin`. */
  readonly power?: number;
  /** The function that is called, by path and name, where the finding is a call of a wrapper: `acme.config.load_yaml`. */
  readonly wrapper?: string;
  /** The name of that function, where this file defines it. */
  readonly ownWrapper?: string;
}

/** What tells that a text is worth parsing: one of the words (or, without any, a character outside ASCII) and every pattern. */
export interface Sign {
  readonly words?: readonly string[];
  readonly patterns: readonly RegExp[];
}

/**
 * What a finding can be about besides an unsafe use. One that goes with a use is not reported beside it.
 * - `import`: an import statement that makes the use possible;
 * - `dynamic-import`: the same by other means, `__import__("pickle")`;
 * - `suppression`: a comment that asks scanners to ignore the use;
 * - `policy`: a change of the policy;
 * - `file`: a file that is no text, as a whole.
 */
export type Subject = "import" | "dynamic-import" | "suppression" | "policy" | "file";

/** A requirements file, lock file or project file before and after a change. */
export interface ManifestChange {
  readonly path: string;
  readonly head: string;
  readonly base: string;
  /** The places (`path:line`) of calls below a module that only newer versions of its library make safe. */
  readonly exposed: (module: string) => readonly string[];
  /** The lowest version that the other manifests allow; null without a bound, undefined where none names the package. */
  readonly elsewhere: (name: string) => string | null | undefined;
}

/** What a rule reports of a manifest. */
export interface ManifestFinding {
  /** In the new text, 0-based. */
  readonly line: number;
  readonly symbol: string;
  readonly level: Level;
  readonly message: string;
}

/** A file that may run something when it is loaded, before and after a change. */
export interface ArtifactChange {
  readonly path: string;
  readonly head: Artifact;
  /** As it was before; null where it is new. */
  readonly base: Artifact | null;
  /** Whether it is looked at by itself and not as part of a change: nothing of it is new then. */
  readonly isWhole: boolean;
  /** Whether Python of the repository names it. */
  readonly isLoaded: boolean;
}

/** What a rule reports of such a file, at most once. */
export interface ArtifactFinding {
  readonly symbol: string;
  readonly message: string;
  /** Overrides the rule's own level. */
  readonly level?: Level;
  /** What tells it from other findings of the rule in the file. */
  readonly statement: string;
  readonly need?: string;
}

/** A rule: what it says and how it looks. `check` is pure, must not throw, and knows no other rule. */
export interface Rule {
  readonly meta: RuleMeta;
  /**
   * Every qualified name that can lead to a finding. A star import of their module binds them, and a text in which
   * the root of none of them stands as a word is not parsed at all.
   */
  readonly symbols: readonly string[];
  /** Words of which any is enough for a text to be parsed, for what no symbol tells: the name of a setting, a method. */
  readonly words?: readonly string[];
  /** Patterns that do the same. */
  readonly signs?: readonly Sign[];
  /** Paths at which any text is parsed. */
  readonly paths?: RegExp;
  /** It speaks of what a change does; in a scan of everything it is a note. */
  readonly ofChanges?: true;
  /** It is about how bytes are decoded: code in a string has been. */
  readonly aboutDecoding?: true;
  /** What its findings are about, where it is not an unsafe use by itself. */
  readonly subject?: Subject;
  /** Loaders among its symbols are unsafe however they are called, so that their text is enough where the code does not parse. */
  readonly alwaysUnsafe?: true;
  /**
   * What its findings are, where other rules report weaker or stronger forms of the same: a use that becomes another one of
   * its family, with no more power, was there before. Left out, the family is the rule and what it reaches.
   */
  readonly kin?: { readonly family: string; readonly power: number };
  /**
   * Every finding is safe, or milder, from some version of the library on: a requirement that is lowered exposes them. A set,
   * where that holds for these symbols only.
   */
  readonly dependsOnVersion?: true | ReadonlySet<string>;
  /** Reports code in a string that is run (`exec("...")`), where any rule has a finding in that code. */
  readonly reportsNestedCode?: true;
  readonly check: (model: FileModel) => Iterable<RuleFinding>;
  /** What a change of a manifest does. */
  readonly checkManifest?: (change: ManifestChange) => Iterable<ManifestFinding>;
  /** What becomes worse with a name that other files import, and that stood for nothing that the rules know before. */
  readonly checkGiven?: (given: { readonly name: string; readonly symbol: string }) => WeakenedLine | null;
  /** What becomes worse with a line that was changed, for those that go by it. */
  readonly checkLine?: (line: ChangedLine) => WeakenedLine | null;
  /** What a file that is no text does when it is loaded. */
  readonly checkArtifact?: (change: ArtifactChange) => ArtifactFinding | null;
  /** It says of a file that it could not be looked at: how much that matters is what the policy says of `not-scanned`. */
  readonly reportsUnread?: true;
  /** A second look, at what the rules found in the file. */
  readonly review?: (model: FileModel, found: readonly Reported[]) => Iterable<RuleFinding>;
}

/** What a rule reported, with its id and the level it takes. */
export interface Reported extends RuleFinding {
  readonly ruleId: string;
  readonly level: Level;
}

/** The label of the import that a finding goes back to. */
export const IMPORTED_HERE = "imported here";

/** Says of a related place that a comment asks to look away from it. */
export const HIDDEN_HERE = "this is what it would hide";

/** Related places for the import statements that lead to a use. */
export function importsOf(via: readonly SyntaxNode[]): NonNullable<RuleFinding["related"]> {
  return via.map((node) => ({ span: node, label: IMPORTED_HERE }));
}

/** Related ranges that are imports. */
export function isImport(related: Pick<RelatedRange, "label">): boolean {
  return related.label === IMPORTED_HERE;
}
