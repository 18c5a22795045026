import type { Level } from "../findings/finding.js";
import { fingerprint } from "../findings/fingerprint.js";
import type { Report } from "./report.js";

/** GitLab's words. */
const SEVERITIES: Readonly<Record<Level, string>> = { block: "critical", warn: "minor", note: "info" };

/** GitLab's code quality report: a JSON array in the form of Code Climate's issues. */
export function renderGitlab(report: Report): string {
  const issues = [
    ...report.findings.map((finding) => {
      const { path, range } = finding;
      return issue({
        ...{ path, check: finding.ruleId, text: finding.message, severity: SEVERITIES[finding.level] },
        ...{ identity: finding.fingerprint, begin: range.startLine + 1, end: range.endLine + 1 },
      });
    }),
    ...report.notScanned.map(({ path, reason, blocking }) =>
      issue({
        ...{ path, check: "not-scanned", text: `Not scanned: ${reason}`, identity: "", begin: 1, end: 1 },
        severity: blocking ? "major" : "info",
      }),
    ),
  ];
  return `${JSON.stringify(issues, null, 2)}\n`;
}

interface Issue {
  readonly path: string;
  readonly check: string;
  readonly text: string;
  readonly severity: string;
  readonly identity: string;
  readonly begin: number;
  readonly end: number;
}

function issue({ path, check, text, severity, identity, begin, end }: Issue): object {
  return {
    type: "issue",
    check_name: check,
    description: text,
    severity,
    categories: ["Security"],
    // GitLab takes two entries with the same one for one and the same: two files may hold the same use.
    fingerprint: fingerprint({ ruleId: check, symbol: path, enclosing: "", statement: identity, ordinal: 0 }),
    location: { path, lines: { begin, end } },
  };
}
