import { describe, expect, test } from "vitest";

import { isManifest, parseManifest } from "../../src/dependencies/parse-manifest.js";
import { keepsBelow } from "../../src/dependencies/requirement.js";

const MANIFESTS: readonly [path: string, text: string, torch: string | null][] = [
  [
    "requirements.txt",
    "# tools\ntorch[opt] >=2.6,<3 ; python_version>'3.8'  # pinned\n-r other.txt\n",
    "2.6",
  ],
  ["requirements.txt", "torch==2.7.1 \\\n    --hash=sha256:abc\n", "2.7.1"],
  ["requirements/base.in", "torch~=2.6.0\n", "2.6.0"],
  ["requirements-dev.txt", "torch\n", null],
  ["requirements.txt", "torch<3\n", null],
  ["pyproject.toml", '[project]\ndependencies = ["torch>=2.6"]\n', "2.6"],
  ["pyproject.toml", '[project.optional-dependencies]\nml = ["torch>=2.5", "numpy"]\n', "2.5"],
  ["pyproject.toml", '[tool.poetry.dependencies]\ntorch = "^2.6"\npython = "^3.10"\n', "2.6"],
  ["pyproject.toml", '[tool.pdm.dev-dependencies]\nml = ["torch>=2.6"]\n', "2.6"],
  ["pyproject.toml", '[tool.uv]\ndev-dependencies = ["torch>=2.6"]\n', "2.6"],
  ["requirements.txt", "torch @ https://a.b/torch-2.7.1-cp310-none-linux.whl\n", "2.7.1"],
  ["requirements.txt", "torch @ https://a.b/torch-2.7.1.tar.gz\n", "2.7.1"],
  ["requirements.txt", "torch @ https://a.b/torch-2.7.1%2Bcpu-cp310.whl\n", "2.7.1"],
  [
    "pyproject.toml",
    '[tool.poetry.group.ml.dependencies]\ntorch = { version = ">=2.4", extras = ["x"] }\n',
    "2.4",
  ],
  ["pyproject.toml", '[dependency-groups]\nml = ["torch>=2.6", { include-group = "x" }]\n', "2.6"],
  [
    "setup.cfg",
    "[options]\ninstall_requires =\n    torch>=2.6\n    numpy\n[metadata]\nname = torch\n",
    "2.6",
  ],
  ["setup.py", "setup(name='a', install_requires=['torch>=2.6', \"numpy\"])\n", "2.6"],
  ["Pipfile", '[packages]\ntorch = ">=2.6"\n', "2.6"],
  ["Pipfile.lock", '{"default": {"torch": {"version": "==2.6.1"}}}', "2.6.1"],
  ["uv.lock", '[[package]]\nname = "torch"\nversion = "2.6.0"\n', "2.6.0"],
  ["environment.yml", "dependencies:\n  - pytorch::pytorch=2.6\n  - pip:\n      - numpy\n", "2.6"],
];

describe("a manifest", () => {
  test.each(MANIFESTS)("%s: %j", (path, text, version) => {
    expect(isManifest(path)).toBe(true);
    const found = parseManifest(path, text).filter(({ name }) => name === "torch");
    expect(found.map((declared) => declared.version)).toEqual([version]);
  });

  test("that cannot be read declares nothing", () => {
    for (const path of ["pyproject.toml", "Pipfile.lock", "uv.lock", "environment.yml"]) {
      expect(parseManifest(path, "{[}\u0000")).toEqual([]);
    }
  });
});

test.each([
  ["<2.6", true],
  ["==2.5.1", true],
  ["==2.5.*", true],
  ["~=2.5.0", true],
  [">=2.0,<2.6", true],
  ["<=2.5", true],
  ["", false],
  [">=2.0", false],
  ["==2.6.0", false],
  ["==2.7.1", false],
  ["<=2.6", false],
  ["<3", false],
  ["~=2.5", false],
  ["!=2.6", false],
  ["^2.5", false],
  ["latest", false],
])("%j keeps a package below 2.6: %s", (specifiers, expected) => {
  expect(keepsBelow(specifiers, "2.6")).toBe(expected);
});
