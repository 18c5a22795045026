import { PickleFailure, PickleInput } from "./input.js";
import { Kept } from "./kept.js";
import { PickleMemo, type MemoIndex } from "./memo.js";
import { textOf } from "./text.js";
import { isContainer, type Container, type GlobalName, type PickleValue, type Result } from "./values.js";

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
  readonly kept = new Kept();
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
  private readonly callsOf: Readonly<Record<PickleCall["how"], Map<GlobalName | string, Uint8Array>>> = {
    call: new Map(),
    new: new Map(),
    setstate: new Map(),
    append: new Map(),
    setitem: new Map(),
    add: new Map(),
  };
  private lastLookedUp: GlobalUse | null = null;
  private lasting = 0;

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

  pushContainer(container: Container): void {
    this.push(container);
    this.kept.hold(container, container.items.length);
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
    if (this.calls.length >= MAX_CALLS) return;
    const { root, depth } = rootOf(callee);
    const counts = this.callsOf[how];
    const before = counts.get(root) ?? new Uint8Array(DEPTHS + 1);
    if ((before[depth] ?? 0) >= CALLS_OF_EACH) return;
    before[depth] = (before[depth] ?? 0) + 1;
    counts.set(root, before);
    this.calls.push({ how, callee, arguments: lasting(args), offset: this.opcodeAt });
  }

  /** Calls an object, and pushes what that gives back. */
  call(how: "call" | "new", callee: PickleValue, args: PickleValue): void {
    this.note(how, callee, args);
    this.push(this.resultOf(callee, args));
  }

  private resultOf(callee: PickleValue, args: PickleValue): Result {
    const before = typeof callee === "object" && callee?.kind === "result" ? callee : null;
    if (before === null) return { kind: "result", callee, arguments: this.lastingOf(callee, args), depth: 1 };
    const isDeep = before.depth >= MAX_CHAIN;
    return {
      kind: "result",
      callee: isDeep ? before.callee : before,
      arguments: isContainer(args) ? args : ENDLESS,
      depth: isDeep ? before.depth : before.depth + 1,
    };
  }

  /** Sets the state of an object, where it is the first that it is given. */
  setState(target: Result, state: PickleValue): void {
    if (target.state === undefined && isContainer(state)) target.state = this.lastingOf(target.callee, state);
  }

  /** What programs read on by has to last: the type of an array may be said long before the array. */
  private lastingOf(callee: PickleValue, value: PickleValue): PickleValue {
    const isType =
      typeof callee === "object" &&
      callee?.kind === "global" &&
      callee.module === "numpy" &&
      callee.name === "dtype";
    if (isType && this.lasting++ < MAX_LASTING) return lasting(value);
    return isContainer(value) ? value : ENDLESS;
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

/** Calls of what calls gave back are told apart and kept up to so many. */
const DEPTHS = 8;
const MAX_CHAIN = 64;
/** The most types of arrays that are kept. */
const MAX_LASTING = 100_000;

/** Stands for what could hold itself without end, and is not needed. */
const ENDLESS: PickleValue = { kind: "opaque", why: "what it is called with is not written out" };

/** What is called first, to tell calls apart, and how many calls are between. */
function rootOf(callee: PickleValue): { readonly root: GlobalName | string; readonly depth: number } {
  let value = callee;
  let depth = 0;
  for (; typeof value === "object" && value?.kind === "result" && depth < DEPTHS; depth++)
    value = value.callee;
  if (typeof value !== "object" || value === null) return { root: typeof value, depth };
  return { root: value.kind === "global" ? value : value.kind, depth };
}

/** A container that keeps what it holds now. */
function lasting(value: PickleValue): PickleValue {
  return isContainer(value) ? { ...value } : value;
}
