import type { Examined } from "../analysis/analyze-files.js";
import type { CountedUse, Standing } from "../analysis/standing.js";
import { compareFindings, type Finding } from "../findings/finding.js";
import { covers, isInForce } from "../policy/apply-waivers.js";
import type { Policy } from "../policy/policy.js";
import type { Waived } from "../policy/waived.js";
import type { HeldRatchet } from "../report/ratchet-line.js";
import { countUses, holdAgainst, type RatchetResult, type Risen } from "./ratchet.js";
import { MAX_MOVED, ratchetWeakenings, type RatchetTexts } from "./ratchet-change.js";
import { parseRatchet, USE_DIGITS, type RatchetEntry } from "./ratchet-file.js";

/**
 * Holds a change against the ratchet of the branch that it goes to: a new use blocks where the count of its rule and symbol in
 * its file rises above that, and is let through where it does not. What the change does to the ratchet itself is judged, too.
 * Without a ratchet nothing changes.
 * @param today the day it is, `YYYY-MM-DD`
 */
export function holdChange<Seen extends Examined>(
  examined: Seen,
  texts: RatchetTexts | null,
  policy: Policy,
  today: string,
): Seen & { readonly ratchet?: HeldRatchet } {
  if (texts === null) return examined;
  const weaker = ratchetWeakenings(texts, policy);
  const all = { ...examined, findings: [...examined.findings, ...weaker].sort(compareFindings) };
  const { path, onBranch } = texts;
  const parsed = onBranch === null ? null : parseRatchet(onBranch);
  if (!parsed?.ok) {
    const problem = parsed === null ? "it is not there" : `it is no ratchet: ${parsed.problem}`;
    return { ...all, ratchet: { path, left: 0, allowed: 0, problem } };
  }
  const known = lookedAt(examined, policy, today);
  const rest = leftAlone(parsed.entries, known);
  const { renames } = known;
  const held = (uses: readonly CountedUse[], moves: typeof renames): RatchetResult =>
    holdAgainst(parsed.entries, [...rest, ...countUses(uses)], moves, MAX_MOVED);
  const result = held(known.uses, renames);
  const fresh = risenBy(result, held(known.before, new Map()), renames);
  const { through, raised } = judged(examined.findings, known.uses, fresh);
  const why = `no more of it is in the file than \`${path}\` allows`;
  const waived = [...through].map((finding): Waived => {
    return { finding, by: { kind: "ratchet", reason: why, expires: null } };
  });
  return {
    ...all,
    findings: all.findings.flatMap((one) => (through.has(one) ? [] : [raised.get(one) ?? one])),
    waived: [...examined.waived, ...waived],
    ratchet: { path, left: result.left, allowed: result.allowed, problem: null },
  };
}

/** What is known of the files that the change touches. */
interface Known {
  /** Their paths after it, and before. */
  readonly paths: ReadonlySet<string>;
  readonly renames: ReadonlyMap<string, string>;
  /** What stands in them before it, and after. */
  readonly before: readonly CountedUse[];
  readonly uses: readonly CountedUse[];
}

/** A file that could not be read whole is as if the change did not touch it: what is new in it is not let through. */
function lookedAt({ stands = [], notScanned }: Examined, policy: Policy, today: string): Known {
  const unread = new Set(notScanned.map(({ path }) => path));
  const read = stands.filter(({ path }) => !unread.has(path));
  const counted = (uses: readonly CountedUse[]): readonly CountedUse[] => unwaived(uses, policy, today);
  return {
    paths: new Set(read.flatMap(({ path, previousPath = path }) => [path, previousPath])),
    renames: renamesOf(read),
    before: counted(read.flatMap(({ before }) => before)),
    uses: counted(read.flatMap(({ uses }) => uses)),
  };
}

/** Of a file that was copied, or whose old name is taken again, nothing is carried along. */
function renamesOf(read: readonly Standing[]): ReadonlyMap<string, string> {
  const kept = new Set(read.map(({ path }) => path));
  return new Map(
    read.flatMap(({ path, previousPath }) =>
      previousPath === undefined || kept.has(previousPath) ? [] : [[path, previousPath] as const],
    ),
  );
}

