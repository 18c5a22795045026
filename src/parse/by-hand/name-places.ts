import { NONE, type Wanted } from "./looked-for.js";
import { ANYWHERE, handsOn, together } from "./places.js";

/** Where names lead among the symbols: by themselves, and by what was given to them so far. Names are hashes. */
export class NamePlaces {
  /** What was given to names at the start of an expression, and behind a dot. */
  readonly plain = new Map<number, readonly number[]>();
  readonly members = new Map<number, readonly number[]>();

  private readonly wanted: Wanted;

  constructor(wanted: Wanted) {
    this.wanted = wanted;
  }

  /** Whether mentions of a name can be anything at all: of most names none can. */
  isHeard(name: number): boolean {
    const { symbols } = this.wanted;
    if (this.isNamed(name) || symbols.isRoot(name) || symbols.isAnywhere(name)) return true;
    return handsOn(symbols, name).length > 0;
  }

  /** Whether a name that is spelled in a string can. */
  isNamed(name: number): boolean {
    const { words, exports } = this.wanted;
    return words.has(name) || exports.has(name) || this.plain.has(name) || this.members.has(name);
  }

  /** The places of a name at the start of an expression; that it tells by itself is left out. */
  ofStart(name: number): readonly number[] {
    const { symbols, exports, hasStars } = this.wanted;
    const given = this.plain.get(name) ?? NONE;
    const own = hasStars ? together(symbols.root(name), exports.get(name) ?? NONE) : symbols.root(name);
    return this.withHands(name, together(own, given));
  }

  /** The places of a name behind a dot, whatever stands before it; that it tells by itself is left out. */
  ofMember(name: number): readonly number[] {
    const { symbols, exports } = this.wanted;
    const given = this.members.get(name) ?? NONE;
    return this.withHands(
      name,
      together(together(symbols.elsewhere(name), exports.get(name) ?? NONE), given),
    );
  }

  /** The places of a name at the start of an expression. */
  atStart(name: number): readonly number[] {
    return this.withWord(name, this.ofStart(name));
  }

  /** The places of a name behind a dot, and behind what stands at these places. */
  atDot(places: readonly number[], name: number): readonly number[] {
    return this.withWord(name, together(this.wanted.symbols.step(places, name), this.ofMember(name)));
  }

  /** Whoever calls a loader `partial` hides nothing. */
  private withHands(name: number, places: readonly number[]): readonly number[] {
    return together(places, handsOn(this.wanted.symbols, name));
  }

  private withWord(name: number, places: readonly number[]): readonly number[] {
    return this.wanted.words.has(name) ? together(places, ANYWHERE) : places;
  }
}
