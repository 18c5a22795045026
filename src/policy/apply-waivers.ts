import type { Finding } from "../findings/finding.js";
import type { Policy, Waiver } from "./policy.js";

/** A finding that a waiver of the policy covers. */
export interface Waived {
  readonly finding: Finding;
  readonly waiver: Waiver;
}

/** Findings split by whether a waiver in force covers them. */
export interface WaiverResult {
  readonly findings: readonly Finding[];
  readonly waived: readonly Waived[];
}

/**
 * Takes out what the policy's waivers cover: same rule, same path, same symbol (where one is given), and no more of them
 * than the waiver counts.
 * @param today the day it is, `YYYY-MM-DD`; a waiver holds through its last day
 */
export function applyWaivers(findings: readonly Finding[], policy: Policy, today: string): WaiverResult {
  const left = new Map(policy.waivers.map((waiver) => [waiver, waiver.count]));
  const waived: Waived[] = [];
  const kept = findings.filter((finding) => {
    for (const [waiver, count] of left) {
      if (count === 0 || !covers(waiver, finding) || !inForce(waiver, today)) continue;
      left.set(waiver, count - 1);
      waived.push({ finding, waiver });
      return false;
    }
    return true;
  });
  return { findings: kept, waived };
}

function covers(waiver: Waiver, finding: Finding): boolean {
  return (
    waiver.rule === finding.ruleId &&
    waiver.path === finding.path &&
    (waiver.symbol === null || waiver.symbol === finding.symbol)
  );
}

function inForce({ expires }: Waiver, today: string): boolean {
  if (expires === null) return true;
  return /^\d{4}-\d{2}-\d{2}$/.test(expires) && !Number.isNaN(Date.parse(expires)) && today <= expires;
}
