import { visibleLine } from "../report/escape.js";
import { countLevels, plural } from "../report/report.js";
import type { Style } from "../report/style.js";
import { ageOf, ageText, folderRows, nextRows, ownerRows, peakOf, ruleRows } from "./audit-groups.js";
import { median, type Audit, type AuditUse, type FixedUse } from "./audit.js";
import { artifactRows, artifactText, dataRows } from "./data-rows.js";
import { effortText } from "./effort.js";
import { sparkline } from "./sparkline.js";

const MAX_ROWS = 10;

/**
 * An audit for a terminal.
 * @param columns how wide it is; never more than 100 are used
 */
export function renderAuditText(audit: Audit, style: Style, columns: number): string {
  const width = Math.max(60, Math.min(columns, 100));
  const parts = [
    head(audit, style, width),
    rules(audit, style, width),
    groups("Where", folderRows(audit), style, width),
    groups("Whose", ownerRows(audit), style, width),
    oldest(audit, style, width),
    next(audit, style, width),
    sameData(audit, style, width),
    artifacts(audit, style, width),
    went(audit, style, width),
    gaps(audit, style),
    `  ${style.dim("policy")}    ${wrapped(audit.policy, width - 12).join(`\n${" ".repeat(12)}`)}\n`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function head(audit: Audit, style: Style, width: number): string {
  const { ref, uses, points, history } = audit;
  const [first, last] = [points[0], points.at(-1)];
  const { block, warn, note } = countLevels(uses);
  const peak = peakOf(audit);
  const left = `${plural(uses.length, "use")} left`;
  const levels = `${String(block)} block, ${String(warn)} warn, ${String(note)} note`;
  const most =
    peak === null || peak.total === uses.length
      ? ""
      : `; the most were ${String(peak.total)}, in ${peak.date.slice(0, 7)}`;
  const trend = sparkline(
    points.map(({ total }) => total),
    width - 28,
  );
  const from = first?.date.slice(0, 10) ?? "";
  const to = last?.date.slice(0, 10) ?? "";
  const part = history.isComplete ? "" : ", of a history that is not whole";
  return [
    `${style.strong(visibleLine(ref.name))} at ${ref.commit.slice(0, 7)}: ${plural(points.length, "point")} of ${plural(history.commits, "commit")}${part}`,
    "",
    `  ${style.strong(left)}: ${levels}${most}`,
    `  ${style.dim(from)} ${trend} ${style.dim(to)}`,
    "",
  ].join("\n");
}

function rules(audit: Audit, style: Style, width: number): string {
  const rows = ruleRows(audit);
  if (rows.length === 0) return "";
  const room = Math.max(10, width - 63);
  const title = `${"Rule".padEnd(31)}${"left".padStart(5)}  ${"over time".padEnd(room)}${"came".padStart(6)}${"went".padStart(6)}  after`;
  const lines = rows.map(({ ruleId, left, trend, came, went: gone, days }) => {
    const numbers = `${String(came).padStart(6)}${String(gone).padStart(6)}  ${days === null ? "" : ageText(days)}`;
    return `  ${ruleId.padEnd(29)}${String(left).padStart(5)}  ${sparkline(trend, room).padEnd(room)}${numbers}`.trimEnd();
  });
  return [style.strong(title), ...lines, ""].join("\n");
}

function groups(
  title: string,
  rows: readonly (readonly [string, readonly AuditUse[]])[],
  style: Style,
  width: number,
): string {
  if (rows.length < 2) return "";
  const most = rows[0]?.[1].length ?? 1;
  const room = Math.max(10, width - 52);
  const lines = rows.slice(0, MAX_ROWS).map(([name, uses]) => {
    const bar = "█".repeat(Math.max(1, Math.round((room * uses.length) / most)));
    return `  ${cut(name, 42).padEnd(42)}${String(uses.length).padStart(5)}  ${bar}`;
  });
  const more = rows.length > MAX_ROWS ? [`  and ${String(rows.length - MAX_ROWS)} more`] : [];
  return [style.strong(title), ...lines, ...more, ""].join("\n");
}

function oldest({ uses, today }: Audit, style: Style, width: number): string {
  const dated = uses.filter(({ introduced }) => introduced !== null);
  if (dated.length === 0) return "";
  const sorted = [...dated].sort((a, b) =>
    (a.introduced?.date ?? "").localeCompare(b.introduced?.date ?? ""),
  );
  const lines = sorted.slice(0, 5).map((use) => {
    const since = `${use.introduced?.date.slice(0, 10) ?? ""} ${use.introduced?.commit.slice(0, 7) ?? ""}`;
    const where = cut(`${use.path}:${String(use.line)}`, width - 44);
    return `  ${since}  ${ageText(ageOf(use, today)).padEnd(10)}  ${where}  ${use.ruleId}`.slice(
      0,
      width + 20,
    );
  });
  const middle = median(dated.map((use) => ageOf(use, today) ?? 0));
  return [
    `${style.strong("There the longest")}; half of what is left has been there for ${ageText(middle)} or more`,
    ...lines,
    "",
  ].join("\n");
}

function next(audit: Audit, style: Style, width: number): string {
  const rows = nextRows(audit);
  if (rows.length === 0) return "";
  const lines = rows.slice(0, MAX_ROWS).flatMap(({ next: step, ruleId, uses }) => {
    const files = new Set(uses.map(({ path }) => path)).size;
    const count = `${plural(uses.length, "use")} in ${plural(files, "file")}`;
    const name = step.kind === "fix" ? "fix    " : step.kind === "replace" ? "replace" : "review ";
    return [
      `  ${style.strong(name)} ${ruleId}: ${count}`,
      ...wrapped(step.text, width - 10).map((line) => `          ${line}`),
      ...wrapped(`work: ${effortText(uses)}`, width - 10).map((line) => style.dim(`          ${line}`)),
    ];
  });
  const more = rows.length > MAX_ROWS ? [`  and ${String(rows.length - MAX_ROWS)} more groups`] : [];
  return [style.strong("Next"), ...lines, ...more, ""].join("\n");
}

function sameData(audit: Audit, style: Style, width: number): string {
  const rows = dataRows(audit);
  if (rows.length === 0) return "";
  const lines = rows
    .slice(0, MAX_ROWS)
    .flatMap(({ by, name, places }) => [
      `  ${by.padEnd(8)}  ${cut(name, width - 12)}`,
      ...wrapped(places.join(", "), width - 14).map((line) => style.dim(`              ${line}`)),
    ]);
  const more = rows.length > MAX_ROWS ? [`  and ${String(rows.length - MAX_ROWS)} more`] : [];
  return [`${style.strong("Both ends known")}, and by what`, ...lines, ...more, ""].join("\n");
}

function artifacts(audit: Audit, style: Style, width: number): string {
  const rows = artifactRows(audit);
  if (rows.length === 0) return "";
  const lines = rows.slice(0, MAX_ROWS).flatMap((one) => {
    const by =
      one.loadedBy.length === 0 ? "nothing that was found loads it" : `loaded by ${one.loadedBy.join(", ")}`;
    return [
      `  ${cut(one.path, width - 2)}`,
      ...wrapped(`${artifactText(one)}; ${by}`, width - 10).map((line) => style.dim(`          ${line}`)),
    ];
  });
  const more = rows.length > MAX_ROWS ? [`  and ${String(rows.length - MAX_ROWS)} more`] : [];
  return [style.strong("Files in the tree that are loaded"), ...lines, ...more, ""].join("\n");
}

function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of visibleLine(text).split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "" || line.length + word.length < width)
      lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function went({ fixed }: Audit, style: Style, width: number): string {
  if (fixed.length === 0) return "";
  const days = median(fixed.flatMap((one) => one.days ?? []));
  const lines = fixed.slice(0, 5).map((one: FixedUse) => {
    const where = cut(one.path, width - 48);
    return `  ${one.fixed.date.slice(0, 10)} ${one.fixed.commit.slice(0, 7)}  after ${ageText(one.days).padEnd(10)}  ${where}  ${one.symbol}`.slice(
      0,
      width + 20,
    );
  });
  const title = `${style.strong("Gone")}: ${String(fixed.length)}, half of them within ${ageText(days)}; the last ones`;
  return [title, ...lines.map((line) => visibleLine(line)), ""].join("\n");
}

function gaps({ notScanned }: Audit, style: Style): string {
  if (notScanned.length === 0) return "";
  const lines = notScanned.slice(0, 5).map(({ path, reason }) => visibleLine(`  ${path}: ${reason}`));
  const more = notScanned.length > 5 ? [`  and ${String(notScanned.length - 5)} more`] : [];
  return [style.strong(`Not scanned: ${plural(notScanned.length, "file")}`), ...lines, ...more, ""].join(
    "\n",
  );
}

function cut(text: string, width: number): string {
  const shown = visibleLine(text);
  return shown.length <= width ? shown : `...${shown.slice(shown.length - width + 3)}`;
}
