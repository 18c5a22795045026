import type { PickleValue } from "./values.js";

/** The number of an object in the memo; as text where it is too large for a number to be exact. */
export type MemoIndex = number | string;

/** Indices up to this far beyond the end are kept in a list: pickles count up. */
const GAP = 1024;

/** The memo of an unpickler: objects by their numbers, which a hostile pickle chooses as it likes. */
export class PickleMemo {
  /** How many objects it holds. */
  size = 0;
  private readonly near: (PickleValue | undefined)[] = [];
  private readonly far = new Map<MemoIndex, PickleValue>();

  get(index: MemoIndex): PickleValue | undefined {
    return (typeof index === "number" ? this.near[index] : undefined) ?? this.farAway(index);
  }

  set(index: MemoIndex, value: PickleValue): void {
    if (this.get(index) === undefined) this.size++;
    if (typeof index === "number" && index <= this.near.length + GAP) {
      while (this.near.length < index) this.near.push(undefined);
      this.near[index] = value;
    } else this.far.set(index, value);
  }

  private farAway(index: MemoIndex): PickleValue | undefined {
    // `null` is Python's None, and stands for an object.
    if (typeof index === "number" && this.near[index] === null) return null;
    return this.far.size === 0 ? undefined : this.far.get(index);
  }
}
