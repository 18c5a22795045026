import type { DataSource } from "../python/data-source.js";
import type { Rule, RuleFinding } from "../rule-kit/rule.js";

/** What one rule found. */
export interface Hit {
  readonly rule: Rule;
  readonly found: RuleFinding;
  /** Who sends the data that is loaded; left out where nothing tells. */
  readonly from?: DataSource["kind"];
}
