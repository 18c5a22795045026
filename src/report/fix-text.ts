import type { LeftFinding, WhyLeft } from "../analysis/fix-choice.js";
import { visibleLine } from "./escape.js";
import type { FixReport } from "./fix-report.js";
import { alternativeFor, plural, ruleOf } from "./report.js";
import type { Style } from "./style.js";
import { scopeRows } from "./summary.js";

/** So many places of what is alike are listed. */
const MAX_PLACES = 3;

/** What a person reads after `no-pickle fix`: what was fixed, what may behave differently, what is left and why. */
export function renderFixText(report: FixReport, style: Style, quiet: boolean): string {
  const fixed = report.files.map(({ path, applied }) => {
    const lines = applied.map(
      ({ finding: { range, symbol, ruleId } }) =>
        `  ${String(range.startLine + 1)}: ${visibleLine(symbol)} ${style.dim(`(${ruleId})`)}`,
    );
    return [style.strong(visibleLine(path)), ...lines].join("\n");
  });
  if (quiet) return fixed.map((block) => `${block}\n`).join("");
  const blocks = [
    ...fixed,
    [headline(report), ...caveatsOf(report, style)].join("\n"),
    ...leftBlocks(report, style),
  ];
  if (report.notFixed.length > 0) {
    const lines = report.notFixed.map(
      ({ path, reason }) => `  ${style.prose(visibleLine(`${path}: ${reason}`), 2)}`,
    );
    blocks.push([`Not looked at, or not written:`, ...lines].join("\n"));
  }
  const scope = scopeRows(report.scope, style);
  if (scope.length > 0) blocks.push(scope.join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

function headline({ files, isDry }: FixReport): string {
  const count = files.reduce((sum, { applied }) => sum + applied.length, 0);
  if (count === 0) return "Nothing to fix.";
  const what = `${plural(count, "finding")} in ${plural(files.length, "file")}`;
  return isDry ? `Would fix ${what}.` : `Fixed ${what}.`;
}

function caveatsOf({ files }: FixReport, style: Style): string[] {
  const counts = new Map<string, number>();
  for (const { caveat } of files.flatMap(({ applied }) => applied)) {
    if (caveat !== null) counts.set(caveat, (counts.get(caveat) ?? 0) + 1);
  }
  return [...counts].map(([caveat, count]) => `  ${style.prose(`${caveat} (${plural(count, "place")})`, 2)}`);
}

const REASONS: readonly (readonly [WhyLeft, string])[] = [
  ["needs-unsafe", "with a fix after which honest data may be refused, too: --unsafe applies it"],
  ["in-tests", "with a fix in test code, where the unsafe form may be what is tested: name the file"],
  ["not-proven", "with a fix that does not hold here: the file would not come out right"],
  ["not-read", "in a file that does not parse, or could not be followed to its end"],
  ["no-fix", "for a person: what is stored, or who may write it, has to change"],
];

function leftBlocks({ left }: FixReport, style: Style): string[] {
  return REASONS.flatMap(([why, reason]) => {
    const some = left.filter((one) => one.why === why);
    if (some.length === 0) return [];
    const heading = style.prose(`Left: ${plural(some.length, "finding")} ${reason}.`, 0);
    const groups = why === "no-fix" ? byAlternative(some, style) : byRule(some, style);
    return [`${heading}\n${groups.join("\n")}`];
  });
}

/** What has a fix: by rule and by what the fix changes besides. */
function byRule(left: readonly LeftFinding[], style: Style): string[] {
  return grouped(left, ({ finding, caveat }) => [finding.ruleId, caveat]).map((group) => {
    const caveat = group[0]?.caveat ?? null;
    return [placesOf(group, style), ...(caveat === null ? [] : [`    ${style.prose(caveat, 4)}`])].join("\n");
  });
}

/** What has none: by what to write instead, with the imports last, which go with what needs them. */
function byAlternative(left: readonly LeftFinding[], style: Style): string[] {
  const isImport = ({ finding }: LeftFinding): boolean => ruleOf(finding).subject === "import";
  const uses = left.filter((one) => !isImport(one));
  const blocks = grouped(uses, ({ finding }) => [alternativeFor(finding, ruleOf(finding)).use]);
  const imports = left.filter(isImport);
  return [
    ...blocks.map((group) => {
      const [first] = group;
      if (!first) return "";
      const { need, use, url } = alternativeFor(first.finding, ruleOf(first.finding));
      const heading = `  ${style.prose(`For ${need}: ${use}`, 2)}\n  ${style.dim(url)}`;
      return [heading, ...rulesOf(group, style)].join("\n");
    }),
    ...(imports.length > 0
      ? [["  Imports, which go with the last use of them", ...rulesOf(imports, style)].join("\n")]
      : []),
  ];
}

/** A line for each rule: how often, and where first. */
function rulesOf(left: readonly LeftFinding[], style: Style): string[] {
  return grouped(left, ({ finding }) => [finding.ruleId]).map((group) => {
    const [first] = group;
    if (!first) return "";
    const { ruleId, path, range } = first.finding;
    const count = String(group.length).padStart(5);
    const more = group.length > 1 ? ` and ${String(group.length - 1)} more` : "";
    const where = `${visibleLine(path)}:${String(range.startLine + 1)}${more}`;
    return `${count}  ${style.strong(ruleId)}  ${style.prose(where, 9 + ruleId.length, 7)}`;
  });
}

/** Findings that are alike together, most of a kind first. */
function grouped(
  left: readonly LeftFinding[],
  keyOf: (one: LeftFinding) => readonly (string | null)[],
): (readonly LeftFinding[])[] {
  const groups = new Map<string, LeftFinding[]>();
  for (const one of left) {
    const key = JSON.stringify(keyOf(one));
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

function placesOf(group: readonly LeftFinding[], style: Style): string {
  const ruleId = group[0]?.finding.ruleId ?? "";
  const places = group
    .slice(0, MAX_PLACES)
    .map(({ finding: { path, range } }) => visibleLine(`${path}:${String(range.startLine + 1)}`));
  const more = group.length > MAX_PLACES ? ` and ${String(group.length - MAX_PLACES)} more` : "";
  const counted = `, ${plural(group.length, "place")}: `;
  const listed = style.prose(places.join(", ") + more, 2 + ruleId.length + counted.length, 4);
  return `  ${style.strong(ruleId)}${counted}${listed}`;
}
