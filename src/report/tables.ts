import type { Finding, NotScanned } from "../findings/finding.js";
import type { PolicyProblem } from "../policy/policy.js";
import { inlineCode, markdownText, messageMarkdown } from "./escape.js";
import { linkToRule } from "./report.js";

/** The most rows a table gets; the rest is counted. */
const MAX_ROWS = 200;

/** A Markdown table of findings. `link` gives the address of a line, or null for none; rule names link to their page, where there is one. */
export function findingsTable(
  findings: readonly Finding[],
  link: ((path: string, line: number) => string) | null,
  baseUrl: string | null = null,
): string {
  const rows = findings.slice(0, MAX_ROWS).map((finding) => {
    const line = finding.range.startLine + 1;
    const place = cell(inlineCode(`${finding.path}:${String(line)}`));
    const linked = link ? `[${place}](${link(finding.path, line)})` : place;
    const rule = linkToRule(finding.ruleId, baseUrl);
    const what = cell(messageMarkdown(finding.message));
    return `| ${finding.level} | ${linked} | ${rule} | ${finding.origin} | ${what} |`;
  });
  const more = findings.length - rows.length;
  return [
    "| Level | Where | Rule | Origin | What |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    ...(more > 0 ? ["", `... and ${String(more)} more.`] : []),
  ].join("\n");
}

/** A Markdown list of what was not scanned. */
export function notScannedList(notScanned: readonly NotScanned[]): string {
  const items = notScanned
    .slice(0, MAX_ROWS)
    .map(({ path, reason }) => `- ${inlineCode(path)}: ${markdownText(reason)}`);
  const more = notScanned.length - items.length;
  return [...items, ...(more > 0 ? [`- ... and ${String(more)} more`] : [])].join("\n");
}

/** A Markdown list of what is wrong with a policy file. */
export function problemList(problems: readonly PolicyProblem[]): string {
  const items = problems.map(
    ({ line, column, message }) =>
      `- line ${String(line)}, column ${String(column)}: ${markdownText(message)}`,
  );
  return items.join("\n");
}

/** A pipe would end the cell, even inside code. */
function cell(markdown: string): string {
  return markdown.replace(/(?<!\\)\|/g, "\\|");
}
