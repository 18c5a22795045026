import picomatch from "picomatch";

import { compareLevels, type Level } from "../findings/finding.js";
import type { Rule } from "../rule-kit/rule.js";
import { isTestPath } from "../rule-kit/test-paths.js";
import type { Policy, RuleSetting } from "./policy.js";

/** Whether the policy excludes the file from the review, and the organization's floor lets it. */
export function isIgnored({ ignore, floor }: Policy, path: string): boolean {
  const isAmong = (globs: readonly string[]): boolean => globs.some((glob) => matches(glob, path));
  return isAmong(ignore) && (!floor?.ignore || isAmong(floor.ignore));
}

/** Whether the policy excludes a file from what is looked at as a pickle, an archive or a model. */
export function isIgnoredArtifact(policy: Policy, path: string): boolean {
  const { ignorePaths } = policy.artifacts;
  return isIgnored(policy, path) || isIgnored({ ...policy, ignore: ignorePaths }, path);
}

/**
 * The level of a finding under the policy, or null where the rule is off for that file.
 * A setting that is stricter than the rule's default raises every finding of the rule except notes; any other setting is
 * an upper bound, so that a finding which the rule graded as less serious than usual stays so.
 * @param own the level that the rule gave the finding, where it differs from the rule's own
 */
export function levelUnder(policy: Policy, path: string, rule: Rule, own: Level | undefined): Level | null {
  const level = levelWithoutFloor(policy, path, rule, own);
  const lowest = policy.floor?.rules[rule.meta.id];
  if (lowest === undefined) return level;
  const bound = bySetting(lowest, rule, own);
  if (level === null || bound === null) return level ?? bound;
  return compareLevels(level, bound) < 0 ? level : bound;
}

/** The same by what the repository says alone. */
function levelWithoutFloor(policy: Policy, path: string, rule: Rule, own: Level | undefined): Level | null {
  const byPreset = policy.preset === "balanced" ? rule.meta.balancedLevel : rule.meta.level;
  const setting = settingFor(policy, path, rule.meta.id);
  if (setting === undefined || (own === "note" && setting !== "off"))
    return milder(own ?? byPreset, ceiling(policy, path, rule));
  return bySetting(setting, rule, own);
}

function bySetting(setting: RuleSetting, rule: Rule, own: Level | undefined): Level | null {
  if (setting === "off") return null;
  if (own === "note") return "note";
  return compareLevels(setting, rule.meta.level) < 0 ? setting : milder(setting, own ?? rule.meta.level);
}

/** The most serious level that the preset allows: `balanced` only warns in test code, and of rules that only warn under it. */
function ceiling(policy: Policy, path: string, rule: Rule): Level {
  if (policy.preset === "strict") return "block";
  if (isTestPath(path)) return "warn";
  return rule.meta.level === "block" ? rule.meta.balancedLevel : "block";
}

function settingFor(policy: Policy, path: string, ruleId: string): RuleSetting | undefined {
  let setting = policy.rules[ruleId];
  for (const override of policy.overrides) {
    const applies = override.paths.some((glob) => matches(glob, path));
    if (applies) setting = override.rules[ruleId] ?? setting;
  }
  return setting;
}

function milder(a: Level, b: Level): Level {
  return compareLevels(a, b) > 0 ? a : b;
}

/** Whether a pattern of a policy matches a path. */
export function matchesGlob(glob: string, path: string): boolean {
  return matches(glob, path);
}

const compiled = new Map<string, (path: string) => boolean>();

function matches(glob: string, path: string): boolean {
  let matcher = compiled.get(glob);
  if (!matcher) {
    matcher = picomatch(glob, { dot: true, windows: false });
    if (compiled.size > 1000) compiled.clear();
    compiled.set(glob, matcher);
  }
  return matcher(path);
}
