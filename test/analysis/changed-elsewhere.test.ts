import { describe, expect, test } from "vitest";

import { analyzeWith } from "../support/analyze.js";

/** The findings of a file, as `line rule level`. */
function found(text: string, files: Readonly<Record<string, string>> = {}, path = "app/main.py"): string[] {
  return analyzeWith(path, text, { files }).findings.map(
    ({ ruleId, level, range }) => `${String(range.startLine + 1)} ${ruleId} ${level}`,
  );
}

describe("a setting that other files read", () => {
  test.each([
    ["ALLOW_PICKLE = True\n", "1 numpy-allow-pickle warn"],
    ["DEBUG = False\nALLOW_PICKLE: bool = True\n", "2 numpy-allow-pickle warn"],
    ["allow_pickle = True\n", "1 numpy-allow-pickle warn"],
    ["WEIGHTS_ONLY = False\n", "1 torch-weights-only-disabled warn"],
    ["TRUST_REMOTE_CODE = True\n", "1 trust-remote-code warn"],
    ["ALLOW_DANGEROUS_DESERIALIZATION = True\n", "1 langchain-dangerous-deserialization block"],
  ])("%j opens loads elsewhere", (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  test.each([
    "ALLOW_PICKLE = False\n",
    "WEIGHTS_ONLY = True\n",
    "SAFE_MODE = False\n",
    "def load(path, ALLOW_PICKLE):\n    return path\n",
    "ALLOW_PICKLE = True\n\nif ALLOW_PICKLE:\n    print('on')\n",
    "def load(path):\n    ALLOW_PICKLE = True\n    return path\n",
  ])("%j opens nothing", (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe("a module that is given on under another name", () => {
  test.each(["import joblib as codec\n", "import json\nimport dill as codec\n", "import marshal as wire\n"])(
    "%j is said where that is done",
    (text) => {
      expect(found(text).map((one) => one.split(" ")[1])).toEqual(["module-handed-on"]);
    },
  );

  test.each([
    "import json as codec\n",
    "import joblib as jl\n\njl.Parallel(2)\n",
    "import joblib\n\nprint(joblib.__version__)\n",
    "import numpy as codec\n",
  ])("%j is nothing to say", (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe("a list of what may be loaded, kept for another file", () => {
  test.each([
    'ALLOWED = {("builtins", "set"), ("os", "system")}\n',
    'SAFE_GLOBALS = frozenset([("builtins", "eval")])\n',
    'PERMITTED = [("collections", "OrderedDict"), ("subprocess", "Popen")]\n',
    'WHITELIST = (("posix", "system"),)\n',
  ])("%j is told by what it names", (text) => {
    expect(found(text)).toEqual(["1 restricted-unpickler warn"]);
  });

  test.each([
    'ALLOWED = {("builtins", "set"), ("collections", "OrderedDict")}\n',
    'DENIED = {("builtins", "eval"), ("os", "system")}\n',
    'UNSAFE_GLOBALS = {("os", "system")}\n',
    'SAFE_COMMANDS = ["os.system", "builtins.eval"]\n',
    'ALLOWED = {("os", "system")}\n\n\ndef check(pair):\n    return pair in ALLOWED\n',
  ])("%j is none", (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe("a name that is bound by way of the namespace", () => {
  const load = (change: string): string =>
    `import sys\nimport torch\n\nSAFE = True\n${change}\ntorch.load("a.pt", weights_only=SAFE)\n`;

  test.each([
    'globals()["SAFE"] = False',
    "globals().update(SAFE=False)",
    'globals().update({"SAFE": False})',
    'globals().__setitem__("SAFE", False)',
    "sys.modules[__name__].SAFE = False",
    'setattr(sys.modules[__name__], "SAFE", False)',
    'vars(sys.modules[__name__])["SAFE"] = False',
    'sys.modules[__name__].__dict__["SAFE"] = False',
  ])("%s counts", (change) => {
    expect(found(load(change))).toEqual([expect.stringMatching(/^6 torch-weights-only-disabled/)]);
  });

  test.each([
    'globals()["OTHER"] = False',
    "globals().update(OTHER=False)",
    'options = {}\noptions["SAFE"] = False',
    "globals().update(SAFE=True)",
  ])("%s does not", (change) => {
    expect(found(load(change))).toEqual([]);
  });
});

describe("what a package imports when it is asked for", () => {
  const LAZY = "import importlib\n\n_PARTS = {'codec': ['load']}\n\n\ndef __getattr__(name):\n    ...\n";
  const CODEC = { "pkg/codec.py": "from joblib import load\n" };

  test.each([
    ["import pkg\n\npkg.load('a.pkl')\n", LAZY],
    ["from pkg import load\n\nload('a.pkl')\n", LAZY],
    ["import pkg as p\n\np.load('a.pkl')\n", LAZY.replace("'codec'", "'.codec'")],
    [
      "from pkg import load\n\nload('a.pkl')\n",
      "import lazy_loader as lazy\n\n__getattr__, __dir__, __all__ = lazy.attach(__name__, submod_attrs={'codec': ['load']})\n",
    ],
  ])("%j reaches it", (text, init) => {
    expect(found(text, { ...CODEC, "pkg/__init__.py": init }, "main.py")).toEqual(["3 joblib-load block"]);
  });

  test.each([
    ["import pkg\n\npkg.load('a.pkl')\n", LAZY.replace("codec", "other")],
    ["import pkg\n\npkg.load('a.pkl')\n", "PARTS = ['codec']\n"],
    ["import pkg\n\npkg.save('a.pkl')\n", LAZY],
  ])("%j does not", (text, init) => {
    expect(found(text, { ...CODEC, "pkg/__init__.py": init }, "main.py")).toEqual([]);
  });
});

test.each([
  ["import joblib\nlib = joblib\n", "from helper import lib\n\nlib.load('a.pkl')\n"],
  ["import joblib as lib\n", "from helper import lib\n\nlib.load('a.pkl')\n"],
])("a long file gives modules on as a short one does: %j", (helper, text) => {
  const files = { "helper.py": `${helper}${"# padding\n".repeat(1000)}` };
  expect(found(text, files, "main.py")).toEqual(["3 joblib-load block"]);
});

describe("a call of a function of the repository that loads", () => {
  const files = {
    "b.py": "import torch\n\n\ndef read(p, safe=True):\n    return torch.load(p, weights_only=safe)\n",
    "k.py": "import torch\n\n\ndef load(p, **kw):\n    return torch.load(p, **kw)\n",
    "h.py": "import pickle\n\n\ndef restore(b):\n    return pickle.loads(b)\n",
  };
  const levelOf = (text: string): string[] =>
    found(text, files, "main.py").filter((one) => one.includes("unsafe-wrapper"));

  test.each([
    "from b import read\n\nread(p, safe=False)\n",
    "from b import read\n\nread(p, False)\n",
    "from k import load\n\nload(p, weights_only=False)\n",
    "from h import restore\n\nrestore(request.data)\n",
    "from h import restore\nfrom urllib.request import urlopen\nrestore(urlopen(u).read())\n",
  ])("%j turns its safe way off, or hands on what others send", (text) => {
    expect(levelOf(text)).toEqual(["3 unsafe-wrapper block"]);
  });

  test.each([
    "from b import read\n\nread(p)\n",
    "from b import read\n\nread(p, safe=flag)\n",
    "from h import restore\n\nrestore(open('a.pkl', 'rb').read())\n",
  ])("%j does not", (text) => {
    expect(levelOf(text).filter((one) => one.endsWith("block"))).toEqual([]);
  });
});
