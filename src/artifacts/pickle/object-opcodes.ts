import { PickleFailure } from "./input.js";
import type { Opcode } from "./literal-opcodes.js";
import type { PickleMachine } from "./machine.js";
import type { MemoIndex } from "./memo.js";
import { containerOf, isContainer, tupleOf, type PickleValue } from "./values.js";

/** Opcodes that look names up, call, and move objects between the stack and the memo. */
export const OBJECT_OPCODES: Readonly<Record<string, Opcode>> = {
  GLOBAL: (m) => {
    const module = m.input.utf8Line();
    m.pushGlobal(module, m.input.utf8Line());
  },
  STACK_GLOBAL: (m) => {
    const name = nameIn(m);
    m.pushGlobal(nameIn(m), name);
  },
  REDUCE: (m) => {
    const args = m.pop();
    m.call("call", m.pop(), args);
  },
  NEWOBJ: (m) => {
    const args = m.pop();
    m.call("new", m.pop(), args);
  },
  NEWOBJ_EX: (m) => {
    const keywords = m.pop();
    const args = m.pop();
    m.call("new", m.pop(), containerOf("tuple", [args, keywords]));
  },
  INST: (m) => {
    const args = m.popMark();
    const module = m.input.utf8Line();
    m.call("call", m.lookUp(module, m.input.utf8Line()), containerOf("tuple", args));
  },
  OBJ: (m) => {
    const [callee, ...args] = m.popMark();
    if (callee === undefined) throw new PickleFailure("it makes an object of no class");
    m.call("call", callee, containerOf("tuple", args));
  },
  BUILD: (m) => {
    const state = m.pop();
    const target = m.top();
    if (typeof target === "object" && target?.kind === "result") m.setState(target, state);
    m.note("setstate", target, tupleOf([state]));
    m.afterBuild?.(m, target);
  },
  EXT1: (m) => {
    extension(m, m.input.byte());
  },
  EXT2: (m) => {
    extension(m, m.input.uint16());
  },
  EXT4: (m) => {
    extension(m, m.input.int32());
  },
  PERSID: (m) => {
    const { start, end } = m.input.lineSpan();
    persistent(m, { kind: "text", start, end, encoding: "latin-1" });
  },
  BINPERSID: (m) => {
    persistent(m, m.pop());
  },

  READONLY_BUFFER: (m) => void m.top(),
  MARK: (m) => {
    m.mark();
  },
  POP: (m) => {
    m.popOne();
  },
  POP_MARK: (m) => void m.popMark(),
  DUP: (m) => {
    m.push(m.top());
  },
  GET: (m) => {
    m.get(lineIndex(m));
  },
  BINGET: (m) => {
    m.get(m.input.byte());
  },
  LONG_BINGET: (m) => {
    m.get(m.input.uint32());
  },
  PUT: (m) => {
    m.put(lineIndex(m));
  },
  BINPUT: (m) => {
    m.put(m.input.byte());
  },
  LONG_BINPUT: (m) => {
    m.put(m.input.uint32());
  },
  MEMOIZE: (m) => {
    m.memoize();
  },

  PROTO: (m) => {
    const protocol = m.input.byte();
    if (protocol > 5) throw new PickleFailure(`its protocol is ${String(protocol)}, which no Python knows`);
    if (m.opcodeAt !== m.start) m.cannotFollow("it has a header in its midst, as no pickler writes it");
  },
  FRAME: (m) => {
    m.input.frame(m.input.uint64());
  },
  STOP: (m) => {
    m.stop();
  },
};

/** Takes a part of a name from the stack; null where it is not written out. */
function nameIn(m: PickleMachine): string | null {
  const value = m.pop();
  const text = m.textOf(value);
  if (text !== null) return text;
  if (!canBeText(value)) throw new PickleFailure("it looks up what is no name");
  m.cannotFollow("it looks up a name that is only worked out while it is loaded");
  return null;
}

/** Whether a value can turn out to be a string: what a module holds under a name may be one, too. */
function canBeText(value: PickleValue): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    ["result", "persistent", "opaque", "global"].includes(value.kind)
  );
}

function extension(m: PickleMachine, code: number): void {
  if (code <= 0) throw new PickleFailure("it names an extension that cannot be");
  m.cannotFollow(`it asks for extension ${String(code)} of the registry of the program that reads it`);
  m.pushGlobal(null, null);
}

function persistent(m: PickleMachine, id: PickleValue): void {
  if (m.persistentIds.length < 1000) m.persistentIds.push(isContainer(id) ? { ...id } : id);
  m.push({ kind: "persistent", id: isContainer(id) || m.textOf(id) !== null ? id : null });
}

function lineIndex(m: PickleMachine): MemoIndex {
  const index = m.input.plainNumber();
  if (index === null) return indexOf(m.input.cLine());
  if (index < 0) throw new PickleFailure("the number of an object is none");
  return index;
}

function indexOf(line: string): MemoIndex {
  const digits = /^\s*\+?(\d[\d_]*)\s*$/
    .exec(line)?.[1]
    ?.replace(/_/g, "")
    .replace(/^0+(?=\d)/, "");
  if (digits === undefined) throw new PickleFailure("the number of an object is none");
  return digits.length <= 15 ? Number(digits) : digits;
}
