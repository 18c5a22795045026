import { expect, test } from "vitest";

import { analyzeWith } from "../support/analyze.js";

/** What is found in a file that takes `name` from a module with this code. */
function found(module: string, name: string): string[] {
  const text = `from compat import ${name}\n\n${name}.load(f)\n`;
  return analyzeWith("app.py", text, { files: { "compat.py": module } }).findings.map(
    ({ ruleId, symbol }) => `${ruleId} ${symbol}`,
  );
}

const LAZY = `import importlib\n\nNAMES = {"codec": "dill", "text": "json"}\n\n\ndef __getattr__(name):\n    return importlib.import_module(NAMES[name])\n`;
const BRANCHES = `def __getattr__(name):\n    if name == "codec":\n        import dill\n        return dill\n    if name == "text":\n        import json\n        return json\n    raise AttributeError(name)\n`;

test.each([
  ["by a dictionary", LAZY],
  [
    "by a dictionary that stands in it",
    LAZY.replace("NAMES[name]", '{"codec": "dill", "text": "json"}.get(name)'),
  ],
  [
    "by a lambda",
    'import importlib\n\nNAMES = {"codec": "dill", "text": "json"}\n__getattr__ = lambda name: importlib.import_module(NAMES[name])\n',
  ],
  ["under a condition", BRANCHES],
])("a module that is given when it is asked for, %s", (_, module) => {
  expect(found(module, "codec")).toEqual(["dill-load dill.load"]);
  expect(found(module, "text")).toEqual([]);
  expect(found(module, "other")).toEqual([]);
});

test("a module that takes its members from another one", () => {
  const module = "import pickle\n\n\ndef __getattr__(name):\n    return getattr(pickle, name)\n";
  const text = "import compat\n\ncompat.load(f)\ncompat.sleep(1)\n";
  const { findings } = analyzeWith("app.py", text, { files: { "compat.py": module } });
  expect(findings.map(({ ruleId, range }) => `${String(range.startLine + 1)} ${ruleId}`)).toEqual([
    "3 pickle-load",
  ]);
});

test("what the module binds itself is that", () => {
  const module = `${LAZY}\n\nclass codec:\n    @staticmethod\n    def load(f):\n        return f.read()\n`;
  expect(found(module, "codec")).toEqual([]);
});
