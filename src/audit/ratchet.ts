import type { CountedUse } from "../analysis/standing.js";
import type { Finding } from "../findings/finding.js";
import { ruleById } from "../rules/registry.js";
import { moveAllowances, without, type Place } from "./move-allowances.js";
import { USE_DIGITS, type RatchetEntry } from "./ratchet-file.js";

/** A count that rose: `is` uses of a symbol are in a file, and `was` may be. */
export interface Risen {
  readonly path: string;
  readonly ruleId: string;
  readonly symbol: string;
  readonly was: number;
  readonly is: number;
  /** Those of them that the ratchet does not know: at least one is new. */
  readonly unknown: readonly string[];
}

/** What there is, held against a ratchet. */
export interface RatchetResult {
  readonly risen: readonly Risen[];
  /** How many uses there are, and how many there may be. */
  readonly left: number;
  readonly allowed: number;
  /** The ratchet with what moved at its new place, and every count that fell lowered. */
  readonly lowered: readonly RatchetEntry[];
}

/** The counts of some findings: notes, and what only speaks of a change, are not counted. */
export function countUses(findings: readonly CountedUse[]): readonly RatchetEntry[] {
  const entries = new Map<string, { path: string; ruleId: string; symbol: string; uses: string[] }>();
  for (const { path, ruleId, symbol, level, fingerprint } of findings) {
    if (level === "note" || ruleById(ruleId)?.ofChanges) continue;
    const key = JSON.stringify([path, ruleId, symbol]);
    const entry = entries.get(key) ?? { path, ruleId, symbol, uses: [] };
    entry.uses.push(fingerprint.slice(0, USE_DIGITS));
    entries.set(key, entry);
  }
  return [...entries.values()];
}

/**
 * Holds counts against a ratchet: by rule, file and symbol, so that one fewer here does not pay for one more there. A use that
 * is gone from one file and stands in another as it was, in a definition of the same name, takes its place along.
 * @param renames old paths by new ones, where files are known to have been renamed
 * @param most if more uses than this are gone and new, none is looked for in another file: what that takes grows with their square
 */
export function holdAgainst(
  ratchet: readonly RatchetEntry[],
  now: readonly RatchetEntry[],
  renames: ReadonlyMap<string, string> = new Map(),
  most = Infinity,
): RatchetResult {
  const places = placesOf(ratchet, now, renames);
  const differing = places.map(({ was, is }) => without(was, is).length + without(is, was).length);
  if (differing.reduce((sum, count) => sum + count, 0) <= most) moveAllowances(places);
  const risen = places
    .filter(({ allowed, is }) => is.length > allowed)
    .map(({ path, ruleId, symbol, allowed, is, was }) => ({
      ...{ path, ruleId, symbol, was: allowed, is: is.length },
      unknown: without(is, was),
    }));
  return {
    risen,
    left: now.reduce((sum, { uses }) => sum + uses.length, 0),
    allowed: ratchet.reduce((sum, { uses }) => sum + uses.length, 0),
    lowered: places.map(({ path, ruleId, symbol, is, was, allowed }) => {
      const known = is.filter((use) => was.includes(use));
      return { path, ruleId, symbol, uses: [...known, ...without(is, was)].slice(0, allowed) };
    }),
  };
}

/** Of a count that rose the uses that the ratchet does not know; all of them, where these alone do not explain it. */
export function newUses(
  { path, ruleId, symbol, was, is, unknown }: Risen,
  findings: readonly Finding[],
): readonly Finding[] {
  const all = findings.filter(
    (one) => one.path === path && one.ruleId === ruleId && one.symbol === symbol && one.level !== "note",
  );
  const fresh = all.filter(({ fingerprint }) => unknown.some((use) => fingerprint.startsWith(use)));
  return fresh.length >= is - was ? fresh : all;
}

function placesOf(
  ratchet: readonly RatchetEntry[],
  now: readonly RatchetEntry[],
  renames: ReadonlyMap<string, string>,
): Place[] {
  const newPaths = new Map([...renames].map(([to, from]) => [from, to]));
  const places = new Map<string, { was: string[]; is: string[] } & Omit<Place, "was" | "is">>();
  const at = (path: string, { ruleId, symbol }: RatchetEntry) => {
    const key = JSON.stringify([path, ruleId, symbol]);
    const place = places.get(key) ?? { path, ruleId, symbol, was: [], is: [], allowed: 0 };
    places.set(key, place);
    return place;
  };
  for (const entry of ratchet) at(newPaths.get(entry.path) ?? entry.path, entry).was.push(...entry.uses);
  for (const entry of now) at(entry.path, entry).is.push(...entry.uses);
  return [...places.values()].map((place) => ({ ...place, allowed: place.was.length }));
}
