import { describe, expect, test } from "vitest";

import { analyzeWith } from "../support/analyze.js";

/** The levels of the calls of wrappers in a file that imports `load` from another one. */
function calls(wrapper: string, call: string): string[] {
  const text = `from u import *\nfrom u import load\n\n\ndef go(path, flag, more):\n    return ${call}\n`;
  return analyzeWith("m.py", text, { files: { "u.py": wrapper, "m.py": text } })
    .findings.filter(({ ruleId }) => ruleId === "unsafe-wrapper")
    .map(({ level }) => level);
}

const NUMPY =
  "import numpy as np\n\n\ndef load(path, allow_pickle=False):\n    return np.load(path, allow_pickle=allow_pickle)\n";
const TORCH =
  "import torch\n\n\ndef load(path, *, weights_only: bool = True):\n    return torch.load(path, weights_only=weights_only)\n";
const YAML =
  "import yaml\n\n\ndef load(path, Loader=yaml.SafeLoader):\n    with open(path) as f:\n        return yaml.load(f, Loader=Loader)\n";
const METHOD =
  "import numpy as np\n\n\nclass Reader:\n    def load(self, path, allow_pickle=False):\n        return np.load(path, allow_pickle=allow_pickle)\n";
const OUTER = `${NUMPY}\n\ndef outer(path):\n    return load(path)\n`;
const PASSING = `${NUMPY}\n\ndef outer(path, allow_pickle=False):\n    return load(path, allow_pickle=allow_pickle)\n`;

describe("a call that leaves a function at its safe default says nothing:", () => {
  test.each([
    ["numpy", NUMPY, "load(path)"],
    ["numpy, said", NUMPY, "load(path, allow_pickle=False)"],
    ["torch", TORCH, "load(path)"],
    ["yaml", YAML, "load(path)"],
    ["a method", METHOD, "Reader().load(path)"],
    ["through another function", OUTER, "outer(path)"],
    ["through one that passes the flag on", PASSING, "outer(path)"],
    [
      "a static method",
      METHOD.replace("    def load(self, ", "    @staticmethod\n    def load("),
      "Reader.load(path)",
    ],
  ])("%s", (_, wrapper, call) => {
    expect(calls(wrapper, call)).toEqual([]);
  });
});

describe("and is told where it does not:", () => {
  test.each([
    ["the flag", NUMPY, "load(path, allow_pickle=True)", "block"],
    ["the flag by its position", NUMPY, "load(path, True)", "block"],
    ["the flag of torch", TORCH, "load(path, weights_only=False)", "block"],
    ["a flag that is not known", NUMPY, "load(path, allow_pickle=flag)", "warn"],
    ["a star", NUMPY, "load(*more)", "warn"],
    ["two stars", NUMPY, "load(path, **more)", "warn"],
    ["another loader", YAML, "load(path, Loader=flag)", "warn"],
    ["a method's flag", METHOD, "Reader().load(path, True)", "block"],
    ["the flag through another function", PASSING, "outer(path, allow_pickle=flag)", "warn"],
    ["a function that is handed on", NUMPY, "list(map(load, path))", "warn"],
  ])("%s", (_, wrapper, call, level) => {
    expect(calls(wrapper, call)).toEqual([level]);
  });

  test.each([
    [
      "a flag that is set in the function",
      NUMPY.replace("    return", "    allow_pickle = bool(path)\n    return"),
    ],
    [
      "a flag that is changed in the function",
      NUMPY.replace("    return", "    allow_pickle |= path.old\n    return"),
    ],
    [
      "a flag that is worked out",
      NUMPY.replace("allow_pickle=allow_pickle", "allow_pickle=allow_pickle or path.old"),
    ],
    [
      "a default from elsewhere",
      NUMPY.replace("=False", "=FLAG").replace("\n\n\n", "\nfrom flags import FLAG\n\n\n"),
    ],
    ["a default that is None for torch", TORCH.replace("bool = True", "bool = None")],
    [
      "another load beside it",
      NUMPY.replace("    return", "    pickle.load(open(path, 'rb'))\n    return").replace(
        "import",
        "import pickle\nimport",
      ),
    ],
    [
      "another load before it",
      `import pickle\n${NUMPY}`.replace(
        "    return",
        "    if path: return pickle.load(open(path, 'rb'))\n    return",
      ),
    ],
    ["defaults that are set", `${NUMPY}\n\nload.__defaults__ = (True,)\n`],
    ["keyword defaults that are set", `${TORCH}\n\nload.__kwdefaults__ = {"weights_only": False}\n`],
    ["defaults that are set by their name", `${NUMPY}\n\nsetattr(load, "__defaults__", (True,))\n`],
    [
      "a decorator with a harmless name",
      NUMPY.replace("def load", "from d import force as override\n\n\n@override\ndef load"),
    ],
    [
      "a decorator in the place of a builtin",
      NUMPY.replace("def load", "staticmethod = force\n\n\n@staticmethod\ndef load"),
    ],
    ["a decorator", NUMPY.replace("def load", "from d import force\n\n\n@force\ndef load")],
    [
      "a module for pickle",
      TORCH.replace(", weights_only=weights_only", ", pickle_module=path.m, weights_only=weights_only"),
    ],
    [
      "other arguments",
      TORCH.replace("*, weights_only: bool = True", "*, weights_only: bool = True, **kw").replace(
        "weights_only=weights_only",
        "weights_only=weights_only, **kw",
      ),
    ],
    [
      "a loader that nobody knows",
      YAML.replace("yaml.SafeLoader", "mine.Loader").replace("import yaml", "import mine\nimport yaml"),
    ],
    ["no default", NUMPY.replace("=False", "")],
    ["a name of the module", NUMPY.replace(", allow_pickle=False", "")],
  ])("%s", (_, wrapper) => {
    expect(calls(wrapper, "load(path)").length).toBe(1);
  });

  test("where the caller's file sets other defaults", () => {
    expect(calls(NUMPY, "load(path) or setattr(load, '__x', load.__defaults__)")).toContain("warn");
  });

  test.each([
    "load.__defaults__ = (True,)",
    'load.__kwdefaults__["allow_pickle"] = True',
    'setattr(load, "__defaults__", (True,))',
    "setattr(load, more, flag)",
    'load.__setattr__("__code__", flag)',
  ])("where a file that calls nothing changes the function of another one: %s", (change) => {
    const text = `from u import load\n\n\ndef go(flag, more):\n    ${change}\n`;
    const { findings } = analyzeWith("m.py", text, { files: { "u.py": NUMPY, "m.py": text } });
    const told = findings.filter(({ ruleId }) => ruleId === "unsafe-wrapper");
    expect(told.map(({ message }) => message.includes("changed here"))).toEqual([true]);
  });

  test.each(["load.__doc__ = more", 'setattr(load, "cache", more)', "print(load.__name__, load.__module__)"])(
    "but not where it only names or describes it: %s",
    (change) => {
      const text = `from u import load\n\n\ndef go(flag, more):\n    ${change}\n`;
      expect(analyzeWith("m.py", text, { files: { "u.py": NUMPY, "m.py": text } }).findings).toEqual([]);
    },
  );
});
