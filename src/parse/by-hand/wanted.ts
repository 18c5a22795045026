import type { LookedFor } from "../syntax-tree.js";
import { hashOf } from "./hash.js";
import { hashes, NONE, partsOf, Symbols, type Wanted } from "./looked-for.js";
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
  const own = {
    symbols,
    words: hashes(lookedFor.words),
    exports: new Map<number, readonly number[]>(),
    hasStars,
    unknown: lookedFor.unknown,
    passesOn: lookedFor.passesOn,
  };
  const exports = new Map<number, readonly number[]>();
  for (const [name, paths] of lookedFor.exports) {
    // By what is looked for alone, whatever else is called like the last part of a path.
    const places = paths.map((path) => (path === null ? ANYWHERE : placesAlong(own, partsOf(path))));
    exports.set(hashOf(name), places.reduce(together, NONE));
  }
  return { ...own, exports };
}
