import type { LookedFor } from "../python/syntax-tree.js";
import { hashOf } from "./hash.js";
import { hashes, partsOf, Symbols, type Wanted } from "./looked-for.js";
import { ANYWHERE, placesAlong, together } from "./places.js";

const known = new WeakMap<object, Symbols>();

/**
 * What is looked for in one text; the tree of its symbols is made once.
 * @param hasStars whether names of other files come in that are not named in it
 */
export function wantedBy(lookedFor: LookedFor, hasStars: boolean): Wanted {
  let symbols = known.get(lookedFor.symbols);
  if (!symbols) {
    symbols = new Symbols(lookedFor);
    known.set(lookedFor.symbols, symbols);
  }
  const words = hashes(lookedFor.words);
  const exports = new Map<number, readonly number[]>();
  const wanted: Wanted = { symbols, words, exports, hasStars, unknown: lookedFor.unknown };
  for (const [name, paths] of lookedFor.exports) {
    const places = paths.map((path) => (path === null ? ANYWHERE : placesAlong(wanted, partsOf(path))));
    exports.set(
      hashOf(name),
      places.reduce((all, some) => together(all, some)),
    );
  }
  return wanted;
}
