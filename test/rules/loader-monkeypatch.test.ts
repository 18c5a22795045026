import { expect, test } from "vitest";

import { analyzeWith } from "../support/analyze.js";

/** Whether a replacement of a loader is reported. */
function isReported(text: string): boolean {
  const head =
    "import functools\nimport json\nimport pickle\nimport helpers\nimport torch\nimport yaml\n\n\n";
  const { findings } = analyzeWith("src/a.py", head + text, {});
  return findings.some(({ ruleId }) => ruleId === "loader-monkeypatch");
}

test.each([
  ["a safe loader", "yaml.load = yaml.safe_load\n"],
  [
    "a function that gives back a safe one",
    "def f(s, Loader=None):\n    return yaml.safe_load(s)\n\n\nyaml.load = f\n",
  ],
  ["a lambda that does", "yaml.load = lambda s, Loader=None: json.loads(s)\n"],
  [
    "a function that switches the safe mode on",
    "o = torch.load\n\n\ndef f(p, **k):\n    k['weights_only'] = True\n    return o(p, **k)\n\n\ntorch.load = f\n",
  ],
  [
    "one that says it where nothing is said",
    "o = torch.load\n\n\ndef f(p, **k):\n    k.setdefault('weights_only', True)\n    return o(p, **k)\n\n\ntorch.load = f\n",
  ],
  ["the original", "original = torch.load\ntorch.load = original\n"],
])("%s in the place of a loader is stricter", (_, text) => {
  expect(isReported(text)).toBe(false);
});

test.each([
  [
    "a look-up of classes",
    "def f(self, module, name):\n    return json.loads(module)\n\n\npickle.Unpickler.find_class = f\n",
  ],
  [
    "a function that also gives back something else",
    "def f(s, Loader=None):\n    if Loader:\n        return helpers.made\n    return yaml.safe_load(s)\n\n\nyaml.load = f\n",
  ],
  [
    "a lambda that gives back something else",
    "yaml.load = lambda s, Loader=None: helpers.made or yaml.safe_load(s)\n",
  ],
  [
    "a function that calls somebody else",
    "def f(s, Loader=None):\n    helpers.take(s)\n    return yaml.safe_load(s)\n\n\nyaml.load = f\n",
  ],
  [
    "a decorated function",
    "@helpers.replaced\ndef f(s, Loader=None):\n    return yaml.safe_load(s)\n\n\nyaml.load = f\n",
  ],
  [
    "a generator",
    "def f(s, Loader=None):\n    yield helpers.made\n    return yaml.safe_load(s)\n\n\nyaml.load = f\n",
  ],
  [
    "a function that only has the name of the original",
    "def original(s, Loader=None):\n    return yaml.unsafe_load(s)\n\n\nyaml.load = original\n",
  ],
  [
    "the safe mode in a comment",
    "o = torch.load\n\n\ndef f(p):\n    # weights_only=True\n    return o(p, weights_only=False)\n\n\ntorch.load = f\n",
  ],
  [
    "the safe mode in one of two places",
    "o = torch.load\n\n\ndef f(p, safe):\n    if safe:\n        return o(p, weights_only=True)\n    return o(p, weights_only=False)\n\n\ntorch.load = f\n",
  ],
  [
    "the safe mode of another library",
    "def f(s, Loader=None):\n    return helpers.load(s, weights_only=True)\n\n\nyaml.load = f\n",
  ],
])("%s in the place of a loader is reported", (_, text) => {
  expect(isReported(text)).toBe(true);
});
