import { PickleFailure } from "./input.js";
import type { Opcode } from "./literal-opcodes.js";
import type { PickleCall, PickleMachine } from "./machine.js";
import { addItem, addItems, containerOf, tupleOf, type Container, type PickleValue } from "./values.js";

const CONTAINERS: Readonly<Record<string, (machine: PickleMachine) => Container>> = {
  EMPTY_LIST: () => containerOf("list", []),
  EMPTY_TUPLE: () => containerOf("tuple", []),
  EMPTY_DICT: () => containerOf("dict", []),
  EMPTY_SET: () => containerOf("set", []),
  LIST: (m) => containerOf("list", m.popMark()),
  TUPLE: (m) => containerOf("tuple", m.popMark()),
  DICT: (m) => containerOf("dict", inPairs(m.popMark())),
  FROZENSET: (m) => containerOf("frozenset", m.popMark()),
  TUPLE1: (m) => tupleOf([m.pop()]),
  TUPLE2: (m) => {
    const second = m.pop();
    return tupleOf([m.pop(), second]);
  },
  TUPLE3: (m) => {
    const third = m.pop();
    const second = m.pop();
    return tupleOf([m.pop(), second, third]);
  },
};

/** Opcodes that make containers and fill them. On anything else than a container they call its methods. */
export const CONTAINER_OPCODES: Readonly<Record<string, Opcode>> = {
  ...Object.fromEntries(
    Object.entries(CONTAINERS).map(([name, make]): [string, Opcode] => [
      name,
      (machine) => {
        machine.pushContainer(make(machine));
      },
    ]),
  ),
  APPEND: (m) => {
    const item = m.pop();
    const list = m.top();
    if (typeof list === "object" && list?.kind === "list") m.kept.hold(list, addItem(list, item));
    else fill(m, "list", "append", [item]);
  },
  APPENDS: (m) => {
    fill(m, "list", "append", m.popMark());
  },
  SETITEM: (m) => {
    const value = m.pop();
    const key = m.pop();
    fill(m, "dict", "setitem", [key, value]);
  },
  SETITEMS: (m) => {
    fill(m, "dict", "setitem", inPairs(m.popMark()));
  },
  ADDITEMS: (m) => {
    fill(m, "set", "add", m.popMark());
  },
};

function fill(
  m: PickleMachine,
  kind: Container["kind"],
  how: PickleCall["how"],
  items: readonly PickleValue[],
): void {
  const target = m.top();
  if (typeof target === "object" && target?.kind === kind) m.kept.hold(target, addItems(target, items));
  else if (items.length > 0) m.note(how, target, containerOf("tuple", items));
}

function inPairs(items: readonly PickleValue[]): readonly PickleValue[] {
  if (items.length % 2 !== 0) throw new PickleFailure("a dictionary has a key without a value");
  return items;
}
