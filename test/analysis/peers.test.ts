import { describe, expect, test } from "vitest";

import { analyze, analyzeWith } from "../support/analyze.js";

/** Rules that block or warn in a text. */
function rulesIn(text: string, path = "a.py"): string[] {
  return [
    ...new Set(
      analyze(path, text)
        .findings.filter(({ level }) => level !== "note")
        .map(({ ruleId, level }) => `${ruleId} ${level}`),
    ),
  ];
}

// The numbers in brackets are those of `test/complaints.test.ts`.
describe("what other tools get wrong about safe code", () => {
  test.each<[string, string]>([
    [
      "[27] a subclass of SafeLoader",
      "import yaml\n\nclass L(yaml.SafeLoader):\n    pass\n\nyaml.load(f, Loader=L)\n",
    ],
    ["[27] CSafeLoader", "import yaml\nyaml.load(f, Loader=yaml.CSafeLoader)\n"],
    ["[28] the loader by position", "import yaml\nyaml.load(f, yaml.SafeLoader)\n"],
    ["[29] yaml.cyaml.CSafeLoader", "import yaml\nyaml.load(f, Loader=yaml.cyaml.CSafeLoader)\n"],
    ["[29] yaml.loader.SafeLoader", "import yaml\nyaml.load(f, Loader=yaml.loader.SafeLoader)\n"],
    ["[29] BaseLoader", "import yaml\nyaml.load(f, Loader=yaml.BaseLoader)\n"],
    [
      "[30] the fallback from CSafeLoader",
      "try:\n    from yaml import CSafeLoader as L\nexcept ImportError:\n    from yaml import SafeLoader as L\nimport yaml\nyaml.load(f, Loader=L)\n",
    ],
    ["[33] weights_only=True", "import torch\ntorch.load(f, weights_only=True)\n"],
    [
      "[33] cpp_extension.load",
      "from torch.utils import cpp_extension\ncpp_extension.load(name='x', sources=[])\n",
    ],
    ["[34] pickling errors", "import json\n\ntry:\n    json.loads(x)\nexcept ValueError:\n    pass\n"],
    [
      "[35] a name that contains pickle",
      "path = '/home/pickle/data.json'\nhandle_pickle_rick = open(path)\n",
    ],
    ["[41] safe_load", "import yaml\nyaml.safe_load(f)\n"],
  ])("%s", (_, text) => {
    expect(rulesIn(text)).toEqual([]);
  });

  test("[31, 32] an import for an exception only warns, in a stub it is a note", () => {
    const text = "import pickle\n\ntry:\n    f()\nexcept pickle.PicklingError:\n    pass\n";
    expect(rulesIn(text)).toEqual(["pickle-import warn"]);
    expect(rulesIn("import pickle\n\ndef f(x: pickle.Pickler) -> None: ...\n", "a.pyi")).toEqual([]);
    const typing = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pickle\n";
    expect(rulesIn(typing)).not.toContain("pickle-import block");
  });

  test("[33] the version of torch decides where a manifest tells it", () => {
    const text = "import torch\ntorch.load(f)\n";
    expect(rulesIn(text)).toEqual(["torch-load block"]);
    const floors = new Map([["torch", { version: "2.6", manifest: "pyproject.toml", name: "torch" }]]);
    const { findings, notScanned } = analyzeWith("a.py", text, { floors });
    expect(notScanned).toEqual([]);
    expect(findings.filter(({ level }) => level === "block")).toEqual([]);
    expect(
      analyzeWith("a.py", text, {
        floors: new Map([["torch", { version: "2.0", manifest: "x", name: "torch" }]]),
      }).findings.map(({ level }) => level),
    ).toEqual(["block"]);
  });

  test("[36] no fix replaces a loader that the code made itself", () => {
    const text = "import yaml\n\nclass L(yaml.Loader):\n    pass\n\nyaml.load(f, Loader=L)\n";
    const { findings } = analyze("a.py", text);
    expect(findings.map(({ ruleId }) => ruleId)).toContain("yaml-unsafe-load");
    expect(findings.every(({ fix }) => fix === null)).toBe(true);
  });
});

describe("what other tools miss", () => {
  test.each<[string, string, string]>([
    ["[37] torch", "import torch\ntorch.load(f)\n", "torch-load block"],
    ["[37] joblib", "import joblib\njoblib.load(f)\n", "joblib-load block"],
    ["[37] dill", "import dill\ndill.load(f)\n", "dill-load block"],
    ["[37] pandas", "import pandas as pd\npd.read_pickle(f)\n", "pandas-read-pickle block"],
    ["[37] numpy", "import numpy as np\nnp.load(f, allow_pickle=True)\n", "numpy-allow-pickle block"],
    ["[38] cloudpickle", "import cloudpickle\ncloudpickle.load(f)\n", "cloudpickle-load block"],
    [
      "[38] networkx.read_gpickle",
      "import networkx as nx\nnx.read_gpickle(f)\n",
      "library-pickle-load block",
    ],
    ["[40] importlib", "import importlib\nimportlib.import_module('pickle').loads(x)\n", "pickle-load block"],
    ["[41] yaml.load", "import yaml\nyaml.load(f, Loader=yaml.Loader)\n", "yaml-unsafe-load block"],
  ])("%s", (_, text, expected) => {
    expect(rulesIn(text)).toContain(expected);
  });

  test("[39] notebooks", () => {
    const cell = {
      cell_type: "code",
      source: ["import pickle\n", "pickle.loads(x)\n"],
      metadata: {},
      outputs: [],
    };
    const notebook = JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
    expect(rulesIn(notebook, "a.ipynb")).toContain("pickle-load block");
  });
});
