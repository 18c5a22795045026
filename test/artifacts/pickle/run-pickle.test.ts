import { readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { PickleCall } from "../../../src/artifacts/pickle/machine.js";
import { OPCODE_NAMES } from "../../../src/artifacts/pickle/opcodes.js";
import { runPickle } from "../../../src/artifacts/pickle/run-pickle.js";
import { showCall } from "../../../src/artifacts/show-call.js";

/** A pickle and what CPython 3.11 does with it; `make-streams.py` writes them. */
interface Judgement {
  readonly stream: string;
  readonly failed: boolean;
  readonly events: readonly string[];
}

const JUDGEMENTS = JSON.parse(readFileSync(join(import.meta.dirname, "streams.json"), "utf8")) as Judgement[];

test("there are 68 opcodes", () => {
  expect(Object.keys(OPCODE_NAMES)).toHaveLength(68);
});

describe("as CPython does it", () => {
  test("every name is looked up, every call is seen, and what loads is read to its end", () => {
    expect(JUDGEMENTS.length).toBeGreaterThan(2000);
    for (const { stream, failed, events } of JUDGEMENTS) {
      const bytes = Buffer.from(stream, "base64");
      const run = runPickle(bytes);
      if (run.crossesFrames) continue;
      const where = `${stream} ${JSON.stringify(bytes.toString("latin1"))} ${run.failure?.reason ?? ""}`;
      const seen = run.globals.map(({ module, name }) => `${String(module)}.${String(name)}`);
      expect(seen, where).toEqual(expect.arrayContaining(ofKind(events, "global")));
      // Of a class, without arguments, INST and OBJ make an object by `__new__`: that is a call all the same.
      const calls = run.calls.map(({ callee }) => rootOf(callee));
      const called = [...ofKind(events, "call"), ...ofKind(events, "new")];
      expect(calls, where).toEqual(expect.arrayContaining(called));
      expect(run.persistentIds.length, where).toBeGreaterThanOrEqual(ofKind(events, "persistent").length);
      if (!failed) expect(run.failure, where).toBeNull();
    }
  });

  test("what stops there stops here, but for what is not checked", () => {
    const failed = JUDGEMENTS.filter((one) => one.failed);
    const both = failed.filter(({ stream }) => runPickle(Buffer.from(stream, "base64")).failure !== null);
    expect(both.length / failed.length).toBeGreaterThan(0.8);
  });
});

describe("a pickle that is changed at random", () => {
  const some = fc.constantFrom(...JUDGEMENTS.map(({ stream }) => Buffer.from(stream, "base64")));
  const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }), kind: fc.nat(2) });

  test("never throws", () => {
    fc.assert(
      fc.property(some, fc.array(change, { maxLength: 8 }), (bytes, changes) => {
        const run = runPickle(changes.reduce(changed, bytes));
        for (const call of run.calls) expect(showCall(bytes, call).length).toBeLessThanOrEqual(200);
        expect(run.end).toBeLessThanOrEqual(bytes.length + changes.length);
      }),
      { numRuns: 3000 },
    );
  });

  test("keeps what came before the change", () => {
    fc.assert(
      fc.property(some, change, (bytes, { at, byte }) => {
        const cut = at % (bytes.length + 1);
        const before = runPickle(bytes.subarray(0, cut)).globals;
        const after = runPickle(Buffer.concat([bytes.subarray(0, cut), Buffer.from([byte])])).globals;
        expect(after.slice(0, before.length)).toEqual(before);
      }),
      { numRuns: 1000 },
    );
  });

  test("any bytes at all are read within the budget", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        runPickle(bytes, 0, { opcodes: 50, objects: 20 });
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a pickle that was made to be hard", () => {
  test("what crosses the end of a frame is run in two ways, and said to", () => {
    const crossing = "\x80\x04\x95\x04\0\0\0\0\0\0\0\x8c\x08abcdefgh.";
    expect(runPickle(Buffer.from(crossing, "latin1")).crossesFrames).toBe(true);
    const nested = "\x80\x04\x95\x0a\0\0\0\0\0\0\0\x95\x09\0\0\0\0\0\0\0NNNNNNNN.";
    expect(runPickle(Buffer.from(nested, "latin1")).crossesFrames).toBe(true);
    const usual = "\x80\x04\x95\x02\0\0\0\0\0\0\0N.";
    expect(runPickle(Buffer.from(usual, "latin1"))).toMatchObject({ crossesFrames: false, failure: null });
  });

  test("numbers in the memo may be as large as they like", () => {
    const stream = "cos\nsystem\np99999999999999999999999\n0g99999999999999999999999\n)R.";
    expect(runPickle(Buffer.from(stream)).calls).toHaveLength(1);
    const far = "cos\nsystem\nr\xff\xff\xff\xff0j\xff\xff\xff\xff)R.";
    expect(runPickle(Buffer.from(far, "latin1")).calls).toHaveLength(1);
  });

  test("an object that stands in itself is shown", () => {
    const run = runPickle(
      Buffer.from("](cos\nsystem\nq\x00)R0](q\x01h\x01h\x01ecos\nsystem\nh\x01\x85R.", "latin1"),
    );
    expect(run.calls.map((call) => showCall(new Uint8Array(), call).length)).toEqual(expect.any(Array));
  });

  test("what doubles with each opcode is read in no time, and is not built", () => {
    const run = runPickle(Buffer.from(`N${"2\x86".repeat(100_000)}.`, "latin1"));
    expect(run.failure).toBeNull();
  });

  test("a call happens though what follows cannot be read", () => {
    const run = runPickle(Buffer.from("cos\nsystem\n(S'id'\ntR\xff", "latin1"));
    expect(run.failure?.reason).toBe("0xff is no opcode");
    expect(run.calls).toHaveLength(1);
  });

  test("more opcodes, objects and names than are looked at are said to be", () => {
    const over = (text: string): boolean | undefined =>
      runPickle(Buffer.from(text, "latin1"), 0, { opcodes: 1000, objects: 100 }).failure?.isBudget;
    expect(over("N0".repeat(1000))).toBe(true);
    expect(over("N".repeat(200))).toBe(true);
    expect(over("(".repeat(200))).toBe(true);
  });
});

