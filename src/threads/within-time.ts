import { Script } from "node:vm";

/** What came of a call: its value, or that it took too long and was ended. */
export type Timely<Value> = { readonly isDone: true; readonly value: Value } | { readonly isDone: false };

/**
 * Calls a function that does not wait for anything, and ends it where it has not returned in time, whatever it does
 * meanwhile; native code is waited for. Of what it ended in the middle of, nothing should be used again.
 * @throws what the function throws
 */
export function withinTime<Value>(milliseconds: number, work: () => Value): Timely<Value> {
  const outer = slot.work;
  let done: { readonly value: Value } | null = null;
  slot.work = () => {
    done = { value: work() };
  };
  try {
    // V8 ends what runs in a script after a time; that goes for all that the script calls, too.
    (script ??= new Script(CALL)).runInThisContext({ timeout: milliseconds });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
  } finally {
    slot.work = outer;
  }
  const result = done as { readonly value: Value } | null;
  return result ? { isDone: true, value: result.value } : { isDone: false };
}

const NAME = Symbol.for("no-pickle.within-time");
const CALL = 'globalThis[Symbol.for("no-pickle.within-time")].work()';
/** A script sees global names only. */
const slot: { work: () => void } = { work: () => undefined };
(globalThis as unknown as Record<symbol, unknown>)[NAME] = slot;

let script: Script | undefined;
