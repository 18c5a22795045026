import type { LeftFinding, WhyLeft } from "../analysis/fix-choice.js";
import { visible } from "./escape.js";
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
        `  ${String(range.startLine + 1)}: ${visible(symbol)} ${style.dim(`(${ruleId})`)}`,
    );
    return [style.strong(visible(path)), ...lines].join("\n");
  });
  if (quiet) return fixed.map((block) => `${block}\n`).join("");
  const blocks = [
    ...fixed,
    [headline(report), ...caveatsOf(report, style)].join("\n"),
    ...leftBlocks(report, style),
  ];
  if (report.notFixed.length > 0) {
    const lines = report.notFixed.map(
      ({ path, reason }) => `  ${style.prose(visible(`${path}: ${reason}`), 2)}`,
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
  ["needs-unsafe", "with a fix after which honest data may be refused; --unsafe applies it"],
  ["not-proven", "with a fix that does not hold here: the file would not come out right"],
  ["not-read", "in a file that does not parse, or could not be followed to its end"],
  ["no-fix", "for a person: what is stored, or who may write it, has to change"],
];

function leftBlocks({ left }: FixReport, style: Style): string[] {
  return REASONS.flatMap(([why, reason]) => {
    const some = left.filter((one) => one.why === why);
    if (some.length === 0) return [];
    const lines = [...grouped(some)].map((group) => renderGroup(group, style));
    const heading = style.prose(`Left: ${plural(some.length, "finding")} ${reason}.`, 0);
    return [`${heading}\n${lines.join("\n")}`];
  });
}

function* grouped(left: readonly LeftFinding[]): Iterable<readonly LeftFinding[]> {
  const groups = new Map<string, LeftFinding[]>();
  for (const one of left) {
    const key = JSON.stringify([one.finding.ruleId, one.finding.need, one.caveat]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  yield* groups.values();
}

function renderGroup(group: readonly LeftFinding[], style: Style): string {
  const [first] = group;
  if (!first) return "";
  const { finding, why, caveat } = first;
  const { need, use, url } = alternativeFor(finding, ruleOf(finding));
  const places = group
    .slice(0, MAX_PLACES)
    .map(({ finding: { path, range } }) => visible(`${path}:${String(range.startLine + 1)}`));
  const more = group.length > MAX_PLACES ? ` and ${String(group.length - MAX_PLACES)} more` : "";
  return [
    `  ${style.strong(finding.ruleId)}, ${plural(group.length, "place")}: ${places.join(", ")}${more}`,
    ...(why === "needs-unsafe" && caveat !== null
      ? [`    ${style.prose(caveat, 4)}`]
      : [`    ${style.prose(`instead, for ${need}: ${use}`, 4)}`, `    ${style.dim(url)}`]),
  ].join("\n");
}
