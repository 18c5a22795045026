import { markdownText } from "./escape.js";
import { findingsTable, notScannedList } from "./tables.js";
import { countLevels, plural, type Report } from "./report.js";

/** A Markdown summary, for a job summary or a chat. */
export function renderMarkdown(report: Report): string {
  const { block, warn, note } = countLevels(report.findings);
  const verdict =
    block > 0
      ? "unsafe deserialization found"
      : report.findings.length > 0
        ? "nothing blocks"
        : "nothing unsafe found";
  const numbers = `${String(block)} blocking, ${plural(warn, "warning")}, ${plural(note, "note")} in ${plural(report.stats.filesScanned, "file")}`;
  return [
    `## no-pickle: ${verdict}`,
    `${numbers}.`,
    ...(report.findings.length > 0 ? [findingsTable(report.findings, null)] : []),
    ...(report.notScanned.length > 0 ? ["### Not scanned", notScannedList(report.notScanned)] : []),
    ...scopeOf(report),
  ]
    .map((part) => `${part}\n`)
    .join("\n");
}

function scopeOf({ scope, remarks }: Report): string[] {
  const notes = remarks.map(({ path, line, text }) => `${path}:${String(line + 1)}: ${text}`);
  const rows = scope
    ? [`Looked at: ${scope.looked}`, `Policy: ${scope.policy}`, ...scope.notes, ...notes]
    : notes;
  return rows.length > 0 ? [rows.map((row) => `- ${markdownText(row)}`).join("\n")] : [];
}
