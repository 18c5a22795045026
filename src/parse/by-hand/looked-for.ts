import type { LookedFor } from "../syntax-tree.js";
import { hashOf } from "./hash.js";

/** Stands for any place among the symbols: what is reached by a name that cannot be read. */
export const ANY = -1;
/** Stands for a function that takes members by their names. */
export const CARRIER = -2;
/** Stands for a function that gives back what it gets. */
export const GIVER = -3;
const CALL = hashOf("()");

/** The symbols that are looked for, as a tree of their parts; places in it are numbers, names are hashes. */
export class Symbols {
  readonly carriers: ReadonlySet<number>;
  readonly givers: ReadonlySet<number>;
  readonly modules: ReadonlySet<number>;
  readonly importers: ReadonlySet<number>;
  private readonly anywhere: ReadonlySet<number>;
  private readonly children = [new Map<number, number>()];
  private readonly ends = new Set<number>();
  /** Modules of which every member counts, and for each the place of all that has no place of its own in it. */
  private readonly whole = new Map<number, number>();
  private readonly within = new Set<number>();
  /** Other places that are the same as one. */
  private readonly same = new Map<number, number[]>();

  constructor(lookedFor: LookedFor) {
    this.carriers = hashes(lookedFor.carriers);
    this.givers = hashes(lookedFor.givers);
    this.modules = hashes(lookedFor.modules);
    this.importers = hashes(lookedFor.importers);
    this.anywhere = hashes(lookedFor.anywhere);
    for (const symbol of lookedFor.symbols) this.ends.add(this.insert(symbol));
    for (const name of lookedFor.modules) {
      const place = this.insert(name);
      const within = this.children.push(new Map()) - 1;
      this.ends.add(place).add(within);
      this.whole.set(place, within);
      this.within.add(within);
    }
    for (const [from, to] of lookedFor.same) {
      const place = this.insert(from);
      this.same.set(place, [...(this.same.get(place) ?? []), this.insert(to)]);
    }
    for (const symbol of lookedFor.namespaces) {
      this.ends.add(this.insert(symbol));
      this.same.set(this.insert(symbol), [ANY]);
    }
  }

  /** Whether a name at the start of an expression stands for any place. */
  isRoot(name: number): boolean {
    return this.children[0]?.has(name) ?? false;
  }

  /** Whether a name stands for a module behind any dot. */
  isAnywhere(name: number): boolean {
    return this.anywhere.has(name);
  }

  /** Whether a place is that of a symbol, and not only on the way to one. */
  isEnd(place: number): boolean {
    return this.ends.has(place);
  }

  /** The places that a name at the start of an expression stands for. */
  root(name: number): readonly number[] {
    return this.step([0], name);
  }

  /** The places that a module name stands for behind any dot. */
  elsewhere(name: number): readonly number[] {
    return this.anywhere.has(name) ? this.root(name) : NONE;
  }

  /** The places that a member of what stands at these places is at. */
  step(places: readonly number[], name: number): readonly number[] {
    if (places.length === 0) return NONE;
    const next: number[] = [];
    for (const place of places) {
      if (place === ANY) next.push(ANY);
      else if (isPlace(place)) {
        const child = this.children[place]?.get(name);
        const within = this.whole.get(place);
        if (child !== undefined) this.reach(child, next);
        else if (SAME_THING.has(name) || this.within.has(place)) next.push(place);
        else if (within !== undefined && name !== CALL) next.push(within);
      }
    }
    return next;
  }

  /** The places that the result of a call is at. */
  call(places: readonly number[]): readonly number[] {
    return this.step(places, CALL);
  }

  private reach(place: number, into: number[]): void {
    if (into.includes(place)) return;
    into.push(place);
    for (const other of this.same.get(place) ?? []) this.reach(other, into);
  }

  private insert(symbol: string): number {
    let place = 0;
    for (const part of partsOf(symbol)) {
      const children = this.children[place] ?? new Map<number, number>();
      let child = children.get(part);
      if (child === undefined) {
        child = this.children.push(new Map()) - 1;
        children.set(part, child);
      }
      place = child;
    }
    return place;
  }
}

/** Whether it is a place among the symbols, or any of them. */
export function isPlace(place: number): boolean {
  return place >= ANY;
}

/** No places. */
export const NONE: readonly number[] = [];

/** Members that are the thing itself, in another form. */
const SAME_THING: ReadonlySet<number> = new Set(
  ["__dict__", "__getattribute__", "__getattr__", "__call__", "__func__", "__wrapped__", "get"].map(hashOf),
);

/** The parts of a qualified name, as hashes: a call is one of its own. */
export function partsOf(symbol: string): number[] {
  return symbol.replaceAll("()", ".()").split(".").map(hashOf);
}

/** What is looked for, by hashes of names. */
export interface Wanted {
  readonly symbols: Symbols;
  readonly words: ReadonlySet<number>;
  /** Where the names of other files lead. */
  readonly exports: ReadonlyMap<number, readonly number[]>;
  readonly hasStars: boolean;
  readonly unknown: boolean;
  readonly passesOn: boolean;
}

/** The hashes of names. */
export function hashes(names: ReadonlySet<string>): ReadonlySet<number> {
  return new Set([...names].map(hashOf));
}
