import { describe, expect, test } from "vitest";

import { analyzeWith } from "../support/analyze.js";

/** The blocking and warning findings of a file, imports aside, as `line rule level`. */
function found(text: string, files: Readonly<Record<string, string>> = {}, path = "main.py"): string[] {
  return analyzeWith(path, text, { files })
    .findings.filter(({ ruleId, level }) => ruleId !== "pickle-import" && level !== "note")
    .map(({ ruleId, level, range }) => `${String(range.startLine + 1)} ${ruleId} ${level}`);
}

const IMPORTS = "import pickle\nimport sys\nimport app\n";
const HANDED_ON = "module-handed-on block";

describe("a module like pickle that gets somewhere as an object", () => {
  test.each([
    "app.register('p', pickle)",
    "app.register(codec=pickle)",
    "app.register(pickle, fast=True)",
    "app.store.codec = pickle",
    "app.CODECS['p'] = pickle",
    "setattr(app, 'codec', pickle)",
    "getattr(app, 'codec', pickle)",
    "sys.modules['ujson'] = pickle",
    "for codec in (pickle, app):\n    app.add(codec)",
    "class Store:\n    codec = pickle",
    "class Store:\n    def __init__(self):\n        self.codec = pickle",
    "class Store:\n    @property\n    def codec(self):\n        return pickle",
    "class Store(app.Store):\n    def codec(self):\n        return pickle",
    "def codec():\n    return pickle",
    "def codecs():\n    yield pickle",
    "class Store(app.Store, codec=pickle):\n    pass",
    "app.run(lambda: pickle)",
    "app.parts.update(vars(pickle))",
    "app.Parts(**vars(pickle))",
    "app.use(pickle.__dict__)",
    "app.use(*[pickle])",
    "app.pipe >> pickle",
    "app.use(app.codec or pickle)",
    "codec = pickle",
    "match pickle:\n    case app.Codec(load=read):\n        read(app.file)",
    "import inspect\n\ndict(inspect.getmembers(pickle))",
    "raise ValueError(pickle)",
  ])("%s", (text) => {
    expect(found(`${IMPORTS}\n${text}\n`)).toContainEqual(expect.stringContaining(HANDED_ON));
  });

  test.each([
    "import _pickle as lib\nimport app\n\napp.use(lib)\n",
    "import cPickle as lib\nimport app\n\napp.use(lib)\n",
    "import marshal as lib\nimport app\n\napp.use(lib)\n",
    "import shelve as lib\nimport app\n\napp.use(lib)\n",
    "import dill as lib\nimport app\n\napp.use(lib)\n",
  ])("%j", (text) => {
    expect(found(text)).toEqual(["4 module-handed-on block"]);
  });
});

describe("what is no handing on", () => {
  test.each([
    "data = pickle.dumps(app.state)",
    "try:\n    import cPickle\nexcept ImportError:\n    cPickle = None",
    "try:\n    app.run()\nexcept pickle.PicklingError:\n    pass",
    "LEVEL = pickle.HIGHEST_PROTOCOL",
    "app.write(app.state, pickle.HIGHEST_PROTOCOL)",
    "sys.modules['cPickle'] = pickle",
    "assert pickle",
    "if not pickle:\n    pass",
    "fast = app.fast if pickle else app.slow",
    "isinstance(app.error, pickle.PickleError)",
    "print(pickle)",
    "print(f'{pickle.format_version}')",
    "app.errors = (ValueError, pickle.PicklingError)",
    "app.patch.object(pickle, 'dumps')",
    "app.monkeypatch.setattr(pickle, 'dumps', app.dumps)",
    "hasattr(pickle, 'Pickler')",
    "import copyreg\n\ncopyreg.pickle(app.Thing, app.reduce)",
    "codec = pickle\n\n\ndef save(x):\n    return codec.dumps(x)",
    "del pickle",
  ])("%s", (text) => {
    expect(found(`${IMPORTS}\n${text}\n`).filter((one) => one.includes("handed"))).toEqual([]);
  });
});

test.each([
  "class Store:\n    codec = pickle\n\n    def save(self, x):\n        return self.codec.dumps(x)\n",
  "CODECS = {'p': pickle}\n\n\ndef save(kind, x):\n    return CODECS[kind].dumps(x)\n",
  "def save(lib, x):\n    return lib.dumps(x)\n\n\nsave(pickle, 1)\n",
])("what is done with it is judged where it is found: %j", (text) => {
  expect(found(`import pickle\n\n${text}`).filter((one) => one.includes("handed"))).toEqual([]);
  const more = `${text}\n\nimport app\n\napp.register(pickle)\n`;
  expect(found(`import pickle\n\n${more}`).filter((one) => one.includes("handed"))).toHaveLength(1);
});

