import type { Finding } from "../findings/finding.js";
import { alternativeFor, ruleOf } from "../report/report.js";
import type { NextStep } from "./audit.js";

/** What to do about a finding: its proven fix, else the alternative that fits, else to see whether it is one. */
export function nextStepOf(finding: Finding): NextStep {
  const { use, url } = alternativeFor(finding, ruleOf(finding));
  if (finding.fix) return { kind: "fix", text: "`no-pickle fix` has a proven fix", url };
  return finding.level === "block"
    ? { kind: "replace", text: use, url }
    : { kind: "review", text: `see whether it is one; if so, ${use}`, url };
}
