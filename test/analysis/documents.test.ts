import { describe, expect, test } from "vitest";

import { analyze } from "../support/analyze.js";
import { PROGRAMS, type DocumentCase } from "../support/document-cases.js";
import { SETTINGS, SWITCHES } from "../support/document-settings.js";

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
