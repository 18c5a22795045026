import { PickleFailure } from "./input.js";
import type { PickleMachine } from "./machine.js";
import type { PickleValue, Text } from "./values.js";

/** What an opcode does to the machine. */
export type Opcode = (machine: PickleMachine) => void;

/** The `L` behind numbers of any length. */
const SUFFIX = 76;

const LITERALS: Readonly<Record<string, (machine: PickleMachine) => PickleValue>> = {
  NONE: () => null,
  NEWTRUE: () => true,
  NEWFALSE: () => false,
  INT: (m) => m.input.plainNumber() ?? intOf(m.input.cLine()),
  LONG: (m) => m.input.plainNumber(false, SUFFIX) ?? numberOf(m.input.cLine().replace(/L$/, "")),
  BININT: (m) => m.input.int32(),
  BININT1: (m) => m.input.byte(),
  BININT2: (m) => m.input.uint16(),
  LONG1: (m) => m.input.long(m.input.byte()),
  LONG4: (m) => m.input.long(m.input.int32()),
  FLOAT: (m) => m.input.plainNumber(true) ?? floatOf(m.input.cLine()),
  BINFLOAT: (m) => m.input.float64(),
  STRING: (m) => quotedText(m),
  BINSTRING: (m) => textIn(m, m.input.int32(), "latin-1"),
  SHORT_BINSTRING: (m) => textIn(m, m.input.byte(), "latin-1"),
  UNICODE: (m) => ({ kind: "text", ...m.input.lineSpan(), encoding: "raw-unicode-escape" }),
  SHORT_BINUNICODE: (m) => textIn(m, m.input.byte(), "utf-8"),
  BINUNICODE: (m) => textIn(m, m.input.uint32(), "utf-8"),
  BINUNICODE8: (m) => textIn(m, m.input.uint64(), "utf-8"),
  SHORT_BINBYTES: (m) => bytesIn(m, m.input.byte()),
  BINBYTES: (m) => bytesIn(m, m.input.uint32()),
  BINBYTES8: (m) => bytesIn(m, m.input.uint64()),
  BYTEARRAY8: (m) => bytesIn(m, m.input.uint64()),
  NEXT_BUFFER: (m) => {
    m.cannotFollow("it takes a buffer from outside of the file");
    return { kind: "opaque", why: "a buffer from outside of the file" };
  },
};

/** Opcodes that push a number, a string, or another object that is written out. */
export const LITERAL_OPCODES: Readonly<Record<string, Opcode>> = pushing(LITERALS);

/** The opcodes that push what is made so. */
export function pushing(
  made: Readonly<Record<string, (machine: PickleMachine) => PickleValue>>,
): Record<string, Opcode> {
  return Object.fromEntries(
    Object.entries(made).map(([name, make]) => [
      name,
      (machine: PickleMachine): void => {
        machine.push(make(machine));
      },
    ]),
  );
}

function textIn(m: PickleMachine, length: number, encoding: Text["encoding"]): Text {
  const start = m.input.take(length);
  return { kind: "text", start, end: start + length, encoding };
}

function bytesIn(m: PickleMachine, length: number): PickleValue {
  const start = m.input.take(length);
  return { kind: "bytes", start, end: start + length };
}

/** A string in quotes, which have to be the same at both ends. */
function quotedText(m: PickleMachine): Text {
  const { start, end } = m.input.lineSpan();
  const quote = m.input.bytes[start];
  if (end - start < 2 || (quote !== 34 && quote !== 39) || m.input.bytes[end - 1] !== quote)
    throw new PickleFailure("a string has no quotes");
  return { kind: "text", start: start + 1, end: end - 1, encoding: "string-escape" };
}

/** `01` and `00` are the booleans of old protocols. */
function intOf(line: string): PickleValue {
  return line === "01" ? true : line === "00" ? false : numberOf(line);
}

const INTEGER = /^\s*[+-]?(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*)\s*$/;

function numberOf(line: string): number {
  if (!INTEGER.test(line)) throw new PickleFailure("a number is none");
  const digits = line.replace(/[_\s+]/g, "");
  return digits.startsWith("-") ? -Number(digits.slice(1)) : Number(digits);
}

function floatOf(line: string): number {
  const word = line.trim();
  const value = Number(word.replace(/_/g, ""));
  const isNumber = word !== "" && !Number.isNaN(value) && !/^[+-]?0[xob]/i.test(word);
  if (!isNumber && !/^[+-]?(?:nan|inf|infinity)$/i.test(word)) throw new PickleFailure("a number is none");
  return value;
}
