import { describe, expect, test } from "vitest";

import { analyzeWith } from "../support/analyze.js";

/** The levels of all loads in the body of a test. */
function levels(body: string, head = "tmp_path, model"): string[] {
  const lines = body.split("\n").map((line) => `    ${line}\n`);
  const text = `import os\nimport tempfile\nfrom pathlib import Path\n\nimport joblib\nimport pickle\nimport torch\n\n\ndef test_it(${head}):\n${lines.join("")}`;
  return analyzeWith("tests/test_a.py", text, {})
    .findings.filter(({ ruleId }) => /load|weights/.test(ruleId))
    .map(({ level }) => level);
}

const PATH = 'path = tmp_path / "a.pkl"\n';
const WRITTEN = `${PATH}with open(path, "wb") as f:\n    pickle.dump(model, f)\n`;

describe("a load of what the same function has written to a file of its own is a note:", () => {
  test.each([
    ["pickle, opened", `${WRITTEN}with open(path, "rb") as f:\n    assert pickle.load(f) == model`],
    ["two names of files", `${WRITTEN}with open(path, "rb") as g:\n    assert pickle.load(g) == model`],
    [
      "bytes",
      `${PATH}path.write_bytes(pickle.dumps(model))\nassert pickle.loads(path.read_bytes()) == model`,
    ],
    [
      "joblib",
      `${PATH}joblib.dump(model, path)\nassert path.exists()\nassert joblib.load(path).a == model.a`,
    ],
    ["torch", `${PATH}torch.save(model, str(path))\ntorch.load(str(path), weights_only=False)`],
    [
      "opened by a method",
      `${PATH}with path.open("wb") as f:\n    pickle.dump(model, f)\nwith path.open("rb") as f:\n    pickle.load(f)`,
    ],
    [
      "a folder of tempfile",
      'with tempfile.TemporaryDirectory() as folder:\n    path = os.path.join(folder, "a")\n    joblib.dump(model, path)\n    joblib.load(path)',
    ],
    [
      "two at a time",
      "a, b = pickle.dumps(model), pickle.dumps(1)\nassert pickle.loads(a) == model\nassert pickle.loads(b) == 1",
    ],
  ])("%s", (_, body) => {
    const found = levels(body);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found)).toEqual(new Set(["note"]));
  });
});

describe("and not", () => {
  test.each([
    ["a file that nothing wrote", `${PATH}joblib.load(path)`],
    ["a file that is written afterwards", `${PATH}joblib.load(path)\njoblib.dump(model, path)`],
    ["a folder that others have", 'path = Path("out") / "a"\njoblib.dump(model, path)\njoblib.load(path)'],
    ["a path that somebody else gets", `${PATH}joblib.dump(model, path)\nfill(path)\njoblib.load(path)`],
    ["a path that is bound twice", `${PATH}joblib.dump(model, path)\npath = model.path\njoblib.load(path)`],
    [
      "a file that gets other bytes",
      `${WRITTEN}path.write_bytes(model.raw)\nwith open(path, "rb") as f:\n    pickle.load(f)`,
    ],
    [
      "a file that is written by hand",
      `${PATH}with open(path, "wb") as f:\n    pickle.dump(model, f)\n    f.write(model.raw)\nwith open(path, "rb") as f:\n    pickle.load(f)`,
    ],
    [
      "a path with a part from outside",
      `path = tmp_path / model.name\njoblib.dump(model, path)\njoblib.load(path)`,
    ],
  ])("%s", (_, body) => {
    expect(levels(body)).toContain("block");
  });

  test("a folder that only has the name of one", () => {
    expect(
      levels(`tmp_path = Path("out")\n${PATH}joblib.dump(model, path)\njoblib.load(path)`, "model"),
    ).toContain("block");
  });
});
