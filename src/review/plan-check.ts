import { compareFindings, type Finding, type Level } from "../findings/finding.js";
import { digest } from "../findings/fingerprint.js";
import { countLevels, plural } from "../report/report.js";
import { checkSummary } from "./check-summary.js";
import type { Annotation, PlannedCheck } from "./plan.js";
import type { ReviewInput } from "./state.js";

/** The name of the check run; branch rules require it by this name. */
export const CHECK_NAME = "no-pickle";

/** The check run to write, or null where the head already has it. */
export function planCheck(input: ReviewInput): PlannedCheck | null {
  const { conclusion, title } = verdict(input);
  const summary = checkSummary(input, title);
  const annotations = [...input.examined.findings].sort(compareFindings).map(annotation);
  const content = digest(JSON.stringify([conclusion, title, summary, annotations]));
  const externalId = `${String(input.pull.number)}:${content}`;
  const { check } = input.said;
  const isThere = check !== null && check.concluded && check.externalId === externalId;
  return isThere && !input.force ? null : { conclusion, title, summary, annotations, externalId };
}

function verdict(input: ReviewInput): Pick<PlannedCheck, "conclusion" | "title"> {
  const { examined, policy, policyProblems } = input;
  if (policyProblems.length > 0) {
    return { conclusion: "failure", title: "The policy file is not valid" };
  }
  const { block, warn } = countLevels(examined.findings);
  if (block > 0) {
    return { conclusion: "failure", title: `${plural(block, "unsafe use")} of deserialization` };
  }
  const gaps = examined.notScanned.filter(({ blocking }) => blocking).length;
  if (gaps > 0 && policy.notScanned === "block") {
    return { conclusion: "failure", title: `${plural(gaps, "file")} could not be fully scanned` };
  }
  if (warn > 0 || gaps > 0) {
    return { conclusion: "neutral", title: `Nothing blocks; ${plural(warn + gaps, "warning")}` };
  }
  const none = examined.filesScanned === 0 ? "No Python changed" : "Nothing unsafe brought in";
  return { conclusion: "success", title: none };
}

const ANNOTATION_LEVELS: Readonly<Record<Level, Annotation["level"]>> = {
  block: "failure",
  warn: "warning",
  note: "notice",
};

function annotation(finding: Finding): Annotation {
  const { range } = finding;
  const oneLine = range.startLine === range.endLine;
  return {
    path: finding.path,
    startLine: range.startLine + 1,
    endLine: range.endLine + 1,
    startColumn: oneLine ? range.startColumn + 1 : null,
    endColumn: oneLine ? range.endColumn : null,
    level: ANNOTATION_LEVELS[finding.level],
    title: finding.ruleId,
    message: finding.message,
  };
}
