import { expect, test } from "vitest";

import { filesRunBy } from "../../src/analysis/run-files.js";
import { analyzeWith } from "../support/analyze.js";

const LOAD = 'import pickle\npickle.load(open("data.pkl", "rb"))\n';

test.each([
  ["read and run", 'exec(open("plugin.txt").read())', LOAD, ["1 block"]],
  ["run by its path", 'import runpy\nrunpy.run_path("plugin.txt")', LOAD, ["2 block"]],
  ["given to an interpreter", 'import os\nos.system("python ./plugin.txt")', LOAD, ["2 block"]],
  ["of variables only", 'exec(open("plugin.txt").read())', 'version = "1.0"\n', []],
  ["read and not run", 'print(open("plugin.txt").read())', LOAD, []],
])("a file that is %s", (_, text, plugin, levels) => {
  const files = { "tools/run.py": text, "tools/plugin.txt": plugin };
  const { findings } = analyzeWith("tools/run.py", text, { files });
  expect(findings.map(({ range, level }) => `${String(range.startLine + 1)} ${level}`)).toEqual(levels);
});

test("the files that a text may run are those of its folder and of the root", () => {
  const files = new Set(["a/b/version.txt", "VERSION", "a/c.py", "a/d.txt"]);
  const named = (text: string): string[] => filesRunBy("a/x.py", text, (path) => files.has(path));
  expect(named('exec(open("b/version.txt").read()); exec(open("VERSION").read())')).toEqual([
    "a/b/version.txt",
    "VERSION",
  ]);
  expect(named('exec(open("c.py").read())')).toEqual([]);
  expect(named('print(open("d.txt").read())')).toEqual([]);
});
