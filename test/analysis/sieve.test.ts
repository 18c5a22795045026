import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { analyzeWholeFile } from "../../src/analysis/analyze-file.js";
import { analyzeSource } from "../../src/analysis/analyze-source.js";
import { mayHoldFinding } from "../../src/analysis/sieve.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { RULES } from "../../src/rules/registry.js";
import { availableParsers } from "../support/parsers.js";
import { withoutSieve } from "../support/without-sieve.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");
const tools = { parse: parser.parse, policy: DEFAULT_POLICY };
const FOLDER = join(import.meta.dirname, "..", "fixtures");
const LINES = ["rules", "semantics"].flatMap((folder) =>
  readdirSync(join(FOLDER, folder)).flatMap((name) =>
    readFileSync(join(FOLDER, folder, name), "utf8").split("\n"),
  ),
);

describe("the sieve never hides a finding", () => {
  test("on any selection of lines of the fixtures", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 12 }), (lines) => {
        const text = lines.join("\n");
        const all = withoutSieve(text, tools);
        if (all.length > 0) expect(mayHoldFinding(text)).toBe(true);
        expect(analyzeSource("a.py", "python", text, tools).candidates.length).toBe(all.length);
      }),
      { numRuns: 400 },
    );
  });

  test.each(RULES.flatMap(({ meta, symbols }) => symbols.map((symbol) => [meta.id, symbol] as const)))(
    "%s: %s, imported or reached dynamically",
    (_, symbol) => {
      const parts = symbol.split(".");
      const name = parts.at(-1) ?? "";
      const module = parts.slice(0, -1).join(".") || symbol;
      const [outer = "", made = ""] = module.split(/(?=\.\w+\(\))/);
      expect(mayHoldFinding(`import ${outer} as m\nm${made}.${name}(x)`)).toBe(true);
      if (made === "") expect(mayHoldFinding(`from ${outer} import ${name} as n\nn(x)`)).toBe(true);
      else
        expect(mayHoldFinding(`from ${outer} import ${made.slice(1, -2)} as C\nC().${name}(x)`)).toBe(true);
      expect(mayHoldFinding(`__import__("a" + "b").${name}(x)`)).toBe(true);
      expect(mayHoldFinding(`getattr(__import__("a" + "b"), "c" + "d")(x)`)).toBe(true);
    },
  );

  test.each([
    ["over several lines", 'import sys\nsys.modules[\n  "yaml"\n] = object()\n'],
    ["behind many spaces", `import sys\nsys.modules[${" ".repeat(400)}"yaml"] = object()\n`],
    ["by a name within brackets", 'import sys\nN = ["yaml"]\nsys.modules[N[0]] = object()\n'],
  ])("a module that is replaced, %s", (_, text) => {
    const { findings } = analyzeWholeFile("a.py", text, tools);
    expect(findings.map(({ ruleId }) => ruleId)).toContain("shadow-module");
  });

  test("behind full-width letters and JSON escapes", () => {
    expect(mayHoldFinding("import ｐｉｃｋｌｅ\nｐｉｃｋｌｅ.ｌｏａｄｓ(x)")).toBe(true);
    const cell = '{"cells":[{"cell_type":"code","source":"import \\u0070ickle\\npickle.loads(x)"}]}';
    expect(analyzeWholeFile("a.ipynb", cell, tools).findings).toHaveLength(2);
  });
});

test("the sieve keeps most texts from being parsed", () => {
  for (const text of [
    "import json\njson.loads(x)",
    "import numpy as np\nnp.array(x)",
    "# nothing",
    "import torch\ntorch.nn.Linear(1)",
    "import trace\ntrace.load(x)",
    "import importlib\nimportlib.import_module(name).run(**options)",
  ]) {
    expect(analyzeSource("a.py", "python", text, tools).parsed).toBe(false);
  }
});
