import type { Finding } from "../findings/finding.js";

/**
 * Findings by what is said of them: those of one rule and level that have the same alternative go together, in the order
 * of the first of each.
 */
export function grouped(findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { ruleId, level, need } = finding;
    const key = JSON.stringify([ruleId, level, need]);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}
