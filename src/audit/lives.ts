/** A use at a point of the history. */
export interface Sighting {
  readonly ruleId: string;
  readonly path: string;
  readonly symbol: string;
  readonly fingerprint: string;
  /** The definitions around it; "" for none. */
  readonly enclosing: string;
  /** Its lines and what follows them; "" where that is not known. */
  readonly text: string;
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
    const use = after.get(life.latest)?.now;
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

/** What a use is later, and how little tells so: 0 where it is the same in every way, more the looser the sign. */
export interface Followed<Use extends Sighting> {
  readonly now: Use;
  readonly looseness: number;
}

/** What can be told of a use when some have been followed. */
interface Around {
  /** The nearest uses above and below it in its file that have been followed. */
  readonly between: string | undefined;
  /** The file in which what stands in its file stood before. */
  readonly home: string;
  readonly isBefore: boolean;
}

/** What is equal of a use before and after; null where it tells nothing. */
type Sign = (use: Sighting, around: Around) => readonly unknown[] | null;

/**
 * What tells that two sightings are of one use, from the surest sign to the loosest. What stands in no definition (an import
 * above all) looks the same in every file: it moves to another one only with what stands in a definition.
 */
const SIGNS: readonly Sign[] = [
  ({ path, fingerprint }) => [path, fingerprint],
  ({ fingerprint, enclosing }) => (enclosing === "" ? null : [fingerprint]),
  ({ ruleId, path, symbol, enclosing }) => [ruleId, path, symbol, enclosing],
  // The definition has another name.
  ({ ruleId, path, symbol, text }, { between }) => [ruleId, path, symbol, text, between],
  ({ ruleId, path, symbol }, { between }) => [ruleId, path, symbol, between],
  // It is spelled otherwise.
  ({ ruleId, path, enclosing }) => [ruleId, path, enclosing],
  ({ ruleId, path }, { between }) => [ruleId, path, between],
  // It goes into a definition, or comes out of one.
  ({ ruleId, path, symbol, enclosing }, { isBefore }) =>
    isBefore && enclosing !== "" ? null : [ruleId, path, symbol],
  ({ ruleId, path, symbol, enclosing }, { isBefore }) =>
    isBefore || enclosing === "" ? [ruleId, path, symbol] : null,
  ({ ruleId, path, enclosing }, { isBefore }) => (isBefore && enclosing !== "" ? null : [ruleId, path]),
  ({ ruleId, path, enclosing }, { isBefore }) => (isBefore || enclosing === "" ? [ruleId, path] : null),
  // It goes elsewhere.
  ({ ruleId, symbol, enclosing }) => (enclosing === "" ? null : [ruleId, symbol, enclosing]),
  ({ ruleId, symbol, enclosing }, { home }) => (enclosing === "" ? [ruleId, symbol, home] : null),
];

/** What became of the uses that were there before: of each what it is now, where it is there. Both in the order of their places. */
export function followed<Use extends Sighting>(
  before: readonly Use[],
  uses: readonly Use[],
): ReadonlyMap<Use, Followed<Use>> {
  const found = new Map<Use, Followed<Use>>();
  /** By what a use is now what it was. */
  const taken = new Map<Use, Use>();
  const places = new Map(uses.map((use, place) => [use, place]));
  for (const [looseness, sign] of SIGNS.entries()) {
    const then = betweenIn(before, (one) => places.get(found.get(one)?.now ?? one));
    const now = betweenIn(uses, (use) => (taken.has(use) ? places.get(use) : undefined));
    const moves = [...taken].filter(([{ path }, was]) => was.path !== path);
    const homes = new Map(moves.map(([{ path }, was]) => [path, was.path]));
    const waiting = new Map<string, Use[]>();
    for (const one of before.filter((use) => !found.has(use))) {
      const key = sign(one, { between: then.get(one), home: one.path, isBefore: true });
      if (key === null) continue;
      const list = waiting.get(JSON.stringify(key));
      if (list) list.push(one);
      else waiting.set(JSON.stringify(key), [one]);
    }
    for (const use of uses.filter((one) => !taken.has(one))) {
      const home = homes.get(use.path) ?? use.path;
      const key = sign(use, { between: now.get(use), home, isBefore: false });
      const one = key && waiting.get(JSON.stringify(key))?.shift();
      if (!one) continue;
      found.set(one, { now: use, looseness });
      taken.set(use, one);
    }
  }
  return found;
}

/** Of each use the places of the nearest ones in its file, above and below, that have been followed. */
function betweenIn<Use extends Sighting>(
  uses: readonly Use[],
  placeOf: (use: Use) => number | undefined,
): ReadonlyMap<Use, string> {
  const above = nearest(uses, placeOf);
  const below = nearest([...uses].reverse(), placeOf);
  return new Map(uses.map((use) => [use, JSON.stringify([above.get(use), below.get(use)])]));
}

function nearest<Use extends Sighting>(
  uses: readonly Use[],
  placeOf: (use: Use) => number | undefined,
): ReadonlyMap<Use, number> {
  const last = new Map<string, number>();
  const found = new Map<Use, number>();
  for (const use of uses) {
    found.set(use, last.get(use.path) ?? -1);
    const place = placeOf(use);
    if (place !== undefined) last.set(use.path, place);
  }
  return found;
}
