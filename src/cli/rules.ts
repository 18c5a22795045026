import { nearest } from "../policy/nearest.js";
import { rulePageMarkdown } from "../report/rule-page.js";
import { ruleById, RULE_IDS, RULES } from "../rules/registry.js";
import { UsageError, type Io } from "./io.js";

/** Lists the rules, or explains one. */
export function rulesCommand(io: Io, id: string | undefined, json: boolean): number {
  if (id === undefined) {
    io.out(
      json
        ? `${JSON.stringify(
            RULES.map(({ meta }) => meta),
            null,
            2,
          )}\n`
        : list(),
    );
    return 0;
  }
  const rule = ruleById(id);
  if (!rule) {
    const guess = nearest(id, RULE_IDS);
    throw new UsageError(`no rule "${id}"${guess === null ? "" : `, did you mean "${guess}"?`}`);
  }
  io.out(json ? `${JSON.stringify(rule.meta, null, 2)}\n` : rulePageMarkdown(rule.meta));
  return 0;
}

function list(): string {
  const width = Math.max(...RULE_IDS.map((id) => id.length));
  return RULES.map(({ meta }) => `${meta.id.padEnd(width)}  ${meta.level.padEnd(5)}  ${meta.title}\n`).join(
    "",
  );
}
