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

test.each([
  ["Makefile", "warm:\n\tpython3 tools/warm.txt\n"],
  ["tox.ini", "[testenv]\ncommands = python tools/warm.txt\n"],
  ["package.json", '{"scripts": {"warm": "python tools/warm.txt"}}\n'],
  [".github/workflows/ci.yml", "on: push\njobs:\n  a:\n    steps:\n      - run: python tools/warm.txt\n"],
  ["app.py", 'from flask import Flask\n\napp = Flask(__name__)\napp.config.from_pyfile("tools/warm.txt")\n'],
])("a file that %s starts Python with is read as that", (path, text) => {
  const levels = (warm: string | null, written = text): string[] =>
    analyzeWith(path, written, {
      files: { [path]: written, ...(warm !== null && { "tools/warm.txt": warm }) },
    }).findings.map(({ ruleId, level }) => `${ruleId} ${level}`);
  expect(levels(LOAD)).toEqual(["dynamic-access block"]);
  expect(levels("DEBUG = True\n")).toEqual([]);
  expect(levels(LOAD, text.replace("python", "cat").replace("from_pyfile", "from_json"))).toEqual([]);
});

test.each([
  ["meta.yaml", "requirements:\n  - python x.x\n"],
  ["Makefile", "warm:\n\tpython3 tools/made.cfg\n"],
  ["app.py", "import os\nimport sys\n\nos.execl(sys.executable, sys.executable, *sys.argv)\n"],
])("what %s does not run is nothing to say", (path, text) => {
  expect(analyzeWith(path, text, { files: { [path]: text } }).findings).toEqual([]);
});

test.each([
  ["commands = python tools/warm.txt\n"],
  ["\tpython3 tools/warm.txt\n"],
  ["      - run: python -u tools/warm.txt\n"],
  ['{"scripts": {"warm": "python tools/warm.txt"}}\n'],
])("the file that is run is among those to read: %j", (text) => {
  expect(filesRunBy("tox.ini", text, (path) => path === "tools/warm.txt")).toEqual(["tools/warm.txt"]);
});

test("a file of settings that is not in the repository is nothing to say", () => {
  const text = 'app.config.from_pyfile("instance.cfg")\n';
  expect(analyzeWith("app.py", text, { files: { "app.py": text } }).findings).toEqual([]);
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
