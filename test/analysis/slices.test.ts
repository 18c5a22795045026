import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { analyzeSource } from "../../src/analysis/analyze-source.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { mutated } from "../support/mutated.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");
const { parse, parseWhole } = parser;
const FOLDER = join(import.meta.dirname, "..", "fixtures");
const FIXTURES = ["rules", "semantics"].flatMap((folder) =>
  readdirSync(join(FOLDER, folder))
    .filter((name) => name.endsWith(".py"))
    .map((name) => [name, readFileSync(join(FOLDER, folder, name), "utf8")] as const),
);

/** A text, analyzed by what bears on the rules and as a whole, with the grammar. */
function bothWays(text: string) {
  const policy = DEFAULT_POLICY;
  const byPart = analyzeSource("pkg/a.py", "python", text, { parse, policy });
  const whole = analyzeSource("pkg/a.py", "python", text, { parse: parseWhole, policy, whole: true });
  return [JSON.stringify(byPart, spans), JSON.stringify(whole, spans)] as const;
}

/** Edits point at nodes, which lead to the whole tree. */
function spans(key: string, value: unknown): unknown {
  if (key !== "span") return value;
  const { start, end } = value as { start: number; end: number };
  return { start, end };
}

describe("to look only at what bears on the rules changes nothing", () => {
  test.each(FIXTURES)("in %s", (_, text) => {
    const [byPart, whole] = bothWays(text);
    expect(byPart).toBe(whole);
  });

  // Where a comment that asks to look away stands is told by what follows it, whatever that is.
  test.each([
    "x = pickle.load(f)  # nosec\ndef other():\n    return 1\n\n\nz = 3\n",
    "x = pickle.load(f)  # nosec\nclass Other:\n    a = 1\n\n    def b(self):\n        return 1\n",
    "def read(f):\n    return pickle.load(f)  # nosec\n\n\ndef other():\n    return 1\n",
    "class A:\n    x = pickle.load(f)  # nosec\n    y = 2\n    z = 3\n",
    "class A:\n    def a(self):\n        return pickle.load(f)  # nosec\n\n    y = 2\n\n\nz = 3\n",
    "class A(pickle.Unpickler):  # nosec\n    def a(self):\n        return 1\n",
    "def other():\n    pass\n\n\n# no-pickle: allow[pickle-load] ours\nx = pickle.load(f)\ny = 1\n",
    "pickle.load(f); y = [  # nosec\n    1,\n]\n",
    "x = pickle.load(f)  # nosec",
  ])("beside a comment that asks to look away: %j", (text) => {
    const [byPart, whole] = bothWays(`import pickle\n\n\ndef first():\n    return 0\n\n\n${text}`);
    expect(byPart).toBe(whole);
    expect(byPart).toContain("suppression-added");
  });

  test("in two fixtures that are one file", () => {
    const texts = fc.constantFrom(...FIXTURES.map(([, text]) => text));
    fc.assert(
      fc.property(texts, texts, (first, second) => {
        const [byPart, whole] = bothWays(`${first}\n${second}`);
        expect(byPart).toBe(whole);
      }),
      { numRuns: 300 },
    );
  });

  test("in mutated fixtures", () => {
    fc.assert(
      fc.property(mutated(FIXTURES.map(([, text]) => text)), (text) => {
        const [byPart, whole] = bothWays(text);
        expect(byPart).toBe(whole);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 1000) },
    );
  });

  test.each([
    [
      "a loader under another name",
      "import yaml\nL = yaml.Loader\n\n\ndef f(x):\n    return yaml.load(x, Loader=L)\n",
    ],
    [
      "a function that gives a module",
      "import pickle\n\n\ndef get():\n    return pickle\n\n\ndef f(x):\n    return get().loads(x)\n",
    ],
    [
      "a member of a class",
      "import pickle\n\n\nclass A:\n    load = pickle.loads\n\n\nclass B(A):\n    def f(self, x):\n        return self.load(x)\n",
    ],
    [
      "a member by its name",
      "import pickle\n\n\nclass A:\n    load = pickle.loads\n\n    def f(self, x, name='load'):\n        return getattr(self, name)(x)\n",
    ],
    [
      "a global",
      "import torch\n\n\ndef g():\n    global load\n    load = torch.load\n\n\ndef f(x):\n    return load(x, weights_only=False)\n",
    ],
    [
      "a dictionary of arguments",
      "import yaml\n\no = {}\n\n\ndef g():\n    o['Loader'] = yaml.Loader\n\n\ndef f(x):\n    return yaml.load(x, **o)\n",
    ],
    ["a namespace", "import pickle as p\n\n\ndef f(x):\n    return globals()['p'].loads(x)\n"],
    [
      "a carrier under another name",
      "import pickle\ng = getattr\n\n\ndef f(x):\n    return g(pickle, 'loads')(x)\n",
    ],
    ["modules by name", "import sys\nm = sys.modules\n\n\ndef f(x):\n    return m['pickle'].loads(x)\n"],
    [
      "an imported module by a variable",
      "from importlib import import_module as im\nNAME = 'pickle'\n\n\ndef f(x):\n    return im(NAME).loads(x)\n",
    ],
    [
      "an annotated parameter",
      "from multiprocessing.connection import Connection\n\n\ndef f(c: Connection):\n    return c.recv()\n",
    ],
    [
      "the callers of a private function",
      "import pickle\nfrom flask import request\n\n\ndef _f(x):\n    return pickle.loads(x)\n\n\ndef g():\n    return _f(request.data)\n",
    ],
    [
      "an allowlist elsewhere",
      "import pickle\n\nOK = {('a', 'b')}\n\n\nclass U(pickle.Unpickler):\n    def find_class(self, m, n):\n        if (m, n) in OK:\n            return super().find_class(m, n)\n        raise ValueError\n",
    ],
    [
      "a name of the same hash",
      "import pickle\n\nAa = pickle.loads\nBB = 1\n\n\ndef f(x):\n    return Aa(x) + BB\n",
    ],
    ["a default", "import pickle\n\n\ndef f(x, load=pickle.loads):\n    return load(x)\n"],
    [
      "a loader by the name of a carrier",
      "import pickle\n\npartial = pickle.loads\n\n\ndef f(x):\n    return partial(x)\n",
    ],
    [
      "a loader by the name of an importer",
      "import pickle\n\nimport_module = pickle.loads\n\n\ndef f():\n    return import_module('x')\n",
    ],
    [
      "a loader by a name with the hash of an importer",
      "import pickle\n\nimport_modumF = pickle.loads\n\n\ndef f():\n    return import_modumF('x')\n",
    ],
    [
      "a setting behind the name of a method",
      "import numpy\n\n\nclass A:\n    def g(self):\n        self.__init__ = True\n\n    def f(self, x):\n        return numpy.load(x, allow_pickle=self.__init__)\n",
    ],
    ["a module by its key", 'def f(x):\n    globals()["pickle"].loads(x)\n\n\nimport os\n'],
    ["a module by its key, kept", 'import os\n\nm = globals()["pickle"]\n\n\ndef f(x):\n    m.loads(x)\n'],
    ["a table of modules", "import sys\n\n\ndef f(x, n):\n    return sys.modules['pic' + 'kle'].loads(x)\n"],
    [
      "a table of modules, kept",
      "from sys import modules as m\n\nNAME = 'pic' + 'kle'\nOTHER = m[NAME]\n\n\ndef f(x):\n    return OTHER.loads(x)\n",
    ],
    ["a star", "from os.path import *\n\n\ndef f(x):\n    import pickle\n\n    return pickle.loads(x)\n"],
    ["a star of loaders", "from pickle import *\n\n\ndef f(x):\n    return loads(x)\n"],
    [
      "a star in a block",
      "try:\n    from pickle import *\nexcept ImportError:\n    pass\n\n\ndef f(x):\n    return loads(x)\n",
    ],
    [
      "a loader in a list",
      "import pickle\n\nALL = list([pickle.loads])\n\n\ndef f(x):\n    return ALL[0](x)\n",
    ],
    [
      "a renamed partial",
      "from functools import partial as p\nimport pickle\n\nload = p(pickle.load)\n\n\ndef f(x):\n    return load(x)\n",
    ],
    [
      "a member by its name",
      "import pickle\n\nload = getattr(pickle, 'load')\n\n\ndef f(x):\n    return load(x)\n",
    ],
    [
      "a member by a name that a case captures",
      "import pickle\n\n\ndef f(x, y):\n    match y:\n        case {'name': name}:\n            return getattr(pickle, name)(x)\n",
    ],
    [
      "a default of getattr",
      "import pickle\n\nload = getattr(json, 'load', pickle.load)\n\n\ndef f(x):\n    return load(x)\n",
    ],
    [
      "a member by a name that is put together",
      "import pickle\n\nload = getattr(pickle, 'lo' + 'ad')\n\n\ndef f(x):\n    return load(x)\n",
    ],
    [
      "a member of a class by such a name",
      "import pickle\n\n\nclass C:\n    go = pickle.loads\n\n\ng = getattr(C, 'g' + 'o')\n\n\ndef f(x):\n    return g(x)\n",
    ],
    [
      "a module that is imported by a function",
      "from importlib import import_module\n\nm = import_module('pickle')\n\n\ndef f(x):\n    return m.loads(x)\n",
    ],
    [
      "such a function by another name",
      "from importlib import import_module as i\n\nm = i('pickle')\n\n\ndef f(x):\n    return m.loads(x)\n",
    ],
    [
      "a class of a module",
      "import pickle\n\nU = pickle._Unpickler\n\n\ndef f(x):\n    return U(x).load()\n",
    ],
    [
      "a module by a name that is put together",
      "from importlib import import_module\n\n\nclass A:\n    name = 'pic'\n\n    def f(self, x):\n        m = import_module(self.name + 'kle')\n        return m.loads(x)\n",
    ],
    [
      "a module by a name with a default",
      "def get(name='pickle'):\n    return __import__(name)\n\n\ndef f(x):\n    return get().loads(x)\n",
    ],
    [
      "a module by what a function returns",
      "def name():\n    return 'pickle'\n\n\ndef f(x):\n    return __import__(name()).loads(x)\n",
    ],
    [
      "a module by what a builtin puts together",
      "m = __import__(str('pic') + 'kle')\n\n\ndef f(x):\n    return m.loads(x)\n",
    ],
    [
      "a module by what is decoded",
      'class A:\n    __import__(bytes.fromhex("7069636b6c65").decode()).loads(x)\n',
    ],
    [
      "a module by what a function of another name decodes",
      'decoded = bytes.fromhex\n\n\ndef f(x):\n    return __import__(decoded("7069636b6c65").decode()).loads(x)\n',
    ],
    [
      "a module by what a builtin decodes whose name is taken elsewhere",
      "def g(chr, bytes):\n    chr = bytes\n\n\ndef f(x):\n    return __import__(chr(112) + 'ickle').loads(x)\n",
    ],
    [
      "a module by an entry",
      "NAMES = {'a': 'pickle'}\n\n\ndef f(x, k):\n    return __import__(NAMES[k]).loads(x)\n",
    ],
    [
      "a class that data names",
      "import importlib\n\n\ndef f(x):\n    module = importlib.import_module(x['module'])\n    cls = getattr(module, x['class'])\n    return cls(**x['args'])\n",
    ],
    [
      "a class that data names, at the top",
      "from importlib import import_module\n\nmodule = import_module(A.b)\ncls = getattr(module, A.c)\nx = cls(**A.d)\n",
    ],
    [
      "a namespace and a key that is put together",
      "import pickle as secret\n\n\ndef g():\n    return 1\n\n\ndef f(x):\n    return globals()['sec' + 'ret'].loads(x)\n",
    ],
    [
      "a namespace that is kept",
      "from pickle import loads as go\n\nnames = globals()\n\n\ndef f(x):\n    return names['g' + 'o'](x)\n",
    ],
    [
      "a namespace and get",
      "from pickle import loads as go\n\nKEY = 'g' + 'o'\n\n\ndef f(x):\n    return globals().get(KEY)(x)\n",
    ],
    [
      "a namespace that is handed on",
      "from pickle import loads as go\nfrom typing import cast\n\nnames = cast(dict, vars())\n\n\ndef f(x):\n    return names['g' + 'o'](x)\n",
    ],
    [
      "a namespace that is a default",
      "from pickle import loads as go\n\n\ndef f(x, globals=globals):\n    return globals()['g' + 'o'](x)\n",
    ],
    [
      "a parameter by the name of a namespace",
      "from pickle import loads as go\n\n\ndef f(x, globals=None, *vars, locals: dict):\n    return [globals['g' + 'o'](x), vars['g' + 'o'](x), lambda: locals['g' + 'o'](x)]\n",
    ],
    [
      "a namespace beside a parameter of its name",
      "from pickle import loads as go\n\n\ndef f(locals, globals):\n    return globals\n\n\ndef g(x, y=globals()):\n    def locals(globals):\n        return globals\n    return locals()['g' + 'o'](x), y['g' + 'o'](x), globals()['g' + 'o'](x)\n",
    ],
    [
      "members that are found last, by their name",
      "import pickle\n\n\ndef pick(name='go'):\n    return getattr(A(), name)\n\n\ndef hand():\n    return pick()\n\n\ndef f(x):\n    return hand()(x)\n\n\nclass A:\n    go = pickle.loads\n",
    ],
    [
      "a name that is a function only in the end",
      "import pickle\n\n\ndef get():\n    return go()\n\n\ndef f(x):\n    return get().loads(x)\n\n\ngo = pickle\n\n\ndef go():\n    return late\n\n\nlate = pickle\n",
    ],
    [
      "a key that names what is given last",
      "import pickle\n\n\ndef get():\n    return globals()['go']\n\n\ndef hand():\n    return get()\n\n\ndef f(x):\n    return hand()(x)\n\n\ngo = pickle.loads\n",
    ],
    [
      "one of two namespaces",
      "from pickle import loads as go\n\n\ndef f(x):\n    return (globals if x else locals)()['g' + 'o'](x)\n",
    ],
    [
      "a namespace that a function gives",
      "from pickle import loads as go\n\n\ndef names():\n    return globals()\n\n\ndef f(x):\n    return names()['g' + 'o'](x)\n",
    ],
    [
      "a namespace by another name",
      "from pickle import loads as go\n\nnames = globals\n\n\ndef f(x):\n    return names()['g' + 'o'](x)\n",
    ],
    [
      "a module in parentheses",
      "import numpy as np\n\n\ndef f(x):\n    return (np).load(x, allow_pickle=True)\n",
    ],
    [
      "a choice of modules",
      "import json\nimport torch\n\n\ndef f(x, y):\n    return (torch if y else json).load(x, weights_only=False)\n",
    ],
    [
      "a module in a list",
      "import numpy as np\n\n\ndef f(x):\n    return [np][0].lib.npyio.load(x, allow_pickle=True)\n",
    ],
    ["a walrus", "import numpy as np\n\n\ndef f(x):\n    return (n := np).load(x, allow_pickle=True)\n"],
    ["a vendored module", "from a.b.six.moves import cPickle\n\n\ndef f(x):\n    return cPickle.loads(x)\n"],
  ])("with %s", (_, text) => {
    const [byPart, whole] = bothWays(text);
    expect(byPart).toBe(whole);
    expect(JSON.parse(byPart)).toHaveProperty("candidates.0");
  });

  test.each([
    ["by its key", "yaml = Mine()\n\n\ndef f(x):\n    globals()['yaml'].load(x)\n"],
    ["by name", "yaml = Mine()\n\n\ndef f(x):\n    yaml.load(x)\n"],
  ])("nothing is found in what only has the name of a module: %s", (_, text) => {
    const [byPart, whole] = bothWays(text);
    expect(byPart).toBe(whole);
    expect(JSON.parse(byPart)).toHaveProperty("candidates", []);
  });
});
