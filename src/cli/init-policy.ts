import type { Policy } from "../policy/policy.js";
import { plural } from "../report/report.js";

/** What stands in a repository, as far as its first policy is about it. */
export interface Inventory {
  /** Uses by rule, the most frequent first. */
  readonly byRule: readonly (readonly [ruleId: string, count: number])[];
  readonly uses: number;
  /** How many of them block under each preset. */
  readonly blocking: Readonly<Record<Policy["preset"], number>>;
  readonly notScanned: number;
  /** Folders with code of others, from the root. */
  readonly vendored: readonly string[];
  /** A folder of tests in which something is used; null where there is none. */
  readonly tests: string | null;
  /** A use that a waiver could be about. */
  readonly example: { readonly ruleId: string; readonly path: string } | null;
}

/** How many rules are named in a comment. */
const MAX_RULES = 8;

/** A first policy, with comments that say what each part means, and what stands in the repository. */
export function policyText(preset: Policy["preset"], found: Inventory): string {
  const rules = found.byRule
    .slice(0, MAX_RULES)
    .map(([id, count]) => `#   ${id}: warn # ${plural(count, "use")}`);
  return [
    "# The policy of no-pickle. It counts from the base branch: what a change does to",
    "# this file does not count for that change, and is reported where it lets more",
    "# through. Check it with: no-pickle policy validate",
    "# All keys are in docs/policy.md of no-pickle.",
    "",
    "# strict: all that can run code blocks, bare imports too.",
    "# balanced: bare imports and test code only warn.",
    ...standing(found).map((line) => `# ${line}`),
    `preset: ${preset}`,
    "",
    "# Levels for all files: block, warn, note or off.",
    "# rules:",
    ...(rules.length > 0 ? rules : ["#   joblib-load: warn"]),
    "",
    "# Levels for some files; the last entry that matches wins.",
    "# overrides:",
    `#   - paths: [${JSON.stringify(`${found.tests ?? "tests"}/**`)}]`,
    "#     rules: { pickle-import: warn }",
    "",
    "# Files that are not looked at, not even where a change is about them: code of",
    "# others that is kept here.",
    ...ignored(found.vendored),
    "",
    "# Findings that somebody decided to accept, why, and until when.",
    "# waivers:",
    ...exampleOf(found),
    '#     reason: "we write the file ourselves, and nobody else can"',
    "#     expires: 2099-12-31",
    "",
    "# To add to the policy of the organization instead of replacing it:",
    "# extends: organization",
    "",
  ].join("\n");
}

function standing({ uses, blocking }: Inventory): string[] {
  if (uses === 0) return ["When this was written, nothing unsafe stood here."];
  return [
    `When this was written, ${plural(uses, "use")} stood here: of a change, ${String(blocking.strict)} would block under`,
    `strict and ${String(blocking.balanced)} under balanced. What is there already is left alone: only what a`,
    "change brings in is reported.",
  ];
}

function exampleOf({ example }: Inventory): string[] {
  if (example === null) return ["#   - rule: pickle-load", "#     path: src/cache.py"];
  return [`#   - rule: ${example.ruleId}`, `#     path: ${example.path}`];
}

function ignored(vendored: readonly string[]): string[] {
  if (vendored.length === 0) return ["# ignore:", '#   - "third_party/**"'];
  return ["ignore:", ...vendored.map((folder) => `  - ${JSON.stringify(`${folder}/**`)}`)];
}
