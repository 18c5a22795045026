import type { Finding } from "../findings/finding.js";
import { visible } from "./escape.js";
import type { Report } from "./report.js";
import type { Style } from "./style.js";

/** The most of a line, in characters, that is shown. */
const WIDTH = 140;

/** The line of the finding, its range underlined; a range of several lines is underlined to the end of the first. */
export function excerpt(report: Report, finding: Finding, style: Style): string[] {
  const { range } = finding;
  const source = report.lineOf(finding.path, range.startLine);
  if (source === null) return [];
  const end = range.endLine === range.startLine ? range.endColumn : source.length;
  // A long line is cut to a window around the finding; tabs and steering characters get their printed width.
  const from = Math.max(0, Math.min(range.startColumn - 60, source.length - 100));
  const before = show(source.slice(from, range.startColumn));
  const marked = show(source.slice(range.startColumn, Math.min(end, from + WIDTH)));
  const after = show(source.slice(Math.min(end, from + WIDTH), from + WIDTH));
  const number = String(range.startLine + 1);
  const margin = " ".repeat(number.length);
  return [
    `  ${style.dim(`${number} |`)} ${before}${marked}${after}`,
    `  ${style.dim(`${margin} |`)} ${" ".repeat(before.length)}${style.level(finding.level, "^".repeat(Math.max(1, marked.length)))}`,
  ];
}

/** The line of the finding from where it begins, without its margin; null if it is not at hand. */
export function shownLine(report: Report, { path, range }: Finding): string | null {
  const source = report.lineOf(path, range.startLine);
  if (source === null) return null;
  const whole = source.length <= WIDTH ? source : source.slice(range.startColumn, range.startColumn + WIDTH);
  return show(whole.trim());
}

function show(text: string): string {
  return visible(text.replaceAll("\t", "    "));
}
