import type { Examined } from "../analysis/analyze-files.js";
import type { CountedUse, Standing } from "../analysis/standing.js";
import { compareFindings, type Finding } from "../findings/finding.js";
import { covers, isInForce } from "../policy/apply-waivers.js";
import type { Policy } from "../policy/policy.js";
import type { Waived } from "../policy/waived.js";
import type { HeldRatchet } from "../report/ratchet-line.js";
import { countUses, holdAgainst, type RatchetResult } from "./ratchet.js";
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
  const result = holdAgainst(parsed.entries, countsNow(parsed.entries, known), known.renames, MAX_MOVED);
  const through = letThrough(examined.findings, known.uses, result);
  const why = `no more of it is in the file than \`${path}\` allows`;
  const waived = [...through].map((finding): Waived => {
    return { finding, by: { kind: "ratchet", reason: why, expires: null } };
  });
  return {
    ...all,
    findings: all.findings.filter((finding) => !through.has(finding)),
    waived: [...examined.waived, ...waived],
    ratchet: { path, left: result.left, allowed: result.allowed, problem: null },
  };
}

/** What is known of the files that the change touches. */
interface Known {
  /** Their paths after it, and before. */
  readonly paths: ReadonlySet<string>;
  readonly renames: ReadonlyMap<string, string>;
  /** What stands in them after it. */
  readonly uses: readonly CountedUse[];
}

/** A file that could not be read whole is as if the change did not touch it: what is new in it is not let through. */
function lookedAt({ stands = [], notScanned }: Examined, policy: Policy, today: string): Known {
  const unread = new Set(notScanned.map(({ path }) => path));
  const read = stands.filter(({ path }) => !unread.has(path));
  return {
    paths: new Set(read.flatMap(({ path, previousPath = path }) => [path, previousPath])),
    renames: renamesOf(read),
    uses: unwaived(
      read.flatMap(({ uses }) => uses),
      policy,
      today,
    ),
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

/** What the change does not touch is as it was counted. */
function countsNow(ratchet: readonly RatchetEntry[], { paths, uses }: Known): readonly RatchetEntry[] {
  return [...ratchet.filter(({ path }) => !paths.has(path)), ...countUses(uses)];
}

type Counted = Pick<Finding, "ruleId" | "path" | "symbol">;

function keyOf({ path, ruleId, symbol }: Counted): string {
  return JSON.stringify([path, ruleId, symbol]);
}

/** The new uses at places where no count rose; where one did, those that were counted, if the others explain it. */
function letThrough(
  findings: readonly Finding[],
  uses: readonly CountedUse[],
  { risen }: RatchetResult,
): ReadonlySet<Finding> {
  const counted = new Set(uses.map(({ fingerprint }) => fingerprint));
  const places = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.level === "note" || !counted.has(finding.fingerprint)) continue;
    places.set(keyOf(finding), [...(places.get(keyOf(finding)) ?? []), finding]);
  }
  const rises = new Map(risen.map((one) => [keyOf(one), one]));
  return new Set(
    [...places].flatMap(([key, fresh]) => {
      const place = rises.get(key);
      if (!place) return fresh;
      const excess = Math.min(place.is - place.was, fresh.length);
      const isUnknown = ({ fingerprint }: Finding): boolean =>
        place.unknown.includes(fingerprint.slice(0, USE_DIGITS));
      const explained = fresh.filter(isUnknown).length >= excess;
      return explained ? fresh.filter((finding) => !isUnknown(finding)) : [];
    }),
  );
}
