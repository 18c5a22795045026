import { describe, expect, test } from "vitest";

import { floorsOf } from "../../src/dependencies/floors-of.js";

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
});
