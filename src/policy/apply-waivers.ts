import type { Finding } from "../findings/finding.js";
import type { Policy, Waiver } from "./policy.js";
import { waiveImports } from "./waive-imports.js";
import type { Waived } from "./waived.js";

/** A finding that a waiver would cover, had it not expired: its last day is past, or is no date at all. */
export interface Lapsed {
  readonly finding: Finding;
  readonly expires: string;
  readonly reason: string;
}

/** Findings that are left to report, and those that a waiver in force covers. Those of expired waivers are left, and listed. */
export interface WaiverResult {
  readonly findings: readonly Finding[];
  readonly waived: readonly Waived[];
  readonly lapsed: readonly Lapsed[];
}

/** What a waiver looks at. */
export type WaivableUse = Pick<Finding, "ruleId" | "path" | "symbol">;

/**
 * Removes the findings that the policy's waivers cover: same rule, same path, same symbol (where the waiver gives one), and
 * as many of them as its `count` allows.
 * @param before the uses that were there before the change: a waiver was written for them, so they take it first, and what
 * they leave of its count is for new ones. Findings that only touch one of them share what it took.
 * @param today `YYYY-MM-DD`; a waiver still holds on its last day
 */
export function applyWaivers(
  findings: readonly Finding[],
  before: readonly WaivableUse[],
  policy: Policy,
  today: string,
): WaiverResult {
  const left = new Map(policy.waivers.map((waiver) => [waiver, waiver.count]));
  const taken = new Map<Waiver, number>();
  for (const use of before) {
    const waiver = policy.waivers.find((one) => left.get(one) !== 0 && covers(one, use));
    if (!waiver) continue;
    left.set(waiver, (left.get(waiver) ?? 0) - 1);
    taken.set(waiver, (taken.get(waiver) ?? 0) + 1);
  }
  const waived: Waived[] = [];
  const lapsed: Lapsed[] = [];
  const kept = findings.filter((finding) => {
    const counts = finding.origin === "touched" ? taken : left;
    for (const [waiver, count] of counts) {
      if (count === 0 || !covers(waiver, finding)) continue;
      const { reason, expires } = waiver;
      if (expires !== null && !isInForce(expires, today)) {
        lapsed.push({ finding, expires, reason });
        continue;
      }
      counts.set(waiver, count - 1);
      waived.push({ finding, by: { kind: "policy", reason, expires } });
      return false;
    }
    return true;
  });
  return { ...waiveImports(kept, waived), lapsed };
}

/** Whether a waiver speaks of a use, whatever its count and its last day. */
export function covers(waiver: Waiver, finding: WaivableUse): boolean {
  return (
    waiver.rule === finding.ruleId &&
    waiver.path === finding.path &&
    (waiver.symbol === null || waiver.symbol === finding.symbol)
  );
}

/**
 * Whether a waiver with this last day still holds. A text that is no date counts as past.
 * @param today `YYYY-MM-DD`
 */
export function isInForce(expires: string, today: string): boolean {
  return isDate(expires) && today <= expires;
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const leap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1] ?? 0;
  return Number(day) >= 1 && Number(day) <= days;
}
