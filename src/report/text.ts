import type { Finding } from "../findings/finding.js";
import { visibleLine } from "./escape.js";
import { grouped } from "./grouped.js";
import { alternativeFor, plural, ruleOf, type Report } from "./report.js";
import { excerpt, shownLine } from "./source-excerpt.js";
import type { Style } from "./style.js";
import { besides, summary } from "./summary.js";

/**
 * What a person reads in a terminal: each finding under its source line, what is alike together (the reason once), then
 * what was not scanned, then a summary.
 */
export function renderText(report: Report, style: Style, quiet: boolean): string {
  const parts = grouped(report.findings).map((group) => renderGroup(report, group, style));
  parts.push(...besides(report, style));
  if (!quiet) parts.push(summary(report, style));
  return parts.join(quiet ? "" : "\n");
}

function renderGroup(
  report: Report,
  [first, ...more]: readonly [Finding, ...Finding[]],
  style: Style,
): string {
  const rule = ruleOf(first);
  const alternative = alternativeFor(first, rule);
  const lines = [
    heading(first, style, first.ruleId),
    `  ${style.prose(visibleLine(first.message), 2)}`,
    ...excerpt(report, first, style),
    `  ${style.dim("why")}     ${style.prose(rule.meta.danger, 10)}`,
    `  ${style.dim("instead")} ${style.prose(`for ${alternative.need}: ${alternative.use}`, 10)}`,
    `          ${alternative.url}`,
    ...fixLines(first, style, true),
    `  ${style.dim("rule")}    no-pickle rules ${first.ruleId}`,
  ];
  if (more.length > 0) lines.push(`  ${style.dim("also")}    in ${plural(more.length, "more place")}:`);
  let said = first.message;
  for (const finding of more) {
    lines.push(heading(finding, style, shownLine(report, finding) ?? finding.ruleId));
    if (finding.message !== said) lines.push(`  ${style.prose(visibleLine(finding.message), 2)}`);
    lines.push(...fixLines(finding, style, false));
    said = finding.message;
  }
  return `${lines.join("\n")}\n`;
}

function heading({ path, range, level, origin }: Finding, style: Style, what: string): string {
  const place = `${path}:${String(range.startLine + 1)}:${String(range.startColumn + 1)}`;
  const from = origin === "existing" ? "" : style.dim(` (${origin})`);
  return `${style.strong(visibleLine(place))} ${style.level(level, level)} ${what}${from}`;
}

function fixLines({ fix }: Finding, style: Style, withCaveat: boolean): string[] {
  if (!fix) return [];
  const [first = "", ...more] = fix.replacement.split("\n");
  const line = `  ${style.dim("fix")}     ${visibleLine(first.trim())}${more.length > 0 ? " ..." : ""}`;
  return [line, ...(withCaveat && fix.caveat !== null ? [`          ${style.prose(fix.caveat, 10)}`] : [])];
}
