import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { analyzeSource } from "../../src/analysis/analyze-source.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { SeenTexts } from "../../src/analysis/seen-texts.js";
import { DEFAULT_POLICY, type Policy } from "../../src/policy/policy.js";
import type { ParsePython } from "../../src/parse/syntax-tree.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");
const { parse } = parser;
const USER = "from compat import load\n\n\ndef f(x):\n    return load(x)\n";
const TEXTS = [USER, "import pickle\n\n\ndef f(x):\n    return pickle.loads(x)\n", "x = 1\n", "def f(:\n"];
const COMPATS = [
  "from pickle import load\n",
  "from json import load\n",
  "import pickle\n\n\ndef load(x):\n    return pickle.load(x)\n",
  "from behind import load\n",
];
const POLICIES: readonly Policy[] = [DEFAULT_POLICY, { ...DEFAULT_POLICY, preset: "balanced" }];

const spans = (key: string, value: unknown): unknown => {
  if (key !== "span") return value;
  const { start, end } = value as { start: number; end: number };
  return { start, end };
};

/** A parser that counts. */
function counting(): { readonly parse: ParsePython; readonly count: () => number } {
  let parsed = 0;
  return {
    count: () => parsed,
    parse: (...args) => {
      parsed++;
      return parse(...args);
    },
  };
}

describe("texts that were seen before", () => {
  test("are analyzed as if they had not been, whatever changed around them", () => {
    const step = fc.record({
      path: fc.constantFrom("a.py", "b.py", "tests/a.py"),
      text: fc.constantFrom(...TEXTS),
      compat: fc.constantFrom(null, ...COMPATS),
      behind: fc.constantFrom(null, ...COMPATS),
      policy: fc.constantFrom(...POLICIES),
      floor: fc.constantFrom(null, "1.0", "2.6"),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.constantFrom(100, 400, 100_000), (steps, room) => {
        const seen = new SeenTexts(room);
        for (const { path, text, compat, behind, policy, floor } of steps) {
          const repository = repositoryOf(
            new Map([
              [path, text],
              ...(compat === null ? [] : [["compat.py", compat] as const]),
              ...(behind === null ? [] : [["behind.py", behind] as const]),
            ]),
          );
          const floors = new Map(
            floor === null ? [] : [["torch", { name: "torch", version: floor, manifest: "r.txt" }]],
          );
          const tools = { parse, policy, repository, floors };
          expect(JSON.stringify(analyzeSource(path, "python", text, { ...tools, seen }), spans)).toBe(
            JSON.stringify(analyzeSource(path, "python", text, tools), spans),
          );
        }
      }),
    );
  });

  test("are not parsed again, until what they import changes", () => {
    const { parse: counted, count } = counting();
    const seen = new SeenTexts(100_000);
    const analyze = (compat: string): number => {
      const before = count();
      const repository = repositoryOf(
        new Map([
          ["a.py", USER],
          ["compat.py", compat],
        ]),
      );
      analyzeSource("a.py", "python", USER, { parse: counted, policy: DEFAULT_POLICY, repository, seen });
      return count() - before;
    };
    const [first = "", , second = ""] = COMPATS;
    expect(analyze(first)).toBeGreaterThan(0);
    expect(analyze(first)).toBe(0);
    expect(analyze(second)).toBeGreaterThan(0);
    expect(analyze(first)).toBe(0);
  });

  test("are analyzed again when a file changes that stands behind what they import", () => {
    const seen = new SeenTexts(100_000);
    const found = (behind: string): number => {
      const repository = repositoryOf(
        new Map([
          ["a.py", USER],
          ["compat.py", "from middle import load\n"],
          ["middle.py", "from behind import load\n"],
          ["behind.py", behind],
        ]),
      );
      return analyzeSource("a.py", "python", USER, { parse, policy: DEFAULT_POLICY, repository, seen })
        .candidates.length;
    };
    const [unsafe = "", safe = ""] = COMPATS;
    expect([found(safe), found(unsafe), found(safe), found(unsafe)]).toEqual([0, 1, 0, 1]);
  });

  test("are forgotten where there is no room, those that were seen first at first", () => {
    const { parse: counted, count } = counting();
    const text = `import pickle\npickle.loads(x)\n${"#".repeat(20_000)}\n`;
    const seen = new SeenTexts(50_000);
    const analyze = (path: string): number => {
      const before = count();
      analyzeSource(path, "python", text, { parse: counted, policy: DEFAULT_POLICY, seen });
      return count() - before;
    };
    for (const path of ["a.py", "b.py", "c.py"]) expect(analyze(path)).toBeGreaterThan(0);
    expect([analyze("c.py"), analyze("b.py")]).toEqual([0, 0]);
    expect(analyze("a.py")).toBeGreaterThan(0);
  });

  test("are not kept where more was found in them than there is room for", () => {
    const { parse: counted, count } = counting();
    const text = `import pickle\n${"pickle.loads(x)\n".repeat(100)}`;
    const seen = new SeenTexts(10 * text.length);
    const analyze = (): number => {
      const before = count();
      analyzeSource("a.py", "python", text, { parse: counted, policy: DEFAULT_POLICY, seen });
      return count() - before;
    };
    expect(analyze()).toBeGreaterThan(0);
    expect(analyze()).toBeGreaterThan(0);
  });

  test("are analyzed again as a notebook, whose imports stand in JSON", () => {
    const cell = JSON.stringify({
      cells: [{ cell_type: "code", source: `${USER}import pickle\npickle.loads(x)\n` }],
    });
    const seen = new SeenTexts(100_000);
    const found = (compat: string): number => {
      const repository = repositoryOf(
        new Map([
          ["a.ipynb", cell],
          ["compat.py", compat],
        ]),
      );
      const tools = { parse, policy: DEFAULT_POLICY, repository };
      const { candidates } = analyzeSource("a.ipynb", "notebook", cell, { ...tools, seen });
      expect(candidates).toHaveLength(analyzeSource("a.ipynb", "notebook", cell, tools).candidates.length);
      return candidates.length;
    };
    const [unsafe = "", safe = ""] = COMPATS;
    const most = found(unsafe);
    expect(most).toBeGreaterThan(found(safe));
    expect(found(unsafe)).toBe(most);
  });
});
