import { dangerOf } from "./dangerous-globals.js";
import { isHarmless } from "./harmless-globals.js";
import { givesType, isMaker } from "./makers.js";
import type { GlobalUse, PickleCall } from "./pickle/machine.js";
import type { PickleRun } from "./pickle/run-pickle.js";
import { textOf } from "./pickle/text.js";
import { tupleItems, type GlobalName, type PickleValue } from "./pickle/values.js";
import { showCall } from "./show-call.js";
import type { Sign } from "./verdict.js";

/** How a pickle is judged. */
export interface Judging {
  /** Names that the project knows to hold data only, besides those that anybody knows: `mypkg.models.Scaler`. */
  readonly allowed: ReadonlySet<string>;
  /** Whether the program that reads it gives storages of tensors for ids, as torch does. */
  readonly givesStorages: boolean;
}

/** A sign, without the place where it stands. */
export type BareSign = Omit<Sign, "member">;

/** The most signs that are told of one pickle. */
const MAX_SIGNS = 100;

/** What in a pickle says more than that it builds plain data or arrays, the dangerous first. */
export function judgePickle(bytes: Uint8Array, run: PickleRun, judging: Judging): BareSign[] {
  const judge = new Judge(bytes, run, judging);
  const signs = [...judge.ofNames(), ...judge.ofCalls(), ...judge.ofTheRest()];
  const rank = (sign: BareSign): number => (sign.verdict === "dangerous" ? 0 : 1);
  return signs.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_SIGNS);
}

class Judge {
  private readonly bytes: Uint8Array;
  private readonly run: PickleRun;
  private readonly judging: Judging;

  constructor(bytes: Uint8Array, run: PickleRun, judging: Judging) {
    this.bytes = bytes;
    this.run = run;
    this.judging = judging;
  }

  *ofNames(): Iterable<BareSign> {
    for (const use of this.run.globals) {
      const { module, name } = use;
      // Of a name that is not written out `ofTheRest` speaks.
      if (module === null || name === null || isHarmless(module, name)) continue;
      const symbol = `${module}.${name}`;
      const danger = dangerOf(module, name);
      if (danger === null && this.judging.allowed.has(symbol)) continue;
      const call = this.callOf(use);
      if (danger !== null)
        yield { verdict: "dangerous", symbol, call: call ?? symbol, says: `which ${danger}` };
      else yield { verdict: "unknown", symbol, call, says: "which is not known to hold data only" };
    }
  }

  /** What is called that is no name: a name is told of by itself. */
  *ofCalls(): Iterable<BareSign> {
    for (const call of this.run.calls) {
      const { how, callee } = call;
      if (isName(callee)) {
        if (how === "call" || how === "new") continue;
        yield this.told(
          call,
          symbolOf(callee),
          "unknown",
          "which changes a class or a function, not an object",
        );
        continue;
      }
      const root = rootOf(callee);
      const isCall = how === "call" || how === "new";
      // The state of what a function made is data; that of an object whose class was made is handed to code of the class.
      const made = depthOf(callee) - (isName(root) && isTypeLookup(root) ? 1 : 0);
      const runsMade = made > (isCall ? 0 : 1);
      if (!isName(root)) {
        if (isCall || !isObject(root))
          yield this.told(call, "", "unknown", "which calls what the reading program gives");
      } else if (runsMade && isKnownMaker(root))
        yield this.told(
          call,
          symbolOf(root),
          "dangerous",
          "which runs code that is put together in the file",
        );
      else if (isCall)
        yield this.told(call, symbolOf(root), "unknown", "which calls what another call gave back");
    }
  }

  *ofTheRest(): Iterable<BareSign> {
    const { run } = this;
    if (run.crossesFrames) {
      const says = "it is framed as no pickler does it, so that what it runs depends on how it is read";
      yield { verdict: "dangerous", symbol: "", call: null, says };
    }
    for (const { why } of run.notFollowed)
      yield { verdict: why.includes("name") ? "dangerous" : "unknown", symbol: "", call: null, says: why };
    if (run.persistentIds.some((id) => !(this.judging.givesStorages && this.isStorage(id)))) {
      const says = "it asks the program that reads it for objects of its own";
      yield { verdict: "unknown", symbol: "", call: null, says };
    }
  }

  private told(call: PickleCall, symbol: string, verdict: "unknown" | "dangerous", says: string): BareSign {
    return { verdict, symbol, call: showCall(this.bytes, call), says };
  }

  /** The call that shows best what a name is used for: the one in which the most is called of what it gave back. */
  private callOf(use: GlobalUse): string | null {
    let best: PickleCall | null = null;
    let depth = -1;
    for (const call of this.run.calls) {
      if (rootOf(call.callee) !== use) continue;
      const own = depthOf(call.callee);
      if (own > depth) [best, depth] = [call, own];
    }
    return best && showCall(this.bytes, best);
  }

  /** `('storage', torch.FloatStorage, '0', 'cpu', 6)`; torch before 1.6 had a part of another storage at its end. */
  private isStorage(id: PickleValue): boolean {
    const items = tupleItems(id);
    const [kind, type] = items ?? [];
    return kind !== undefined && textOf(this.bytes, kind) === "storage" && type !== undefined && isName(type);
  }
}

function isName(value: PickleValue): value is GlobalName {
  return typeof value === "object" && value?.kind === "global";
}

/** An object of which something is known, and which therefore is not what the reading program gives. */
function isObject(value: PickleValue): boolean {
  return typeof value !== "object" || value === null || !["persistent", "opaque"].includes(value.kind);
}

const MAX_DEPTH = 100;

/** What was called first of all, to make an object. */
function rootOf(callee: PickleValue): PickleValue {
  let value = callee;
  for (let i = 0; i < MAX_DEPTH && typeof value === "object" && value?.kind === "result"; i++)
    value = value.callee;
  return value;
}

function depthOf(callee: PickleValue): number {
  let value = callee;
  let depth = 0;
  for (; depth < MAX_DEPTH && typeof value === "object" && value?.kind === "result"; depth++)
    value = value.callee;
  return depth;
}

function symbolOf({ module, name }: GlobalName): string {
  return `${module ?? "…"}.${name ?? "…"}`;
}

function isTypeLookup({ module, name }: GlobalName): boolean {
  return module !== null && name !== null && givesType(module, name);
}

function isKnownMaker({ module, name }: GlobalName): boolean {
  return module !== null && name !== null && isMaker(module, name);
}
