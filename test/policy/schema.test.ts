import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

import { policyJsonSchema } from "../../scripts/policy-json-schema.js";
import { parsePolicy } from "../../src/policy/parse-policy.js";

const DOCS = join(import.meta.dirname, "..", "..", "docs");
const published = JSON.parse(readFileSync(join(DOCS, "no-pickle.schema.json"), "utf8")) as {
  readonly properties: object;
};
const policyPage = readFileSync(join(DOCS, "policy.md"), "utf8");

describe("the published JSON Schema", () => {
  test("is the one that the parser's schema gives", () => {
    expect(published).toEqual(policyJsonSchema());
  });

  test("has the keys that the documentation lists", () => {
    const documented = [...policyPage.matchAll(/^\| `([\w-]+)`/gm)].map(([, key]) => key);
    expect(documented.sort()).toEqual(Object.keys(published.properties).sort());
  });

  const isValid = new Ajv({ strict: false }).compile(published);

  test.each<[string, boolean]>([
    ["{}", true],
    ["preset: strict", true],
    ["preset: lax", false],
    ["review: comment", true],
    ["drafts: neutral", true],
    ["drafts: skip", false],
    ["rules: { joblib-load: warn }", true],
    ["rules: { joblib-lod: warn }", false],
    ["rules: { joblib-load: deny }", false],
    ["overrides: [{ paths: ['tests/**'], rules: { pickle-import: off } }]", true],
    ["overrides: [{ rules: { pickle-import: off } }]", false],
    ["overrides: [{ paths: ['x'], rules: { pickle-imprt: off } }]", false],
    ["ignore: ['third_party/**']", true],
    ["ignore: third_party", false],
    ["wrappers: [{ symbol: acme.load }]", true],
    ["wrappers: [acme.load]", false],
    ["waivers: [{ rule: pickle-load, path: a.py, reason: r }]", true],
    [
      "waivers: [{ rule: pickle-load, path: a.py, reason: r, expires: 2027-01-31, count: 2, symbol: s }]",
      true,
    ],
    ["waivers: [{ rule: pickle-load, path: a.py }]", false],
    ["waivers: [{ rule: pickle-load, path: a.py, reason: '' }]", false],
    ["waivers: [{ rule: pickle-lod, path: a.py, reason: r }]", false],
    ["waivers: [{ rule: pickle-load, path: a.py, reason: r, count: 0 }]", false],
    ["waiver-approval: maintainer", true],
    ["waiver-approval: anybody", false],
    ["dashboard: true", true],
    ["dashboard: weekly", false],
    ["not-scanned: warn", true],
    ["not-scaned: warn", false],
  ])("agrees with the parser on %j: %j", (text, valid) => {
    expect(parsePolicy(text).ok).toBe(valid);
    expect(isValid(parse(text))).toBe(valid);
  });
});
