import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { analyzeWholeFile } from "../../src/analysis/analyze-file.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { expectationsOf } from "../support/expectations.js";
import { availableParsers } from "../support/parsers.js";

const ROOT = join(import.meta.dirname, "..", "fixtures");
const FIXTURES = ["rules", "semantics"].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".py"))
    .map((name) => join(folder, name)),
);
const parsers = await availableParsers();

describe.each(parsers)("on the $binding binding", ({ parse }) => {
  test.each(FIXTURES)("%s", (name) => {
    const text = readFileSync(join(ROOT, name), "utf8");
    const expected = expectationsOf(text);
    const { findings, notScanned } = analyzeWholeFile(name, text, { parse, policy: DEFAULT_POLICY });
    const levelAt = new Map(expected.map(({ line, ruleId, level }) => [`${String(line)} ${ruleId}`, level]));
    const found = findings.map(({ range, ruleId, level }) => {
      const key = `${String(range.startLine + 1)} ${ruleId}`;
      return levelAt.get(key) ? `${key} ${level}` : key;
    });
    const wanted = expected.map(({ line, ruleId, level }) =>
      level ? `${String(line)} ${ruleId} ${level}` : `${String(line)} ${ruleId}`,
    );
    expect(found.sort()).toEqual(wanted.sort());
    expect(notScanned).toEqual([]);
  });
});
