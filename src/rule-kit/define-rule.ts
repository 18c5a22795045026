import type { Rule, RuleMeta } from "./rule.js";
import { unsafeUses } from "./sinks.js";

/** What most rules have in common, and need not say. */
type Usual = "balancedLevel" | "cwe" | "fixes" | "cves" | "equivalents";

/** A rule as it is written: what is left out is as it mostly is. */
interface Declaration extends Omit<Rule, "meta" | "symbols" | "check"> {
  readonly meta: Omit<RuleMeta, Usual> & Partial<Pick<RuleMeta, Usual>>;
  readonly symbols?: Rule["symbols"];
  /** Every use of a symbol is a finding, and this is what is wrong with it. */
  readonly everyUse?: (symbol: string) => string;
  /** What it finds besides. */
  readonly check?: Rule["check"];
}

/**
 * Declares a rule; a missing field does not compile. Left out, the balanced level is that of the strict preset, the weakness
 * is the deserialization of untrusted data (CWE-502), and neither fixes, CVEs nor other tools that report the same are known.
 */
export function defineRule({ meta, symbols = [], everyUse, check, ...rule }: Declaration): Rule {
  const {
    id,
    title,
    since,
    level,
    balancedLevel = level,
    cwe = ["CWE-502"],
    fixes = [],
    cves = [],
    equivalents = { bandit: [], ruff: [], codeql: [] },
    ...texts
  } = meta;
  const sinks = new Set(everyUse ? symbols : []);
  return {
    ...rule,
    meta: { id, title, since, level, balancedLevel, cwe, ...texts, fixes, cves, equivalents },
    symbols,
    *check(model) {
      if (everyUse) yield* unsafeUses(model, sinks, everyUse);
      if (check) yield* check(model);
    },
  };
}
