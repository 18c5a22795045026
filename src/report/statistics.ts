import { compareLevels } from "../findings/finding.js";
import { ruleOf, type Report } from "./report.js";
import type { Style } from "./style.js";
import { besides, summary } from "./summary.js";

/** How often each rule found something, the most serious first, in place of the findings; the rest as in the text report. */
export function renderStatistics(report: Report, style: Style, quiet: boolean): string {
  const counts = new Map<string, number>();
  for (const { level, ruleId } of report.findings) {
    const key = `${level} ${ruleId}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const firsts = report.findings.filter(
    ({ level, ruleId }, i, all) => all.findIndex((one) => one.level === level && one.ruleId === ruleId) === i,
  );
  const rows = firsts
    .map((finding) => ({ finding, count: counts.get(`${finding.level} ${finding.ruleId}`) ?? 0 }))
    .sort((a, b) => compareLevels(a.finding.level, b.finding.level) || b.count - a.count);
  const width = Math.max(0, ...rows.map(({ finding: { ruleId } }) => ruleId.length));
  const lines = rows.map(({ finding, count }) => {
    const level = style.level(finding.level, finding.level.padEnd(5));
    return `${String(count).padStart(6)}  ${level}  ${finding.ruleId.padEnd(width)}  ${ruleOf(finding).meta.title}\n`;
  });
  const gaps = quiet ? besides(report, style) : [...besides(report, style), summary(report, style)];
  return [lines.join(""), ...gaps].filter((part) => part !== "").join("\n");
}
