import { argumentsOf, callOf, isPositional, literalArgument, takingAt } from "./calls.js";
import { hashOf } from "./hash.js";
import { importedAs } from "./imported-as.js";
import { ANY, CARRIER, GIVER, isPlace, NONE, type Wanted } from "./looked-for.js";
import { NamePlaces } from "./name-places.js";
import { ANYWHERE, extend, placesAlong, together } from "./places.js";
import type { NodeTable } from "./node-table.js";
import { F, T } from "./node-types.js";
import { mentionsAny, type Giving, type Occurrences } from "./occurrences.js";
import { contentHash, isPlainString } from "./spelled.js";
import { firstRow } from "./units.js";

/** A mention that tells by itself. */
export const LIVE = 1;
/** A mention of a module or class by which something is reached, and no more. */
export const LEADING = 2;
/** A mention of a function that takes members by their name. */
export const CARRYING = 4;

/** Tells whether a mention of a name can lead to what is looked for. */
export interface LiveNames {
  /** False where names lead to names too many times to follow. */
  readonly isComplete: boolean;
  /** Whether mentions of a name can be anything at all: of most names none can. */
  readonly isHeard: (name: number) => boolean;
  /** What the mention of a name at this row is: `LIVE`, `LEADING` or neither, and `CARRYING` besides. */
  readonly look: (row: number) => number;
  /** Whether an attribute of what is no plain name can: `(a).b`, `f()[0].c`. */
  readonly isLiveMember: (row: number) => boolean;
  /** Whether a name that is spelled in a string can, by its hash. */
  readonly isNamed: (name: number) => boolean;
  /** Whether members of the text's own classes and objects can. */
  readonly hasMembers: boolean;
}

/**
 * Follows names by name alone, whatever scope they are in: what something live is given to is live itself. More names
 * than needed may come out, never fewer.
 */
