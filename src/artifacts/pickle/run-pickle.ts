import { PickleFailure } from "./input.js";
import {
  DEFAULT_BUDGET,
  PickleMachine,
  type AfterBuild,
  type GlobalUse,
  type PickleBudget,
  type PickleCall,
} from "./machine.js";
import { OPCODES } from "./opcodes.js";
import type { PickleValue } from "./values.js";

/** What loading one pickle would do, as far as its bytes tell. */
export interface PickleRun {
  /** 0-based offsets: where it begins, and where it ends: behind STOP, or where it fails. */
  readonly start: number;
  readonly end: number;
  /** The names that it looks up, each once, in order. */
  readonly globals: readonly GlobalUse[];
  /** What it calls, in order; of the calls of one function the first two. */
  readonly calls: readonly PickleCall[];
  /** The ids for which it asks the program that reads it; the first 1,000. */
  readonly persistentIds: readonly PickleValue[];
  /** What CPython would do and this run cannot tell. */
  readonly notFollowed: readonly { readonly why: string; readonly offset: number }[];
  /** Whether it is framed as no pickler does it: what CPython runs then depends on how it reads. */
  readonly crossesFrames: boolean;
  /** Where and why CPython's unpickler raises, or a budget is spent: all before that has happened by then. */
  readonly failure: { readonly reason: string; readonly offset: number; readonly isBudget: boolean } | null;
  /** The object that is loaded. */
  readonly value: PickleValue | undefined;
}

/**
 * Runs the opcodes of a pickle on what is known of its objects: nothing is built, imported or called. Never throws; time and
 * memory grow linearly with the bytes, within the budget. Strings are not checked to be valid UTF-8, and keys not to be
 * hashable: where CPython raises for that, this goes on.
 * @param start 0-based offset of the first opcode
 * @param afterBuild stands for a program that reads bytes between the opcodes by itself, as joblib does
 */
export function runPickle(
  bytes: Uint8Array,
  start = 0,
  budget: PickleBudget = DEFAULT_BUDGET,
  afterBuild: AfterBuild | null = null,
): PickleRun {
  const machine = new PickleMachine(bytes, start, budget, afterBuild);
  let failure: PickleRun["failure"] = null;
  let value: PickleValue | undefined;
  try {
    value = run(machine, budget.opcodes);
  } catch (error) {
    if (!(error instanceof PickleFailure)) throw error;
    failure = { reason: error.reason, offset: machine.opcodeAt, isBudget: error.isBudget };
  }
  return {
    start,
    end: machine.input.at,
    globals: [...machine.globals.values()],
    calls: machine.calls,
    persistentIds: machine.persistentIds,
    notFollowed: [...machine.notFollowed].map(([why, offset]) => ({ why, offset })),
    crossesFrames: machine.input.crossesFrames,
    failure,
    value,
  };
}

function run(machine: PickleMachine, opcodes: number): PickleValue {
  const { input } = machine;
  for (let done = 0; ; done++) {
    if (done >= opcodes) throw new PickleFailure("it has more opcodes than are looked at", true);
    machine.opcodeAt = input.at;
    const code = input.byte();
    const opcode = OPCODES[code];
    if (!opcode) throw new PickleFailure(`0x${code.toString(16).padStart(2, "0")} is no opcode`);
    opcode(machine);
    if (machine.result !== undefined) return machine.result;
  }
}
