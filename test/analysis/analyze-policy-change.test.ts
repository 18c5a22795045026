import { describe, expect, test } from "vitest";

import { analyzeChangedFile } from "../../src/analysis/analyze-file.js";
import type { ReadPolicy } from "../../src/policy/effective-policy.js";
import { parsePolicy } from "../../src/policy/parse-policy.js";
import { DEFAULT_POLICY, POLICY_PATH, type Policy } from "../../src/policy/policy.js";

function policyOf(text: string): ReadPolicy {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

interface Change {
  readonly from?: string;
  readonly gone?: string;
  readonly organization?: string;
  readonly isOrganization?: boolean;
}

/** What a change of the policy lets through; `null` where there was no file. */
function weaker(base: string | null, head: string, change: Change = {}): string[] {
  const { from, gone, organization, isOrganization = false } = change;
  const file = {
    path: POLICY_PATH,
    head,
    base,
    hunks: null,
    ...(from !== undefined && { previousPath: from }),
    ...(gone !== undefined && { gone }),
  };
  const tools = {
    parse: () => ({ ok: false as const, problem: "no Python here" }),
    policy: DEFAULT_POLICY,
    organization: organization === undefined ? null : policyOf(organization),
    isOrganization,
  };
  const { findings } = analyzeChangedFile(file, tools);
  for (const finding of findings)
    expect(finding).toMatchObject({ ruleId: "policy-weakened", level: "block" });
  expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
  return findings.map(({ message }) => message.replace(/^The policy becomes weaker: (.*)\.$/s, "$1"));
}

const WAIVER = "{ rule: pickle-load, path: a.py, reason: ours }";

/** Of each key, a file that lets more through than none does; null of a key that can let nothing through. */
const WEAKER: Readonly<Record<keyof Policy, string | null>> = {
  preset: "preset: balanced",
  rules: "rules: { pickle-load: off }",
  overrides: "overrides: [{ paths: ['x/**'], rules: { pickle-load: warn } }]",
  ignore: "ignore: [app.py]",
  wrappers: "wrappers: [{ symbol: a.b }]",
  artifacts: "artifacts: { allow: [a.b] }",
  waivers: `waivers: [${WAIVER}]`,
  waiverApproval: "waiver-approval: maintainer",
  notScanned: "not-scanned: warn",
  ratchet: "ratchet: counts.json",
  // They decide what is said where and when; what can be merged is the same.
  review: null,
  drafts: null,
  openPullRequests: null,
  dashboard: null,
  // What is taken over from the organization is compared key by key; a floor binds other repositories only.
  extends: null,
  floor: null,
};

test.each(Object.entries(WEAKER).filter(([, text]) => text !== null))(
  "what the key %s lets through is reported",
  (_, text) => {
    expect(weaker("", text ?? "")).toHaveLength(1);
  },
);

describe("a change of the policy is reported", () => {
  test.each<[string, string | null, string, Change, RegExp[]]>([
    ["a rule off", "", "rules: { pickle-load: off }", {}, [/^`pickle-load` goes from block to off$/]],
    ["a rule down", "rules: { pickle-load: block }", "rules: { pickle-load: warn }", {}, [/to warn$/]],
    [
      "a raised rule taken out",
      "rules: { joblib-load: block, yaml-unproven-loader: block }",
      "rules: { joblib-load: block }",
      {},
      [/^`yaml-unproven-loader`/],
    ],
    [
      "a rule down for some paths",
      "",
      "overrides: [{ paths: ['x/**'], rules: { pickle-load: warn } }]",
      {},
      [/`pickle-load` in `x\/\*\*` goes from block to warn/],
    ],
    [
      "a stricter override taken out",
      "rules: { pickle-load: warn }\noverrides: [{ paths: ['src/**/*.py'], rules: { pickle-load: block } }]",
      "rules: { pickle-load: warn }",
      {},
      [/in `src\/\*\*\/\*\.py` goes from block to warn/],
    ],
    [
      "overrides in another order",
      "overrides: [{ paths: ['a/**'], rules: { pickle-load: off } }, { paths: ['a/*.py'], rules: { pickle-load: block } }]",
      "overrides: [{ paths: ['a/*.py'], rules: { pickle-load: block } }, { paths: ['a/**'], rules: { pickle-load: off } }]",
      {},
      [/from block to off/, /from block to off/],
    ],
    ["a path ignored", "", "ignore: ['src/**']", {}, [/^files in `src\/\*\*` are no longer looked at$/]],
    ["one file ignored", "", "ignore: [app.py]", {}, [/^files in `app.py`/]],
    ["a waiver", "", `waivers: [${WAIVER}]`, {}, [/^1 more of `pickle-load` in `a.py` may be there$/]],
    [
      "a higher count",
      `waivers: [${WAIVER}]`,
      `waivers: [${WAIVER.replace("}", ", count: 3 }")}]`,
      {},
      [/^2 more/],
    ],
    [
      "a later end",
      `waivers: [${WAIVER.replace("}", ", expires: 2026-01-01 }")}]`,
      `waivers: [${WAIVER.replace("}", ", expires: 2027-01-01 }")}]`,
      {},
      [/until 2027-01-01$/],
    ],
    [
      "any symbol",
      `waivers: [${WAIVER.replace("}", ", symbol: pickle.load }")}]`,
      `waivers: [${WAIVER}]`,
      {},
      [/^1 more/],
    ],
    ["balanced", "", "preset: balanced", {}, [/^`preset: balanced`/]],
    ["waiver-approval", "", "waiver-approval: maintainer", {}, [/^`waiver-approval: maintainer`/]],
    ["not-scanned", "", "not-scanned: warn", {}, [/^`not-scanned: warn`/]],
    ["a wrapper", "", "wrappers: [{ symbol: a.b }]", {}, [/^calls of `a.b`/]],
    ["a first file that is weaker", null, "rules: { pickle-load: off }", {}, [/from block to off/]],
    [
      "a file that was moved here",
      "rules: { pickle-load: off }",
      "rules: { pickle-load: off }",
      { from: "docs/x.yml" },
      [/from block to off/],
    ],
    [
      "a first file, weaker than the organization's",
      null,
      "",
      { organization: "rules: { pickle-import: block, yaml-unproven-loader: block }" },
      [/^`yaml-unproven-loader`/],
    ],
    ["a broken file", "", "rules: [", {}, [/not valid any more/]],
    ["a file that is far too long", "", `# ${"x".repeat(200_000)}`, {}, [/not valid any more/]],
    [
      "a deleted file",
      "rules: { yaml-unproven-loader: block }",
      "",
      { gone: "is deleted" },
      [/^the file is deleted$/, /^`yaml-unproven-loader` goes from block to warn$/],
    ],
    [
      "no longer extending the organization's",
      "extends: organization",
      "{}",
      { organization: "rules: { yaml-unproven-loader: block }" },
      [/^`yaml-unproven-loader`/],
    ],
    ["a pattern that takes long to match", "", "ignore: ['+(+(a|a)|a)+(a)!']", {}, [/cannot be compared/]],
    [
      "a floor taken out",
      "floor: { rules: { pickle-load: block }, ignore: [] }",
      "",
      { isOrganization: true },
      [/^the floor of `pickle-load` goes from block to none$/, /^repositories may ignore `anything`$/],
    ],
    [
      "a floor lowered",
      "floor: { rules: { pickle-load: block }, not-scanned: block, waiver-approval: other-maintainer }",
      "floor: { rules: { pickle-load: warn } }",
      { isOrganization: true },
      [/from block to warn$/, /waiver-approval/, /not-scanned/],
    ],
  ])("%s", (_, base, head, change, expected) => {
    const found = weaker(base, head, change);
    expect(found).toHaveLength(expected.length);
    for (const [i, pattern] of expected.entries()) expect(found[i]).toMatch(pattern);
  });
});

describe("a change of the policy is not reported", () => {
  test.each<[string, string | null, string, Change]>([
    ["comments", "rules: { pickle-load: warn }", "# why\nrules:\n  pickle-load: warn\n", {}],
    [
      "stricter levels",
      "rules: { pickle-load: warn }",
      "rules: { pickle-load: block, yaml-unproven-loader: block }",
      {},
    ],
    ["a level that is the default", "", "rules: { pickle-load: block }", {}],
    [
      "an override that is written as two",
      "overrides: [{ paths: ['a/**', 'b/**'], rules: { pickle-load: off } }]",
      "overrides: [{ paths: ['b/**'], rules: { pickle-load: off } }, { paths: ['a/**'], rules: { pickle-load: off } }]",
      {},
    ],
    [
      "an override that says what holds anyway",
      "",
      "overrides: [{ paths: ['a/**'], rules: { pickle-load: block } }]",
      {},
    ],
    ["less ignored", "ignore: ['a/**', 'b/**']", "ignore: ['a/x/**']", {}],
    [
      "a waiver less, and another reason",
      `waivers: [${WAIVER}, ${WAIVER}]`,
      `waivers: [${WAIVER.replace("ours", "really ours")}]`,
      {},
    ],
    [
      "two waivers put together",
      `waivers: [${WAIVER}, ${WAIVER}]`,
      `waivers: [${WAIVER.replace("}", ", count: 2 }")}]`,
      {},
    ],
    [
      "an earlier end",
      `waivers: [${WAIVER}]`,
      `waivers: [${WAIVER.replace("}", ", expires: 2026-01-01 }")}]`,
      {},
    ],
    ["strict again", "preset: balanced", "preset: strict", {}],
    ["other keys", "", "review: comment\ndrafts: neutral\nopen-pull-requests: review", {}],
    ["a broken file put right", "rules: [", "rules: { pickle-load: off }", {}],
    [
      "what the floor holds anyway",
      "",
      "rules: { pickle-load: off }",
      { organization: "floor: { rules: { pickle-load: block } }" },
    ],
    [
      "a higher floor",
      "floor: { rules: { pickle-load: warn } }",
      "floor: { rules: { pickle-load: block }, ignore: [] }",
      { isOrganization: true },
    ],
    [
      "extending what held before",
      null,
      "extends: organization",
      { organization: "rules: { yaml-unproven-loader: block }" },
    ],
  ])("%s", (_, base, head, change) => {
    expect(weaker(base, head, change)).toEqual([]);
  });
});
