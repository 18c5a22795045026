import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Keeps the memory of a long run flat. */
export interface FlatMemory {
  /** Has to be called for each native tree. */
  readonly countTree: () => void;
  /** Has to be called between files; where it gives a promise, that has to be waited for. */
  readonly settle: () => Promise<void> | undefined;
}

/** So many native trees may wait to be freed. */
const MAX_TREES = 16;

/**
 * Native trees have no `delete`: their memory, which V8 does not see, is freed by finalizers that run only when the event
 * loop turns after a collection. A minor collection every few files does that at no measurable cost. And V8 lets the heap
 * grow to many times of what is alive before it collects; with twice that it takes no longer.
 */
export function flatMemory(): FlatMemory {
  setFlagsFromString("--heap-growing-percent=100");
  let trees = 0;
  return {
    countTree: () => trees++,
    settle: () => {
      if (trees < MAX_TREES) return undefined;
      trees = 0;
      collectMinor();
      return new Promise((resolve) => setImmediate(resolve));
    },
  };
}

let collect: ((options: { readonly type: "minor" }) => void) | undefined;

function collectMinor(): void {
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as NonNullable<typeof collect>;
  }
  collect({ type: "minor" });
}
