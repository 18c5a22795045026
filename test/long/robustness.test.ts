import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { analyzeWholeFile } from "../../src/analysis/analyze-file.js";
import { decodeText } from "../../src/analysis/decode.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { mutated } from "../support/mutated.js";
import { availableParsers } from "../support/parsers.js";

const parsers = await availableParsers();
const FOLDER = join(import.meta.dirname, "..", "fixtures", "rules");
const FIXTURES = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), "utf8"));

/** Without the one about coding declarations, which only count on the first two lines. */
const SHIFTABLE = FIXTURES.filter((text) => !/^#.*coding:/.test(text));
const broken = mutated(FIXTURES);

describe.each(parsers)("on the $binding binding", ({ parse }) => {
  const tools = { parse, policy: DEFAULT_POLICY };

  test("any bytes are analyzed or named, never thrown at", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const decoded = decodeText(bytes);
        if (!decoded.ok) {
          expect(decoded.problem).not.toBe("");
          return;
        }
        for (const path of ["a.py", "a.ipynb"])
          analyzeWholeFile(path, `import pickle\n${decoded.text}`, tools);
      }),
      { numRuns: 150 },
    );
  });

  test("broken source still gives places inside the text", () => {
    fc.assert(
      fc.property(broken, (text) => {
        const lines = text.split("\n");
        for (const { range } of analyzeWholeFile("a.py", text, tools).findings) {
          expect(range.startLine).toBeLessThanOrEqual(range.endLine);
          expect(range.endLine).toBeLessThan(lines.length);
          expect(range.endColumn).toBeLessThanOrEqual(lines[range.endLine]?.length ?? 0);
        }
      }),
      { numRuns: 120 },
    );
  });

  test("a fingerprint does not change when lines are put above", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SHIFTABLE), fc.nat(20), (text, count) => {
        const shifted = `${"# line\n".repeat(count)}${text}`;
        const prints = (source: string) =>
          analyzeWholeFile("a.py", source, tools).findings.map(({ fingerprint }) => fingerprint);
        expect(prints(shifted)).toEqual(prints(text));
        expect(new Set(prints(text)).size).toBe(prints(text).length);
      }),
      { numRuns: 60 },
    );
  });
});

test("both bindings find the same in broken source", () => {
  const [first, second] = parsers;
  if (!first || !second) {
    expect(parsers).toHaveLength(1);
    return;
  }
  fc.assert(
    fc.property(broken, (text) => {
      const [a, b] = [first, second].map(({ parse }) =>
        analyzeWholeFile("a.py", text, { parse, policy: DEFAULT_POLICY }),
      );
      expect(a).toEqual(b);
    }),
    { numRuns: 120 },
  );
});

describe("what is over a budget is named", () => {
  const [{ parse }] = parsers as [(typeof parsers)[number]];
  const reasonFor = (text: string) =>
    analyzeWholeFile("a.py", `import pickle\n${text}`, { parse, policy: DEFAULT_POLICY }).notScanned[0]
      ?.reason;

  test("nesting", () => {
    expect(reasonFor(`x = ${"[".repeat(20_000)}${"]".repeat(20_000)}`)).toContain("nested more than");
  });

  test("the number of findings", () => {
    expect(reasonFor("pickle.loads(x)\n".repeat(5000))).toContain("more than 2000 findings");
  });

  test("nesting of a notebook's JSON", () => {
    const deep = `{"cells": ${"[".repeat(300_000)}${"]".repeat(300_000)}, "pickle": "loads"}`;
    const { notScanned } = analyzeWholeFile("a.ipynb", deep, { parse, policy: DEFAULT_POLICY });
    expect(notScanned[0]?.reason).toContain("the analysis failed");
  });

  test("length", () => {
    expect(reasonFor(`x = "${"a".repeat(6 << 20)}"`)).toContain("larger than 5 MiB");
  });

  test.each<[string, string]>([
    ["imports and uses", "import pickle\npickle.loads(x)\n".repeat(20_000)],
    ["bindings in branches", `def f(a):\n${"  if a: p = pickle\n  p.loads(a)\n".repeat(20_000)}`],
    [
      "calls of one function",
      `def f():\n${"  x = 1\n".repeat(20_000)}  return pickle.loads\n${"f()(x)\n".repeat(20_000)}`,
    ],
    [
      "signature checks",
      `import hmac\ndef f(a):\n${"  hmac.compare_digest(a, a)\n  pickle.loads(a)\n".repeat(10_000)}`,
    ],
    [
      "keyword dictionaries",
      `import yaml\no = {}\n${"o['Loader'] = yaml.Loader\nyaml.load(x, **o)\n".repeat(5_000)}`,
    ],
    [
      "unpicklers",
      "class U(pickle.Unpickler):\n  def find_class(self, m, n):\n    return m\n".repeat(10_000),
    ],
    ["fixes", "import torch\n".concat("torch.load(p)\n".repeat(20_000))],
    [
      "nested functions",
      Array.from({ length: 800 }, (_, i) => `${" ".repeat(i)}def f${String(i)}(a=pickle.loads):\n`).join(""),
    ],
  ])("very many %s end", (_, text) => {
    const { findings } = analyzeWholeFile("a.py", `import pickle\n${text}`, {
      parse,
      policy: DEFAULT_POLICY,
    });
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThanOrEqual(2001);
  });

  test("names that lead to names that lead to names", () => {
    const tangle = Array.from(
      { length: 60 },
      (_, i) =>
        `    a${String(i)} = pickle.x if c else a${String((i * 7) % 60)} or a${String((i * 11) % 60)}\n`,
    ).join("");
    const started = `def f():\n  while True:\n${tangle}    a0(1)\n`;
    expect([undefined, "too entangled: names could not all be followed"]).toContain(reasonFor(started));
  });

  test("a megabyte of hostile source ends, and says so", () => {
    for (const text of [
      `import pickle\nx = ${"(".repeat(500_000)}`,
      "import pickle\n".concat("s = s + chr(1) + pickle\n".repeat(40_000)),
      "import pickle\n".concat("exec(a.join([b, c]))\n".repeat(45_000)),
      `import pickle\nx = ${"'a' + ".repeat(160_000)}'b'\n`,
      `import pickle\n${"getattr(pickle, x)\n".repeat(50_000)}`,
    ]) {
      const { findings, notScanned } = analyzeWholeFile("a.py", text, { parse, policy: DEFAULT_POLICY });
      expect(findings.length + notScanned.length).toBeGreaterThan(0);
    }
  });
});
