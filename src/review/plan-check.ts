import { compareFindings, type Finding, type Level } from "../findings/finding.js";
import { digest } from "../findings/fingerprint.js";
import { ratchetLine } from "../report/ratchet-line.js";
import { countBlocking, countLevels, plural } from "../report/report.js";
import { checkSummary } from "./check-summary.js";
import type { Annotation, PlannedCheck } from "./plan.js";
import { contentOf, withFailuresElsewhere } from "./same-commit.js";
import { isLeftInPeace, type Settled } from "./settle.js";
import type { ReviewInput } from "./state.js";

/** The name of the check run; branch rules require it by this name. */
export const CHECK_NAME = "no-pickle";

/** Ends the external id of a check that was written after GitHub refused to dismiss our request for changes. */
const KEPT = "kept";

function isKeptId(externalId: string): boolean {
  return externalId.split(":").includes(KEPT);
}

/** The check as it is written then. */
export function keptCheck(check: PlannedCheck): PlannedCheck {
  if (isKeptId(check.externalId)) return check;
  const why =
    "The request for changes could not be withdrawn: a branch rule restricts who may dismiss reviews. Somebody on its list, or an administrator, has to dismiss it.";
  return { ...check, summary: `${check.summary}\n\n${why}`, externalId: `${check.externalId}:${KEPT}` };
}

/** Whether GitHub has refused it on this very commit, and nobody asked to try again. */
export function isKept({ said, rerun }: Pick<ReviewInput, "said" | "rerun">): boolean {
  return rerun === null && isKeptId(said.check?.externalId ?? "");
}

/**
 * The check run to write, or null where the head already has it. Its external id, `SUBJECT:CONTENT[:RERUN][:elsewhere][:kept]`,
 * tells the next run what it says.
 * @param withdraws whether a request for changes is to be dismissed: the check then says if GitHub refuses
 * @param subject what was reviewed, without colons; the number of the pull request
 */
export function planCheck(
  input: ReviewInput,
  settled: Settled,
  withdraws = false,
  subject = String(input.pull.number),
): PlannedCheck | null {
  const { conclusion, title } = verdict(input, settled);
  const summary = checkSummary(input, settled, title);
  const annotations = [...settled.findings].sort(compareFindings).map(annotation);
  const told = { conclusion, title, summary, annotations };
  const asked = input.rerun === null ? null : digest(input.rerun).slice(0, 12);
  const externalId = `${subject}:${contentOf(told)}${asked === null ? "" : `:${asked}`}`;
  const planned = withFailuresElsewhere(
    { ...told, externalId, begun: null, supersedes: [] },
    input.said.failsFor,
  );
  const { check } = input.said;
  const [, said, rerun] = (check?.externalId ?? "").split(":");
  // A run that was written for another pull request since is the one that counts on the commit.
  const isThere =
    check?.isNewest === true &&
    said === planned.externalId.split(":")[1] &&
    (asked === null || rerun === asked);
  if (isThere && check.concluded && !withdraws) return null;
  const open = check && !check.concluded ? check : null;
  const whole: PlannedCheck = {
    ...planned,
    begun: open && isThere ? { id: open.id, annotations: open.annotations } : null,
    supersedes: [...(check?.open ?? []), ...(open && !isThere ? [open.id] : [])],
  };
  return isKept(input) ? keptCheck(whole) : whole;
}

function verdict(
  input: ReviewInput,
  { findings, waived }: Settled,
): Pick<PlannedCheck, "conclusion" | "title"> {
  const { examined, policy, policyProblems } = input;
  if (policyProblems.length > 0) {
    return { conclusion: "failure", title: "The policy file is not valid" };
  }
  const block = countBlocking(findings);
  const { warn } = countLevels(findings);
  const gaps = examined.notScanned.filter(({ blocking }) => blocking).length;
  if (isLeftInPeace(input)) {
    const what =
      block + warn > 0 ? `; ${plural(block, "unsafe use")} and ${plural(warn, "warning")} so far` : "";
    return { conclusion: "neutral", title: `Draft${what}` };
  }
  if (block > 0) {
    return { conclusion: "failure", title: `${plural(block, "unsafe use")} of deserialization` };
  }
  if (gaps > 0 && policy.notScanned === "block") {
    return { conclusion: "failure", title: `${plural(gaps, "file")} could not be fully scanned` };
  }
  if (warn > 0 || gaps > 0) {
    return { conclusion: "neutral", title: `Nothing blocks; ${plural(warn + gaps, "warning")}` };
  }
  const left = leftOf(input);
  if (waived.length > 0) {
    const title = `Nothing blocks; ${plural(waived.length, "finding")} waived${left}`;
    return { conclusion: "success", title };
  }
  const none = examined.filesScanned === 0 ? "No Python changed" : "Nothing unsafe brought in";
  return { conclusion: "success", title: `${none}${left}` };
}

/** "; 12 left, 3 fewer than on main", where a ratchet counts. */
function leftOf({ examined: { ratchet }, pull }: ReviewInput): string {
  if (ratchet?.problem !== null) return "";
  return `; ${ratchetLine(ratchet, `on ${pull.landsOn.slice(0, 60)}`)}`;
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
