import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { analyzeSource } from "../../src/analysis/analyze-source.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");
const { parse, parseWhole } = parser;

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

/** What is found in a text, by what bears on the rules and as a whole, with the grammar. */
function bothWays(text: string) {
  const tools = { policy: DEFAULT_POLICY };
  return [
    analyzeSource("main.py", "python", text, { ...tools, parse, repository: repositoryOf(FILES) }),
    analyzeSource("main.py", "python", text, {
      ...tools,
      parse: parseWhole,
      whole: true,
      repository: repositoryOf(FILES),
    }),
  ].map(({ candidates, gaps }) => [candidates.map(({ finding }) => finding), gaps] as const);
}

describe("to look only at what bears on what other files give on changes nothing", () => {
  test.each(IMPORTS.flatMap((line) => USES.map((use) => `${line}\n${use}\n`)))("%j", (text) => {
    const [byPart, whole] = bothWays(text);
    expect(byPart).toEqual(whole);
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
        const [byPart, whole] = bothWays(text);
        expect(byPart).toEqual(whole);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 500) },
    );
  });
});
