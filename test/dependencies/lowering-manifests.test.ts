import { expect, test } from "vitest";

import { loweringManifests } from "../../src/dependencies/lowering-manifests.js";

const [ABOVE, BELOW] = ["torch>=2.6\n", "torch>=2.0\n"];
const LOCK = '[[package]]\nname = "torch"\nversion = "2.7.0"\n';

test.each<
  [string, Readonly<Record<string, readonly [string, string]>>, Readonly<Record<string, string>>, string[]]
>([
  ["a bound that falls", { "requirements.txt": [ABOVE, BELOW] }, {}, ["requirements.txt"]],
  ["a bound that stays above", { "requirements.txt": [ABOVE, "torch>=2.7\n"] }, {}, []],
  ["a bound that goes", { "requirements.txt": [ABOVE, "torch\n"] }, {}, ["requirements.txt"]],
  ["a file that goes", { "requirements.txt": [ABOVE, ""] }, {}, ["requirements.txt"]],
  [
    "a file that goes where another says the same",
    { "requirements.txt": [ABOVE, ""] },
    { "setup.cfg": `[options]\ninstall_requires =\n    ${ABOVE}` },
    [],
  ],
  [
    "a new file below what another says",
    { "dev/requirements.txt": ["", BELOW] },
    { "requirements.txt": ABOVE },
    ["dev/requirements.txt"],
  ],
  [
    "a new file below what another new one says",
    { "a/requirements.txt": ["", BELOW], "b/requirements.txt": ["", ABOVE] },
    {},
    ["a/requirements.txt"],
  ],
  [
    "a new file where a lock alone says more",
    { "dev/requirements.txt": ["", BELOW] },
    { "uv.lock": LOCK },
    ["dev/requirements.txt"],
  ],
  [
    "a new file where another has no bound",
    { "dev/requirements.txt": ["", BELOW] },
    { "requirements.txt": "torch\ntorch>=2.6\n" },
    [],
  ],
  [
    "what a text says that is no manifest",
    { "dev/requirements.txt": ["", BELOW] },
    { "app.py": "pip install 'torch>=2.6'" },
    [],
  ],
  [
    "a file that cannot be read any more",
    {
      "pyproject.toml": [
        '[project]\ndependencies = ["torch>=2.6"]\n',
        '[project\ndependencies = ["torch>=2.0"]\n',
      ],
    },
    {},
    ["pyproject.toml"],
  ],
  [
    "a library that is asked for in a way that is not understood",
    { "requirements.txt": [ABOVE, "torch @ file:///srv/torch.whl\n"] },
    {},
    ["requirements.txt"],
  ],
  ["a library that goes", { "requirements.txt": [`${ABOVE}numpy\n`, "numpy\n# torch is gone\n"] }, {}, []],
  ["a library that has no such line", { "requirements.txt": ["left-pad>=2\n", "left-pad\n"] }, {}, []],
])("%s", (_, changed, around, paths) => {
  const sides = Object.entries(changed).map(([path, [base, head]]) => ({ path, base, head }));
  expect(loweringManifests(sides, new Map(Object.entries(around)))).toEqual(paths);
});
