import { describe, expect, test } from "vitest";

import type { Level } from "../../src/findings/finding.js";
import { applyWaivers } from "../../src/policy/apply-waivers.js";
import { isIgnored, levelUnder } from "../../src/policy/levels.js";
import { parsePolicy } from "../../src/policy/parse-policy.js";
import { DEFAULT_POLICY, type Policy } from "../../src/policy/policy.js";
import { ruleById } from "../../src/rules/registry.js";
import { finding } from "../support/review-input.js";

function policyOf(text: string): Policy {
  const result = parsePolicy(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.policy;
}

describe("a policy file", () => {
  test("that is empty means the defaults", () => {
    expect(policyOf("")).toEqual(DEFAULT_POLICY);
  });

  test("of every key is read", () => {
    const text = `
preset: balanced
review: comment
rules: { joblib-load: warn }
overrides:
  - paths: ["tests/**"]
    rules: { pickle-import: off }
ignore: ["third_party/**"]
wrappers:
  - symbol: acme.config.load_yaml
waivers:
  - { rule: pickle-load, path: src/cache.py, symbol: pickle.load, reason: "HMAC-verified", expires: 2027-01-31 }
waiver-approval: other-maintainer
drafts: neutral
not-scanned: warn
`;
    expect(policyOf(text)).toMatchObject({
      preset: "balanced",
      review: "comment",
      notScanned: "warn",
      wrappers: ["acme.config.load_yaml"],
      waiverApproval: "other-maintainer",
      drafts: "neutral",
      waivers: [{ rule: "pickle-load", count: 1, expires: "2027-01-31" }],
    });
  });

  test.each<[string, number, number, RegExp]>([
    ["preset: [", 1, 10, /./],
    ["a: 1", 1, 1, /unknown key "a"/],
    ["reveiw: none", 1, 1, /did you mean "review"/],
    ["preset: lax", 1, 1, /preset/],
    ["rules:\n  pickle-lode: warn", 2, 3, /did you mean "pickle-load"/],
    ["rules:\n  constructor: off", 2, 3, /unknown rule "constructor"/],
    ["overrides:\n  - paths: []\n    rules: { __proto__: off }", 3, 14, /unknown rule "__proto__"/],
    ["waivers:\n  - rule: pickle-load\n    path: a.py\n    reason: ' '", 4, 5, /needs a reason/],
    ["waivers:\n  - { rule: pickle-load, path: a.py, reson: x }", 2, 38, /did you mean "reason"/],
    ["overrides:\n  - path: [x]\n    rules: {}", 2, 5, /did you mean "paths"/],
    ["wrappers:\n  - { symbl: x }", 2, 7, /did you mean "symbol"/],
    ["- a", 1, 1, /mapping/],
    ["a: &a [*a]", 1, 1, /./],
  ])("%j is wrong in line %i, column %i", (text, line, column, message) => {
    const result = parsePolicy(text);
    const [problem] = result.ok ? [] : result.problems;
    expect(problem?.line).toBe(line);
    expect(problem?.column).toBe(column);
    expect(problem?.message).toMatch(message);
  });
});

test("a policy file nested to exhaustion is wrong, not fatal", () => {
  expect(parsePolicy(`a: ${"[".repeat(100_000)}`).ok).toBe(false);
});

describe("the level of a finding", () => {
  test.each<[string, string, string, Level | undefined, Level | null]>([
    ["", "a.py", "pickle-load", undefined, "block"],
    ["", "a.py", "yaml-unproven-loader", undefined, "warn"],
    ["", "a.py", "pickle-load", "note", "note"],
    ["rules: { pickle-load: off }", "a.py", "pickle-load", undefined, null],
    ["rules: { pickle-load: warn }", "a.py", "pickle-load", undefined, "warn"],
    ["rules: { pickle-load: warn }", "a.py", "pickle-load", "note", "note"],
    ["rules: { pickle-import: block }", "a.py", "pickle-import", "warn", "warn"],
    ["rules: { yaml-unproven-loader: block }", "a.py", "yaml-unproven-loader", undefined, "block"],
    ["preset: balanced", "a.py", "pickle-import", "block", "warn"],
    ["preset: balanced", "a.py", "pickle-load", undefined, "block"],
    ["preset: balanced", "tests/a.py", "pickle-load", undefined, "warn"],
    [
      "overrides: [{ paths: ['x/**'], rules: { pickle-load: warn } }]",
      "x/a.py",
      "pickle-load",
      undefined,
      "warn",
    ],
    [
      "overrides: [{ paths: ['x/**'], rules: { pickle-load: warn } }]",
      "a.py",
      "pickle-load",
      undefined,
      "block",
    ],
    [
      "overrides: [{ paths: ['x/**'], rules: { pickle-load: warn } }, { paths: ['x/y/**'], rules: { pickle-load: off } }]",
      "x/y/a.py",
      "pickle-load",
      undefined,
      null,
    ],
  ])("%j: %s %s graded %s is %s", (text, path, id, own, level) => {
    const rule = ruleById(id);
    if (!rule) throw new Error(id);
    expect(levelUnder(policyOf(text), path, rule, own)).toBe(level);
  });

  test("ignored paths, hidden folders too", () => {
    const policy = policyOf("ignore: ['third_party/**', '**/*_pb2.py']");
    expect(["third_party/.x/a.py", "a/b_pb2.py", "a.py"].map((path) => isIgnored(policy, path))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("a waiver of the policy", () => {
  const policy = (waiver: string) =>
    policyOf(`waivers: [{ rule: pickle-load, path: a.py, reason: r${waiver} }]`);
  const waived = (waiver: string, lines: readonly number[], today = "2026-06-15") =>
    applyWaivers(
      lines.map((line) => finding({ line, fingerprint: String(line) })),
      [],
      policy(waiver),
      today,
    ).waived.length;

  test.each<[string, number]>([
    ["", 1],
    [", count: 2", 2],
    [", symbol: pickle.loads", 1],
    [", symbol: pickle.load", 0],
    [", expires: 2026-06-15", 1],
    [", expires: 2026-06-14", 0],
    [", expires: soon", 0],
    [", expires: 2026-13-45", 0],
  ])("%j covers %i of two", (waiver, count) => {
    expect(waived(waiver, [1, 2])).toBe(count);
  });
});
