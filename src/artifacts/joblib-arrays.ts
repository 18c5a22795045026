import { PickleFailure } from "./pickle/input.js";
import type { AfterBuild, PickleMachine } from "./pickle/machine.js";
import { runPickle, type PickleRun } from "./pickle/run-pickle.js";
import type { PickleValue } from "./pickle/values.js";

/** Arrays of objects in arrays of objects: no deeper than this. */
const MAX_DEPTH = 8;

/**
 * Reads on as joblib does: the bytes of an array stand right behind the opcode that completes its `NumpyArrayWrapper`; of an
 * array of objects that is another pickle, which is handed to `onPickle`.
 */
export function joblibArrays(onPickle: (run: PickleRun) => void, depth = 0): AfterBuild {
  return (machine, built) => {
    const state = stateOfWrapper(machine, built);
    if (state === null) return;
    const { input } = machine;
    const size = sizeOf(machine, state.get("dtype"));
    if (size === "objects") {
      if (depth >= MAX_DEPTH) throw new PickleFailure("its arrays are nested deeper than is looked at", true);
      const run = runPickle(input.bytes, input.at, undefined, joblibArrays(onPickle, depth + 1));
      onPickle(run);
      if (run.failure) throw new PickleFailure(run.failure.reason, run.failure.isBudget);
      input.at = run.end;
      return;
    }
    const count = countOf(state.get("shape"));
    if (size === null || count === null)
      throw new PickleFailure("the size of an array of joblib is not written out");
    if (typeof state.get("numpy_array_alignment_bytes") === "number") input.take(input.byte());
    input.take(size * count);
  };
}

/** Whether a name is that of what joblib writes before arrays. */
export function isJoblibWrapper(module: string | null, name: string | null): boolean {
  return module === "joblib.numpy_pickle" && name === "NumpyArrayWrapper";
}

function stateOfWrapper(machine: PickleMachine, built: PickleValue): ReadonlyMap<string, PickleValue> | null {
  if (typeof built !== "object" || built?.kind !== "result") return null;
  const { callee, state } = built;
  const isWrapper =
    typeof callee === "object" && callee?.kind === "global" && isJoblibWrapper(callee.module, callee.name);
  if (!isWrapper || typeof state !== "object" || state?.kind !== "dict") return null;
  const entries = new Map<string, PickleValue>();
  for (let i = 0; i + 1 < state.items.length; i += 2)
    entries.set(machine.textOf(state.items[i] ?? null) ?? "", state.items[i + 1] ?? null);
  return entries;
}

function countOf(shape: PickleValue | undefined): number | null {
  if (typeof shape !== "object" || shape?.kind !== "tuple" || shape.count !== shape.items.length) return null;
  let count = 1;
  for (const length of shape.items) {
    const one = typeof length === "bigint" ? Number(length) : length;
    if (typeof one !== "number" || !(one >= 0)) return null;
    count *= one;
  }
  return count;
}

/** The bytes of one element; "objects" where they are pickled; null where it is not written out. */
function sizeOf(machine: PickleMachine, dtype: PickleValue | undefined): number | "objects" | null {
  if (typeof dtype !== "object" || dtype?.kind !== "result") return null;
  const args = dtype.arguments;
  const [spelled] = typeof args === "object" && args?.kind === "tuple" ? args.items : [];
  const text = spelled === undefined ? null : machine.textOf(spelled);
  const [, kind = "", digits = ""] = /^[<>=|]?([a-zA-Z])(\d*)$/.exec(text ?? "") ?? [];
  if (kind === "O") return "objects";
  // A structured type says in its state whether there are objects in it: bit 0 of its flags.
  if (kind === "V" && hasObjects(dtype.state)) return "objects";
  if (kind === "U") return 4 * Number(digits);
  if (kind === "M" || kind === "m") return 8;
  return digits === "" ? null : Number(digits);
}

function hasObjects(state: PickleValue | undefined): boolean {
  if (typeof state !== "object" || state?.kind !== "tuple") return false;
  const flags = state.items[7];
  return typeof flags !== "number" || (flags & 1) !== 0;
}
