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

const PANDAS = "import pandas as pd\n";
const READ = "pd.read_pickle(f)";

test.each([
  ["f-string with a brace in a string", `${PANDAS}x = f"{'}' or "" or ${READ} or ""}"\n`],
  ["f-string with doubled braces", `${PANDAS}x = f"}}{ {"" or ${READ}} }"\n`],
  ["f-string with lines in a field", `${PANDAS}x = f"{\n1}"; ${READ}; y = ""\n`],
  ["f-string with a comment in a field", `${PANDAS}x = f"""{ 1 #}\n + """ """ or ${READ} or """ """ }"""\n`],
  ["f-string in an f-string", `${PANDAS}x = f"{f'{'}'}' or "" or ${READ} or ""}"\n`],
  ["f-string with a backslash in a field", `${PANDAS}x = f"{'\\"}' or "" or ${READ} or ""}"\n`],
  ["string with a carriage return", `${PANDAS}x = "a\rb"; ${READ}; y = "c"\n`],
  ["string with a long prefix", `${PANDAS}x = frb"{${READ}}"\n`],
  ["line behind `...`", `${PANDAS}def f(): ...\n${READ}\n`],
  ["line behind `1.`", `${PANDAS}x = 1.\n${READ}\n`],
  ["import behind `...`", "...\nfrom pandas import read_pickle\nread_pickle(f)\n"],
  ["full-width quotes", `import ｐａｎｄａｓ as pd\na = "＂"\n${READ}\nb = "＂"\n`],
  ["full-width backslash", `import ｐａｎｄａｓ as pd\na = "＼"; ${READ}; b = ""\n`],
  ["letters that are put together", "import pandas as n\u0303p\n\u00f1p.read_pickle(f)\n"],
  ["comment behind a dot", '(__import__("pic" + "kle"). # c\n loads)(f)\n'],
  ["line end in code that is run", 'exec("import pandas as pd\\n(pd.\\nread_pickle)(f)")\n'],
  ["octal escapes in it", 'exec("import \\160ickle; \\160ickle.loads(x)")\n'],
  ["parts of it", 'exec("import pic" "kle; pic" "kle.loads(x)")\n'],
  ["variables of it", 'a = "import pic"\nb = "kle"\nexec(a + b)\n'],
  ["method that changes it", 'exec("IMPORT PICKLE".lower())\n'],
  ["parts of code in code", "exec(\"exec('import pic' 'kle')\")\n"],
  ["comment behind `exec`", '(exec # c\n("import pickle"))\n'],
  ["`def` above `exec`", '# def\nexec("import pickle")\n'],
  ["`exec` of `__builtins__`", '__builtins__.exec("import pickle")\n'],
  [
    "`import` above a call",
    'from importlib import import_module\n# import\nimport_module("pic" + "kle").loads(x)\n',
  ],
  [
    "importing function by parts of its name",
    'import importlib\ngetattr(importlib, "import_mod" + "ule")("pic" + "kle").loads(x)\n',
  ],
  ["the same of the builtins", 'getattr(__builtins__, "__imp" "ort__")("pic" + "kle").loads(x)\n'],
  ["modules that are bound in passing", 'import sys\n(m := sys.modules)["pic" + "kle"].loads(x)\n'],
  ["modules as a default", 'import sys\ndef f(m=sys.modules):\n  return m["pic" + "kle"].loads(x)\n'],
  ["modules of a renamed `sys`", 'import sys as s\nm = s.modules\nm["pic" + "kle"].loads(x)\n'],
  [
    "modules by parts of their name",
    'import sys\nm = getattr(sys, "mod" "ules")\nm["pic" + "kle"].loads(x)\n',
  ],
  ["modules that are renamed and replaced", 'import sys\nm = sys.modules\nm["yaml"] = object()\n'],
  ["modules that are replaced by a name", 'import sys\nK = "yaml"\nsys.modules[ K ] \\\n = object()\n'],
  ["namespace that is renamed", `${PANDAS}g = globals()\ng["p" "d"].read_pickle(f)\n`],
  ["namespace behind a comment", `${PANDAS}globals( # c\n)["pd"].read_pickle(f)\n`],
  ["`eval` behind a line end", "from flask import request\neval \\\n(request.data)\n"],
  [
    "comment before `**`",
    "from pkgutil import resolve_name as l\ndef f(a, c):\n  return l(a)(x, # c\n  **c)\n",
  ],
  [
    "name in `__reduce__`",
    'import os\nclass A:\n  def __reduce__(self):\n    return getattr(os, "sys" "tem"), ("x",)\n',
  ],
])("the sieve lets pass: %s", (_, text) => {
  const all = withoutSieve(text, tools);
  expect(all.length).toBeGreaterThan(0);
  expect(analyzeSource("a.py", "python", text, tools).candidates.length).toBe(all.length);
});

test("the sieve keeps most texts from being parsed", () => {
  for (const text of [
    "import json\njson.loads(x)",
    "import numpy as np\nnp.array(x)",
    "# nothing",
    "import torch\ntorch.nn.Linear(1)",
    "import trace\ntrace.load(x)",
    "import importlib\nimportlib.import_module(name).run(**options)",
    "import pandas as pd\nx = f\"{d['a']} {{}} {b!r:>{w}}\"  # pd\npd.concat(x)",
    "import re\nre.compile(x)\ndef eval(self): # exec(x)\n  self.eval()",
    "import sys\nif 'yaml' in sys.modules: print(sys.path)",
  ]) {
    expect(analyzeSource("a.py", "python", text, tools).parsed).toBe(false);
  }
});
