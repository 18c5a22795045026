import { describe, expect, test } from "vitest";

import { buildFileModel } from "../../src/python/file-model.js";
import { neverRuns } from "../../src/analysis/dead-loads.js";
import { NO_FLOORS } from "../../src/dependencies/floor.js";
import { KNOWN_NAMES } from "../../src/analysis/known-names.js";
import { nodesOf } from "../../src/python/nodes-of.js";
import { broughtIn } from "../support/brought-in.js";
import { availableParsers } from "../support/parsers.js";

const program = (before: string, end = ""): string =>
  `import os, sys, pickle\n${before}def read(b):\n${end}    return pickle.loads(b)\n`;
const loads = (found: readonly string[]): string[] => found.filter((line) => line.endsWith("pickle-load"));

describe("a load that a change brings to life", () => {
  test.each([
    ["a return", "", "    return None\n"],
    ["an exception", "", "    raise RuntimeError('off')\n"],
    ["sys.exit", "", "    sys.exit('off')\n"],
    ["os._exit", "", "    os._exit(1)\n"],
    ["a branch of which every way ends", "", "    if b:\n        return 1\n    else:\n        return 2\n"],
    ["an endless loop", "", "    while True:\n        print(b)\n"],
    ["assert False", "", "    assert False\n"],
    ["if True: return", "", "    if True:\n        return None\n"],
    ["the end of the module", "sys.exit()\n\n\n", ""],
  ])("behind %s that goes", (_, before, end) => {
    expect(loads(broughtIn(program(before, end), program("")))).toHaveLength(1);
  });

  test.each([
    ["if False:", "if b:"],
    ["if False and b:", "if b:"],
    ["if not True:", "if b:"],
    ["if DEBUG:", "if b:"],
    ["while 0:", "while b:"],
  ])("under %s that becomes %s", (before, after) => {
    const under = (header: string): string =>
      `import pickle\nDEBUG = False\n\n\ndef read(b):\n    ${header}\n        return pickle.loads(b)\n`;
    expect(loads(broughtIn(under(before), under(after)))).toHaveLength(1);
    expect(broughtIn(under(before), `${under(before)}\n\nx = 1\n`)).toEqual([]);
  });

  test("by an early end that goes from a function that it calls", () => {
    const guarded = (body: string): string =>
      `import pickle\n\n\ndef guard():\n    ${body}\n\n\ndef read(b):\n    guard()\n    return pickle.loads(b)\n`;
    expect(loads(broughtIn(guarded("raise SystemExit"), guarded("pass")))).toHaveLength(1);
    expect(broughtIn(guarded("return None"), guarded("pass"))).toEqual([]);
  });

  test("by the import of the name that it uses", () => {
    const use = "def read(b):\n    return marshal.loads(b)\n";
    expect(broughtIn(use, `import marshal\n\n\n${use}`)).toContain("5 exposed block marshal-load");
    expect(broughtIn(`from kit import *\n\n\n${use}`, `import os\nfrom kit import *\n\n\n${use}`)).toEqual(
      [],
    );
  });

  test.each([
    ["a condition", "    if not b:\n        return None\n"],
    ["a loop that is left", "    while True:\n        if b:\n            break\n"],
    ["a try that goes on", "    try:\n        raise ValueError\n    except ValueError:\n        pass\n"],
    ["one branch", "    if b:\n        return 1\n    elif not b:\n        return 2\n"],
    ["an exit of its own", "    exit = print\n    exit()\n"],
    [
      "a function with two ends",
      "    def stop():\n        if b:\n            return\n        raise ValueError\n    stop()\n",
    ],
  ])("and not one that ran before, behind %s", (_, end) => {
    expect(broughtIn(program("", end), program(""))).toEqual([]);
  });
});

test("long texts are looked through once, whatever is asked of them", async () => {
  const [parser] = await availableParsers();
  const many = 4000;
  const nested = `def stop():\n${"    x = 1\n".repeat(many)}    raise ValueError\n\n\n${"stop_ = 1\n".repeat(3)}`;
  const chain = Array.from({ length: many }, (_, at) => `def f${String(at)}():\n    f${String(at + 1)}()\n`);
  const text = `${nested}def g():\n${"    if a:\n        stop()\n".repeat(many)}\n${chain.join("\n")}`;
  const parsed = parser?.parse(text);
  if (!parsed?.ok) throw new Error("not parsed");
  const model = buildFileModel(parsed.tree, KNOWN_NAMES, { path: "a.py", floors: NO_FLOORS });
  const calls = nodesOf(model.tree, "call");
  const started = performance.now();
  expect(calls.filter((call) => neverRuns(model, call))).toEqual([]);
  expect(performance.now() - started).toBeLessThan(2000);
});
