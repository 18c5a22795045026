import { PickleFailure, PickleInput } from "./input.js";
import { PickleMemo, type MemoIndex } from "./memo.js";
import { textOf } from "./text.js";
import type { Container, GlobalName, PickleValue } from "./values.js";

/** Something that loading the pickle calls, in the order of the bytes. */
export interface PickleCall {
  /** What is called: `f(...)`, `cls.__new__(cls, ...)`, or a method of an object that the pickle made. */
  readonly how: "call" | "new" | "setstate" | "append" | "setitem" | "add";
  readonly callee: PickleValue;
  readonly arguments: PickleValue;
  /** 0-based offset of the opcode. */
  readonly offset: number;
}

/** A name that the pickle looks up. */
export interface GlobalUse extends GlobalName {
  readonly offset: number;
}

/** Bounds of a run, for bytes that were made to be hard. */
export interface PickleBudget {
  readonly opcodes: number;
  /** Objects on the stack and in the memo. */
  readonly objects: number;
}

/** Looks at an object whose state was set, and may read on from the bytes. */
export type AfterBuild = (machine: PickleMachine, built: PickleValue) => void;

/** The bounds that hold where none are given: no pickle of a file that is looked at is near them. */
export const DEFAULT_BUDGET: PickleBudget = { opcodes: 200_000_000, objects: 3_000_000 };

/** The most different names that are told, and calls of each of them. */
const MAX_GLOBALS = 10_000;
const CALLS_OF_EACH = 2;
const MAX_CALLS = 1_000;

/**
 * The state of CPython's unpickler: a stack with marks, and the memo. It holds what is known of the objects, and keeps a list
 * of the names and calls. The opcodes work on it.
 */
export class PickleMachine {
  readonly input: PickleInput;
  /** The offset of the first opcode. */
  readonly start: number;
  readonly globals = new Map<string, GlobalUse>();
  readonly calls: PickleCall[] = [];
  readonly persistentIds: PickleValue[] = [];
  /** What CPython would do, and an abstract run cannot. */
  readonly notFollowed = new Map<string, number>();
  /** The offset of the opcode that is run. */
  opcodeAt = 0;
  /** The object that is loaded, once it is. */
  result: PickleValue | undefined;

  readonly afterBuild: AfterBuild | null;
  private readonly budget: PickleBudget;
  private readonly stack: PickleValue[] = [];
  private readonly marks: number[] = [];
  private fence = 0;
  private readonly memo = new PickleMemo();
  private readonly callsOf: Readonly<Record<PickleCall["how"], Map<GlobalName | string, number>>> = {
    call: new Map(),
    new: new Map(),
    setstate: new Map(),
    append: new Map(),
    setitem: new Map(),
    add: new Map(),
  };
  private lastLookedUp: GlobalUse | null = null;

  /** @param afterBuild called where the state of an object was set: some programs read on by themselves there */
  constructor(bytes: Uint8Array, start: number, budget: PickleBudget, afterBuild: AfterBuild | null = null) {
    this.budget = budget;
    this.start = start;
    this.afterBuild = afterBuild;
    this.input = new PickleInput(bytes, start);
  }

  push(value: PickleValue): void {
    if (this.stack.length + this.memo.size >= this.budget.objects)
      throw new PickleFailure("it holds more objects than are looked at", true);
    this.stack.push(value);
  }

  pop(): PickleValue {
    const value = this.stack.length > this.fence ? this.stack.pop() : undefined;
    if (value === undefined) throw new PickleFailure("it takes more from the stack than there is");
    return value;
  }

  top(): PickleValue {
    const value = this.stack.length > this.fence ? this.stack.at(-1) : undefined;
    if (value === undefined) throw new PickleFailure("it takes more from the stack than there is");
    return value;
  }

  mark(): void {
    if (this.marks.length >= this.budget.objects)
      throw new PickleFailure("it holds more marks than are looked at", true);
    this.marks.push(this.stack.length);
    this.fence = this.stack.length;
  }

  /** Takes what is above the last mark, and the mark. */
  popMark(): PickleValue[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw new PickleFailure("it goes back to a mark that is not there");
    this.fence = this.marks.at(-1) ?? 0;
    return this.stack.splice(mark);
  }

  /** The POP opcode: the topmost object, or the mark where that is on top. */
  popOne(): void {
    if (this.marks.length > 0 && this.marks.at(-1) === this.stack.length) this.popMark();
    else this.pop();
  }

  put(index: MemoIndex): void {
    this.memo.set(index, this.top());
    if (this.stack.length + this.memo.size > this.budget.objects)
      throw new PickleFailure("it holds more objects than are looked at", true);
  }

  memoize(): void {
    this.put(this.memo.size);
  }

  get(index: MemoIndex): void {
    const value = this.memo.get(index);
    if (value === undefined) throw new PickleFailure("it refers to an object that is not there");
    this.push(value);
  }

  /** Looks a name up. */
  pushGlobal(module: string | null, name: string | null): void {
    this.push(this.lookUp(module, name));
  }

  lookUp(module: string | null, name: string | null): GlobalName {
    const last = this.lastLookedUp;
    if (last?.module === module && last.name === name) return last;
    const key = `${module ?? "\n"}\0${name ?? "\n"}`;
    const known = this.globals.get(key);
    if (known) return (this.lastLookedUp = known);
    if (this.globals.size >= MAX_GLOBALS)
      throw new PickleFailure("it looks more names up than are looked at", true);
    const use: GlobalUse = { kind: "global", module, name, offset: this.opcodeAt };
    this.globals.set(key, use);
    return (this.lastLookedUp = use);
  }

  /** Notes a call. Of those of one function the first are kept. */
  note(how: PickleCall["how"], callee: PickleValue, args: PickleValue): void {
    const counts = this.callsOf[how];
    const key = typeof callee === "object" && callee?.kind === "global" ? callee : nameOf(callee);
    const before = counts.get(key) ?? 0;
    if (before >= CALLS_OF_EACH || this.calls.length >= MAX_CALLS) return;
    counts.set(key, before + 1);
    this.calls.push({ how, callee, arguments: args, offset: this.opcodeAt });
  }

  /** Calls an object, and pushes what that gives back. */
  call(how: "call" | "new", callee: PickleValue, args: PickleValue): void {
    this.note(how, callee, args);
    this.push({ kind: "result", callee, arguments: args });
  }

  /** Notes what an abstract run cannot tell. */
  cannotFollow(why: string): void {
    if (!this.notFollowed.has(why)) this.notFollowed.set(why, this.opcodeAt);
  }

  /** The text of a string; null where it is none, or not written out. */
  textOf(value: PickleValue): string | null {
    return textOf(this.input.bytes, value);
  }

  stop(): void {
    this.result = this.pop();
  }
}

/** The name at the root of what is called, to tell calls apart. */
function nameOf(callee: PickleValue): string {
  let value = callee;
  let depth = 0;
  for (; typeof value === "object" && value?.kind === "result" && depth < 8; depth++) value = value.callee;
  if (typeof value !== "object" || value === null) return typeof value;
  return `${String(depth)} ${value.kind === "global" ? `${String(value.module)}.${String(value.name)}` : value.kind}`;
}

/** The items of a tuple that was given whole. */
export function tupleItems(value: PickleValue): readonly PickleValue[] | null {
  const isWhole = typeof value === "object" && value?.kind === "tuple";
  return isWhole && value.count === value.items.length ? (value satisfies Container).items : null;
}
