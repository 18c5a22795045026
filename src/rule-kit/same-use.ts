import { PICKLE_MODULES } from "./pickle-modules.js";
import type { Rule, RuleFinding } from "./rule.js";

/** What a use is, whatever it is called: uses of one family do the same, one with more power does more of it. */
export interface Kin {
  readonly family: string;
  readonly power: number;
}

/** What a finding of a rule is: other rules may report weaker or stronger forms of the same. */
export function kinOf(rule: Rule, { symbol, power }: Pick<RuleFinding, "symbol" | "power">): Kin {
  const family = rule.kin?.family ?? `${rule.meta.id} ${spelledOnce(symbol, rule.subject === "import")}`;
  return { family, power: power ?? rule.kin?.power ?? 0 };
}

/** One spelling for the names of a library that moved, and for the forms in which one loader comes. */
function spelledOnce(symbol: string, isImport: boolean): string {
  const from = MOVED.find(([name]) => symbol === name || symbol.startsWith(`${name}.`));
  const modern = from ? from[1] + symbol.slice(from[0].length) : symbol;
  if (isImport) return from ? from[1] : modern;
  return modern.replace(/\._?(?:loads?|Unpickler|Unpickler\(\)\.load)$/, ".load");
}

/** Modules by the names that they had, the longest first. */
const MOVED: readonly (readonly [from: string, to: string])[] = [
  ...[...PICKLE_MODULES]
    .sort((a, b) => b.length - a.length)
    .map((name): readonly [string, string] => [name, "pickle"]),
  ["sklearn.externals.joblib", "joblib"],
];
