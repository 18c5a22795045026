import type { Finding } from "../findings/finding.js";
import { HIDDEN_HERE, isImport, type Subject } from "../rule-kit/rule.js";
import { ruleById } from "../rules/registry.js";

/**
 * Tells of a finding whether it needs no report of its own beside these findings: it is the import that an unsafe use of
 * theirs goes back to, or a comment that asks scanners to ignore one of them. One report for one problem.
 */
export function spokenForBy(findings: readonly Finding[]): (finding: Finding) => boolean {
  const uses = findings.filter((finding) => subjectOf(finding) === undefined);
  const imports = new Set(
    uses.flatMap(({ path, related }) => related.filter(isImport).map(({ range }) => placeKey(path, range))),
  );
  const isImportOfUse = (finding: Finding): boolean =>
    IMPORTS.has(subjectOf(finding)) && imports.has(placeKey(finding.path, finding.range));
  const reported = findings.filter((finding) => !isSuppression(finding) && !isImportOfUse(finding));
  const places = new Set(reported.map(({ path, range }) => placeKey(path, range)));
  return (finding) => {
    if (!isSuppression(finding)) return isImportOfUse(finding);
    const { path, related } = finding;
    return related.some((one) => one.label === HIDDEN_HERE && places.has(placeKey(path, one.range)));
  };
}

/** Whether a finding is a comment that asks scanners to look away. */
export function isSuppression(finding: Finding): boolean {
  return subjectOf(finding) === "suppression";
}

/** Whether a finding is about a change of the policy. */
export function isOfPolicy(finding: Finding): boolean {
  return subjectOf(finding) === "policy";
}

/** Whether a finding is about a file as a whole, of which no line may be shown. */
export function isOfFile(finding: Finding): boolean {
  return subjectOf(finding) === "file";
}

const IMPORTS: ReadonlySet<Subject | undefined> = new Set<Subject>(["import", "dynamic-import"]);

function subjectOf({ ruleId }: Finding): Subject | undefined {
  return ruleById(ruleId)?.subject;
}

function placeKey(path: string, { startLine, startColumn }: Finding["range"]): string {
  return `${String(startLine)}:${String(startColumn)} ${path}`;
}
