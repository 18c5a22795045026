import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Keeps a long run from taking much more memory than it needs. */
export interface FlatMemory {
  /** Has to be called for each native tree, with the length of its text. */
  readonly count: (length: number) => void;
  /** Has to be called between files; where it gives a promise, that has to be waited for. */
  readonly settle: () => Promise<void> | undefined;
}

/** Native trees of so many characters may wait to be freed: each takes some thirty bytes. */
const MAX_WAITING = 400_000;
/** So much of the heap, in bytes, may be in use before V8 is asked to look what is not; more where more is alive. */
const MAX_HEAP = 140_000_000;
const TIMES_ALIVE = 2;

/**
 * Native trees have no `delete`: their memory, which V8 does not see, is freed by finalizers that run only when the event
 * loop turns after a collection. A minor collection every few files does that at no measurable cost. And Node 24 lets the
 * heap grow to four times of what is alive, whatever it is told: a scan of 38 MB peaked at 480 MB there, and does at 320 with
 * this limit.
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

/** V8's own; without options all of the heap is looked through. */
type Collect = (options?: { readonly type: "minor" }) => void;

let collector: Collect | undefined;

const collect: Collect = (...options) => {
  if (!collector) {
    setFlagsFromString("--expose-gc");
    collector = runInNewContext("gc") as Collect;
  }
  collector(...options);
};
