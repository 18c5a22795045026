import type { Rule, RuleFinding } from "../rule-kit/rule.js";

/** What one rule found. */
export interface Hit {
  readonly rule: Rule;
  readonly found: RuleFinding;
  /** Who sends what it loads, where somebody else does: "a request". */
  readonly sentBy?: string;
}
