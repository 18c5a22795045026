import { expect, test } from "vitest";

import { isArtifactPath, mayBeArtifact, mayBeEither } from "../../src/analysis/artifact-file.js";

test.each(["models/m.joblib", "weights.pth", "a.pt", "table.npy", "state.pkl", "net.keras"])(
  "%s runs something when it is loaded, by its name",
  (path) => {
    expect(isArtifactPath(path)).toBe(true);
  },
);

test.each(["a.py", "a.ipynb", "setup.cfg", "README.md", "config.json", "run"])("%s does not", (path) => {
  expect(isArtifactPath(path)).toBe(false);
});

test("a .pth file may be a model, and may be lines of Python: it is looked at as both", () => {
  expect(mayBeEither("model.pth")).toBe(true);
  expect(mayBeEither("model.pt")).toBe(false);
  expect(mayBeEither("a.py")).toBe(false);
});

test("what is binary and has no telling name counts where it is small, unless it is a picture", () => {
  expect(mayBeArtifact("blob", true, 1000)).toBe(true);
  expect(mayBeArtifact("blob", true, 5_000_000)).toBe(false);
  expect(mayBeArtifact("logo.png", true, 1000)).toBe(false);
  expect(mayBeArtifact("blob", false, 1000)).toBe(false);
  for (const path of ["data.json", "conf/app.yaml", "pyproject.toml"]) {
    expect(mayBeArtifact(path, true, 1000)).toBe(true);
    expect(mayBeArtifact(path, false, 1000)).toBe(false);
  }
  expect(mayBeArtifact("app.py", true, 1000)).toBe(false);
});
