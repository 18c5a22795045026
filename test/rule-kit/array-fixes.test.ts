import { describe, expect, test } from "vitest";

import { fixed } from "../support/fixed.js";

const stored = (value: string, dump = 'joblib.dump(weights, "w.joblib")'): string =>
  `import joblib\nimport numpy as np\n\n\ndef write():\n    weights = ${value}\n    weights[0] = 3\n    ${dump}\n\n\ndef read():\n    return joblib.load("w.joblib")\n`;

describe("arrays that are written and read here become .npy", () => {
  test.each([
    "np.zeros((3, 4), dtype=np.float32)",
    "np.ones(3)",
    "np.arange(10).reshape(2, 5)",
    "np.array([1, 2.5])",
    "np.array([[1, 2], [3, 4]])",
    "np.array(rows, dtype='float64')",
    "np.linspace(0, 1).astype(int)",
    "np.random.rand(3)",
  ])("%s", (value) => {
    const { text, applied } = fixed(stored(value));
    expect(text).toBe(
      stored(value, 'np.save("w.npy", weights)')
        .replace("import joblib\n", "")
        .replace('joblib.load("w.joblib")', 'np.load("w.npy")'),
    );
    expect(applied[0]?.caveat).toContain("Files that exist are pickles");
  });
});

describe("it stays", () => {
  test.each([
    ["objects may be in it", stored("np.array(rows)")],
    ["objects are in it", stored("np.zeros(3, dtype=object)")],
    ["a type that is not known", stored("np.zeros(3, kind)")],
    ["no array", stored("[1, 2]")],
    ["it is compressed", stored("np.ones(3)", 'joblib.dump(weights, "w.joblib", compress=3)')],
    ["its name would not be the one that is read", stored("np.ones(3)").replaceAll("w.joblib", "w.bin")],
    ["its path is not written out", stored("np.ones(3)").replaceAll('"w.joblib"', "PATH")],
  ])("%s", (_, text) => {
    expect(fixed(text)).toMatchObject({ text, applied: [] });
  });
});