export function liveNames(
  text: string,
  table: NodeTable,
  found: Occurrences,
  wanted: Wanted,
  canBeKnown: (row: number) => boolean,
): LiveNames {
  const { givings, imports } = found;
  const { types, fields, names, sizes } = table;
  const known = new NamePlaces(wanted);
  const { plain, members } = known;
  /** Functions and classes of the text: calling them gives what they stand for. */
  const own = new Set<number>();
  let hasMembers = false;

  for (const row of imports) {
    for (const { name, places } of importedAs(table, row, wanted)) {
      extend(plain, name, places);
      extend(members, name, places);
    }
  }
  /** The names that came to lead somewhere new in the last round; null for any. */
  let grown: Set<number> | null = null;
  for (let round = 0; grown?.size !== 0 && round < MAX_ROUNDS; round++) {
    const last: Set<number> | null = grown;
    const hadMembers: boolean = hasMembers;
    grown = new Set();
    for (const giving of givings)
      if (last === null || mentionsAny(table, giving.value, last)) give(giving, grown);
    if (hasMembers !== hadMembers) grown = null;
  }
  return {
    isComplete: grown?.size === 0,
    isHeard: (name) => known.isHeard(name),
    look,
    isLiveMember: (row) => placesOf(row).some(isPlace),
    isNamed: (name) => known.isNamed(name),
    hasMembers,
  };

  function give(
    { value, names: targets, members: dotted, asMember, isDefinition, isAnnotation }: Giving,
    grown: Set<number>,
  ): void {
    let places = placesOf(value);
    if (isAnnotation) places = wanted.symbols.call(places);
    if (places.length === 0) return;
    for (const name of targets) {
      if (extend(plain, name, places)) grown.add(name);
      if (asMember && extend(members, name, places)) grown.add(name);
      if (isDefinition && !own.has(name)) grown.add(name);
      if (isDefinition) own.add(name);
    }
    for (const name of dotted) if (extend(members, name, places)) grown.add(name);
    if (asMember && places.some(isPlace)) hasMembers = true;
  }

  function look(row: number): number {
    if (isAnywhere(row)) return LIVE;
    const places = placesAt(row);
    if (places.length === 0) return 0;
    const carrying = places.includes(CARRIER) ? CARRYING : 0;
    if (places.some((place) => tells(place, row))) return LIVE | carrying;
    return places.some(isPlace) ? LEADING | carrying : carrying;
  }

  function isAnywhere(row: number): boolean {
    const name = names[row] ?? 0;
    return wanted.words.has(name) && (!wanted.symbols.importers.has(name) || importedAt(row)?.length !== 0);
  }

  /** Whether a place tells by itself, or something is done there that may lead on. */
  function tells(place: number, row: number): boolean {
    if (!isPlace(place)) return false;
    if (place === ANY || wanted.symbols.isEnd(place)) return true;
    let node = fields[row] === F.attribute ? row + 1 : row;
    while (fields[node] === F.object) node += 2;
    return fields[node] === F.function || fields[node] === F.value;
  }

  /** Where the name at a row leads, with the members that follow it; that it tells by itself is left out. */
  function placesAt(row: number): readonly number[] {
    const isMember = fields[row] === F.attribute;
    const name = names[row] ?? 0;
    let places = isMember ? known.ofMember(name) : known.ofStart(name);
    let onTheWay = isMember ? places : NONE;
    // The members that follow stand right behind their object, each in a row of its own.
    for (let node = isMember ? row + 1 : row; fields[node] === F.object && places.length > 0; node += 2) {
      places = known.atDot(places, names[node + 1] ?? 0);
      // What a member holds is known by its name alone: what is called of it can be anything.
      if (isMember) onTheWay = together(onTheWay, places);
    }
    return isMember ? onTheWay : places;
  }

  /** The places that the value of an expression can be at. */
  function placesOf(row: number): readonly number[] {
    switch (types[row]) {
      case T.identifier:
        return known.atStart(names[row] ?? 0);
      case T.attribute:
        return known.atDot(placesOf(row - 2), names[row - 1] ?? 0);
      case T.call:
        return resultOf(row);
      case T.subscript:
        return together(placesOfParts(row), keyed(row));
      case T.lambda:
      case T.string:
      case T.concatenated_string:
      case T.comparison_operator:
      case T.binary_operator:
      case T.unary_operator:
      case T.list_comprehension:
      case T.set_comprehension:
      case T.dictionary_comprehension:
      case T.generator_expression:
        return NONE;
      default:
        return placesOfParts(row);
    }
  }

  function placesOfParts(row: number): readonly number[] {
    const first = firstRow(table, row);
    let places = NONE;
    for (let child = row - 1; child >= first; child -= sizes[child] ?? 1) {
      places = together(places, placesOf(child));
    }
    return places;
  }

  /** `globals()["pickle"]` is what `pickle` is. */
  function keyed(row: number): readonly number[] {
    return isPlainString(table, row - 1) ? known.atStart(contentHash(text, table, row - 1)) : NONE;
  }

  /** The result of a known function leads nowhere, unless it is one of those that give back what they get. */
  function resultOf(row: number): readonly number[] {
    const callee = row - 1 - (sizes[row - 1] ?? 1);
    const type = types[callee];
    if (type !== T.identifier && type !== T.attribute) return mentions(row) ? [ANY] : NONE;
    const nameRow = type === T.attribute ? callee - 1 : callee;
    const name = names[nameRow] ?? 0;
    const imported = wanted.symbols.importers.has(name) ? importedAt(nameRow) : null;
    // Where what is imported can be read, the name counts only for what was given to it.
    const places = imported ? placesAt(nameRow) : placesOf(callee);
    let result = wanted.symbols.call(places);
    if (places.includes(ANY) && mentions(row)) result = ANYWHERE;
    if (places.includes(GIVER)) result = together(result, placesOfParts(row - 1));
    if (places.includes(CARRIER)) result = together(result, taken(row, name));
    return together(together(result, own.has(name) ? places : NONE), imported ?? NONE);
  }

  /** What `getattr` and its kin come to: a member where its name stands there, else any. */
  function taken(row: number, name: number): readonly number[] {
    const taking = name === GETATTR ? takingAt(text, table, row) : null;
    if (taking !== null) {
      const other = taking.other < 0 ? NONE : placesOf(taking.other);
      if (taking.name !== null) return together(known.atDot(placesOf(taking.object), taking.name), other);
      if (!canBeKnown(taking.key)) return other;
    }
    return hasMembers || mentions(row) ? ANYWHERE : NONE;
  }

  /** What the importing function named at a row brings in: null where that cannot be told. */
  function importedAt(row: number): readonly number[] | null {
    const callee = fields[row] === F.attribute ? row + 1 : row;
    const module = literalArgument(text, table, callee);
    if (module !== null) return placesAlong(wanted, module.split(/[.:]/).map(hashOf));
    if (fields[callee] !== F.function) return null;
    const [first] = argumentsOf(table, callOf(table, callee));
    return first === undefined || !isPositional(table, first) || canBeKnown(first) ? null : NONE;
  }

  function leads(row: number): boolean {
    return known.isHeard(names[row] ?? 0) && (isAnywhere(row) || placesAt(row).some(isPlace));
  }

  function mentions(row: number): boolean {
    for (let i = firstRow(table, row); i <= row; i++) if (types[i] === T.identifier && leads(i)) return true;
    return false;
  }
}

const GETATTR = hashOf("getattr");
/** How often what is given to names is gone through. */
const MAX_ROUNDS = 12;
