import { describe, expect, test } from "vitest";

import { analyzeChangedFile } from "../../src/analysis/analyze-file.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { floorsOf } from "../../src/dependencies/floors-of.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { analyzeWith } from "../support/analyze.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");

test("the floor of a repository decides what a load is", () => {
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

  test("that lowers a bound of lightning blocks where a checkpoint is loaded", () => {
    const loads = "import lightning as L\n\nL.LightningModule.load_from_checkpoint(path)\n";
    const [found] = change("lightning>=2.6\n", "lightning>=2.5\n", new Map([["a.py", loads]]));
    expect(found).toMatchObject({ ruleId: "dependency-floor", level: "block" });
    expect(found?.message).toContain("`a.py:3`");
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

  test("that lowers sagemaker exposes deserializers that take its default, and no others", () => {
    const uses = new Map([
      ["a.py", "from sagemaker.deserializers import NumpyDeserializer\n\nd = NumpyDeserializer()\n"],
      [
        "b.py",
        "from sagemaker.deserializers import NumpyDeserializer\n\nd = NumpyDeserializer(allow_pickle=False)\n",
      ],
    ]);
    const [found] = change("sagemaker>=2.218", "sagemaker>=2.200", uses);
    expect(found?.level).toBe("block");
    expect(found?.message).toContain("`a.py:3`");
    expect(found?.message).not.toContain("b.py");
  });

  test.each(["torch<2.6", "torch==2.1.0", "PyYAML>=5.1,<5.4", "sagemaker~=2.100.0", "aiohttp<=3.13.9"])(
    "to %s keeps a package below a line, which is noted once",
    (requirement) => {
      const found = change("numpy", `numpy\n${requirement}`, new Map());
      expect(found).toMatchObject([{ ruleId: "dependency-floor", level: "note", line: 2 }]);
      expect(change(requirement, requirement, new Map())).toEqual([]);
    },
  );

  test.each(["torch", "torch>=2.0", "torch==2.7.1", "torch>=2.6,<3", "torch!=2.6", "other<2.6"])(
    "to %s keeps nothing below a line",
    (requirement) => {
      expect(change("numpy", `numpy\n${requirement}`, new Map())).toEqual([]);
    },
  );

  test("that adds what exists to unpickle is noted", () => {
    const found = change("numpy", "numpy\nDill>=0.3\njsonpickle\nrequests", new Map());
    expect(found).toMatchObject([
      { ruleId: "dependency-floor", level: "note", line: 2 },
      { ruleId: "dependency-floor", level: "note", line: 3 },
    ]);
    expect(found[0]?.message).toBe(
      "This adds dill: it loads functions, classes and whole sessions from pickles. Whoever can write what it reads runs code.",
    );
    expect(change("dill", "dill>=0.3", new Map())).toEqual([]);
  });
});

describe("what else decides about versions", () => {
  const files = new Map([["m.py", "import torch\n\n\ndef f(p):\n    return torch.load(p)\n"]]);
  const said = (path: string, base: string | null, head: string, more: Record<string, string> = {}) =>
    analyzeChangedFile(
      { path, base, head, hunks: null },
      {
        parse: parser.parse,
        policy: DEFAULT_POLICY,
        repository: repositoryOf(new Map([...files, ...Object.entries(more)])),
      },
    )
      .findings.filter(({ ruleId, level }) => ruleId === "dependency-floor" && level !== "note")
      .map(({ level, range }) => `${String(range.startLine + 1)} ${level}`);

  test.each([
    [
      "setup.py",
      'setup(install_requires=["torch>=2.6"])\n',
      'setup(install_requires=["torch>=2.0"])\n',
      "1 block",
    ],
    [
      "setup.py",
      'setup(install_requires=["torch>=2.6"])\n',
      'setup(install_requires=["numpy", "torch"])\n',
      "1 block",
    ],
    ["requirements.txt", "torch>=2.6\n", "torch @ git+https://x/torch@v2.1\n", "1 block"],
    [
      "pyproject.toml",
      '[project]\ndependencies=["torch>=2.6"]\n',
      '[project]\ndependencies=["torch>=2.6"]\n[tool.uv]\noverride-dependencies=["torch==2.1"]\n',
      "2 block",
    ],
    [
      "Dockerfile",
      "FROM x\nRUN pip install torch==2.6.0\n",
      "FROM x\nRUN pip install torch==2.1.0\n",
      "2 block",
    ],
    ["Dockerfile", "FROM pytorch/pytorch:2.6.0-cuda\n", "FROM pytorch/pytorch:2.1.0-cuda\n", "1 block"],
    [
      "Dockerfile",
      "RUN pip install \\\n    a \\\n    torch==2.6.0\n",
      "RUN pip install \\\n    a \\\n    torch==2.1.0\n",
      "3 block",
    ],
    [
      ".github/workflows/a.yml",
      "jobs:\n  a:\n    steps:\n      - run: pip install torch==2.6\n",
      "jobs:\n  a:\n    steps:\n      - run: pip install torch==2.1\n",
      "4 block",
    ],
  ])("%s: %j to %j", (path, base, head, expected) => {
    expect(said(path, base, head)).toEqual([expected]);
  });

  test("a second manifest that asks for less, where another one asks for more", () => {
    const others = { "requirements.txt": "torch>=2.6\n" };
    expect(said("requirements-gpu.txt", null, "torch==2.1\n", others)).toEqual(["1 block"]);
    expect(said("requirements-gpu.txt", null, "torch==2.7\n", others)).toEqual([]);
    expect(said("requirements-gpu.txt", null, "torch==2.1\n", { "requirements.txt": "torch\n" })).toEqual([]);
  });

  test("a manifest that is deleted", () => {
    expect(said("requirements.txt", "torch>=2.6\n", "")).toEqual(["1 block"]);
    expect(said("requirements.txt", "torch>=2.6\n", "", { "setup.py": "setup(a=['torch>=2.7'])\n" })).toEqual(
      [],
    );
  });

  test.each([
    ["Dockerfile", "RUN pip install torch==2.6.0\n", "RUN pip install torch==2.7.0\n"],
    ["Dockerfile", "RUN echo torch==2.6.0\n", "RUN echo torch==2.1.0\n"],
    ["Dockerfile", "FROM x:2.6.0\n", "FROM x:2.1.0\n"],
  ])("nothing of %s: %j to %j", (path, base, head) => {
    expect(said(path, base, head)).toEqual([]);
  });
});
