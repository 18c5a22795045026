import { suggestion } from "../policy/nearest.js";
import { rulePageMarkdown } from "../report/rule-page.js";
import { ruleById, RULE_IDS, RULES } from "../rules/registry.js";
import { UsageError, type Io } from "./io.js";

/** Lists the rules, or explains one. */
export function rulesCommand(io: Io, id: string | undefined, json: boolean): number {
  if (id === undefined) {
    const metas = RULES.map(({ meta }) => meta);
    io.out(json ? jsonText(metas) : list());
    return 0;
  }
  const rule = ruleById(id);
  if (!rule) throw new UsageError(`no rule "${id}"${suggestion(id, RULE_IDS)}`);
  io.out(json ? jsonText(rule.meta) : rulePageMarkdown(rule.meta));
  return 0;
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function list(): string {
  const width = Math.max(...RULE_IDS.map((id) => id.length));
  return RULES.map(({ meta }) => `${meta.id.padEnd(width)}  ${meta.level.padEnd(5)}  ${meta.title}\n`).join(
    "",
  );
}
