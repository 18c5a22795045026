import { isTestPath } from "../rule-kit/test-paths.js";
import { messageMarkdown } from "../report/escape.js";
import { plural } from "../report/report.js";
import { nextRows } from "./audit-groups.js";
import { countedBy, type NextStep } from "./audit.js";
import type { IssueAudit, IssueUse } from "./issue-facts.js";
import { code } from "./issue-list.js";
import { unmarked } from "./issue-marks.js";

const MAX_STEPS = 5;
/** So many files are named. */
const MAX_NAMED = 3;

/** What to do next: what a command does first, then rule by rule, what runs before what tests. */
export function stepLines(audit: IssueAudit): readonly string[] {
  const rows = nextRows(audit);
  if (rows.length === 0) return [];
  const fixes = rows.filter(({ next }) => next.kind === "fix").flatMap(({ uses }) => uses);
  const others = rows.filter(({ next }) => next.kind !== "fix");
  const rules = countedBy(others, ({ ruleId }) => [ruleId])
    .map(([ruleId, same]) => ({ ruleId, next: same[0]?.next, uses: same.flatMap(({ uses }) => uses) }))
    .sort((a, b) => weightOf(b.uses) - weightOf(a.uses));
  const steps = [
    ...(fixes.length > 0 ? [`**Run \`no-pickle fix\`**: it has a proven fix for ${amount(fixes)}.`] : []),
    ...rules.map(({ ruleId, next, uses }) => `**${ruleId}**, ${amount(uses)}${next ? insteadOf(next) : ""}`),
  ];
  const more = steps.length - MAX_STEPS;
  return [
    "",
    "### What to do next",
    "",
    ...steps.slice(0, MAX_STEPS).map((step, i) => `${String(i + 1)}. ${step}`),
    ...(more > 0 ? ["", `Then what is left of ${plural(more, "other rule")}.`] : []),
  ];
}

function insteadOf({ kind, text, url }: NextStep): string {
  const what = unmarked(messageMarkdown(text));
  return `. ${kind === "replace" ? `Instead: ${what}` : `${what.charAt(0).toUpperCase()}${what.slice(1)}`} ([how](${url}))`;
}

/** What blocks counts most, a use in a test little. */
function weightOf(uses: readonly IssueUse[]): number {
  return uses.reduce(
    (sum, { path, level }) => sum + (isTestPath(path) ? 1 : level === "block" ? 1000 : 50),
    0,
  );
}

function amount(uses: readonly IssueUse[]): string {
  const counted = countedBy(uses, ({ path }) => [path]);
  const files = [...counted].sort(([a], [b]) => Number(isTestPath(a)) - Number(isTestPath(b)));
  const named = files.slice(0, MAX_NAMED).map(([path]) => code(path));
  const more = files.length - named.length;
  return `${plural(uses.length, "use")} in ${named.join(", ")}${more > 0 ? ` and ${plural(more, "other file")}` : ""}`;
}
