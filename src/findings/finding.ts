/** How much a finding matters: `block` fails the check, `warn` is commented on, `note` is only listed. */
export type Level = "block" | "warn" | "note";

/**
 * Where a finding comes from, seen from the change under review.
 * - `introduced`: new, on a line the change adds;
 * - `exposed`: new, on a line the change did not touch (an import above it changed, say);
 * - `touched`: the same use was there before and was edited or moved;
 * - `existing`: there before and unchanged.
 */
export type Origin = "introduced" | "exposed" | "touched" | "existing";

/** A place in a text. Lines and columns are 0-based, columns count UTF-16 units; the end is exclusive. */
export interface Range {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A second place that explains a finding: the import that bound the name, the loader class. */
export interface RelatedRange {
  readonly range: Range;
  readonly label: string;
}

/** A replacement of whole lines (0-based, `endLine` inclusive) that was applied, parsed and analyzed again before it is offered. */
export interface Fix {
  readonly startLine: number;
  readonly endLine: number;
  /** The new text of those lines, without the final line break. */
  readonly replacement: string;
  /** What may behave differently afterwards; shown with the suggestion. */
  readonly caveat: string | null;
}

/** One unsafe use, as every part of the program passes it on. */
export interface Finding {
  readonly ruleId: string;
  readonly level: Level;
  readonly message: string;
  /** Repository path at the head, with `/`. */
  readonly path: string;
  readonly range: Range;
  /** The qualified name that is reached: `pickle.loads`. */
  readonly symbol: string;
  /** The dotted name of the definitions around it, or "" at module level. */
  readonly enclosing: string;
  readonly related: readonly RelatedRange[];
  readonly origin: Origin;
  /** Content-based identity (see `fingerprint`), stable across line shifts and file renames. */
  readonly fingerprint: string;
  /**
   * Digest of what the use rests on: the definitions it stands in and what its data is made of (see `useBasis`); "" where
   * that says nothing. Who accepted it has seen these: where they have changed, it is another decision.
   */
  readonly basis: string;
  readonly fix: Fix | null;
  /** Which of the rule's alternatives fits this use (by its need); null for the first. */
  readonly need: string | null;
}

/** A file, or part of one, that was not looked at, and why. */
export interface NotScanned {
  readonly path: string;
  readonly reason: string;
  /** False where the gap was there before the change and the change does not come near it. */
  readonly blocking: boolean;
}

/** Orders findings the way every report lists them: path, line, column, rule. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.path, b.path) ||
    a.range.startLine - b.range.startLine ||
    a.range.startColumn - b.range.startColumn ||
    compareText(a.ruleId, b.ruleId)
  );
}

/** Which of two levels is the more serious: negative if `a` is. */
export function compareLevels(a: Level, b: Level): number {
  return LEVELS.indexOf(a) - LEVELS.indexOf(b);
}

/** Levels, most serious first. */
export const LEVELS: readonly Level[] = ["block", "warn", "note"];

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
