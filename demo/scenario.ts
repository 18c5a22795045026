/** The project before the pull request: a small inference server. */
export const BEFORE = {
  "README.md": "# inference\n\nServes predictions over HTTP.\n",
  "inference/__init__.py": "",
  "inference/server.py": `"""Answers prediction requests."""

import json

from inference.model import Model

model = Model.from_file("model.json")


def predict(request):
    rows = json.loads(request.body)["rows"]
    return {"predictions": model.predict(rows)}
`,
  "inference/config.py": `"""Reads the settings of the service."""

import yaml


def load_config(path):
    with open(path) as file:
        return yaml.safe_load(file)
`,
};

/** The pull request, modelled on holes that were found in real inference servers and configuration loaders. */
export const CHANGE = {
  "inference/server.py": `"""Answers prediction requests."""

import json
import pickle

from inference.model import Model

model = Model.from_file("model.json")

PICKLED = "application/vnd.inference+pickle"


def predict(request):
    if request.headers.get("content-type") == PICKLED:
        rows = pickle.loads(request.body)
    else:
        rows = json.loads(request.body)["rows"]
    return {"predictions": model.predict(rows)}


def warm_up(paths):
    for path in paths:
        with open(path, "rb") as file:
            model.predict(pickle.load(file))
`,
  "inference/config.py": `"""Reads the settings of the service."""

import yaml


def load_config(path):
    with open(path) as file:
        return yaml.load(file, Loader=yaml.FullLoader)
`,
};

/** What the author pushes after the review. */
export const FIX = {
  "inference/server.py": `"""Answers prediction requests."""

import json

from inference.model import Model

model = Model.from_file("model.json")


def predict(request):
    rows = json.loads(request.body)["rows"]
    return {"predictions": model.predict(rows)}


def warm_up(paths):
    for path in paths:
        with open(path) as file:
            model.predict(json.load(file))
`,
  "inference/config.py": `"""Reads the settings of the service."""

import yaml


def load_config(path):
    with open(path) as file:
        return yaml.load(file, Loader=yaml.SafeLoader)
`,
};
