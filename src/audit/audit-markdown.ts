import { inlineCode, markdownText, messageMarkdown } from "../report/escape.js";
import { countLevels, plural } from "../report/report.js";
import { ageOf, ageText, folderRows, nextRows, ownerRows, peakOf, ruleRows } from "./audit-groups.js";
import { median, type Audit, type AuditUse } from "./audit.js";
import { artifactRows, artifactText, dataRows } from "./data-rows.js";
import { effortText } from "./effort.js";
import { sparkline } from "./sparkline.js";

const MAX_ROWS = 20;
const MAX_USES = 100;

/** An audit as Markdown, for an issue or a page: what is left, over time, whose, what next, what is gone. */
export function renderAuditMarkdown(audit: Audit): string {
  const parts = [
    `# ${plural(audit.uses.length, "use")} of unsafe deserialization left`,
    summary(audit),
    ...ruleTable(audit),
    ...nextTable(audit),
    ...dataTable(audit),
    ...artifactTable(audit),
    ...groupTable("By folder", "Folder", folderRows(audit)),
    ...groupTable("By owner", "Owner", ownerRows(audit)),
    ...usesTable(audit),
    ...goneTable(audit),
    ...gaps(audit),
  ];
  return `${parts.join("\n\n")}\n`;
}

function summary(audit: Audit): string {
  const { uses, points, ref, history } = audit;
  const { block, warn, note } = countLevels(uses);
  const peak = peakOf(audit);
  const trend = sparkline(
    points.map(({ total }) => total),
    60,
  );
  const dates = `${points[0]?.date.slice(0, 10) ?? ""} to ${points.at(-1)?.date.slice(0, 10) ?? ""}`;
  const most =
    peak && peak.total > uses.length
      ? ` The most were ${String(peak.total)}, in ${peak.date.slice(0, 7)}.`
      : "";
  const part = history.isComplete ? "" : " The history is not whole.";
  return [
    `${String(block)} block, ${String(warn)} warn, ${String(note)} note; ${inlineCode(ref.name)} at ${ref.commit}.${most}${part}`,
    `\`${trend}\` ${dates}, ${plural(points.length, "point")} of ${plural(history.commits, "commit")}`,
  ].join("\n\n");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function ruleTable(audit: Audit): string[] {
  const rows = ruleRows(audit).map(({ ruleId, left, trend, came, went, days }) => [
    ...[ruleId, String(left), `\`${sparkline(trend, 30)}\``, String(came), String(went)],
    days === null ? "" : ageText(days),
  ]);
  if (rows.length === 0) return [];
  return ["## By rule", table(["Rule", "Left", "Over time", "Came", "Went", "Half of those after"], rows)];
}

function nextTable(audit: Audit): string[] {
  const rows = nextRows(audit)
    .slice(0, MAX_ROWS)
    .map(({ next, ruleId, uses }) => [
      ...[next.kind, ruleId, String(uses.length), String(new Set(uses.map(({ path }) => path)).size)],
      `${cell(messageMarkdown(next.text))} ([more](${next.url}))`,
      effortText(uses),
    ]);
  return rows.length === 0
    ? []
    : ["## What next", table(["", "Rule", "Uses", "Files", "What", "Work"], rows)];
}

function dataTable(audit: Audit): string[] {
  const rows = dataRows(audit)
    .slice(0, MAX_ROWS)
    .map(({ by, name, places }) => [by, code(name), places.map(code).join(" ")]);
  return rows.length === 0 ? [] : ["## Both ends known", table(["By", "What", "Where"], rows)];
}

function artifactTable(audit: Audit): string[] {
  const rows = artifactRows(audit)
    .slice(0, MAX_ROWS)
    .map((one) => [code(one.path), one.verdict, code(artifactText(one)), one.loadedBy.map(code).join(" ")]);
  if (rows.length === 0) return [];
  return ["## Files in the tree that are loaded", table(["File", "", "What it does", "Loaded by"], rows)];
}

function groupTable(
  title: string,
  head: string,
  rows: readonly (readonly [string, readonly AuditUse[]])[],
): string[] {
  if (rows.length < 2) return [];
  const shown = rows.slice(0, MAX_ROWS).map(([name, uses]) => [code(name), String(uses.length)]);
  return [`## ${title}`, table([head, "Uses"], shown)];
}

function usesTable({ uses, today }: Audit): string[] {
  if (uses.length === 0) return [];
  const rows = uses
    .slice(0, MAX_USES)
    .map((use) => [
      ...[code(`${use.path}:${String(use.line)}`), use.ruleId, code(use.symbol)],
      use.introduced ? `${use.introduced.date.slice(0, 10)} in ${use.introduced.commit.slice(0, 9)}` : "",
      ageText(ageOf(use, today)),
      use.owners.map(code).join(" "),
      use.pairedWith.map(code).join(" "),
    ]);
  const more = uses.length > MAX_USES ? [`and ${String(uses.length - MAX_USES)} more`] : [];
  return [
    "## All that is left",
    table(["Where", "Rule", "What", "Since", "Age", "Owners", "Same data"], rows),
    ...more,
  ];
}

function goneTable({ fixed }: Audit): string[] {
  if (fixed.length === 0) return [];
  const days = median(fixed.flatMap((one) => one.days ?? []));
  const rows = fixed
    .slice(0, MAX_ROWS)
    .map((one) => [
      ...[
        one.fixed.date.slice(0, 10),
        one.fixed.commit.slice(0, 9),
        code(one.path),
        code(one.symbol),
        ageText(one.days),
      ],
    ]);
  const title = `${String(fixed.length)} are gone, half of them within ${ageText(days)}. The last ones:`;
  return ["## Gone", title, table(["When", "Commit", "Where", "What", "After"], rows)];
}

function gaps({ notScanned }: Audit): string[] {
  if (notScanned.length === 0) return [];
  const lines = notScanned
    .slice(0, MAX_ROWS)
    .map(({ path, reason }) => `- ${inlineCode(path)}: ${markdownText(reason)}`);
  return ["## Not scanned", lines.join("\n")];
}

function code(text: string): string {
  return cell(inlineCode(text));
}

/** A vertical bar ends a cell, in code too. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