test.each([
  ["cos\nsystem\n(S'id'\ntR.", "os.system('id')"],
  ["\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.", "posix.system('id')"],
  ["(S'a\\x27b'\nios\nsystem\n.", "os.system('a\\'b')"],
  ["(cos\nsystem\nX\x02\x00\x00\x00ido.", "os.system('id')"],
  [
    "c__builtin__\neval\n(V1+1\nN\x88K\x05G?\xf0\x00\x00\x00\x00\x00\x00C\x02a\xfftR.",
    "__builtin__.eval('1+1', None, True, 5, 1, b'aÿ')",
  ],
  [
    "cbuiltins\ngetattr\n(cos\nmodule\nS'system'\ntR(S'id'\ntR.",
    "builtins.getattr(os.module, 'system')('id')",
  ],
  ["ca\nb\n)\x81}S'k'\nI1\nsb.", "a.b()"],
])("%j calls %s", (stream, shown) => {
  const bytes = Buffer.from(stream, "latin1");
  expect(runPickle(bytes).calls.map((call) => showCall(bytes, call))).toContain(shown);
});

function changed(bytes: Buffer, { at, byte, kind }: { at: number; byte: number; kind: number }): Buffer {
  const where = at % (bytes.length + 1);
  const skipped = kind === 2 ? where : where + 1 - kind;
  const put = kind === 2 || kind === 0 ? [byte] : [];
  return Buffer.concat([
    bytes.subarray(0, where),
    Buffer.from(put),
    bytes.subarray(Math.min(skipped, bytes.length)),
  ]);
}

function ofKind(events: readonly string[], kind: string): string[] {
  return events.filter((event) => event.split(" ")[0] === kind).map((event) => event.slice(kind.length + 1));
}

function rootOf(callee: PickleCall["callee"]): string {
  if (typeof callee !== "object" || callee?.kind !== "global") return "result";
  return `${String(callee.module)}.${String(callee.name)}`;
}
