import type { RuleMeta } from "./rule.js";

/** No other tool that was looked at reports it. */
export const NO_EQUIVALENTS: RuleMeta["equivalents"] = { bandit: [], ruff: [], codeql: [] };
