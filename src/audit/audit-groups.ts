import { daysBetween, median, countedBy, type Audit, type AuditUse, type NextStep } from "./audit.js";

/** What has uses of which only some is asked. */
export interface Uses<Use> {
  readonly uses: readonly Use[];
}

/** How it stands with one rule. */
export interface RuleRow {
  readonly ruleId: string;
  readonly left: number;
  /** How many there were at each point. */
  readonly trend: readonly number[];
  readonly came: number;
  readonly went: number;
  /** The days that the middle one of those that went was there; null where none went. */
  readonly days: number | null;
}

/** Each rule that found something at some point: what is left first. */
export function ruleRows({
  uses,
  fixed,
  points,
}: Pick<Audit, "fixed" | "points"> & Uses<Pick<AuditUse, "ruleId">>): readonly RuleRow[] {
  const ids = new Set([
    ...points.flatMap(({ byRule }) => Object.keys(byRule)),
    ...fixed.map((one) => one.ruleId),
  ]);
  const rows = [...ids].map((ruleId): RuleRow => {
    const gone = fixed.filter((one) => one.ruleId === ruleId);
    const left = uses.filter((one) => one.ruleId === ruleId).length;
    return {
      ...{ ruleId, left, came: left + gone.length, went: gone.length },
      trend: points.map(({ byRule }) => byRule[ruleId] ?? 0),
      days: median(gone.flatMap(({ days }) => days ?? [])),
    };
  });
  return rows.sort((a, b) => b.left - a.left || b.went - a.went || (a.ruleId < b.ruleId ? -1 : 1));
}

/** Uses of a rule for which the same is to be done. */
export interface NextRow<Use = AuditUse> extends Uses<Use> {
  readonly next: NextStep;
  readonly ruleId: string;
}

const KINDS: readonly NextStep["kind"][] = ["fix", "replace", "review"];

/** What to do: what a command does first, then the most uses. */
export function nextRows<Use extends Pick<AuditUse, "next" | "ruleId">>({
  uses,
}: Uses<Use>): readonly NextRow<Use>[] {
  const keyed = countedBy(uses, ({ next, ruleId }) => [JSON.stringify([next.kind, ruleId, next.text])]);
  return keyed
    .flatMap(([, some]): NextRow<Use>[] =>
      some[0] ? [{ next: some[0].next, ruleId: some[0].ruleId, uses: some }] : [],
    )
    .sort((a, b) => KINDS.indexOf(a.next.kind) - KINDS.indexOf(b.next.kind) || b.uses.length - a.uses.length);
}

/** By the folder that a use is in, to the second level. */
export function folderRows({ uses }: Audit): readonly (readonly [string, readonly AuditUse[]])[] {
  return countedBy(uses, ({ path }) => [path.split("/").slice(0, -1).slice(0, 2).join("/") || "."]);
}

/** By the owners of CODEOWNERS; nothing where nobody owns anything. */
export function ownerRows<Use extends Pick<AuditUse, "owners">>({
  uses,
}: Uses<Use>): readonly (readonly [string, readonly Use[]])[] {
  if (!uses.some(({ owners }) => owners.length > 0)) return [];
  return countedBy(uses, ({ owners }) => (owners.length > 0 ? owners : ["(nobody)"]));
}

/** How long ago a use came, in days; null where that is not known. */
export function ageOf({ introduced }: AuditUse, today: string): number | null {
  return introduced && daysBetween(introduced.date, today);
}

/** "12 days", "3 months", "4 years". */
export function ageText(days: number | null): string {
  if (days === null) return "?";
  const [count, unit] =
    days < 60
      ? [days, "day"]
      : days < 730
        ? [Math.floor(days / 30.4), "month"]
        : [Math.floor(days / 365.25), "year"];
  return `${String(count)} ${unit}${count === 1 ? "" : "s"}`;
}

/** The most there ever was, and when. */
export function peakOf({ points }: Audit): { readonly total: number; readonly date: string } | null {
  return points.reduce<{ total: number; date: string } | null>(
    (most, { total, date }) => (most === null || total > most.total ? { total, date } : most),
    null,
  );
}
