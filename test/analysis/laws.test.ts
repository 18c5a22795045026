import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { analyzeWholeFile } from "../../src/analysis/analyze-file.js";
import { applyFix } from "../../src/analysis/prove-fix.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");
const tools = { parse: parser.parse, policy: DEFAULT_POLICY };
const withoutFixes = { ...tools, wantsFix: () => false };
const FOLDER = join(import.meta.dirname, "..", "fixtures");
const FIXTURES = ["rules", "semantics"].flatMap((folder) =>
  readdirSync(join(FOLDER, folder))
    // A coding declaration only counts on the first two lines.
    .filter((name) => name.endsWith(".py") && name !== "unreadable-source.py")
    .map((name) => [name, readFileSync(join(FOLDER, folder, name), "utf8")] as const),
);

/** What is found, whatever line it is on. */
function findingsOf(text: string): string[] {
  return analyzeWholeFile("a.py", text, withoutFixes)
    .findings.map(({ ruleId, level, symbol, enclosing }) => `${ruleId} ${level} ${symbol} ${enclosing}`)
    .sort();
}

describe("the set of findings", () => {
  test.each(FIXTURES)("of %s does not change with blank lines and comments between statements", (_, text) => {
    const lines = text.split("\n");
    const tops = lines.flatMap((line, i) =>
      /^(?:def|class|import|from|@)\b/.test(line) && !/^\s|["']{3}/.test(lines[i - 1] ?? "") ? [i] : [],
    );
    const found = findingsOf(text);
    fc.assert(
      fc.property(
        fc.subarray(tops),
        fc.constantFrom("", "# a comment", "\n\n# pickle.loads(x)\n"),
        (places, inserted) => {
          const chosen = new Set(places);
          const changed = lines.flatMap((line, i) => (chosen.has(i) ? [inserted, line] : [line])).join("\n");
          // A comment of its own can stand above a line that a suppression comment speaks of.
          expect(findingsOf(changed)).toEqual(found);
        },
      ),
      { numRuns: 8 },
    );
  });

  test("does not change with the name of an alias", () => {
    const program = (a: string, b: string, c: string) =>
      `import pickle as ${a}\nfrom yaml import load as ${b}, Loader as ${c}\nimport torch\n\n\ndef f(x):\n    ${a}.loads(x)\n    ${b}(x, Loader=${c})\n    g = ${a}.load\n    return g(x), torch.load(x)\n`;
    const name = fc.stringMatching(/^[a-wyz_][a-z0-9_]{0,8}$/).filter((one) => !RESERVED.has(one));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 3, maxLength: 3 }), ([a = "", b = "", c = ""]) => {
        expect(findingsOf(program(a, b, c))).toEqual(findingsOf(program("one", "two", "three")));
      }),
      { numRuns: 150 },
    );
  });
});

/** Words of Python, and the names that the program itself uses. */
const RESERVED: ReadonlySet<string> = new Set(
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda not or pass print exec raise return try while with yield match case type f g torch".split(
    " ",
  ),
);

test.each(FIXTURES)(
  "a proven fix of %s, applied, leaves one finding less and is not needed twice",
  (_, text) => {
    const { findings } = analyzeWholeFile("a.py", text, tools);
    for (const { fix, ruleId } of findings) {
      if (!fix) continue;
      const once = applyFix(text, fix);
      const left = analyzeWholeFile("a.py", once, withoutFixes).findings.filter(
        (finding) => finding.ruleId === ruleId,
      );
      expect(left).toHaveLength(findings.filter((finding) => finding.ruleId === ruleId).length - 1);
      // What is replaced by itself stays as it is.
      expect(
        applyFix(once, { ...fix, endLine: fix.startLine + fix.replacement.split("\n").length - 1 }),
      ).toBe(once);
    }
  },
);
