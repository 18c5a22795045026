import type { Finding } from "../findings/finding.js";
import { isImport } from "../rules/rule.js";

const IMPORT_RULES: ReadonlySet<string> = new Set(["pickle-import"]);

/** Whether a finding is the import that another finding, a load, already names: one problem, one voice. */
export function isSpokenFor(finding: Finding, findings: readonly Finding[]): boolean {
  if (!IMPORT_RULES.has(finding.ruleId)) return false;
  return findings.some(
    (other) =>
      other.path === finding.path &&
      !IMPORT_RULES.has(other.ruleId) &&
      other.related.some(
        ({ range, label }) =>
          isImport({ range, label }) &&
          range.startLine === finding.range.startLine &&
          range.startColumn === finding.range.startColumn,
      ),
  );
}
