import { compareLevels, type Finding, type Origin } from "../findings/finding.js";
import type { Candidate } from "./source-analysis.js";

/** How the lines of the new text relate to the old one; 1-based lines. */
export interface LineMap {
  readonly added: ReadonlySet<number>;
  /** The old line of an unchanged new line; null where it was added. */
  readonly oldLine: (newLine: number) => number | null;
}

/** A candidate of the new text with its origin, and the one of the old text that is the same use; null where none is. */
export interface OriginatedCandidate extends Candidate {
  readonly origin: Origin;
  readonly was: Candidate | null;
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
  const found = new Map<Candidate, Pick<OriginatedCandidate, "origin" | "was">>();
  for (const [sameUse, origin] of matchers(lines)) {
    for (const candidate of head) {
      if (found.has(candidate)) continue;
      const old = [...remaining].find((other) => !isNews(candidate, other) && sameUse(candidate, other));
      if (!old) continue;
      remaining.delete(old);
      found.set(candidate, { origin, was: old });
    }
  }
  return head.map((candidate) => {
    const origin = isAdded(candidate.finding, lines) ? ("introduced" as const) : ("exposed" as const);
    return { ...candidate, ...(found.get(candidate) ?? { origin, was: null }) };
  });
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

/** A verdict that became more serious, and data that somebody else now sends, are news even about the same use. */
function isNews(head: Candidate, base: Candidate): boolean {
  if (compareLevels(head.finding.level, base.finding.level) < 0) return true;
  return head.sentBy !== null && head.sentBy !== base.sentBy;
}

function isAdded(finding: Finding, lines: LineMap | null): boolean {
  if (!lines) return true;
  const { startLine, endLine } = finding.range;
  for (let line = startLine; line <= endLine; line++) {
    if (lines.added.has(line + 1)) return true;
  }
  return false;
}