/** Without those that the policy's waivers cover, as in a scan. */
function unwaived(uses: readonly CountedUse[], { waivers }: Policy, today: string): readonly CountedUse[] {
  const left = new Map(
    waivers
      .filter(({ expires }) => expires === null || isInForce(expires, today))
      .map((waiver) => [waiver, waiver.count]),
  );
  return uses.filter((use) => {
    for (const [waiver, count] of left) {
      if (count === 0 || !covers(waiver, use)) continue;
      left.set(waiver, count - 1);
      return false;
    }
    return true;
  });
}

/** What the change does not touch is as it was counted, but for what was moved since into a file that it does touch. */
function leftAlone(ratchet: readonly RatchetEntry[], { paths, before }: Known): readonly RatchetEntry[] {
  const moved = new Map<string, number>();
  const key = (entry: RatchetEntry, use: string): string => JSON.stringify([kindOf(entry), use]);
  for (const entry of countUses(before))
    for (const use of entry.uses) moved.set(key(entry, use), (moved.get(key(entry, use)) ?? 0) + 1);
  const take = (entry: RatchetEntry, use: string): boolean => {
    const count = moved.get(key(entry, use)) ?? 0;
    moved.set(key(entry, use), count - 1);
    return count > 0;
  };
  for (const entry of ratchet) if (paths.has(entry.path)) for (const use of entry.uses) take(entry, use);
  return ratchet
    .filter(({ path }) => !paths.has(path))
    .map((entry) => ({ ...entry, uses: entry.uses.filter((use) => !take(entry, use)) }));
}

type Counted = Pick<Finding, "ruleId" | "path" | "symbol">;

function keyOf({ path, ruleId, symbol }: Counted): string {
  return JSON.stringify([path, ruleId, symbol]);
}

function kindOf({ ruleId, symbol }: Pick<Counted, "ruleId" | "symbol">): string {
  return JSON.stringify([ruleId, symbol]);
}

/** The counts that rise by the change, by their place: what was beyond the ratchet before it is not its fault. */
function risenBy(
  after: RatchetResult,
  before: RatchetResult,
  renames: ReadonlyMap<string, string>,
): ReadonlyMap<string, Risen & { readonly by: number }> {
  const already = new Map(before.risen.map((one) => [keyOf(one), one.is - one.was]));
  return new Map(
    after.risen.flatMap((one) => {
      const old = keyOf({ ...one, path: renames.get(one.path) ?? one.path });
      const by = one.is - one.was - (already.get(old) ?? 0);
      return by > 0 ? [[keyOf(one), { ...one, by }] as const] : [];
    }),
  );
}

/**
 * What is let through, at places where no count rose; and what was only moved or edited and yet is what a count rose by, with its level.
 * Where one rose, uses that the ratchet knows are let through, if the others explain it.
 */
function judged(
  findings: readonly Finding[],
  uses: readonly CountedUse[],
  risen: ReadonlyMap<string, Risen & { readonly by: number }>,
): { readonly through: ReadonlySet<Finding>; readonly raised: ReadonlyMap<Finding, Finding> } {
  const levels = new Map(uses.map(({ fingerprint, level }) => [fingerprint, level]));
  const places = new Map<string, Finding[]>();
  for (const finding of findings) {
    if ((levels.get(finding.fingerprint) ?? "note") === "note") continue;
    places.set(keyOf(finding), [...(places.get(keyOf(finding)) ?? []), finding]);
  }
  const through = new Set<Finding>();
  const raised = new Map<Finding, Finding>();
  for (const [key, all] of places) {
    const place = risen.get(key);
    const fresh = all.filter(({ level }) => level !== "note");
    if (!place) {
      for (const finding of fresh) through.add(finding);
      continue;
    }
    const isUnknown = ({ fingerprint }: Finding): boolean =>
      place.unknown.includes(fingerprint.slice(0, USE_DIGITS));
    const unknown = fresh.filter(isUnknown).length;
    if (unknown >= place.by) for (const finding of fresh) if (!isUnknown(finding)) through.add(finding);
    if (fresh.length >= place.by) continue;
    for (const finding of all) {
      const level = levels.get(finding.fingerprint);
      if (finding.level === "note" && level !== undefined && isUnknown(finding))
        raised.set(finding, { ...finding, level, origin: "exposed" });
    }
  }
  return { through, raised };
}
