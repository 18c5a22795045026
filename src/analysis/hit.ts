import type { Rule, RuleFinding } from "../rule-kit/rule.js";

/** What one rule found. */
export interface Hit {
  readonly rule: Rule;
  readonly found: RuleFinding;
}
