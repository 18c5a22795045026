import type { Finding } from "../findings/finding.js";
import { HIDDEN_HERE, isImport } from "../rule-kit/rule.js";

const IMPORT_RULES: ReadonlySet<string> = new Set(["pickle-import", "dynamic-access"]);
const SUPPRESSION = "suppression-added";

/**
 * Tells of a finding whether one of these, a load, speaks for it: it is the import that the load goes back to, or the
 * comment that asks to look away from one of them. One problem, one voice.
 */
export function spokenForBy(findings: readonly Finding[]): (finding: Finding) => boolean {
  const loads = findings.filter((finding) => !IMPORT_RULES.has(finding.ruleId) && !isSuppression(finding));
  const imports = new Set(
    loads.flatMap(({ path, related }) => related.filter(isImport).map(({ range }) => placeKey(path, range))),
  );
  const isNamed = ({ ruleId, path, range }: Finding): boolean =>
    IMPORT_RULES.has(ruleId) && imports.has(placeKey(path, range));
  const heard = findings.filter((finding) => !isSuppression(finding) && !isNamed(finding));
  const places = new Set(heard.map(({ path, range }) => placeKey(path, range)));
  return (finding) => {
    if (!isSuppression(finding)) return isNamed(finding);
    const { path, related } = finding;
    return related.some((one) => one.label === HIDDEN_HERE && places.has(placeKey(path, one.range)));
  };
}

/** Whether a finding is a comment that asks scanners to look away. */
export function isSuppression({ ruleId }: Finding): boolean {
  return ruleId === SUPPRESSION;
}

function placeKey(path: string, { startLine, startColumn }: Finding["range"]): string {
  return `${String(startLine)}:${String(startColumn)} ${path}`;
}
