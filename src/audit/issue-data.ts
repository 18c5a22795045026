import * as v from "valibot";

import type { AuditPoint } from "./audit.js";

/** How many points are kept. */
export const MAX_POINTS = 60;
/** Of how many uses it is kept that they were there. */
export const MAX_KNOWN = 800;

const day = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e7));
const keys = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{12})*$/), v.maxLength(12 * MAX_KNOWN));

const issueData = v.object({
  v: v.literal(1),
  /** Of all that is told: the same digest, the same text. */
  digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  /** The day of the last change. */
  at: day,
  /** How many uses there were. */
  left: count,
  /** How many went as long as the issue is there. */
  gone: count,
  /** The keys of the uses that were there, at most `MAX_KNOWN`. */
  known: keys,
  /** Those of them that somebody ticked and that are not on the list. */
  ticked: keys,
  /** Of all lines that were written, by what they are known again: for a stretch whose marks somebody took out. */
  lines: v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{6})*$/), v.maxLength(6 * 2000)),
  points: v.pipe(v.array(v.tuple([day, count])), v.maxLength(MAX_POINTS)),
});

/**
 * What is kept in the issue itself from one time to the next. Whoever may edit the issue can change it: it is shown, and
 * decides nothing else.
 */
export type IssueData = v.InferOutput<typeof issueData>;

/** Reads the data; null where there is none, or none that can be used. Never throws. */
export function readIssueData(json: string | null): IssueData | null {
  if (json === null) return null;
  try {
    const found = v.safeParse(issueData, JSON.parse(json));
    return found.success ? found.output : null;
  } catch {
    return null;
  }
}

/** The data as text without angle brackets, which would end its comment. */
export function writeIssueData(data: IssueData): string {
  return JSON.stringify(data);
}

/** Keys that are written one behind the other. */
export function keysIn(text: string): readonly string[] {
  return text.match(/.{12}/g) ?? [];
}

/**
 * How many there were over time: of a history what that tells, else what was kept with what there is now. The oldest
 * first; one for each day, and `MAX_POINTS` at most.
 */
export function pointsOf(points: readonly AuditPoint[], kept: IssueData["points"]): IssueData["points"] {
  const own = points.map(({ date, total }): [string, number] => [date.slice(0, 10), total]);
  const byDay = new Map(own.length > 1 ? own : [...kept, ...own]);
  const all = [...byDay].filter(([date]) => v.is(day, date)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (all.length <= MAX_POINTS) return all;
  const last = all.length - 1;
  return Array.from({ length: MAX_POINTS }, (_, i) => all[Math.round((i * last) / (MAX_POINTS - 1))]).filter(
    (point) => point !== undefined,
  );
}
