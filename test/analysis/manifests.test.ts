import { describe, expect, test } from "vitest";

import { analyzeChangedFile } from "../../src/analysis/analyze-file.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { floorsOf } from "../../src/dependencies/floors-of.js";
import { isManifest, parseManifest } from "../../src/dependencies/parse-manifest.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { analyzeWith } from "../support/analyze.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");

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

describe("the floor of a repository", () => {
  const floor = (files: Readonly<Record<string, string>>) =>
    floorsOf(new Map(Object.entries(files))).get("torch")?.version;

  test("is the lowest bound that any manifest sets", () => {
    expect(
      floor({
        "pyproject.toml": '[project]\ndependencies = ["torch>=2.6"]',
        "requirements.txt": "torch>=2.1",
      }),
    ).toBe("2.1");
  });

  test("is that of the lock where nothing else sets one", () => {
    const lock = '[[package]]\nname = "torch"\nversion = "2.7.0"\n';
    expect(floor({ "requirements.txt": "torch", "uv.lock": lock })).toBe("2.7.0");
    expect(floor({ "requirements.txt": "torch>=2.1", "uv.lock": lock })).toBe("2.1");
  });

  test("is none where one manifest names the package without a bound", () => {
    const bounded = '[project]\ndependencies = ["torch>=2.6"]';
    expect(floor({ "pyproject.toml": bounded, "requirements-dev.txt": "torch" })).toBeNull();
    expect(
      floor({
        "requirements-dev.txt": "torch",
        "setup.cfg": "[options]\ninstall_requires =\n    torch>=2.6\n",
      }),
    ).toBeNull();
    expect(floor({ "requirements.txt": "numpy" })).toBeUndefined();
  });

  test("decides what a load is", () => {
    const load = "import torch\n\nstate = torch.load('a.pt')\n";
    const levelWith = (text: string) => {
      const floors = floorsOf(new Map([["requirements.txt", text]]));
      return analyzeWith("a.py", load, { floors }).findings[0];
    };
    expect(levelWith("torch>=2.6")?.level).toBe("note");
    expect(levelWith("torch>=2.5")?.level).toBe("block");
    expect(levelWith("torch>=2.5")?.message).toContain("requirements.txt allows torch 2.5");
    expect(levelWith("torch")?.message).toContain("requirements.txt sets no lowest version of torch");
    expect(levelWith("torch")?.level).toBe("block");
    expect(levelWith("numpy")?.message).toContain(
      "No manifest of this repository sets a lowest version of torch",
    );
  });
});

describe("a change of a manifest", () => {
  const sources = new Map([["app/model.py", "import torch\n\n\ndef f(p):\n    return torch.load(p)\n"]]);
  const change = (base: string | null, head: string, files = sources) =>
    analyzeChangedFile(
      { path: "requirements.txt", base, head, hunks: null },
      { parse: parser.parse, policy: DEFAULT_POLICY, repository: repositoryOf(files) },
    ).findings.map(({ ruleId, level, message, range }) => ({
      ruleId,
      level,
      message,
      line: range.startLine + 1,
    }));

  test("that lowers a bound below a line blocks, with the calls that it exposes", () => {
    const [found, ...others] = change("numpy\ntorch>=2.6\n", "numpy\ntorch>=2.0\n");
    expect(others).toEqual([]);
    expect(found).toMatchObject({ ruleId: "dependency-floor", level: "block", line: 2 });
    expect(found?.message).toContain("allows torch 2.0 (it was 2.6)");
    expect(found?.message).toContain("`app/model.py:5`");
  });

  test("that exposes nothing warns", () => {
    expect(change("torch>=2.6", "torch", new Map())[0]?.level).toBe("warn");
  });

  test("that stays above the line, or was below it before, is quiet", () => {
    expect(change("torch>=2.7", "torch>=2.6")).toEqual([]);
    expect(change("torch>=2.1", "torch>=2.0")).toEqual([]);
    expect(change(null, "torch>=2.0")).toEqual([]);
    expect(change("torch>=2.6", "numpy")).toEqual([]);
  });
});
