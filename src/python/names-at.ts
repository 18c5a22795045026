import type { Place } from "./name-places.js";

/** The places of some names. */
export class NamesAt {
  readonly #places = new Map<string, Set<Place>>();
  readonly #everywhere = new Set<string>();
  readonly #inOrder: (readonly [name: string, place: Place])[] = [];

  /** Whether this is the first time that a name is told to be everywhere. */
  isFirst(name: string): boolean {
    const { size } = this.#everywhere;
    return this.#everywhere.add(name).size > size;
  }

  has(name: string, place: Place): boolean {
    return this.#places.get(name)?.has(place) === true;
  }

  add(name: string, place: Place): void {
    const places = this.#places.get(name);
    if (places?.has(place)) return;
    if (places) places.add(place);
    else this.#places.set(name, new Set([place]));
    this.#inOrder.push([name, place]);
  }

  /** All of them, with those that are added meanwhile. */
  all(): Iterable<readonly [name: string, place: Place]> {
    return this.#inOrder;
  }
}
