import type { Level } from "../findings/finding.js";
import { countLevels } from "../report/report.js";
import { countedBy } from "./audit.js";
import type { AuditedRepository, LeftOut, OrganizationAudit, RepositoryFindings } from "./organization.js";

/** What all repositories come to. */
export interface Totals extends Readonly<Record<Level, number>> {
  readonly uses: number;
  /** Repositories that were looked at, those of them with uses, and those that could not be looked at. */
  readonly audited: number;
  readonly withUses: number;
  readonly failed: number;
  readonly waived: number;
  readonly notScanned: number;
}

/** The sums over all repositories. */
export function totalsOf({ repositories }: OrganizationAudit): Totals {
  const found = repositories.flatMap((one) => one.found ?? []);
  const uses = found.flatMap((one) => one.uses);
  return {
    ...countLevels(uses),
    uses: uses.length,
    audited: found.length,
    withUses: found.filter((one) => one.uses.length > 0).length,
    failed: repositories.length - found.length,
    waived: found.reduce((sum, one) => sum + one.waived, 0),
    notScanned: found.reduce((sum, one) => sum + one.notScanned.length, 0),
  };
}

/** How many uses there were in a repository on each of some days, of which the last is today. */
export function trendOf(found: RepositoryFindings, days: readonly string[]): readonly number[] {
  return days.map((day, i) => {
    if (i === days.length - 1) return found.uses.length;
    const before = found.points.filter(({ date }) => date.slice(0, 10) <= day).at(-1);
    if (before) return before.total;
    // What was there before the first commit that was looked at is not known, but that it was not much different.
    return found.isWhole ? 0 : (found.points[0]?.total ?? 0);
  });
}

/** How many uses there were on each day in all repositories that could be looked at. */
export function wholeTrend({ repositories, days }: OrganizationAudit): readonly number[] {
  const trends = repositories.flatMap(({ found }) => (found ? [trendOf(found, days)] : []));
  return days.map((_, i) => trends.reduce((sum, trend) => sum + (trend[i] ?? 0), 0));
}

/** How much a rule finds, and in how many repositories. */
export interface RuleOfAll {
  readonly ruleId: string;
  readonly uses: number;
  readonly repositories: number;
}

/** Each rule that finds something: what it finds most first. */
export function rulesOfAll({ repositories }: OrganizationAudit): readonly RuleOfAll[] {
  const uses = repositories.flatMap(({ name, found }) =>
    (found?.uses ?? []).map(({ ruleId }) => ({ name, ruleId })),
  );
  return countedBy(uses, ({ ruleId }) => [ruleId]).map(([ruleId, some]) => ({
    ...{ ruleId, uses: some.length },
    repositories: new Set(some.map(({ name }) => name)).size,
  }));
}

/** What was not looked at, by the reason, as "2 forks". */
export function leftOutGroups({
  leftOut,
}: OrganizationAudit): readonly (readonly [string, readonly LeftOut[]])[] {
  return countedBy(leftOut, ({ reason }) => [reason]).map(([reason, some]) => [
    `${String(some.length)} ${reason === "fork" && some.length > 1 ? "forks" : reason}`,
    some,
  ]);
}

/** Whose policy counts, in a word or two. */
export function policyWord({ policy, failure, commit }: AuditedRepository): string {
  if (failure !== null && commit === "") return "?";
  const word = {
    repository: "own",
    organization: "org's",
    defaults: "defaults",
    given: "given",
    broken: "broken",
  };
  return `${word[policy.source]}${policy.held.length > 0 ? ", held" : ""}`;
}

/** Whether a check is required, in a word or two. */
export function checkWord({ check }: AuditedRepository): string {
  if (check.required === "unknown") return "?";
  if (check.required === "no") return "no";
  return check.isPinned ? "yes" : "anybody's";
}

/** What looks at changes there, in a word or two. */
export function appWord({ app, found }: AuditedRepository): string {
  const action = found !== null && found.actionChecks.length > 0;
  if (app === "yes") return action ? "both" : "App";
  if (action) return "Action";
  return app === "no" ? "no" : "?";
}

/** A count by each word, the most first: "no 12, yes 3". */
export function wordCounts(
  { repositories }: OrganizationAudit,
  wordOf: (repository: AuditedRepository) => string,
): string {
  return countedBy(repositories, (one) => [wordOf(one)])
    .map(([word, some]) => `${word === "?" ? "not known" : word} ${String(some.length)}`)
    .join(", ");
}
