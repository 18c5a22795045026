import { ANY, CARRIER, GIVER, NONE, type Symbols, type Wanted } from "./looked-for.js";

/** The places of a name that tells by itself. */
export const ANYWHERE: readonly number[] = [ANY];
/** The places of functions that take members by their names, and of those that give back what they get. */
export const CARRIES: readonly number[] = [CARRIER];
const GIVES: readonly number[] = [GIVER];

/** Of more places than this it is not told which. */
const MAX_PLACES = 40;

/** Both, or any place where these are very many. */
export function together(some: readonly number[], others: readonly number[]): readonly number[] {
  if (others.length === 0) return some;
  if (some.length === 0) return others;
  const all = [...new Set([...some, ...others])];
  return all.length > MAX_PLACES ? ANYWHERE : all;
}

/** Adds places to those of a name; returns whether any was new. */
export function extend(
  map: Map<number, readonly number[]>,
  name: number,
  places: readonly number[],
): boolean {
  const old = map.get(name) ?? NONE;
  if (old.includes(ANY) || places.every((place) => old.includes(place))) return false;
  map.set(name, together(old, places));
  return true;
}

/**
 * Where a dotted path leads, from its first name or from a module name within.
 * @param as what it is called from then on: a word that tells by itself does so by its own name without this
 */
export function placesAlong(
  { symbols, words, exports }: Wanted,
  path: readonly number[],
  as: number | null = null,
): readonly number[] {
  let places = symbols.root(path[0] ?? 0);
  for (const name of path.slice(1)) {
    const next = symbols.step(places, name);
    const elsewhere = symbols.elsewhere(name);
    places = together(next, elsewhere);
  }
  const last = path.at(-1) ?? 0;
  if (words.has(last) && last !== as) places = together(places, ANYWHERE);
  places = together(places, exports.get(last) ?? NONE);
  return last === as ? places : together(places, handsOn(symbols, last));
}

/** What a function of this name does with what it gets. */
export function handsOn(symbols: Symbols, name: number): readonly number[] {
  if (symbols.givers.has(name)) return GIVES;
  return symbols.carriers.has(name) ? CARRIES : NONE;
}
