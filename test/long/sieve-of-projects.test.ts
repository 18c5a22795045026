import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { analyzePython } from "../../src/analysis/analyze-python.js";
import { analyzeSource } from "../../src/analysis/analyze-source.js";
import { sourceText } from "../../src/parse/source-text.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");
const { parse } = parser;

/** Files that give on what the rules know, each in another way. */
const FILES = new Map([
  ["app/__init__.py", "from . import store\nfrom .compat import pickle\n"],
  [
    "app/store.py",
    "import pickle\n\n\ndef load_all(f):\n    return pickle.load(f)\n\n\ndef loader():\n    return pickle\n",
  ],
  [
    "app/compat.py",
    "import cPickle as pickle\nimport functools\nfrom functools import partial as bind\nfrom importlib import import_module as im\nfrom pickle import loads as decode\nfrom yaml import *\n",
  ],
  ["app/tools.py", "from . import store, plain\nimport app.compat as compat\nreader = store.load_all\n"],
  ["app/kit.py", "import deep\nimport pack\nimport pickle\n"],
  ["deep.py", "from pickle import loads as decode\n"],
  ["pack/__init__.py", ""],
  ["pack/inner.py", "from pickle import loads as decode\n"],
  ["app/vendor.py", "import numpy as np\n"],
  ["app/plain.py", "import json\n\nload_all = json.load\nNAME = 'pickle'\n"],
  ["app/base.py", "import pickle\n\n\nclass Reader(pickle.Unpickler):\n    pass\n\n\nget = getattr\n"],
]);

const IMPORTS = [
  "import app",
  "import app.store",
  "import app.store as store",
  "from app import store",
  "from app import store as s, compat as c",
  "from app import tools",
  "from app.store import load_all",
  "from app.store import load_all as la, loader",
  "from app.compat import pickle",
  "from app.compat import pickle as p, decode, functools",
  "from app.tools import store, reader as r",
  "from app.tools import compat",
  "from app.base import Reader, get as g",
  "from app.plain import load_all as harmless, NAME",
  "from app.store import *",
  "from app.compat import *",
  "from .app import store",
  "from app import vendor",
  "from app.vendor import np as lib",
  "import store",
  "from app.compat import bind, decode, im",
  "import pickle as other\nfrom app import kit",
];

const USES = [
  "x = store.load_all(f)",
  "x = app.store.load_all(f)",
  "x = tools.store.load_all(f)",
  "x = tools.compat.pickle.loads(data)",
  "x = tools.reader(f)",
  "x = app.pickle.load(f)",
  "x = vendor.np.load(f, allow_pickle=True)",
  "x = lib.load(f, allow_pickle=True)",
  "y = vendor.np\nx = y.load(f, allow_pickle=True)",
  "x = load_all(f)",
  "x = la(f)",
  "x = loader().loads(data)",
  "x = store.loader().loads(data)",
  "x = pickle.loads(data)",
  "x = p.load(f)",
  "x = decode(data)",
  "x = c.decode(data)",
  "x = unsafe_load(data)",
  "x = compat.unsafe_load(data)",
  "x = functools.partial(decode, data)()",
  "x = c.functools.partial(p.loads, data)()",
  "x = r(f)",
  "x = s.load_all(f)",
  "x = Reader(f).load()",
  "x = g(store, 'load_all')(f)",
  "x = getattr(store, 'load_all')(f)",
  "x = getattr(tools, 'store').load_all(f)",
  "x = globals()['load_all'](f)",
  "x = harmless(f)",
  "x = __import__(NAME).loads(data)",
  "y = store.loader()\nx = y.loads(data)",
  "y = bind(decode)\nx = y(data)",
  "x = im('pickle').loads(data)",
  "x = kit.deep.decode(data)",
  "x = kit.pack.inner.decode(data)",
  "x = store.ｌoad_all(f)",
  "x = getattr(store, 'load' 'er')().loads(data)",
  "x = getattr(vendor, 'n' 'p').load(f, allow_pickle=True)",
  "y = x.load_all",
  "y = store",
  "x = y.load_all(f)",
  "self.y = store\nself.y.load_all(f)",
  "store = object()",
  "def load_all(f): return f",
  "class store:\n  load_all = decode",
  "x = {'a': load_all}['a'](f)",
  "with open(f) as f: x = load_all(f)",
  "f = request.data",
];

/** Lines, some of them in functions. */
const TEXTS = fc
  .tuple(
    fc.subarray(IMPORTS, { minLength: 1, maxLength: 4 }),
    fc.array(fc.tuple(fc.constantFrom(...USES), fc.nat(2)), { minLength: 1, maxLength: 8 }),
  )
  .map(([imports, uses]) =>
    [
      ...imports,
      ...uses.map(([use, depth], i) =>
        depth === 0
          ? use
          : `def f${String(i)}(self, f, data):\n  ${use.replaceAll("\n", "\n  ")}\n  return x`,
      ),
      "",
    ].join("\n"),
  );

/** What is found in a text, through the sieve and without it. */
function bothWays(text: string) {
  const tools = { policy: DEFAULT_POLICY, parse, repository: repositoryOf(FILES) };
  return [
    analyzeSource("main.py", "python", text, tools),
    analyzePython("main.py", text, { file: sourceText(text), originalSpan: (span) => span }, tools),
  ].map(({ candidates, gaps }) => [candidates.map(({ finding }) => finding), gaps] as const);
}

describe("the sieve hides no finding that comes through other files", () => {
  test.each(IMPORTS.flatMap((line) => USES.map((use) => `${line}\n${use}\n`)))("%j", (text) => {
    const [sieved, whole] = bothWays(text);
    expect(sieved).toEqual(whole);
  });

  test("most of these ways lead to something", () => {
    const found = USES.filter((use) =>
      IMPORTS.some((line) => bothWays(`${line}\n${use}\n`)[0]?.[0].some(({ range }) => range.startLine > 0)),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        ...["x = c.decode(data)", "x = la(f)", "x = store.loader().loads(data)"],
        ...[
          "y = store.loader()\nx = y.loads(data)",
          "y = bind(decode)\nx = y(data)",
          "x = im('pickle').loads(data)",
        ],
        ...["x = kit.deep.decode(data)", "x = kit.pack.inner.decode(data)"],
      ]),
    );
    expect(found.length).toBeGreaterThan(15);
  });

  test("in any mix of them", () => {
    fc.assert(
      fc.property(TEXTS, (text) => {
        const [sieved, whole] = bothWays(text);
        expect(sieved).toEqual(whole);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 500) },
    );
  });
});
