import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Frees native trees in a long run. */
export interface FlatMemory {
  /** Has to be called for each native tree, with the length of its text. */
  readonly count: (length: number) => void;
  /** Has to be called between files; where it gives a promise, that has to be waited for. */
  readonly settle: () => Promise<void> | undefined;
}

/** Native trees of so many characters may wait to be freed: each takes some thirty bytes. */
const MAX_WAITING = 400_000;

/**
 * Native trees have no `delete`: their memory, which V8 does not see, is freed by finalizers that run only when the event
 * loop turns after a collection. A minor collection every few files does that at no measurable cost.
 */
export function flatMemory(): FlatMemory {
  let waiting = 0;
  return {
    count: (length) => {
      waiting += length;
    },
    settle: () => {
      if (waiting < MAX_WAITING) return undefined;
      waiting = 0;
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
