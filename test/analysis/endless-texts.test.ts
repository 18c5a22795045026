import { describe, expect, test } from "vitest";

import { parseManifest } from "../../src/dependencies/parse-manifest.js";
import { parseCommands } from "../../src/review/commands.js";
import { analyze } from "../support/analyze.js";

const MANY = 200_000;

/**
 * A pull request is a stranger's text. Where looking at each place again meant reading all that follows, these would take
 * hours.
 */
describe("texts that go on and on in one line", () => {
  test.each<[string, string]>([
    ["comments that ask to look away", `import pickle\nx = pickle.load(f)\n${"#noqa:x ".repeat(MANY)}\n`],
    ["imports of sys", `import pickle\npickle.load(modules)\n# ${"from sys import x;".repeat(MANY)}\n`],
    ["tables of modules", `import pickle\npickle.load(f)\n# ${"sys.modules[d ".repeat(MANY)}\n`],
    ["names with dots in what is no Python", `import pickle\npickle.load(f)\n${"A.\t".repeat(MANY)}\n`],
    [
      "a waiver without a reason",
      `import pickle\nx = pickle.load(f)  # no-pickle: allow[pickle-load]${"\t".repeat(MANY)}x\u2028\n`,
    ],
  ])("%s", (_, text) => {
    const { findings, notScanned } = analyze("a.py", text);
    expect(findings.length + notScanned.length).toBeGreaterThan(0);
  });

  test.each<[string, string, string]>([
    ["requirements.txt", `torch\n${"0\t".repeat(MANY)}(]\n`, "torch"],
    ["requirements.txt", `torch\na${" ".repeat(MANY)}@\n`, "torch"],
    ["requirements.txt", `torch\na ==${" ".repeat(MANY)}x\n`, "torch"],
    ["setup.cfg", `[options]\n-=${"\t".repeat(MANY)}\u2028\ninstall_requires =\n  torch\n`, "torch"],
  ])("in %s", (path, text, name) => {
    expect(JSON.stringify(parseManifest(path, text))).toContain(name);
  });

  test.each([
    `${"~".repeat(MANY)}\u2028\n`,
    `/no-pickle \u2028${"\t".repeat(MANY)}\u2028x\n`,
    `/no-pickle accept until: 0${"0".repeat(MANY)}\t${"\t".repeat(MANY)}\u2028\n`,
  ])("in a comment: %#", (text) => {
    expect(parseCommands(`/no-pickle help\n${text}`)[0]).toEqual({ kind: "help" });
  });
});
