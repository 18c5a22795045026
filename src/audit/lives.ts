/** A use at a point of the history. */
export interface Sighting {
  readonly ruleId: string;
  readonly path: string;
  readonly symbol: string;
  readonly fingerprint: string;
  /** The definitions around it; "" for none. */
  readonly enclosing: string;
}

/** A use through the points of a history. */
export interface Life<Use extends Sighting> {
  /** The points, by their index, at which it was first and last seen, and as what. */
  readonly first: number;
  readonly born: Use;
  readonly last: number;
  readonly latest: Use;
}

/** What became of the uses that were there, and those that came. */
export interface LivesAt<Use extends Sighting> {
  /** All that are there now, in the order in which they were seen. */
  readonly open: readonly Life<Use>[];
  /** Those of them that are seen for the first time. */
  readonly born: readonly Life<Use>[];
  /** Those that are no longer there. */
  readonly gone: readonly Life<Use>[];
}

/**
 * Follows uses to the next point: what is the same wherever it stands, else what is of the same kind in the same file. Each
 * counts once: where there were two and is one, one has gone.
 * @param before those that were there at the point before
 * @param uses what is seen at this one
 */
export function livesAt<Use extends Sighting>(
  before: readonly Life<Use>[],
  uses: readonly Use[],
  point: number,
): LivesAt<Use> {
  const after = followed(
    before.map(({ latest }) => latest),
    uses,
  );
  const next = new Map<Use, Life<Use>>();
  for (const life of before) {
    const use = after.get(life.latest);
    if (use) next.set(use, { ...life, last: point, latest: use });
  }
  const born = new Map(
    uses
      .filter((use) => !next.has(use))
      .map((use) => [use, { first: point, born: use, last: point, latest: use }]),
  );
  return {
    open: uses.flatMap((use) => next.get(use) ?? born.get(use) ?? []),
    born: [...born.values()],
    gone: before.filter(({ latest }) => !after.has(latest)),
  };
}

/** What tells that two sightings are of one use, from the surest sign to the loosest. */
const SIGNS: readonly ((use: Sighting) => string)[] = [
  ({ path, fingerprint }) => JSON.stringify([path, fingerprint]),
  ({ fingerprint }) => fingerprint,
  ({ ruleId, path, symbol, enclosing }) => JSON.stringify([ruleId, path, symbol, enclosing]),
  ({ ruleId, path, symbol }) => JSON.stringify([ruleId, path, symbol]),
  ({ ruleId, path }) => JSON.stringify([ruleId, path]),
  ({ ruleId, path, symbol, enclosing }) =>
    JSON.stringify([ruleId, symbol, enclosing === "" ? path : enclosing]),
];

/** What became of the uses that were there before: of each what it is now, where it is there. */
export function followed<Use extends Sighting>(
  before: readonly Use[],
  uses: readonly Use[],
): ReadonlyMap<Use, Use> {
  const found = new Map<Use, Use>();
  const taken = new Set<Use>();
  for (const sign of SIGNS) {
    const waiting = new Map<string, Use[]>();
    for (const one of before) {
      if (found.has(one)) continue;
      const key = sign(one);
      const list = waiting.get(key);
      if (list) list.push(one);
      else waiting.set(key, [one]);
    }
    const turn = new Map<string, number>();
    for (const use of uses) {
      if (taken.has(use)) continue;
      const key = sign(use);
      const at = turn.get(key) ?? 0;
      const one = waiting.get(key)?.[at];
      if (!one) continue;
      turn.set(key, at + 1);
      found.set(one, use);
      taken.add(use);
    }
  }
  return found;
}
