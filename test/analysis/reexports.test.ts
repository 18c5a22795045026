import { expect, test } from "vitest";

import { analyzeWith } from "../support/analyze.js";

const FILES = { "app/__init__.py": "", "app/pickle.py": "def loads(data):\n    return data\n" };

function found(text: string): string[] {
  return analyzeWith("app/main.py", text, { files: FILES }).findings.map(
    ({ ruleId, symbol, range }) => `${String(range.startLine + 1)} ${ruleId} ${symbol}`,
  );
}

test.each([
  ["from jinja2.bccache import pickle as p\n\np.load(f)\n", "3 pickle-load pickle.load"],
  ["from jinja2.bccache import marshal\n\nmarshal.load(f)\n", "3 marshal-load marshal.load"],
  ["from lib2to3.pgen2.grammar import pickle\n\npickle.loads(b)\n", "3 pickle-load pickle.loads"],
  ["from somelib.compat.pickle import loads\n\nloads(b)\n", "3 pickle-load pickle.loads"],
  ["from somelib import cloudpickle as codec\n\ncodec.loads(b)\n", "3 cloudpickle-load cloudpickle.loads"],
  ["import somelib.pickle as codec\n\ncodec.loads(b)\n", "3 pickle-load pickle.loads"],
  ["from distributed.protocol.pickle import loads\n\nloads(b)\n", "3 pickle-load pickle.loads"],
])("%j reaches what a library imports", (text, expected) => {
  expect(found(text)).toContain(expected);
});

test.each([
  "from app import pickle\n\npickle.loads(b)\n",
  "from app.pickle import loads\n\nloads(b)\n",
  "from . import pickle\n\npickle.loads(b)\n",
  "from .pickle import loads\n\nloads(b)\n",
  "from somelib import pickle_tools\n\npickle_tools.loads(b)\n",
])("%j is a module of the repository, or another one of that name", (text) => {
  expect(found(text)).toEqual([]);
});

test("a module that is not like pickle is not reached so: its flag alone is told, as that of any function", () => {
  expect(found("from somelib import numpy\n\nnumpy.load(f, allow_pickle=True)\n")).toEqual([
    "3 numpy-allow-pickle allow_pickle",
  ]);
});
