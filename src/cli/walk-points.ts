import { examine } from "../analysis/analyze-files.js";
import { daysBetween, type Audit, type AuditPoint, type FixedUse } from "../audit/audit.js";
import { livesAt, type Life } from "../audit/lives.js";
import { compareFindings, type Finding } from "../findings/finding.js";
import type { Policy } from "../policy/policy.js";
import type { AuditCache } from "./audit-cache.js";
import { Dating, type Came, type Went } from "./date-uses.js";
import type { Git } from "./git.js";
import { TreeOverTime, type Commit, type TreeEntry } from "./history.js";
import { sightingsOf, type Kept, type Seen } from "./kept-findings.js";
import type { PointAnalyst } from "./point-analyst.js";

/** What a walk through a history takes. */
export interface Walk {
  readonly git: Git;
  readonly analyst: PointAnalyst;
  readonly cache: AuditCache;
  readonly policy: Policy;
  /** The day on which waivers are judged, as `2026-11-30`. */
  readonly today: string;
  /** @param part of the point with this index, from 0 to 1 */
  readonly onProgress: (point: number, part: number) => void;
}

/** What was there over time, what is there at the last point, and when it came. */
export interface Walked extends Pick<Audit, "points" | "fixed" | "notScanned"> {
  readonly uses: readonly Finding[];
  readonly lives: readonly Life<Seen>[];
  /** By what a use was when it was seen first. */
  readonly came: ReadonlyMap<Seen, Came | null>;
  /** The tree of the last point. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
}

/** Goes through points of a history, the oldest first, and looks between two of them for the commits at which uses came and went. */
export async function walkPoints(points: readonly Commit[], walk: Walk): Promise<Walked> {
  const { git, analyst, cache, onProgress } = walk;
  const tree = new TreeOverTime(git);
  const dating = new Dating(git, points, (path, entries) => analyst.inTree(path, entries));
  const counted: AuditPoint[] = [];
  const came = new Map<Seen, Came | null>();
  const fixed: FixedUse[] = [];
  let last: readonly Kept[] = [];
  let uses: readonly Seen[] = [];
  let lives: readonly Life<Seen>[] = [];
  for (const [index, point] of points.entries()) {
    await tree.goTo(point.commit);
    last = await analyst.analyze(tree.entries, index === points.length - 1, (done, all) => {
      onProgress(index, done / Math.max(1, all) / 2);
    });
    uses = findingsOf(last, walk);
    counted.push({ ...point, ...countsOf(uses) });
    const { open, born, gone } = livesAt(lives, uses, index);
    if (born.length + gone.length > 0) await dating.goTo(index, tree.entries);
    const left = new Map(born.map((life) => [tell(life.born), life]));
    const goOn = new Map<Life<Seen>, Life<Seen>>();
    for (const [done, life] of gone.entries()) {
      const { went, now } = await dating.fateOf(life.latest, index);
      // From point to point it was lost, and from commit to commit it was not.
      const next = now && left.get(tell(now));
      if (next) goOn.set(next, { ...life, last: index, latest: next.latest });
      else if (went) fixed.push(fixedUse(life, came.get(life.born) ?? null, went));
      if (now) left.delete(tell(now));
      cache.flush();
      onProgress(index, 0.5 + (done + 1) / (born.length + gone.length) / 2);
    }
    for (const [done, life] of [...left.values()].entries()) {
      came.set(life.born, await dating.cameAt(life.born, index));
      cache.flush();
      onProgress(index, 0.5 + (gone.length + done + 1) / (born.length + gone.length) / 2);
    }
    lives = open.map((life) => goOn.get(life) ?? life);
    cache.flush();
  }
  return {
    ...{ uses, lives, came, points: counted, entries: tree.entries },
    fixed: fixed.sort((a, b) => (a.fixed.date > b.fixed.date ? -1 : 1)),
    notScanned: last.flatMap(({ notScanned }) => notScanned),
  };
}

function tell({ path, fingerprint }: Pick<Finding, "path" | "fingerprint">): string {
  return JSON.stringify([path, fingerprint]);
}

function findingsOf(kept: readonly Kept[], { policy, today }: Walk): readonly Seen[] {
  const whole = kept.map((one) => ({ ...one, before: [], come: [], gone: [] }));
  const texts = new Map(kept.flatMap(sightingsOf).map((seen) => [tell(seen), seen.text]));
  return [...examine(whole, policy, today).findings]
    .sort(compareFindings)
    .map((finding) => ({ ...finding, text: texts.get(tell(finding)) ?? "" }));
}

function countsOf(findings: readonly Finding[]): Pick<AuditPoint, "total" | "byRule"> {
  const byRule: Record<string, number> = {};
  for (const { ruleId } of [...findings].sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1)))
    byRule[ruleId] = (byRule[ruleId] ?? 0) + 1;
  return { total: findings.length, byRule };
}

/** A use that was no longer there at a point. */
function fixedUse(
  { latest: { ruleId } }: Life<Seen>,
  introduced: Came | null,
  { path, symbol, ...fixed }: Went,
): FixedUse {
  const days = introduced && daysBetween(introduced.date, fixed.date);
  const born = introduced && { commit: introduced.commit, date: introduced.date };
  return { ruleId, path, symbol, days, fixed, introduced: born };
}
