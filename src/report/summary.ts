import { visibleLine } from "./escape.js";
import { countLevels, plural, type Report, type Scope } from "./report.js";
import type { Style } from "./style.js";

/** What a text report says below its findings: what was not scanned, what is waived, what to know about single lines. */
export function besides(report: Report, style: Style): string[] {
  const gaps = report.notScanned.map(({ path, reason, blocking }) => {
    const level = blocking ? "block" : "note";
    const why = style.prose(visibleLine(reason), visibleLine(path).length + " not scanned: ".length, 2);
    return `${style.strong(visibleLine(path))} ${style.level(level, "not scanned")}: ${why}\n`;
  });
  const remarks = report.remarks.map(({ path, line, text }) => {
    const place = visibleLine(`${path}:${String(line + 1)}`);
    const said = style.prose(visibleLine(text), place.length + " note: ".length, 2);
    return `${style.strong(place)} ${style.level("note", "note")}: ${said}\n`;
  });
  const waived = report.suppressed.map(({ finding, reason, expires }) => {
    const place = `${finding.path}:${String(finding.range.startLine + 1)}`;
    const until = expires === null ? "" : ` until ${expires}`;
    return `${style.dim(visibleLine(`${place} ${finding.ruleId} is waived${until}: ${reason}`))}\n`;
  });
  return [gaps, remarks, waived].filter(({ length }) => length > 0).map((lines) => lines.join(""));
}

/** How much was found, what was looked at, and under which policy. */
export function summary(report: Report, style: Style): string {
  const lines = [style.prose(summaryLine(report), 0, 2)];
  if (report.findings.some(({ level }) => level !== "note"))
    lines.push(row("accept", howToAccept(report), style));
  lines.push(...scopeRows(report.scope, style));
  return `${lines.join("\n")}\n`;
}

/** What was looked at and under which policy, a line each; none where nobody said. */
export function scopeRows(scope: Scope | null, style: Style): string[] {
  if (!scope) return [];
  const { looked, policy, notes } = scope;
  const facts = [row("looked at", looked, style), row("policy", policy, style)];
  return [...facts, ...notes.map((note) => row("note", note, style))];
}

/** How much was found, in one line. */
export function summaryLine(report: Report): string {
  const { filesScanned, durationMs } = report.stats;
  const { block, warn, note } = countLevels(report.findings);
  const found =
    report.findings.length === 0
      ? "nothing unsafe found"
      : `${plural(report.findings.length, "finding")}: ${String(block)} blocking, ${plural(warn, "warning")}, ${plural(note, "note")}`;
  const gaps =
    report.notScanned.length === 0 ? "" : `; ${plural(report.notScanned.length, "file")} not fully scanned`;
  return `${found} in ${plural(filesScanned, "file")}${gaps} (${String(durationMs)} ms)`;
}

function row(label: string, text: string, style: Style): string {
  return `  ${style.dim(label.padEnd(9))} ${style.prose(visibleLine(text), 12)}`;
}

function howToAccept({ findings }: Report): string {
  const isChange = findings.some(({ origin }) => origin !== "existing");
  const when = isChange ? "; both count once they are on the base branch" : "";
  return `where the risk is fine: \`# no-pickle: allow[RULE] REASON\` beside it, or a waiver in .github/no-pickle.yml${when}`;
}
