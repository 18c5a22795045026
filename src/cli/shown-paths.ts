import { compareFindings, type Finding } from "../findings/finding.js";
import type { Report } from "../report/report.js";

/** A report with other paths in it: those that somebody who reads it would write. */
export function withShownPaths(report: Report, shown: (path: string) => string): Report {
  const known = new Map<string, string>();
  const rename = <Value extends { readonly path: string }>(value: Value): Value => {
    const path = shown(value.path);
    known.set(path, value.path);
    return path === value.path ? value : { ...value, path };
  };
  return {
    ...report,
    findings: report.findings.map((finding): Finding => rename(finding)).sort(compareFindings),
    suppressed: report.suppressed.map((one) => ({ ...one, finding: rename(one.finding) })),
    notScanned: report.notScanned.map((one) => rename(one)),
    remarks: report.remarks.map((one) => rename(one)),
    lineOf: (path, line) => report.lineOf(known.get(path) ?? path, line),
  };
}
