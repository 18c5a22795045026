import type { Span } from "../syntax-tree.js";

/**
 * The nodes of a text as columns of numbers, children before their parent: a node's subtree is the `size` rows that end
 * with its own. One table is used for all texts: to make a new one for each costs more than parsing.
 */
export class NodeTable {
  /** How many rows are in use. */
  count = 0;
  /** Numbers of `node-types.ts`. */
  types = new Uint8Array(CAPACITY);
  fields = new Uint8Array(CAPACITY);
  /** 0-based UTF-16 offsets; ends are exclusive. */
  starts = new Int32Array(CAPACITY);
  ends = new Int32Array(CAPACITY);
  sizes = new Int32Array(CAPACITY);
  /** For an identifier the hash of its name (`hashOf`), else 0. */
  names = new Int32Array(CAPACITY);
  comments: Span[] = [];

  /** Forgets everything. */
  clear(): void {
    this.count = 0;
    this.comments = [];
  }

  /** Adds a node whose children are the rows from `first` on. */
  add(type: number, start: number, end: number, first: number): void {
    const row = this.count;
    if (row === this.types.length) this.grow();
    this.types[row] = type;
    this.fields[row] = 0;
    this.starts[row] = start;
    this.ends[row] = end;
    this.sizes[row] = row - first + 1;
    this.names[row] = 0;
    this.count = row + 1;
  }

  /** Adds a node without children. */
  leaf(type: number, start: number, end: number): void {
    this.add(type, start, end, this.count);
  }

  /** Says which field of its parent the last node fills. */
  fill(field: number): void {
    this.fields[this.count - 1] = field;
  }

  /** Wraps each of the siblings from row `first` on in a node of its own, whose `field` it fills. */
  wrapEach(first: number, type: number, field: number): void {
    const tops: number[] = [];
    for (let row = this.count - 1; row >= first; row -= this.sizes[row] ?? 1) tops.push(row);
    let shift = tops.length;
    while (this.count + shift > this.types.length) this.grow();
    this.count += shift;
    for (const top of tops) {
      const size = this.sizes[top] ?? 1;
      const from = top - size + 1;
      for (const column of [this.types, this.fields, this.starts, this.ends, this.sizes, this.names]) {
        column.copyWithin(from + shift - 1, from, top + 1);
      }
      const row = top + shift;
      this.fields[row - 1] = field;
      this.types[row] = type;
      this.fields[row] = 0;
      this.starts[row] = this.starts[row - 1] ?? 0;
      this.ends[row] = this.ends[row - 1] ?? 0;
      this.sizes[row] = size + 1;
      this.names[row] = 0;
      shift--;
    }
  }

  private grow(): void {
    const capacity = this.types.length * 2;
    this.types = larger(this.types, new Uint8Array(capacity));
    this.fields = larger(this.fields, new Uint8Array(capacity));
    this.starts = larger(this.starts, new Int32Array(capacity));
    this.ends = larger(this.ends, new Int32Array(capacity));
    this.sizes = larger(this.sizes, new Int32Array(capacity));
    this.names = larger(this.names, new Int32Array(capacity));
  }
}

const CAPACITY = 1 << 16;

function larger<Column extends Uint8Array | Int32Array>(old: Column, column: Column): Column {
  column.set(old);
  return column;
}
