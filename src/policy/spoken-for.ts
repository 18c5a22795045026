import type { Finding } from "../findings/finding.js";
import { isImport } from "../rules/rule.js";

const IMPORT_RULES: ReadonlySet<string> = new Set(["pickle-import", "dynamic-access"]);

/**
 * Tells of a finding whether it is the import that one of these findings, a load, already names: one problem, one voice.
 */
export function spokenForBy(findings: readonly Finding[]): (finding: Finding) => boolean {
  const named = new Set(
    findings
      .filter(({ ruleId }) => !IMPORT_RULES.has(ruleId))
      .flatMap(({ path, related }) => related.filter(isImport).map(({ range }) => placeKey(path, range))),
  );
  return ({ ruleId, path, range }) => IMPORT_RULES.has(ruleId) && named.has(placeKey(path, range));
}

function placeKey(path: string, { startLine, startColumn }: Finding["range"]): string {
  return `${String(startLine)}:${String(startColumn)} ${path}`;
}
