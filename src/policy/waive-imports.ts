import type { Finding } from "../findings/finding.js";
import { spokenForBy } from "./spoken-for.js";
import type { Waived } from "./waived.js";

/**
 * Accepts an import with the unsafe uses that go back to it: one decision for one problem. At least one such use was
 * waived, and none is still reported.
 */
export function waiveImports(
  findings: readonly Finding[],
  waived: readonly Waived[],
): { readonly findings: readonly Finding[]; readonly waived: readonly Waived[] } {
  if (waived.length === 0) return { findings, waived };
  const isStillNamed = spokenForBy(findings);
  const named = waived.map((one) => ({ by: one.by, isNamed: spokenForBy([one.finding]) }));
  const also: Waived[] = [];
  const left = findings.filter((finding) => {
    const decision = isStillNamed(finding) ? undefined : named.find(({ isNamed }) => isNamed(finding));
    if (decision) also.push({ finding, by: decision.by });
    return !decision;
  });
  return { findings: left, waived: [...waived, ...also] };
}
