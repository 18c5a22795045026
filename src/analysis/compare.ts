import { compareLevels, type Finding, type Origin } from "../findings/finding.js";
import type { Candidate } from "./source-analysis.js";

/** How the lines of the new text relate to the old one; 1-based lines. */
export interface LineMap {
  readonly added: ReadonlySet<number>;
  /** The old line of an unchanged new line; null where it was added. */
  readonly oldLine: (newLine: number) => number | null;
}

/** A candidate of the new text with its origin. */
export interface OriginatedCandidate extends Candidate {
  readonly origin: Origin;
}

/**
 * Says of each finding of the new text where it comes from. Every finding of the old text is used up once, so that one
 * old use never excuses two new ones. Without a line map (the diff is not known) whatever is new counts as introduced.
 */
export function compareWithBase(
  head: readonly Candidate[],
  base: readonly Candidate[],
  lines: LineMap | null,
): OriginatedCandidate[] {
  const remaining = new Set(base);
  const origins = new Map<Candidate, Origin>();
  for (const [sameUse, origin] of matchers(lines)) {
    for (const candidate of head) {
      if (origins.has(candidate)) continue;
      const old = [...remaining].find(
        (other) => notWorse(candidate.finding, other.finding) && sameUse(candidate, other),
      );
      if (!old) continue;
      remaining.delete(old);
      origins.set(candidate, origin);
    }
  }
  return head.map((candidate) => ({
    ...candidate,
    origin: origins.get(candidate) ?? (isAdded(candidate.finding, lines) ? "introduced" : "exposed"),
  }));
}

type SameUse = (head: Candidate, base: Candidate) => boolean;

/** From the surest match to the loosest. */
function matchers(lines: LineMap | null): readonly (readonly [SameUse, Origin])[] {
  const unchanged: SameUse = (head, base) => {
    if (!sameSink(head, base)) return false;
    if (!lines) return head.finding.enclosing === base.finding.enclosing && head.statement === base.statement;
    if (isAdded(head.finding, lines)) return false;
    const oldLine = lines.oldLine(head.finding.range.startLine + 1);
    return oldLine === base.finding.range.startLine + 1 && head.statement === base.statement;
  };
  const edited: SameUse = (head, base) =>
    sameSink(head, base) && head.finding.enclosing === base.finding.enclosing;
  return [
    [unchanged, "existing"],
    [(head, base) => edited(head, base) && head.statement === base.statement, "touched"],
    [
      (head, base) => sameSink(head, base) && head.statement === base.statement && sameFunction(head, base),
      "touched",
    ],
    [edited, "touched"],
  ];
}

/** The same function by its own name, whatever class it was moved into or out of. */
function sameFunction(a: Candidate, b: Candidate): boolean {
  return a.finding.enclosing.split(".").at(-1) === b.finding.enclosing.split(".").at(-1);
}

function sameSink(a: Candidate, b: Candidate): boolean {
  return a.finding.ruleId === b.finding.ruleId && a.finding.symbol === b.finding.symbol;
}

/** A verdict that became more serious is news, even about the same use. */
function notWorse(head: Finding, base: Finding): boolean {
  return compareLevels(head.level, base.level) >= 0;
}

function isAdded(finding: Finding, lines: LineMap | null): boolean {
  if (!lines) return true;
  const { startLine, endLine } = finding.range;
  for (let line = startLine; line <= endLine; line++) {
    if (lines.added.has(line + 1)) return true;
  }
  return false;
}
