import { BEFORE, CHANGE } from "../demo/scenario.js";

/** A change to begin with; `base` is null where the file is new. */
export interface Sample {
  readonly name: string;
  readonly path: string;
  readonly base: string | null;
  readonly head: string;
}

/** What the playground offers to look at. */
export const SAMPLES: readonly Sample[] = [
  {
    name: "A server that unpickles requests (before and after)",
    path: "inference/server.py",
    base: BEFORE["inference/server.py"],
    head: CHANGE["inference/server.py"],
  },
  {
    name: "A checkpoint from a model hub",
    path: "load_model.py",
    base: null,
    head: `import torch
from huggingface_hub import hf_hub_download


def load(name):
    path = hf_hub_download(name, "pytorch_model.bin")
    return torch.load(path, weights_only=False)
`,
  },
  {
    name: "YAML, with a fix by one click",
    path: "settings.py",
    base: null,
    head: `import yaml


def settings(path):
    with open(path) as file:
        return yaml.load(file, Loader=yaml.Loader)
`,
  },
  {
    name: "The same by other names",
    path: "hidden.py",
    base: null,
    head: `import importlib
from functools import partial

load = getattr(importlib.import_module("pic" + "kle"), "loads")
decode = partial(load, encoding="latin1")


def handle(request):
    return decode(request.body)
`,
  },
  {
    name: "A workflow that runs Python",
    path: ".github/workflows/train.yml",
    base: null,
    head: `on: push
jobs:
  train:
    runs-on: ubuntu-latest
    env:
      TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD: "1"
    steps:
      - run: python -c "import pickle; print(pickle.load(open('model.pkl', 'rb')))"
`,
  },
  {
    name: "A notebook",
    path: "explore.ipynb",
    base: null,
    head: `${JSON.stringify(
      {
        cells: [
          { cell_type: "markdown", metadata: {}, source: ["# Look at the data"] },
          {
            cell_type: "code",
            execution_count: null,
            metadata: {},
            outputs: [],
            source: ["import pandas as pd\n", "\n", 'frame = pd.read_pickle("https://example.com/data.pkl")'],
          },
        ],
        metadata: {},
        nbformat: 4,
        nbformat_minor: 5,
      },
      null,
      1,
    )}
`,
  },
  {
    name: "A bound that is lowered (before and after)",
    path: "requirements.txt",
    base: "torch>=2.6\n",
    head: "torch>=2.0\n",
  },
  {
    name: "A policy that is weakened (before and after)",
    path: ".github/no-pickle.yml",
    base: "rules: { pickle-load: block }\n",
    head: "rules: { pickle-load: off }\n",
  },
  {
    name: "Nothing unsafe",
    path: "safe.py",
    base: null,
    head: `import json

import torch
import yaml


def read(path):
    with open(path) as file:
        return yaml.safe_load(file)


def load(path):
    return torch.load(path, weights_only=True), json.loads("{}")
`,
  },
];
