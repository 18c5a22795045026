import { describe, expect, test } from "vitest";

import { KNOWN_NAMES } from "../../src/analysis/known-names.js";
import { textFallback } from "../../src/analysis/text-fallback.js";
import { parseManifest } from "../../src/dependencies/parse-manifest.js";
import { buildFileModel } from "../../src/python/file-model.js";
import { parseCommands } from "../../src/review/commands.js";
import { analyze } from "../support/analyze.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");

const MANY = 200_000;

/**
 * A pull request is a stranger's text. Where looking at each place again meant reading all that follows, these would take
 * seconds, or hours.
 */
describe("texts that go on and on in one line", { timeout: 5_000 }, () => {
  test.each<[string, string]>([
    ["comments that ask to look away", `import pickle\nx = pickle.load(f)\n${"#noqa:x ".repeat(MANY)}\n`],
    ["imports of sys", `import pickle\npickle.load(modules)\n# ${"from sys import x;".repeat(MANY)}\n`],
    ["tables of modules", `import pickle\npickle.load(f)\n# ${"sys.modules[d ".repeat(MANY)}\n`],
    [
      "a waiver without a reason",
      `import pickle\nx = pickle.load(f)  # no-pickle: allow[pickle-load]${"\t".repeat(MANY)}x\u2028x\n`,
    ],
  ])("%s", (_, text) => {
    const { findings, notScanned } = analyze("a.py", text);
    expect(findings.length + notScanned.length).toBeGreaterThan(0);
  });

  test.each<[string, string, string]>([
    ["requirements.txt", `torch\n${"0\t".repeat(MANY)}(]\n`, "torch"],
    ["requirements.txt", `torch\na${" ".repeat(MANY)}@\n`, "torch"],
    ["requirements.txt", `torch\na >=1,${" ".repeat(MANY)}x\n`, "torch"],
    ["setup.cfg", `[options]\n-=${"\t".repeat(MANY)}x\u2028x\ninstall_requires =\n  torch\n`, "torch"],
  ])("in %s", (path, text, name) => {
    expect(JSON.stringify(parseManifest(path, text))).toContain(name);
  });

  test("in a comment", () => {
    const text = `/no-pickle help\n${"~".repeat(MANY)}\u2028\n`;
    expect(parseCommands(text)).toEqual([{ kind: "help" }]);
  });

  test("names with dots in what is no Python", () => {
    const text = `pickle.load(${"A.\t".repeat(MANY)}`;
    const parsed = parser.parse("import pickle\n");
    if (!parsed.ok) throw new Error(parsed.problem);
    const tree = { ...parsed.tree, text, errors: [{ start: 0, end: text.length }] };
    const model = buildFileModel(tree, KNOWN_NAMES, { path: "a.py", floors: new Map() });
    expect(textFallback(model, []).map(({ found }) => found.symbol)).toEqual(["pickle.load"]);
  });
});
