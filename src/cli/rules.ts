import { suggestion } from "../policy/nearest.js";
import { rulePageMarkdown } from "../report/rule-page.js";
import type { RuleMeta } from "../rule-kit/rule.js";
import { ruleById, RULE_IDS, RULES } from "../rules/registry.js";
import { UsageError, type Io } from "./io.js";

/**
 * Lists the rules, explains the one of this id, or lists those that speak of these words.
 * @throws UsageError if none does
 */
export function rulesCommand(io: Io, words: readonly string[], json: boolean): number {
  const id = words.join(" ");
  const rule = ruleById(id);
  if (rule) {
    io.out(json ? jsonText(rule.meta) : rulePageMarkdown(rule.meta));
    return 0;
  }
  const found = RULES.map(({ meta }) => meta).filter((meta) => speaksOf(meta, words));
  if (found.length === 0) throw new UsageError(`no rule "${id}"${suggestion(id, RULE_IDS)}`);
  io.out(json ? jsonText(found) : list(found));
  return 0;
}

/** Whether all words stand in what a rule says it is about, whatever their case. */
function speaksOf(
  { id, title, summary, equivalents, cves, cwe }: RuleMeta,
  words: readonly string[],
): boolean {
  const text = JSON.stringify([id, title, summary, equivalents, cves, cwe]).toLowerCase();
  return words.every((word) => text.includes(word.toLowerCase()));
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function list(metas: readonly RuleMeta[]): string {
  const width = Math.max(...metas.map(({ id }) => id.length));
  return metas.map(({ id, level, title }) => `${id.padEnd(width)}  ${level.padEnd(5)}  ${title}\n`).join("");
}
