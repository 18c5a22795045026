import type { Rule } from "../rule-kit/rule.js";
import { RULES } from "../rules/registry.js";
import { isDate } from "./apply-waivers.js";
import { isIgnored, levelUnder } from "./levels.js";
import { outranked } from "./outranked.js";
import type { Floor, Policy, RuleSetting, Waiver } from "./policy.js";
import { samplePaths } from "./sample-paths.js";
import { strictness, type Weakening } from "./weakening.js";

/**
 * What becomes weaker when one policy takes the place of another. Rewriting, reordering and stricter settings are not:
 * levels and ignored files are compared by what they come to, for paths that the patterns of both policies match.
 */
export function weakenings(before: Policy, after: Policy): Weakening[] {
  const known = new Set(patternsOf(before));
  const strange = patternsOf(after).filter((glob) => !known.has(glob) && !isPlain(glob));
  // To match such a pattern could take for ever, and whoever wrote it may mean that.
  if (strange.length > 0 || patternsOf(after).length > MAX_PATTERNS) {
    const what =
      strange[0] === undefined
        ? `more than ${String(MAX_PATTERNS)} patterns`
        : `the pattern \`${strange[0].slice(0, 80).replaceAll("`", "'")}\``;
    return [{ key: "", text: `it has ${what}, which cannot be compared with what was there` }];
  }
  const found: Weakening[] = [];
  const say = (key: string, text: string): void => void found.push({ key, text });
  if (before.preset === "strict" && after.preset === "balanced") {
    say("preset", "`preset: balanced`: bare imports and test code no longer block");
  }
  if (before.waiverApproval === "other-maintainer" && after.waiverApproval === "maintainer") {
    say("waiver-approval", "`waiver-approval: maintainer`: authors may accept findings of their own");
  }
  if (before.notScanned === "block" && after.notScanned === "warn") {
    say("not-scanned", "`not-scanned: warn`: what could not be scanned no longer blocks");
  }
  if (after.ratchet !== null && before.ratchet !== after.ratchet) {
    say("ratchet", `what \`${after.ratchet.replaceAll("`", "'")}\` counts may be there`);
  }
  for (const wrapper of after.wrappers) {
    if (!before.wrappers.includes(wrapper)) say("wrappers", `calls of \`${wrapper}\` are no longer reported`);
  }
  for (const name of after.artifacts.allow) {
    if (!before.artifacts.allow.includes(name)) say("artifacts", `pickles may look up \`${name}\``);
  }
  for (const glob of after.artifacts.ignorePaths) {
    if (!before.artifacts.ignorePaths.includes(glob) && !before.ignore.includes(glob))
      say("artifacts", `files in \`${glob}\` are no longer looked at as pickles and models`);
  }
  const lower = fewerLevels({ ...before, preset: after.preset }, after);
  return [
    ...found,
    ...lower,
    ...outranked(before, after, lower),
    ...moreIgnored(before, after),
    ...moreWaivers(before.waivers, after.waivers),
  ];
}

/** The most patterns of a policy that are compared with another. */
const MAX_PATTERNS = 300;

function patternsOf({ ignore, overrides, artifacts }: Policy): string[] {
  return [...ignore, ...artifacts.ignorePaths, ...overrides.flatMap(({ paths }) => paths)];
}

/** Whether a pattern is matched in little time, without groups and with few stars, and matches what it spells. */
function isPlain(glob: string): boolean {
  return glob.length <= 300 && !/[()]|^!/.test(glob) && (glob.match(/\*+/g) ?? []).length <= 6;
}

/** What becomes weaker for other repositories when an organization's floor changes. */
export function floorWeakenings(before: Floor | null, after: Floor | null): Weakening[] {
  if (before === null) return [];
  const found: Weakening[] = [];
  const say = (text: string): void => void found.push({ key: "floor", text });
  for (const { meta } of RULES) {
    const [from, to] = [before.rules[meta.id], after?.rules[meta.id]];
    if (from !== undefined && (to === undefined || strictness(to) < strictness(from)))
      say(`the floor of \`${meta.id}\` goes from ${from} to ${to ?? "none"}`);
  }
  if (before.waiverApproval === "other-maintainer" && after?.waiverApproval !== "other-maintainer")
    say("the floor no longer holds `waiver-approval: other-maintainer`");
  if (before.notScanned === "block" && after?.notScanned !== "block")
    say("the floor no longer holds `not-scanned: block`");
  if (before.ignore) {
    const { ignore } = before;
    const more = after?.ignore ? after.ignore.filter((glob) => !ignore.includes(glob)) : ["anything"];
    for (const glob of more) say(`repositories may ignore \`${glob}\``);
  }
  return found;
}

/** Of each rule, the patterns for which its level goes down; `null` stands for all files. */
function fewerLevels(before: Policy, after: Policy): Weakening[] {
  const globs = new Set([before, after].flatMap(({ overrides }) => overrides.flatMap(({ paths }) => paths)));
  const places = new Map<string | null, readonly string[]>([
    [null, ["q7.py", "q7/q8.py", "tests/q7/test_q8.py"]],
  ]);
  for (const glob of globs) places.set(glob, samplePaths(glob));
  const found: Weakening[] = [];
  for (const rule of RULES) {
    for (const [glob, paths] of places) {
      const change =
        glob !== null && paths.length === 0
          ? unclear(glob, before, after, rule)
          : lowered(rule, paths, before, after);
      if (change === null) continue;
      const where = glob === null ? "" : ` in \`${glob}\``;
      found.push({
        key: glob === null ? "rules" : "overrides",
        text: `\`${rule.meta.id}\`${where} ${change}`,
      });
      if (glob === null) break;
    }
  }
  return found;
}

function lowered(rule: Rule, paths: readonly string[], before: Policy, after: Policy): string | null {
  for (const path of paths) {
    for (const own of [undefined, "block", "warn"] as const) {
      const [from, to] = [levelUnder(before, path, rule, own), levelUnder(after, path, rule, own)];
      if (strictness(to ?? "off") < strictness(from ?? "off"))
        return `goes from ${from ?? "off"} to ${to ?? "off"}`;
    }
  }
  return null;
}

/** Of a pattern that no path could be made up for, a new or lower setting counts as weaker than the rule's own. */
function unclear(glob: string, before: Policy, after: Policy, { meta }: Rule): string | null {
  const settingIn = ({ overrides }: Policy): RuleSetting | undefined =>
    overrides.findLast(({ paths, rules }) => paths.includes(glob) && rules[meta.id] !== undefined)?.rules[
      meta.id
    ];
  const from = settingIn(before) ?? meta.level;
  const to = settingIn(after) ?? meta.level;
  return strictness(to) < strictness(from) ? `goes from ${from} to ${to}` : null;
}

function moreIgnored(before: Policy, after: Policy): Weakening[] {
  return after.ignore
    .filter((glob) => !before.ignore.includes(glob))
    .filter((glob) => {
      const paths = samplePaths(glob);
      return paths.length === 0 || paths.some((path) => isIgnored(after, path) && !isIgnored(before, path));
    })
    .map((glob) => ({ key: "ignore", text: `files in \`${glob}\` are no longer looked at` }));
}

/** The most findings of one waiver that are told apart. */
const MAX_COUNT = 1000;

/** Waivers that no older one pays for, finding by finding: of the same rule, path and symbol, that ends no earlier. */
function moreWaivers(before: readonly Waiver[], after: readonly Waiver[]): Weakening[] {
  const left = before.map((waiver) => ({ waiver, count: waiver.count }));
  return after.flatMap((waiver) => {
    let missing = Math.min(waiver.count, MAX_COUNT);
    for (const one of left) {
      if (!pays(one.waiver, waiver)) continue;
      const taken = Math.min(one.count, missing);
      one.count -= taken;
      missing -= taken;
    }
    if (missing === 0) return [];
    const { rule, path, symbol, expires } = waiver;
    const what = `${String(missing)} more of \`${rule}\`${symbol === null ? "" : ` (\`${symbol}\`)`} in \`${path}\``;
    return [{ key: "waivers", text: `${what} may be there${expires === null ? "" : ` until ${expires}`}` }];
  });
}

function pays(old: Waiver, now: Waiver): boolean {
  const isSame =
    old.rule === now.rule && old.path === now.path && (old.symbol === null || old.symbol === now.symbol);
  if (!isSame || old.expires === null) return isSame;
  if (now.expires === null) return false;
  // A day that is none counts as past: such a waiver lets nothing through.
  return !isDate(now.expires) || (isDate(old.expires) && now.expires <= old.expires);
}
