import { inlineCode, markdownText } from "../report/escape.js";
import { plural } from "../report/report.js";
import { findingsTable, notScannedList } from "../report/tables.js";
import { linkTo } from "./review-body.js";
import type { ReviewInput } from "./state.js";

/** GitHub takes 65,535 characters; the rest is left for what it counts differently. */
const MAX_SUMMARY = 60_000;

/** The text of the check run: the findings, what was not scanned, waivers, the policy, and how to require the check. */
export function checkSummary(input: ReviewInput, title: string): string {
  const { examined, pull, policyProblems } = input;
  const numbers = `${plural(examined.filesScanned, "file")} scanned of ${String(examined.filesChanged)} changed.`;
  const parts = [`**${title}.** ${policyProblems.length > 0 ? "" : numbers}`.trimEnd()];
  if (policyProblems.length > 0) {
    const problems = policyProblems.map(
      ({ line, column, message }) =>
        `- line ${String(line)}, column ${String(column)}: ${markdownText(message)}`,
    );
    parts.push(
      `${inlineCode(".github/no-pickle.yml")} on ${inlineCode(pull.baseRef)} has to be put right first:`,
      problems.join("\n"),
    );
  }
  if (examined.findings.length > 0) {
    parts.push(
      "### Findings",
      findingsTable(examined.findings, linkTo(pull.repositoryUrl, pull.headSha), input.baseUrl),
    );
  }
  if (examined.notScanned.length > 0) {
    parts.push("### Not scanned", notScannedList(examined.notScanned));
    parts.push("When the reason is gone, use **Re-run** on this check.");
  }
  if (examined.waived.length > 0) {
    const rows = examined.waived.map(({ finding, waiver }) => {
      const until = waiver.expires === null ? "no end date" : `until ${markdownText(waiver.expires)}`;
      return `- ${inlineCode(`${finding.path}:${String(finding.range.startLine + 1)}`)} ${finding.ruleId}, ${until}: ${markdownText(waiver.reason)}`;
    });
    parts.push("### Waived", rows.join("\n"));
  }
  parts.push("### Policy", policyLine(input));
  parts.push(
    "To make this check required: **Settings > Rules > Rulesets**, a rule for the branch, **Require status checks to pass**, add `no-pickle` and choose this app as its source.",
  );
  const summary = parts.join("\n\n");
  return summary.length <= MAX_SUMMARY
    ? summary
    : `${summary.slice(0, MAX_SUMMARY).replace(/\n[^\n]*$/, "")}\n\n... cut here; the annotations list every finding.`;
}

function policyLine({ policySource, policy, pull }: ReviewInput): string {
  const preset = `preset ${inlineCode(policy.preset)}`;
  if (policySource.kind === "built-in") {
    return `Built-in defaults (${preset}). A file ${inlineCode(".github/no-pickle.yml")} on ${inlineCode(pull.baseRef)} changes them.`;
  }
  return `${inlineCode(".github/no-pickle.yml")} on ${inlineCode(policySource.ref)} at ${policySource.sha} (${preset}).`;
}
