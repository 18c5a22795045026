import { describe, expect, test } from "vitest";

import { analyzeWith } from "../support/analyze.js";

/** What is found in `app/main.py`, each as `line rule(level)`. */
function found(text: string, files: Readonly<Record<string, string>>): string[] {
  return analyzeWith("app/main.py", text, { files }).findings.map(
    ({ range, ruleId, level }) => `${String(range.startLine + 1)} ${ruleId}(${level})`,
  );
}

const STORE =
  "import pickle\n\n\ndef load_obj(path):\n    with open(path, 'rb') as f:\n        return pickle.load(f)\n\n\ndef size(path):\n    return len(path)\n";

describe("one file into the repository", () => {
  test("a function that wraps an unsafe load is named at its calls", () => {
    const files = { "app/store.py": STORE };
    expect(found("from .store import load_obj\n\nload_obj(p)\n", files)).toEqual(["3 unsafe-wrapper(warn)"]);
    expect(found("from app.store import load_obj as lo\n\nlo(p)\n", files)).toEqual([
      "3 unsafe-wrapper(warn)",
    ]);
    expect(found("import app.store as s\n\ns.load_obj(p)\n", files)).toEqual(["3 unsafe-wrapper(warn)"]);
    expect(found("from . import store\n\nstore.load_obj(p)\nstore.size(p)\n", files)).toEqual([
      "3 unsafe-wrapper(warn)",
    ]);
    const [finding] = analyzeWith("app/main.py", "from .store import load_obj\nload_obj(p)\n", {
      files,
    }).findings;
    expect(finding?.message).toBe(
      "`load_obj` loads what it is given with `pickle.load` (app/store.py, line 6).",
    );
  });

  test.each([
    ["map", "list(map(load_obj, paths))"],
    ["an executor", "pool.submit(load_obj, path)"],
    ["partial", "partial(load_obj, path)"],
    ["a table", 'READERS = {".pkl": load_obj}'],
    ["a keyword", "read(loader=load_obj)"],
  ])("such a function is named where it is handed on: %s", (_, code) => {
    const files = { "app/store.py": STORE };
    expect(found(`from .store import load_obj\n\n${code}\n`, files)).toEqual(["3 unsafe-wrapper(warn)"]);
    expect(found(`from .store import size\n\n${code.replace("load_obj", "size")}\n`, files)).toEqual([]);
  });

  test.each(["isinstance(x, load_obj)", "patch.object(store, load_obj)", "print(load_obj)"])(
    "and not where it is only looked at: %s",
    (code) => {
      expect(found(`from .store import load_obj\n\n${code}\n`, { "app/store.py": STORE })).toEqual([]);
    },
  );

  test.each([
    [
      "its constructor",
      "    def __init__(self, path):\n        self.model = joblib.load(path)\n",
      "Store(p)",
    ],
    ["an instance", "    def __call__(self, path):\n        return joblib.load(path)\n", "store(p)"],
    ["a lambda", "    pass\n\n\nread = lambda path: joblib.load(path)\n", "read(p)"],
  ])("a class or function that loads what it is called with: %s", (_, code, call) => {
    const files = { "app/kit.py": `import joblib\n\n\nclass Store:\n${code}\n\nstore = Store()\n` };
    expect(found(`from .kit import *\n\n${call}\n`, files)).toEqual(["3 unsafe-wrapper(warn)"]);
    expect(found(`from .kit import other\n\nother(p)\n`, files)).toEqual([]);
  });

  test("a parameter whose type is a class of another file has its methods", () => {
    const files = {
      "app/kit.py":
        "import joblib\n\n\nclass Store:\n    def load(self, path):\n        return joblib.load(path)\n",
    };
    expect(
      found("from .kit import Store\n\ndef f(store: Store, p):\n    return store.load(p)\n", files),
    ).toEqual(["4 unsafe-wrapper(warn)"]);
  });

  test("what is large can give a library another name", () => {
    const files = {
      "app/kit.py": `import torch as lib\n\n\n${"def helper(rows):\n    return rows\n\n\n".repeat(300)}`,
    };
    expect(found("from .kit import lib\n\nlib.load(p)\n", files)).toEqual(["3 torch-load(block)"]);
  });

  test("modules may be named in any alphabet", () => {
    const files = { "app/größe.py": STORE, "app/数据.py": STORE, "app/size.py": "" };
    expect(found("import app.size\nfrom .größe import load_obj\n\nload_obj(p)\n", files)).toEqual([
      "4 unsafe-wrapper(warn)",
    ]);
    expect(found("from app.数据 import load_obj\n\nload_obj(p)\n", files)).toEqual([
      "3 unsafe-wrapper(warn)",
    ]);
  });

  test("a wrapper that fixes a safe loader is safe", () => {
    const files = {
      "app/conf.py": "import yaml\n\n\ndef read(text):\n    return yaml.load(text, Loader=yaml.SafeLoader)\n",
    };
    expect(found("from .conf import read\n\nread(text)\n", files)).toEqual([]);
  });

  test("re-exports are what they re-export", () => {
    const files = {
      "app/compat.py": "try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\n",
      "app/stars.py": "from pickle import *\n",
    };
    expect(found("from .compat import pickle\n\npickle.loads(x)\n", files)).toEqual(["3 pickle-load(block)"]);
    expect(found("from app import compat\n\ncompat.pickle.loads(x)\n", files)).toEqual([
      "3 pickle-load(block)",
    ]);
    const chain = { ...files, "app/util/__init__.py": "from ..compat import pickle\n" };
    expect(found("from .util import pickle\n\npickle.loads(x)\n", chain)).toEqual(["3 pickle-load(block)"]);
    expect(found("from .stars import loads\n\nloads(x)\n", files)).toEqual(["3 pickle-load(block)"]);
  });

  test.each([
    ["from torch import load\n", "torch-load"],
    ["from yaml import unsafe_load as load\n", "yaml-unsafe-load"],
    ["from pandas import read_pickle as load\n", "pandas-read-pickle"],
    ["from joblib import load\n", "joblib-load"],
    ["from numpy import load, save\n\nx = 1\n", null],
    [
      "try:\n    from torch.hub import load_state_dict_from_url as load\nexcept ImportError:\n    load = None\n",
      "torch-hub-load",
    ],
    ["if x:\n    from dill import load\nelse:\n    from json import load\n", "dill-load"],
  ])("a file that does nothing but import it passes it on: %j", (text, rule) => {
    const rules = found("from .compat import load\n\nload(x)\n", { "app/compat.py": text });
    expect(rules.map((one) => one.replace(/^3 |\(.*/g, ""))).toEqual(rule === null ? [] : [rule]);
  });

  test.each([
    ["an entry", "import app.store as s", 's.READERS["pkl"](p)'],
    ["an entry of its table", "from .store import READERS", "READERS.get(kind)(p)"],
    ["each of a table", "from .store import READERS", "[read(p) for read in READERS.values()]"],
    ["each item of a table", "from .store import READERS", "for kind, read in READERS.items(): read(p)"],
    ["a member by its name", "from . import store", 'getattr(store, "load_obj")(p)'],
    ["another name", "from . import store", 'read = getattr(store, "load_obj"); read(p)'],
  ])("such a function is named where it is taken out of something: %s", (_, names, code) => {
    const files = { "app/store.py": `${STORE}\n\nREADERS = {"pkl": load_obj}\nSIZES = {"pkl": size}\n` };
    expect(found(`${names}\n\n${code}\n`, files)).toEqual(["3 unsafe-wrapper(warn)"]);
    const harmless = (text: string): string => text.replace("READERS", "SIZES").replace("load_obj", "size");
    expect(found(`${harmless(names)}\n\n${harmless(code)}\n`, files)).toEqual([]);
  });

  test("what is named in the file already is not named again where it is taken out of a table", () => {
    const files = { "app/store.py": STORE };
    const text = 'from .store import load_obj\n\nREADERS = {"pkl": load_obj}\nREADERS[kind](p)\n';
    expect(found(text, files)).toEqual(["3 unsafe-wrapper(warn)"]);
  });

  test.each(["LIBS.get(kind).load(p)", "[lib.load(p) for lib in LIBS.values()]", 'LIBS.pop("b").load(p)'])(
    "a table of modules of another file is looked into: %s",
    (code) => {
      const files = { "app/libs.py": 'import json\nimport joblib\n\nLIBS = {"a": json, "b": joblib}\n' };
      expect(found(`from .libs import LIBS\n\n${code}\n`, files)).toEqual(["3 joblib-load(block)"]);
    },
  );

  test("base classes and loaders are followed", () => {
    const files = {
      "app/loaders.py":
        "import yaml\n\n\nclass Safe(yaml.SafeLoader):\n    pass\n\n\nclass Deep(yaml.UnsafeLoader):\n    pass\n\n\ndef pick():\n    return yaml.SafeLoader\n",
    };
    const text =
      "import yaml\nfrom .loaders import Deep, Safe, pick\n\nyaml.load(t, Loader=Safe)\nyaml.load(t, Loader=Deep)\nyaml.load(t, pick())\n\n\nclass Mine(Deep):\n    pass\n\n\nyaml.load(t, Mine)\n";
    expect(found(text, files)).toEqual(["5 yaml-unsafe-load(block)", "13 yaml-unsafe-load(block)"]);
  });

  test("a module of the project that is only called pickle is not the library", () => {
    const files = { "app/protocol/pickle.py": "def loads(data):\n    return data\n" };
    expect(found("from app.protocol import pickle\n\npickle.loads(x)\n", files)).toEqual([]);
    expect(found("from .protocol import pickle\n\npickle.loads(x)\n", files)).toEqual([]);
    expect(found("from app.protocol.pickle import loads\n\nloads(x)\n", files)).toEqual([]);
    // Where nothing was read, its name alone says nothing.
    expect(found("from app.protocol import pickle\n\npickle.loads(x)\n", {})).toEqual([]);
  });

  test("constants of another file decide", () => {
    const files = { "app/settings.py": "WEIGHTS_ONLY = False\nSAFE = True\n# torch.load\nimport torch\n" };
    const text =
      "import torch\nfrom .settings import SAFE, WEIGHTS_ONLY\n\ntorch.load(p, weights_only=WEIGHTS_ONLY)\ntorch.load(p, weights_only=SAFE)\n";
    expect(found(text, files)).toEqual(["4 torch-weights-only-disabled(block)"]);
  });
});
