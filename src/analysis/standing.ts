import type { Finding } from "../findings/finding.js";
import type { Policy } from "../policy/policy.js";
import { isWaived, speaksOfObeyed } from "./accepted.js";
import { analyzeArtifact } from "./analyze-artifact.js";
import type { AnalysisTools } from "./analysis-tools.js";
import type { ArtifactFile } from "./artifact-file.js";
import type { OriginatedCandidate } from "./compare.js";

/** A use as a ratchet counts it, with the level that it has in a scan. */
export type CountedUse = Pick<Finding, "ruleId" | "path" | "symbol" | "level" | "fingerprint">;

/** All uses that a file has after a change, those that the change leaves alone among them. */
export interface Standing {
  readonly path: string;
  /** Its path before the change, where that was another one. */
  readonly previousPath?: string;
  readonly uses: readonly CountedUse[];
}

/** What stands in a changed file; nothing where the policy names no ratchet, which is all that asks for it. */
export function standing(
  file: Omit<Standing, "uses">,
  candidates: readonly OriginatedCandidate[],
  { policy }: { readonly policy: Pick<Policy, "ratchet"> },
): { readonly stands?: readonly Standing[] } {
  if (policy.ratchet === null) return {};
  const uses = candidates
    .filter((candidate) => !isWaived(candidate) && !speaksOfObeyed(candidate, candidates))
    .map(({ finding }) => counted(finding));
  return { stands: [named(file, uses)] };
}

/** The same of a changed file that may run something when it is loaded. */
export function artifactStanding(
  file: ArtifactFile,
  tools: AnalysisTools,
): { readonly stands?: readonly Standing[] } {
  if (tools.policy.ratchet === null || file.base === "none") return {};
  return { stands: [named(file, analyzeArtifact({ ...file, base: "none" }, tools).map(counted))] };
}

function named({ path, previousPath = path }: Omit<Standing, "uses">, uses: readonly CountedUse[]): Standing {
  return { path, ...(previousPath !== path && { previousPath }), uses };
}

function counted({ ruleId, path, symbol, level, fingerprint }: Finding): CountedUse {
  return { ruleId, path, symbol, level, fingerprint };
}
