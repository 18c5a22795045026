import { visibleLine } from "./escape.js";
import type { Report } from "./report.js";
import type { Style } from "./style.js";
import { besides, summary } from "./summary.js";

/** One line a finding, `path:line:column: level rule message`, as editors and `grep` want it; then as in the text report. */
export function renderConcise(report: Report, style: Style, quiet: boolean): string {
  const lines = report.findings.map(({ path, range, level, ruleId, message, fix }) => {
    const place = visibleLine(`${path}:${String(range.startLine + 1)}:${String(range.startColumn + 1)}`);
    const fixed = fix ? style.dim(" (there is a fix)") : "";
    return `${style.strong(place)}: ${style.level(level, level)} ${ruleId} ${visibleLine(message)}${fixed}\n`;
  });
  return [...lines, ...besides(report, style), ...(quiet ? [] : [summary(report, style)])].join("");
}
