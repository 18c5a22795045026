import type { NodeTable } from "./node-table.js";
import { T } from "./node-types.js";

/** Where each name of a text stands. Names are hashes, rows those of a table, in order. */
export interface NameRows {
  /** Every name once. */
  readonly names: readonly number[];
  readonly rowsOf: (name: number) => readonly number[];
}

/** Looks a table through once; much cheaper than a map of lists. */
export function nameRows({ types, names, count }: NodeTable): NameRows {
  let size = 64;
  while (size < count) size *= 2;
  const mask = size - 1;
  /** The first row of the name in a slot, and behind each row the next one of its name; 0 for none, rows count from 1. */
  const heads = new Int32Array(size);
  const next = new Int32Array(count + 1);
  const distinct: number[] = [];
  for (let row = count - 1; row >= 0; row--) {
    if (types[row] !== T.identifier) continue;
    const name = names[row] ?? 0;
    const slot = slotOf(name);
    const head = heads[slot] ?? 0;
    if (head === 0) distinct.push(name);
    next[row + 1] = head;
    heads[slot] = row + 1;
  }
  return {
    names: distinct,
    rowsOf: (name) => {
      const rows: number[] = [];
      for (let row = heads[slotOf(name)] ?? 0; row !== 0; row = next[row] ?? 0) rows.push(row - 1);
      return rows;
    },
  };

  function slotOf(name: number): number {
    let slot = (name ^ (name >>> 15)) & mask;
    for (;;) {
      const head = heads[slot] ?? 0;
      if (head === 0 || names[head - 1] === name) return slot;
      slot = (slot + 1) & mask;
    }
  }
}
