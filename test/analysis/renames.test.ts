import { describe, expect, test } from "vitest";

import { analyzeChangedFile } from "../../src/analysis/analyze-file.js";
import { parsePolicy } from "../../src/policy/parse-policy.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
const LOAD = "import pickle\n\n\ndef read(data):\n    return pickle.loads(data)\n";

/** What a file brings in that was only moved, under a policy: `origin level rule`. */
function movedOnly(from: string, to: string, text: string): string[] {
  const parsed = parsePolicy(text);
  if (!parsed.ok || !parser) throw new Error("no policy or no parser");
  const file = { path: to, previousPath: from, head: LOAD, base: LOAD, hunks: [] };
  const { findings } = analyzeChangedFile(file, { parse: parser.parse, policy: parsed.policy });
  return findings.map(({ origin, level, ruleId }) => `${origin} ${level} ${ruleId}`);
}

describe("a file that is moved [21]", () => {
  const LATER_WINS =
    "overrides: [{ paths: ['old/**'], rules: { pickle-load: off, pickle-import: off } }, { paths: ['old/strict/**'], rules: { pickle-load: block, pickle-import: block } }]";
  const ALL = ["exposed block pickle-import", "exposed block pickle-load"];

  test.each<[string, string, string, string[]]>([
    ["a.py", "b.py", "", []],
    ["third_party/a.py", "src/a.py", "ignore: ['third_party/**']", ALL],
    ["src/a.py", "third_party/a.py", "ignore: ['third_party/**']", []],
    [
      "tests/a.py",
      "src/a.py",
      "preset: balanced",
      ["exposed warn pickle-import", "exposed block pickle-load"],
    ],
    ["src/a.py", "tests/a.py", "preset: balanced", []],
    ["old/a.py", "new/a.py", LATER_WINS, ALL],
    ["old/a.py", "old/strict/a.py", LATER_WINS, ALL],
    ["old/strict/a.py", "old/a.py", LATER_WINS, []],
    ["old/a.py", "old/b.py", LATER_WINS, []],
  ])("from %s to %s under %j", (from, to, policy, expected) => {
    expect(movedOnly(from, to, policy)).toEqual(expected);
  });

  test("is compared under its own name where it has no other", () => {
    if (!parser) throw new Error("no parser");
    const tools = { parse: parser.parse, policy: DEFAULT_POLICY };
    expect(analyzeChangedFile({ path: "a.py", head: LOAD, base: LOAD, hunks: [] }, tools).findings).toEqual(
      [],
    );
  });
});
