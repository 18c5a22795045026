import { markdownText } from "../report/escape.js";
import type { Level } from "../findings/finding.js";
import { countLevels, plural } from "../report/report.js";
import { ageText, ownerRows, ruleRows } from "./audit-groups.js";
import { median, type FixedUse } from "./audit.js";
import type { IssueAudit, IssueChange, IssueFacts } from "./issue-facts.js";
import { goneLine } from "./issue-kept.js";
import { code, NEW } from "./issue-list.js";
import { ownLines, unmarked, type StretchLine } from "./issue-marks.js";
import { plotLines } from "./issue-plot.js";
import { stepLines } from "./issue-steps.js";

const MAX_ROWS = 10;

/** What is to be seen first: how far it is, what changed, what to do next. */
export function nowLines({ audit, points, change, wentInAll }: IssueFacts): readonly StretchLine[] {
  const { uses, notScanned } = audit;
  const all = uses.length + wentInAll;
  const share = wentInAll > 0 && uses.length > 0 ? ` (${String(Math.floor((100 * wentInAll) / all))} %)` : "";
  const { block, warn, note } = countLevels(uses);
  const left =
    uses.length === 0
      ? `**Nothing is left${notScanned.length > 0 ? " in what was looked at" : ""}`
      : `**${plural(uses.length, "use")} of unsafe deserialization ${uses.length === 1 ? "is" : "are"} left`;
  const gone =
    wentInAll > 0
      ? `; ${String(wentInAll)} of ${String(all)} ${wentInAll === 1 ? "is" : "are"} gone${share}`
      : "";
  const gaps = notScanned.length > 0 ? ["What could not be looked at is named below."] : [];
  return ownLines([
    `${left}${gone}.**${change ? changeText(change) : ""}`,
    "",
    ...plotLines(points),
    "",
    ...[...(uses.length > 0 ? [WHY, levelText({ block, warn, note })] : [DONE]), ...gaps]
      .join(" ")
      .split("\n"),
    ...stepLines(audit),
  ]);
}

const WHY =
  "Each is a place that can run code which whoever made its data put there, or that prepares for it.";
const DONE = "A change that brings such a place in again is reported on its pull request.";

function levelText({ block, warn, note }: Readonly<Record<Level, number>>): string {
  const levels = [
    ...(block > 0
      ? [`${String(block)} would block a change that brings ${block === 1 ? "it" : "them"} in`]
      : []),
    ...(warn > 0 ? [`${String(warn)} would get a warning`] : []),
    ...(note > 0 ? [`${String(note)} would only be noted`] : []),
  ];
  return `${levels.join(", ")}.`;
}

function changeText({ since, came, gone }: IssueChange): string {
  const parts = [...(gone > 0 ? [`${String(gone)} gone`] : []), ...(came > 0 ? [`${String(came)} new`] : [])];
  return parts.length === 0 ? "" : ` Since ${since}: ${parts.join(", ")}.`;
}

/** What is worth knowing besides: by rule and owner, what is gone, what was not looked at, how the issue is kept. */
export function restLines(
  { audit, url, wentInAll }: IssueFacts,
  goneLabels: readonly string[],
): readonly StretchLine[] {
  return ownLines([
    ...goneSection(audit, url, goneLabels, wentInAll),
    ...countSection(audit),
    ...gapSection(audit),
    ...details("About this issue", [ABOUT]),
  ]);
}

const ABOUT = [
  "no-pickle keeps this issue up to date, and edits it only when something came, went or moved: links lead to the commit at which that was.",
  "What people write outside of its marks, behind an item and below it stays. Close it as completed to have it left alone until something new comes, as not planned to have it left alone for good.",
].join(" ");

function goneSection(
  audit: IssueAudit,
  url: string,
  labels: readonly string[],
  inAll: number,
): readonly string[] {
  const lines =
    audit.fixed.length > 0 ? audit.fixed.slice(0, MAX_ROWS).map((one) => fixedLine(one, url)) : labels;
  if (lines.length === 0) return [];
  const days = median(audit.fixed.flatMap((one) => one.days ?? []));
  const half = days === null ? "" : `; half of them were there for ${ageText(days)} or less`;
  return [
    "### Gone",
    "",
    `${String(Math.max(inAll, lines.length))} in all${half}. The last ones:`,
    "",
    ...lines,
    "",
  ];
}

function fixedLine({ path, symbol, fixed, days }: FixedUse, url: string): string {
  const after = days === null ? "" : `, after ${ageText(days)}`;
  const commit = `[${code(fixed.commit.slice(0, 7))}](${url}/commit/${fixed.commit})`;
  return goneLine(fixed.date.slice(0, 10), `${code(path)} ${code(symbol)} in ${commit}${after}`);
}

/** The line for a use that was on the list and is gone. */
export function goneLabel(day: string, label: string): string {
  return goneLine(day, label.endsWith(`, ${NEW}`) ? label.slice(0, -NEW.length - 2) : label);
}

function countSection(audit: IssueAudit): readonly string[] {
  const rules = ruleRows(audit).filter(({ left }) => left > 0);
  const owners = ownerRows(audit).slice(0, 2 * MAX_ROWS);
  const tables = [
    ...(rules.length > 1
      ? [
          "| Rule | Left |",
          "| :-- | --: |",
          ...rules.map(({ ruleId, left }) => `| ${ruleId} | ${String(left)} |`),
          "",
        ]
      : []),
    ...(owners.length > 1
      ? [
          "| Owner | Left |",
          "| :-- | --: |",
          ...owners.map(([name, uses]) => `| ${cell(name)} | ${String(uses.length)} |`),
          "",
        ]
      : []),
  ];
  return tables.length === 0 ? [] : details(owners.length > 1 ? "By rule and owner" : "By rule", tables);
}

function gapSection({ notScanned }: IssueAudit): readonly string[] {
  if (notScanned.length === 0) return [];
  const lines = notScanned
    .slice(0, 2 * MAX_ROWS)
    .map(({ path, reason }) => unmarked(`- ${code(path)}: ${markdownText(reason.slice(0, 300))}`));
  const more = notScanned.length - lines.length;
  return details("Not looked at", [...lines, ...(more > 0 ? [`- and ${String(more)} more`] : [])]);
}

function details(summary: string, lines: readonly string[]): readonly string[] {
  return [`<details><summary>${summary}</summary>`, "", ...lines, "", "</details>", ""];
}

/** A vertical bar ends a cell, in code too. */
function cell(text: string): string {
  return code(text).replaceAll("|", "\\|");
}
