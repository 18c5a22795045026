import { RULES } from "../rules/registry.js";
import type { Policy, RuleSetting } from "./policy.js";
import { strictness, type Weakening } from "./weakening.js";

/** What one override says of one rule for one of its patterns. */
interface Entry {
  readonly glob: string;
  readonly setting: RuleSetting;
}

/**
 * Overrides that count less because milder ones stand behind them now, which did not before: of several that match a file
 * the last one wins. Whether two patterns have files in common is not worked out, only where both begin differently.
 * @param said what is known to be weaker already; of such a rule and pattern nothing is said again
 */
export function outranked(before: Policy, after: Policy, said: readonly Weakening[]): Weakening[] {
  return RULES.flatMap(({ meta: { id } }) => {
    const [old, now] = [entriesFor(before, id), entriesFor(after, id)];
    return old.flatMap(({ glob, setting }, i) => {
      const at = now.findLastIndex(
        (entry) => entry.glob === glob && strictness(entry.setting) >= strictness(setting),
      );
      if (at === -1) return [];
      const isMilder = (entry: Entry): boolean =>
        strictness(entry.setting) < strictness(setting) && mayOverlap(entry.glob, glob);
      const stoodBehind = new Set(
        old
          .slice(i + 1)
          .filter(isMilder)
          .map(({ glob: other }) => other),
      );
      const milder = now.slice(at + 1).find((entry) => isMilder(entry) && !stoodBehind.has(entry.glob));
      const where = `\`${id}\` in \`${glob}\``;
      if (!milder || said.some(({ text }) => text.startsWith(`${where} goes`))) return [];
      const text = `${where} is ${setting} no longer where \`${milder.glob}\` matches too: ${milder.setting}`;
      return [{ key: "overrides", text }];
    });
  });
}

function entriesFor({ overrides }: Policy, ruleId: string): Entry[] {
  return overrides.flatMap(({ paths, rules }) => {
    const setting = rules[ruleId];
    return setting === undefined ? [] : paths.map((glob) => ({ glob, setting }));
  });
}

function mayOverlap(a: string, b: string): boolean {
  const [from, to] = [beginOf(a), beginOf(b)];
  return from.startsWith(to) || to.startsWith(from);
}

/** What a pattern spells before its first sign. */
function beginOf(glob: string): string {
  return /^[^*?[{!\\]*/.exec(glob)?.[0] ?? "";
}
