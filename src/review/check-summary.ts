import type { Finding } from "../findings/finding.js";
import { POLICY_PATH } from "../policy/policy.js";
import { inlineCode, markdownText } from "../report/escape.js";
import { ratchetLine } from "../report/ratchet-line.js";
import { plural } from "../report/report.js";
import { findingsTable, notScannedList, problemList } from "../report/tables.js";
import { acceptance } from "./plan-threads.js";
import { linkTo } from "./review-body.js";
import { isCommented, type Settled } from "./settle.js";
import type { PolicySource, ReviewInput } from "./state.js";

/** GitHub takes 65,535 characters; the rest is left for what it counts differently. */
const MAX_SUMMARY = 60_000;

/** The text of the check run: the findings, what was not scanned, waivers, the policy, and how to require the check. */
export function checkSummary(input: ReviewInput, settled: Settled, title: string): string {
  const { examined, pull, policyProblems } = input;
  const isBroken = policyProblems.length > 0;
  const numbers = `${plural(examined.filesScanned, "file")} scanned of ${String(examined.filesChanged)} changed.`;
  const parts = [`**${title}.** ${isBroken ? "" : numbers}`.trimEnd()];
  if (isBroken) parts.push(...policyErrors(input));
  if (settled.findings.length > 0) {
    const link = linkTo(pull.repositoryUrl, pull.headSha);
    parts.push("### Findings", findingsTable(settled.findings, link, input.baseUrl));
    if (settled.findings.some(({ level }) => level === "block")) parts.push(WAYS_ON);
  }
  if (examined.notScanned.length > 0) {
    parts.push("### Not scanned", notScannedList(examined.notScanned));
    parts.push("When the reason is gone, use **Re-run** on this check.");
  }
  parts.push(...waivers(input, settled));
  parts.push(...ratchetLines(input));
  parts.push("### Policy", policyLine(input));
  const unresolved = resolutionLine(input, settled);
  if (unresolved !== null) parts.push(unresolved);
  const required = requireLine(input);
  if (required !== null) parts.push(required);
  const summary = parts.join("\n\n");
  return summary.length <= MAX_SUMMARY
    ? summary
    : `${summary.slice(0, MAX_SUMMARY).replace(/\n[^\n]*$/, "")}\n\n... cut here; the annotations list every finding.`;
}

const WAYS_ON =
  "Push a fix, and this check turns green by itself. Where the risk is acceptable, a maintainer other than the author replies `/no-pickle accept <reason>` in the thread of the finding.";

function policyErrors({ policyProblems, policySource, pull }: ReviewInput): string[] {
  const where =
    policySource.kind === "organization"
      ? `${inlineCode(POLICY_PATH)} of ${inlineCode(`${pull.owner}/.github`)}`
      : `${inlineCode(POLICY_PATH)} on ${inlineCode(pull.landsOn)}`;
  return [`${where} has to be put right first:`, problemList(policyProblems)];
}

/** Waivers in force, and those that are not, with the reason. */
function waivers({ examined }: ReviewInput, { findings, waived, accepts, matches }: Settled): string[] {
  const parts: string[] = [];
  const at = ({ path, range }: Finding): string => inlineCode(`${path}:${String(range.startLine + 1)}`);
  if (waived.length > 0) {
    const rows = waived.map(({ finding, by }) => `- ${at(finding)} ${finding.ruleId}. ${acceptance(by)}`);
    parts.push("### Waived", rows.join("\n"));
  }
  const unsettled = new Set(findings.map((finding) => matches.get(finding)));
  const refused = accepts.flatMap(({ refusal, login, thread }) =>
    refusal === null || !unsettled.has(thread)
      ? []
      : [`- The accept of ${inlineCode(login)} on ${inlineCode(thread.path)}: ${refusal}`],
  );
  const lapsed = examined.lapsed.map(
    ({ finding, expires, reason }) =>
      `- ${at(finding)} ${finding.ruleId}: its waiver (${markdownText(reason)}) has the last day ${inlineCode(expires)}, which is past or no date.`,
  );
  if (refused.length + lapsed.length > 0)
    parts.push("### Waivers that are not in force", [...lapsed, ...refused].join("\n"));
  return parts;
}

