import type { Finding } from "../findings/finding.js";
import type { Report } from "./report.js";

/** The stable machine-readable form, documented in `docs/json.md`. Lines and columns are 1-based. */
export function renderJson(report: Report): string {
  const document = {
    schemaVersion: 1,
    tool: { name: "no-pickle", version: report.version },
    findings: report.findings.map(jsonFinding),
    suppressed: report.suppressed.map(({ finding, reason, expires }) => ({
      ...jsonFinding(finding),
      reason,
      expires,
    })),
    notScanned: report.notScanned.map(({ path, reason }) => ({ path, reason })),
    stats: report.stats,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function jsonFinding(finding: Finding): object {
  const { range, fix } = finding;
  return {
    ruleId: finding.ruleId,
    level: finding.level,
    message: finding.message,
    path: finding.path,
    line: range.startLine + 1,
    column: range.startColumn + 1,
    endLine: range.endLine + 1,
    endColumn: range.endColumn + 1,
    symbol: finding.symbol,
    origin: finding.origin,
    fingerprint: finding.fingerprint,
    fix: fix && {
      startLine: fix.startLine + 1,
      endLine: fix.endLine + 1,
      replacement: fix.replacement,
    },
  };
}
