import { compareFindings, type Finding } from "../findings/finding.js";
import type { FileAnalysis, NewUse } from "./analyze-file.js";
import { isMovedEdited, isMovedRenamed, isMovedWhole, isNotWorse, isRenamedWhole } from "./compare.js";
import type { UseIdentity } from "./source-analysis.js";
import { importsOfOldUses } from "./spoken-for.js";

/**
 * Finds the uses that a change moved from one of its files to another: what is new in one, and is gone from another, in a
 * function of the same name, in one that does the same, or the same in a new file, is touched. Every use that is gone pays for one new one.
 */
export function matchMoves(analyses: readonly FileAnalysis[]): readonly FileAnalysis[] {
  const gone = new Map<string, Set<UseIdentity>>();
  for (const use of analyses.flatMap((analysis) => analysis.gone)) {
    const family = gone.get(use.family) ?? new Set();
    gone.set(use.family, family.add(use));
  }
  if (gone.size === 0) return analyses;
  return analyses.map((analysis) => {
    const moved = new Set(analysis.come.filter((use) => takeOne(gone.get(use.identity.family), use)));
    return moved.size === 0 ? analysis : withMoved(analysis, moved);
  });
}

function takeOne(gone: Set<UseIdentity> | undefined, { identity: head, isOfNewFile }: NewUse): boolean {
  if (!gone) return false;
  for (const isMoved of [
    isMovedWhole,
    isMovedEdited,
    isRenamedWhole,
    ...(isOfNewFile ? [isMovedRenamed] : []),
  ])
    for (const base of gone) if (isNotWorse(head, base) && isMoved(head, base)) return gone.delete(base);
  return false;
}

function withMoved(analysis: FileAnalysis, moved: ReadonlySet<NewUse>): FileAnalysis {
  const uses = analysis.come.flatMap((use) => {
    const finding = analysis.findings[use.finding];
    return finding
      ? [{ ...use, finding, origin: moved.has(use) ? ("touched" as const) : finding.origin }]
      : [];
  });
  const isSpokenFor = importsOfOldUses(uses);
  const touched = new Set<Finding>(
    uses.filter((use) => use.origin === "touched" || isSpokenFor(use)).map(({ finding }) => finding),
  );
  const findings = analysis.findings.map((finding) =>
    touched.has(finding)
      ? { ...finding, origin: "touched" as const, level: "note" as const, fix: null }
      : finding,
  );
  return { ...analysis, findings: findings.sort(compareFindings) };
}
