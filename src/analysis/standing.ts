import type { Finding } from "../findings/finding.js";
import type { Policy } from "../policy/policy.js";
import { isWaived, speaksOfObeyed } from "./accepted.js";
import { analyzeArtifact } from "./analyze-artifact.js";
import type { AnalysisTools } from "./analysis-tools.js";
import type { ArtifactFile } from "./artifact-file.js";
import type { OriginatedCandidate } from "./compare.js";
import type { Candidate } from "./source-analysis.js";

/** A use as a ratchet counts it, with the level that it has in a scan. */
export type CountedUse = Pick<Finding, "ruleId" | "path" | "symbol" | "level" | "fingerprint">;

/** All uses that a file has before and after a change, those that the change leaves alone among them. */
export interface Standing {
  readonly path: string;
  /** Its path before the change, where that was another one. */
  readonly previousPath?: string;
  readonly before: readonly CountedUse[];
  readonly uses: readonly CountedUse[];
}

type Named = Pick<Standing, "path" | "previousPath">;
interface Stands {
  readonly stands?: readonly Standing[];
}

/** What stands in a changed file; nothing where the policy names no ratchet, which is all that asks for it. */
export function standing(
  file: Named,
  base: readonly Candidate[],
  head: readonly OriginatedCandidate[],
  { policy }: { readonly policy: Pick<Policy, "ratchet"> },
): Stands {
  if (policy.ratchet === null) return {};
  const before = base
    .filter(({ inlineWaiver }) => inlineWaiver === null)
    .map(({ finding }) => counted(finding));
  const uses = head
    .filter((candidate) => !isWaived(candidate) && !speaksOfObeyed(candidate, head))
    .map(({ finding }) => counted(finding));
  return { stands: [{ ...named(file), before, uses }] };
}

/** The same of a changed file that may run something when it is loaded. */
export function artifactStanding(file: ArtifactFile, tools: AnalysisTools): Stands {
  const { path, previousPath = path, base, content } = file;
  if (tools.policy.ratchet === null || base === "none") return {};
  const usesOf = (one: Omit<ArtifactFile, "kind" | "base">): readonly CountedUse[] =>
    analyzeArtifact({ ...one, kind: "artifact", base: "none" }, tools).map(counted);
  const before = base === null ? [] : usesOf({ path: previousPath, content: base });
  return { stands: [{ ...named(file), before, uses: usesOf({ path, content }) }] };
}

function named({ path, previousPath = path }: Named): Named {
  return { path, ...(previousPath !== path && { previousPath }) };
}

function counted({ ruleId, path, symbol, level, fingerprint }: Finding): CountedUse {
  return { ruleId, path, symbol, level, fingerprint };
}
