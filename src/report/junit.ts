import type { Finding } from "../findings/finding.js";
import { xml } from "./escape.js";
import type { Report } from "./report.js";

/**
 * JUnit's XML, as Jenkins and GitLab read it. What blocks is a failure, what was not scanned and blocks an error; all else is
 * listed as skipped, so that it is seen and fails nothing. Where there is nothing, one test passes.
 */
export function renderJunit(report: Report): string {
  const cases = [
    ...report.findings.map(findingCase),
    ...report.notScanned.map(({ path, reason, blocking }) =>
      testCase(
        path,
        "not scanned",
        blocking ? "error" : "skipped",
        `not scanned: ${reason}`,
        "not-scanned",
        path,
      ),
    ),
  ];
  const count = (element: string): string =>
    String(cases.filter(({ outcome }) => outcome === element).length);
  const total = Math.max(1, cases.length);
  const body =
    cases.length > 0
      ? cases.map(({ text }) => text).join("")
      : `    <testcase classname="no-pickle" name="nothing unsafe found"/>\n`;
  const seconds = (report.stats.durationMs / 1000).toFixed(3);
  const counts = `tests="${String(total)}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}" time="${seconds}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="no-pickle" ${counts}>
  <testsuite name="no-pickle" ${counts}>
${body}  </testsuite>
</testsuites>
`;
}

interface Case {
  readonly outcome: "failure" | "error" | "skipped";
  readonly text: string;
}

function findingCase({ path, range, level, ruleId, message }: Finding): Case {
  const place = `${path}:${String(range.startLine + 1)}:${String(range.startColumn + 1)}`;
  return testCase(
    path,
    `${ruleId} ${place}`,
    level === "block" ? "failure" : "skipped",
    message,
    ruleId,
    place,
  );
}

function testCase(
  path: string,
  name: string,
  outcome: Case["outcome"],
  message: string,
  type: string,
  place: string,
): Case {
  const inner =
    outcome === "skipped"
      ? `<skipped message="${xml(message)}"/>`
      : `<${outcome} message="${xml(message)}" type="${xml(type)}">${xml(`${place}: ${message}`)}</${outcome}>`;
  const text = `    <testcase classname="${xml(path)}" name="${xml(name)}" file="${xml(path)}">${inner}</testcase>\n`;
  return { outcome, text };
}
