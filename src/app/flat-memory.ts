import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Keeps memory flat during a long run. */
export interface FlatMemory {
  /** To be called for each native tree, with the length of its text. */
  readonly count: (length: number) => void;
  /** To be called between files; a promise that it returns has to be awaited. */
  readonly settle: () => Promise<void> | undefined;
}

/** How many characters of text unfreed native trees may stand for: they take some thirty bytes for each character. */
const MAX_WAITING = 400_000;
/** A full collection is asked for when more of the heap, in bytes, is in use, or more than twice of what the last left. */
const MAX_HEAP = 140_000_000;
const TIMES_ALIVE = 2;

/**
 * Native trees have no `delete`: their memory, which V8 does not count, is freed by finalizers, and these run only when the
 * event loop turns after a collection. A minor collection every few files has that happen at no measurable cost. Full
 * collections are asked for because Node 24 lets the heap grow to four times the size of the live objects, whatever its
 * flags: a scan of 38 MB peaked at 480 MB there, and peaks at 320 MB with this limit.
 */
export function flatMemory(): FlatMemory {
  let waiting = 0;
  let maxHeap = MAX_HEAP;
  return {
    count: (length) => {
      waiting += length;
    },
    settle: () => {
      if (getHeapStatistics().used_heap_size > maxHeap) {
        collect();
        maxHeap = Math.max(MAX_HEAP, getHeapStatistics().used_heap_size * TIMES_ALIVE);
      } else if (waiting >= MAX_WAITING) collect({ type: "minor" });
      else return undefined;
      waiting = 0;
      return new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** V8's own `gc`; without options it is a full collection. */
type Collect = (options?: { readonly type: "minor" }) => void;

let collector: Collect | undefined;

const collect: Collect = (...options) => {
  if (!collector) {
    setFlagsFromString("--expose-gc");
    collector = runInNewContext("gc") as Collect;
  }
  collector(...options);
};
