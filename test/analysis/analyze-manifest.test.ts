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
