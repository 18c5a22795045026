import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { analyzeWholeFile } from "../../src/analysis/analyze-file.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { analyze } from "../support/analyze.js";
import { PROGRAMS, type DocumentCase } from "../support/document-cases.js";
import { SETTINGS, SWITCHES } from "../support/document-settings.js";
import { mutated } from "../support/mutated.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");

/** What is said of a document; imports go with the loads that they lead to. */
function said({ path, text }: DocumentCase): string[] {
  const { findings, notScanned } = analyze(path, text);
  expect(notScanned).toEqual([]);
  return findings
    .filter(({ ruleId }) => ruleId !== "pickle-import")
    .map(({ range, ruleId, level }) => `${String(range.startLine + 1)} ${ruleId} ${level}`);
}

describe.each([
  ["Python", PROGRAMS],
  ["a setting", SETTINGS],
  ["a switch", SWITCHES],
])("%s in a document", (_, cases) => {
  test.each(Object.entries(cases))("%s", (_name, one) => {
    expect(said(one)).toEqual(one.expect);
  });
});

describe("a stranger's document", () => {
  const ALL = [PROGRAMS, SETTINGS, SWITCHES].flatMap((cases) => Object.values(cases));
  const paths = [...new Set(ALL.map(({ path }) => path))];

  test("gives places inside of it, whatever it is", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(mutated(ALL.map(({ text }) => text)), fc.constantFrom(...paths), (text, path) => {
        const lines = text.split("\n");
        const { findings, notScanned } = analyzeWholeFile(path, text, {
          parse: parser.parse,
          policy: DEFAULT_POLICY,
        });
        expect(notScanned.filter(({ reason }) => reason.includes("failed"))).toEqual([]);
        for (const { range } of findings) {
          expect(range.startLine).toBeLessThanOrEqual(range.endLine);
          expect(range.endLine).toBeLessThan(lines.length);
          expect(range.endColumn).toBeLessThanOrEqual(lines[range.endLine]?.length ?? 0);
        }
      }),
      { numRuns: Number(process.env["RUNS"] ?? 300) },
    );
  });

  test.each([
    ["a.yaml", "run: python -c 'import pickle; pickle.load(f)' ", "[{"],
    ["a.yaml", "task_serializer: pickle\nx: ", "- "],
    ["a.json", '{"allow_pickle": true, "x": ', '[{"a":'],
    ["a.toml", 'task_serializer = "pickle"\nx = ', "[["],
    ["a.sh", "export TRUST_REMOTE_CODE=1\n", "$(("],
    ["a.sh", "export TRUST_REMOTE_CODE=1\n", 'python -c "import pickle" | '],
    ["Dockerfile", "ENV TRUST_REMOTE_CODE=1\n", "RUN x \\\n"],
    ["Makefile", "export TRUST_REMOTE_CODE=1\n", "\t$$x\\\n"],
    ["Jenkinsfile", "TRUST_REMOTE_CODE=1\n", 'sh "'],
    ["tox.ini", "enable_xcom_pickling = 1\n", " x = 1\n"],
    ["a.yaml", "python: import pickle\nx: ", "{{ x }} "],
    ["a.yaml", "python - import pickle ", "{{"],
  ])("is read in time that grows with it: %s %j", { timeout: 20_000 }, (path, start, again) => {
    analyzeWholeFile(path, start + again.repeat(30_000), { parse: parser.parse, policy: DEFAULT_POLICY });
  });
});
