import { describe, expect, test } from "vitest";

import { effectivePolicy, type ReadPolicy } from "../../src/policy/effective-policy.js";
import { isIgnored, levelUnder } from "../../src/policy/levels.js";
import { parsePolicy } from "../../src/policy/parse-policy.js";
import { ruleById } from "../../src/rules/registry.js";

function read(text: string): ReadPolicy {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

function levelOf(own: string | null, organization: string | null, id = "pickle-load", path = "a.py") {
  const rule = ruleById(id);
  if (!rule) throw new Error(id);
  const { policy } = effectivePolicy(
    own === null ? null : read(own),
    organization === null ? null : read(organization),
  );
  return levelUnder(policy, path, rule, undefined);
}

describe("the organization's floor", () => {
  const FLOOR =
    "floor: { rules: { pickle-load: block, yaml-full-load: warn }, waiver-approval: other-maintainer, not-scanned: block, ignore: ['third_party/**'] }";

  test.each<[string, string | null, string | null]>([
    ["is no level where the repository says nothing", "", "block"],
    ["holds against a rule that is off", "rules: { pickle-load: off }", "block"],
    ["holds against a lower level", "rules: { pickle-load: note }", "block"],
    ["holds against an override", "overrides: [{ paths: ['**'], rules: { pickle-load: off } }]", "block"],
    ["holds without a file", null, "block"],
  ])("%s", (_, own, level) => {
    expect(levelOf(own, FLOOR)).toBe(level);
  });

  test("holds against a preset, may be exceeded, and binds nothing that it does not name", () => {
    expect(levelOf("preset: balanced", FLOOR, "pickle-load", "tests/a.py")).toBe("block");
    expect(levelOf("rules: { yaml-full-load: block }", FLOOR, "yaml-full-load")).toBe("block");
    expect(levelOf("rules: { joblib-load: off }", FLOOR, "joblib-load")).toBeNull();
    expect(levelOf("rules: { pickle-load: off }", "rules: { pickle-load: block }")).toBeNull();
  });

  test("holds approval, what was not scanned, and the most that may be ignored; and is said", () => {
    const own = read(
      "waiver-approval: maintainer\nnot-scanned: warn\nignore: ['**/*.py']\nrules: { pickle-load: off }\nfloor: { rules: { pickle-load: off } }",
    );
    const { policy, held } = effectivePolicy(own, read(FLOOR));
    expect(policy).toMatchObject({ waiverApproval: "other-maintainer", notScanned: "block" });
    expect(["third_party/a.py", "src/a.py"].map((path) => isIgnored(policy, path))).toEqual([true, false]);
    expect(held).toEqual([
      "pickle-load at block",
      "waiver-approval at other-maintainer",
      "not-scanned at block",
      "ignore within third_party/** (not **/*.py)",
    ]);
    expect(effectivePolicy(read(""), read(FLOOR)).held).toEqual([]);
  });

  test("of a repository's own counts for nobody", () => {
    const { policy } = effectivePolicy(read("floor: { not-scanned: block }\nnot-scanned: warn"), null);
    expect(policy).toMatchObject({ notScanned: "warn", floor: null });
  });
});

describe("extends: organization", () => {
  const ORGANIZATION =
    "preset: balanced\nreview: comment\nrules: { joblib-load: off, pickle-load: warn }\nignore: [a.py]\noverrides: [{ paths: ['x/**'], rules: { dill-load: off } }]";

  test("puts the two together; the repository has the last word", () => {
    const { policy, inherited } = effectivePolicy(
      read(
        "extends: organization\nreview: none\nrules: { pickle-load: block }\nignore: [b.py]\noverrides: [{ paths: ['x/y/**'], rules: { dill-load: block } }]",
      ),
      read(ORGANIZATION),
    );
    expect(policy).toMatchObject({
      preset: "balanced",
      review: "none",
      rules: { "joblib-load": "off", "pickle-load": "block" },
      ignore: ["a.py", "b.py"],
    });
    expect(policy.overrides).toHaveLength(2);
    expect(inherited).toEqual(["preset", "rules", "ignore", "overrides"]);
  });

  test("is nothing without an organization's policy; a file that does not extend replaces it", () => {
    expect(effectivePolicy(read("extends: organization\npreset: strict"), null)).toMatchObject({
      inherited: [],
      held: [],
    });
    expect(effectivePolicy(read("review: none"), read(ORGANIZATION)).policy).toMatchObject({
      preset: "strict",
      rules: {},
    });
    expect(effectivePolicy(null, read(ORGANIZATION)).policy).toMatchObject({ preset: "balanced" });
  });
});
