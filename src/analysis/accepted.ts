import { covers, type WaivableUse } from "../policy/apply-waivers.js";
import { otherData } from "../python/data-leaves.js";
import { ruleById } from "../rules/registry.js";
import type { AnalysisTools } from "./analysis-tools.js";
import type { Candidate, SourceAnalysis } from "./source-analysis.js";
import { isAdded, type LineMap, type OriginatedCandidate } from "./compare.js";

/**
 * A use that somebody accepted, with a comment or in the policy, is a new one where it loads other data than it did then.
 * @param path the file, after the change
 */
export function asAccepted(
  path: string,
  candidate: OriginatedCandidate,
  lines: LineMap | null,
  { policy }: Pick<AnalysisTools, "policy">,
): OriginatedCandidate {
  const { was, origin, finding } = candidate;
  const { leaves } = candidate.identity;
  if (!was?.identity.leaves || !leaves || (origin !== "existing" && origin !== "touched")) return candidate;
  const { ruleId, symbol } = was.finding;
  const isAccepted =
    (candidate.inlineWaiver !== null && was.inlineWaiver !== null) ||
    policy.waivers.some((waiver) => covers(waiver, { ruleId, symbol, path }));
  const other = isAccepted ? otherData(was.identity.leaves, leaves) : null;
  if (other === null) return candidate;
  const message = `${finding.message} It was accepted for other data: what it loads ${other}.`;
  return {
    ...candidate,
    origin: isAdded(finding, lines) ? "introduced" : "exposed",
    finding: { ...finding, message },
  };
}

/** Whether the same use was there before, and was less: it was made worse then, and was not moved here from another file. */
export function wasMilder({ identity }: Candidate, base: SourceAnalysis | null): boolean {
  return (base?.candidates ?? []).some(
    ({ identity: was }) =>
      was.family === identity.family &&
      was.enclosing === identity.enclosing &&
      was.level === "note" &&
      !identity.isImport,
  );
}

/** Whether a candidate speaks of a comment that is obeyed: nothing is to be said of that. */
export function speaksOfObeyed(candidate: OriginatedCandidate, all: readonly OriginatedCandidate[]): boolean {
  if (ruleById(candidate.finding.ruleId)?.subject !== "suppression") return false;
  return all.some((one) => isWaived(one) && one.inlineWaiver?.line === candidate.finding.range.startLine);
}

/**
 * Whether both the use and the comment beside it were there before: a change cannot waive what it brings in, nor what it
 * makes of a harmless line that somebody put a comment on.
 */
export function isWaived({ origin, inlineWaiver, was }: OriginatedCandidate): boolean {
  return (
    (origin === "existing" || origin === "touched") &&
    inlineWaiver !== null &&
    (was?.inlineWaiver ?? null) !== null
  );
}

/** What of the old text takes waivers of the policy: all that is more than a note and has no waiver of its own. */
export function usesForWaivers(
  path: string,
  base: readonly Candidate[],
  { policy }: AnalysisTools,
): readonly WaivableUse[] {
  const waivers = policy.waivers.filter((waiver) => waiver.path === path);
  if (waivers.length === 0) return [];
  return base
    .filter(({ finding, inlineWaiver }) => finding.level !== "note" && inlineWaiver === null)
    .map(({ finding: { ruleId, symbol } }) => ({ ruleId, symbol, path }))
    .filter((use) => waivers.some((waiver) => covers(waiver, use)));
}
