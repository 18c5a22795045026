/** A rule and a symbol in a file, before and now. */
export interface Place {
  readonly path: string;
  readonly ruleId: string;
  readonly symbol: string;
  readonly was: readonly string[];
  readonly is: readonly string[];
  /** How many uses there may be. */
  allowed: number;
}

/**
 * Moves allowances along with uses that are gone from one place and stand in another: as many as let every place have what it
 * has, if any choice of them does. That is a flow from places that have some to spare to those that have too few.
 */
export function moveAllowances(places: readonly Place[]): void {
  const ways = waysBetween(places);
  for (const place of places) {
    for (let missing = place.is.length - place.allowed; missing > 0; missing--) {
      if (!bringOne(place, ways)) break;
    }
  }
}

/** What a list has beyond another, counted. */
export function without(list: readonly string[], other: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const one of other) left.set(one, (left.get(one) ?? 0) + 1);
  return list.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}

/** A use that is gone from some places and has come to others. */
interface Moved {
  readonly from: Way[];
  readonly to: Way[];
}

/** Between a place and such a use: how many can go, and how many do. */
interface Way {
  readonly place: Place;
  readonly use: Moved;
  readonly most: number;
  moved: number;
}

/** The ways of each place: on which it gives, and on which it gets. */
type Ways = ReadonlyMap<Place, { readonly gives: Way[]; readonly gets: Way[] }>;

function waysBetween(places: readonly Place[]): Ways {
  const moved = new Map<string, Moved>();
  const ways = new Map(places.map((place) => [place, { gives: [] as Way[], gets: [] as Way[] }]));
  for (const place of places) {
    const add = (uses: readonly string[], isGone: boolean): void => {
      for (const [print, most] of countsOf(uses)) {
        const key = JSON.stringify([place.ruleId, place.symbol, print]);
        const use = moved.get(key) ?? { from: [], to: [] };
        moved.set(key, use);
        const way = { place, use, most, moved: 0 };
        (isGone ? use.from : use.to).push(way);
        ways.get(place)?.[isGone ? "gives" : "gets"].push(way);
      }
    };
    add(without(place.was, place.is), true);
    add(without(place.is, place.was), false);
  }
  return ways;
}

function countsOf(list: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** A step on which one more comes, or one fewer goes, and where the one is to come from then. */
interface Step {
  readonly way: Way;
  readonly change: 1 | -1;
  readonly before: Step | null;
}

/** Brings an allowance to a place from one that has one to spare, over whatever others; false where there is none. */
function bringOne(needy: Place, ways: Ways): boolean {
  const seen = new Set<Place | Moved>([needy]);
  let open: { readonly at: Place | Moved; readonly step: Step | null }[] = [{ at: needy, step: null }];
  while (open.length > 0) {
    const next: typeof open = [];
    const visit = (at: Place | Moved, way: Way, change: 1 | -1, before: Step | null): void => {
      if (seen.has(at)) return;
      seen.add(at);
      next.push({ at, step: { way, change, before } });
    };
    for (const { at, step } of open) {
      if ("from" in at) {
        for (const way of at.from) if (way.moved < way.most) visit(way.place, way, 1, step);
        for (const way of at.to) if (way.moved > 0) visit(way.place, way, -1, step);
        continue;
      }
      if (at !== needy && at.allowed > at.is.length) {
        for (let one = step; one; one = one.before) one.way.moved += one.change;
        at.allowed--;
        needy.allowed++;
        return true;
      }
      const own = ways.get(at);
      for (const way of own?.gets ?? []) if (way.moved < way.most) visit(way.use, way, 1, step);
      for (const way of own?.gives ?? []) if (way.moved > 0) visit(way.use, way, -1, step);
    }
    open = next;
  }
  return false;
}