describe("a module that is given to a file which loads with it", () => {
  const STORE =
    "class Store:\n    def __init__(self, codec):\n        self.codec = codec\n\n    def read(self, file):\n        return self.codec.load(file)\n";
  const REGISTRY =
    "import json\n\nCODECS = {'json': json}\n\n\ndef register(name, codec):\n    CODECS[name] = codec\n\n\ndef read(name, file):\n    return CODECS[name].load(file)\n";
  const REPLACED = "import json as codec\n\n\ndef read(file):\n    return codec.load(file)\n";
  const BASE =
    "import json\n\n\nclass Store:\n    lib = json\n\n    def codec(self):\n        return json\n\n    def read(self, file):\n        return self.lib.load(file)\n";

  test.each([
    ["from store import Store\n\nStore(LIB)\n", STORE],
    ["from store import Store\n\nStore(codec=LIB)\n", STORE],
    ["import store\n\nstore.Store(LIB)\n", STORE],
    ["from store import CODECS\n\nCODECS['x'] = LIB\n", REGISTRY],
    ["from store import register\n\nregister('x', LIB)\n", REGISTRY],
    ["import store\n\nstore.codec = LIB\n", REPLACED],
    ["import store\n\nsetattr(store, 'codec', LIB)\n", REPLACED],
    ["from store import Store\n\n\nclass Own(Store):\n    lib = LIB\n", BASE],
    ["from store import Store\n\n\nclass Own(Store):\n    def codec(self):\n        return LIB\n", BASE],
  ])("%j", (text, store) => {
    for (const lib of ["torch", "joblib"]) {
      const own = `import ${lib}\n${text.replace("LIB", lib)}`;
      expect(found(own, { "store.py": store }), own).toEqual([
        expect.stringMatching(/ module-handed-on block$/),
      ]);
    }
  });

  test.each([
    [
      "from store import count\n\ncount(torch)\n",
      "import json\n\n\ndef count(lib):\n    return json.load(lib)\n",
    ],
    ["from store import count\n\ncount(torch)\n", "def count(lib):\n    return len(dir(lib))\n"],
    ["from store import Store\n\nStore(torch.nn)\n", STORE],
    ["import store\n\nxp = torch\nstore.Store(1)\n", STORE],
  ])("%j is an ordinary use of torch", (text, store) => {
    expect(found(`import torch\n${text}`, { "store.py": store })).toEqual([]);
  });
});

describe("a member of a class of another file", () => {
  test.each([
    "class Store:\n    def __init__(self):\n        self.io = LIB\n",
    "class Store:\n    io = LIB\n",
    "class Store:\n    @property\n    def io(self):\n        return LIB\n",
  ])("%j is found where a class is built on it", (store) => {
    for (const lib of ["pickle", "joblib", "torch"]) {
      const text =
        "from store import Store\n\n\nclass Own(Store):\n    def read(self, file):\n        return self.io.load(file)\n";
      const files = { "store.py": `import ${lib}\n\n\n${store.replace("LIB", lib)}` };
      expect(found(text, files)).toEqual([`6 ${lib}-load block`]);
    }
  });
});

test.each([
  ["import importlib\n\nimportlib.reload(pickle).load(file)\n", 5],
  ["from enum import Enum\n\n\nclass Codec(Enum):\n    P = pickle\n\n\nCodec.P.value.load(file)\n", 10],
  ["def save(x):\n    return x\n\n\nsave.__globals__['pickle'].load(file)\n", 7],
  ["(lambda lib: lib.load(file))(pickle)\n", 3],
  [
    "class Store:\n    lib = None\n\n    def read(self, file):\n        return self.lib.load(file)\n\n\nStore.lib = pickle\n",
    7,
  ],
  ["part = [0, pickle, 1][1:2][0]\npart.load(file)\n", 4],
])("%j loads", (text, line) => {
  expect(found(`import pickle\n\n${text}`)).toContain(`${String(line)} pickle-load block`);
});

test("what a function of another file sees is reached through it", () => {
  const files = { "store.py": "import pickle\n\n\ndef save(x):\n    return pickle.dumps(x)\n" };
  const text = "from store import save\n\nsave.__globals__['pickle'].load(file)\n";
  expect(found(text, files)).toEqual(["3 pickle-load block"]);
});

describe("a module with other uses that may come back as what is loaded with", () => {
  test.each([
    "from concurrent.futures import Future\n\nlater = Future()\nlater.set_result(torch)\nlater.result().load(app.file)\n",
    "part = [0, torch, 1][app.at:][0]\npart.load(app.file)\n",
    "dict.fromkeys(['t'], torch)['t'].load(app.file)\n",
    "class Box:\n    pass\n\n\nbox = Box()\nbox.__dict__['lib'] = torch\nbox.lib.load(app.file)\n",
  ])("%j", (text) => {
    const all = found(`import torch\nimport app\n\n${text}`);
    expect(all.filter((one) => one.endsWith(" block"))).not.toEqual([]);
  });

  test.each([
    "xp = torch\nagent.load(app.file)\n",
    "app.count(torch.nn)\nagent.load(app.file)\n",
    "xp = torch if app.gpu else app.np\nxp.zeros(3)\nagent.load(app.file)\n",
    "app.libraries(torch)\n",
    "torch.zeros(3)\nself.load(app.file)\n",
  ])("%j is no such thing", (text) => {
    expect(found(`import torch\nimport app\nfrom agents import agent\n\n${text}`)).toEqual([]);
  });
});
