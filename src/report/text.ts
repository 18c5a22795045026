import type { Finding, Level } from "../findings/finding.js";
import { visible } from "./escape.js";
import { alternativeFor, countLevels, plural, ruleOf, type Report } from "./report.js";

/** Puts a style round a piece of text; the identity where color is off. */
export interface Style {
  readonly level: (level: Level, text: string) => string;
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** No color. */
export const PLAIN: Style = {
  level: (_, text) => text,
  strong: (text) => text,
  dim: (text) => text,
};

/** ANSI color. */
export const COLOR: Style = {
  level: (level, text) => `\u001b[${{ block: "31", warn: "33", note: "36" }[level]};1m${text}\u001b[0m`,
  strong: (text) => `\u001b[1m${text}\u001b[0m`,
  dim: (text) => `\u001b[2m${text}\u001b[0m`,
};

/** What a person reads in a terminal: each finding under its source line, then what was not scanned, then a summary. */
export function renderText(report: Report, style: Style, quiet: boolean): string {
  const parts = report.findings.map((finding) => renderFinding(report, finding, style));
  for (const { path, reason, blocking } of report.notScanned) {
    const level = blocking ? "block" : "note";
    parts.push(`${style.strong(visible(path))} ${style.level(level, "not scanned")}: ${visible(reason)}\n`);
  }
  for (const { finding, reason, expires } of report.suppressed) {
    const place = `${finding.path}:${String(finding.range.startLine + 1)}`;
    const until = expires === null ? "" : ` until ${expires}`;
    parts.push(`${style.dim(visible(`${place} ${finding.ruleId} is waived${until}: ${reason}`))}\n`);
  }
  if (!quiet) parts.push(summaryLine(report));
  return parts.join(quiet ? "" : "\n");
}

function renderFinding(report: Report, finding: Finding, style: Style): string {
  const rule = ruleOf(finding);
  const { range, fix } = finding;
  const place = `${finding.path}:${String(range.startLine + 1)}:${String(range.startColumn + 1)}`;
  const origin = finding.origin === "existing" ? "" : style.dim(` (${finding.origin})`);
  const lines = [
    `${style.strong(visible(place))} ${style.level(finding.level, finding.level)} ${finding.ruleId}${origin}`,
    `  ${visible(finding.message)}`,
    ...sourceLines(report, finding, style),
    `  ${style.dim("why")}     ${rule.meta.danger}`,
  ];
  const alternative = alternativeFor(finding, rule);
  lines.push(`  ${style.dim("instead")} for ${alternative.need}: ${alternative.use}`);
  lines.push(`          ${alternative.url}`);
  if (fix) {
    const [first = "", ...more] = fix.replacement.split("\n");
    lines.push(`  ${style.dim("fix")}     ${visible(first.trim())}${more.length > 0 ? " ..." : ""}`);
    if (fix.caveat !== null) lines.push(`          ${fix.caveat}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The line of the finding, its range underlined; a range of several lines is underlined to the end of the first. */
function sourceLines(report: Report, finding: Finding, style: Style): string[] {
  const { range } = finding;
  const source = report.lineOf(finding.path, range.startLine);
  if (source === null) return [];
  const end = range.endLine === range.startLine ? range.endColumn : source.length;
  // A long line is cut to a window around the finding; tabs and steering characters get their printed width.
  const from = Math.max(0, Math.min(range.startColumn - 60, source.length - 100));
  const show = (text: string): string => visible(text.replaceAll("\t", "    "));
  const before = show(source.slice(from, range.startColumn));
  const marked = show(source.slice(range.startColumn, Math.min(end, from + 140)));
  const after = show(source.slice(Math.min(end, from + 140), from + 140));
  const number = String(range.startLine + 1);
  const margin = " ".repeat(number.length);
  return [
    `  ${style.dim(`${number} |`)} ${before}${marked}${after}`,
    `  ${style.dim(`${margin} |`)} ${" ".repeat(before.length)}${style.level(finding.level, "^".repeat(Math.max(1, marked.length)))}`,
  ];
}

function summaryLine(report: Report): string {
  const { filesScanned, durationMs } = report.stats;
  const { block, warn, note } = countLevels(report.findings);
  const found =
    report.findings.length === 0
      ? "nothing unsafe found"
      : `${plural(report.findings.length, "finding")}: ${String(block)} blocking, ${plural(warn, "warning")}, ${plural(note, "note")}`;
  const gaps =
    report.notScanned.length === 0 ? "" : `; ${plural(report.notScanned.length, "file")} not fully scanned`;
  return `${found} in ${plural(filesScanned, "file")}${gaps} (${String(durationMs)} ms)\n`;
}
