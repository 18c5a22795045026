import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { Ajv, type SchemaObject } from "ajv";
import { describe, expect, test } from "vitest";

import { renderSarif } from "../../src/report/sarif.js";
import type { Report } from "../../src/report/report.js";
import { finding } from "../support/review-input.js";

const file = createRequire(import.meta.url).resolve(
  "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
);
const schema = JSON.parse(readFileSync(file, "utf8")) as SchemaObject;
// It is of draft 4; its own name and dialect are of no use to the validator.
delete schema.$schema;
delete schema["id"];
const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

const report: Report = {
  version: "0.1.0",
  findings: [
    finding({ line: 3, fix: "x = 1", importLine: 1 }),
    finding({ line: 4, path: "ä b/c.py", level: "warn" }),
  ],
  suppressed: [{ finding: finding({ line: 9 }), reason: "signed", expires: "2027-01-31" }],
  notScanned: [{ path: "x.py", reason: "not valid UTF-8", blocking: true }],
  remarks: [],
  scope: null,
  stats: { filesChanged: 2, filesScanned: 2, durationMs: 1 },
  lineOf: () => null,
};

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { id: string }[] } };
    readonly results: readonly Record<string, unknown>[];
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
  }[];
}

describe("SARIF", () => {
  const log = JSON.parse(renderSarif(report)) as Log;
  const run = log.runs[0];

  test("follows the schema of version 2.1.0", () => {
    validate(log);
    expect(validate.errors).toBeNull();
  });

  test("describes the rules that found something, and points results at them", () => {
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(["pickle-load"]);
    expect(run?.results).toMatchObject([
      { ruleId: "pickle-load", ruleIndex: 0, level: "error", partialFingerprints: { "noPickle/v1": "1" } },
      {
        level: "warning",
        locations: [{ physicalLocation: { artifactLocation: { uri: "%C3%A4%20b/c.py" } } }],
      },
      { suppressions: [{ kind: "external", justification: "signed (until 2027-01-31)" }] },
    ]);
  });

  test("says that something was not scanned", () => {
    expect(run?.invocations[0]?.executionSuccessful).toBe(false);
  });
});