/** How much is left, and what the ratchet on the branch has to do with it. */
function ratchetLines({ examined: { ratchet }, pull, policyProblems }: ReviewInput): string[] {
  if (!ratchet || policyProblems.length > 0) return [];
  const where = `${inlineCode(ratchet.path)} on ${inlineCode(pull.landsOn)}`;
  const line =
    ratchet.problem === null
      ? `${ratchetLine(ratchet, `on ${inlineCode(pull.landsOn)}`)}, by the counts of ${where}.`
      : `${where} lets nothing through: ${markdownText(ratchet.problem)}.`;
  return ["### Ratchet", line];
}

function policyLine({ policySource, policy, pull }: ReviewInput): string {
  const preset = `preset ${inlineCode(policy.preset)}`;
  switch (policySource.kind) {
    case "built-in":
      return `Built-in defaults (${preset}). A file ${inlineCode(POLICY_PATH)} on ${inlineCode(pull.landsOn)}, or in ${inlineCode(`${pull.owner}/.github`)} for all repositories, changes them.`;
    case "given":
      return `Given on the command line (${preset}).`;
    case "repository":
      return [
        `Of this repository: ${inlineCode(POLICY_PATH)} on ${inlineCode(policySource.ref)} at ${policySource.sha} (${preset}).`,
        ...sharedLines(policySource, pull.owner),
      ].join("\n\n");
    case "organization":
      return `Of the organization: ${inlineCode(POLICY_PATH)} in ${inlineCode(`${pull.owner}/.github`)} on ${inlineCode(policySource.ref)} at ${inlineCode(policySource.sha)} (${preset}).`;
  }
}

/** What of the policy comes from the organization. */
function sharedLines(
  { shared }: Extract<PolicySource, { kind: "repository" | "organization" }>,
  owner: string,
): string[] {
  if (!shared) return [];
  const list = (items: readonly string[]): string => items.map((item) => inlineCode(item)).join(", ");
  const where = `${inlineCode(`${owner}/.github`)} on ${inlineCode(shared.ref)} at ${shared.sha}`;
  return [
    ...(shared.inherited.length > 0
      ? [`It extends the organization's, in ${where}, which gives: ${list(shared.inherited)}.`]
      : []),
    ...(shared.held.length > 0
      ? [`The organization's floor, in ${where}, holds against it: ${list(shared.held)}.`]
      : []),
  ];
}

/** That threads of ours may have to be resolved by hand, where the branch wants that and the app may not do it. */
function resolutionLine({ branchRules, said, pull }: ReviewInput, { findings }: Settled): string | null {
  const isStuck = said.threads.some(({ isResolved, viewerCanResolve }) => !isResolved && !viewerCanResolve);
  if (!branchRules?.requiresResolution || !(isStuck || findings.some(isCommented))) return null;
  return `A rule of ${inlineCode(pull.landsOn)} wants every conversation resolved. Without the permission **Contents: write** this app may not resolve its own: they have to be resolved by hand, also where a comment says that nothing more is needed.`;
}

/** What the rules of the branch leave open; null where they leave nothing. */
function requireLine({ branchRules, pull }: ReviewInput): string | null {
  const where = "**Settings > Rules > Rulesets**";
  const branch = inlineCode(pull.landsOn);
  if (branchRules === null) {
    return `To make this check required: ${where}, a rule for the branch, **Require status checks to pass**, add \`no-pickle\` and choose this app as its source.`;
  }
  if (!branchRules.isRequired) {
    return `No rule of ${branch} requires this check, so it blocks nothing yet. To require it: ${where}, a rule for the branch, **Require status checks to pass**, add \`no-pickle\` and choose this app as its source.`;
  }
  if (branchRules.isPinned) return null;
  return `The rule of ${branch} takes this check from anybody who can write statuses. To pin it to this app: ${where}, open the rule, **Require status checks to pass**, and choose this app as the source of \`no-pickle\`.`;
}
