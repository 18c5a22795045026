import { isHeaded } from "./pickle-stream.js";
import { runPickle, type PickleRun } from "./pickle/run-pickle.js";

const MAX_TRIED = 20_000;
const BUDGET = { opcodes: 100_000, objects: 10_000 };

/** Pickles that stand somewhere in bytes of another format, by their header: those that call something. */
export function embeddedPickles(bytes: Uint8Array): PickleRun[] {
  const found: PickleRun[] = [];
  let tried = 0;
  for (
    let at = bytes.indexOf(0x80);
    at >= 0 && tried < MAX_TRIED && found.length < 20;
    at = bytes.indexOf(0x80, at + 1)
  ) {
    if (!isHeaded(bytes, at)) continue;
    tried++;
    const run = runPickle(bytes, at, BUDGET);
    if (run.calls.length > 0) found.push(run);
  }
  return found;
}
