import type { DecidedPolicy } from "../app/decide-policy.js";
import { decidePolicy } from "../app/decide-policy.js";
import type { OrganizationPolicy, PolicyInForce, RequiredCheckState } from "../audit/organization.js";
import type { RequiredCheck } from "../github/branch-rules.js";
import type { PolicyFile } from "../github/read-policy.js";
import type { Floor, PolicyProblem } from "../policy/policy.js";
import { CHECK_NAME } from "../review/plan-check.js";

/** What is told of the policy that was decided for a repository. */
export function policyInForce({ policy, policySource, policyProblems }: DecidedPolicy): PolicyInForce {
  const [problem] = policyProblems;
  const { preset } = policy;
  const about = { preset, inherited: [], held: [], problem: null };
  if (problem) return { ...about, source: "broken", problem: inWords(problem, policySource.kind) };
  switch (policySource.kind) {
    case "repository": {
      const { inherited = [], held = [] } = policySource.shared ?? {};
      return { ...about, source: "repository", inherited, held };
    }
    case "organization":
      return { ...about, source: "organization" };
    case "given":
      return { ...about, source: "given" };
    case "built-in":
      return { ...about, source: "defaults" };
  }
}

function inWords({ line, message }: PolicyProblem, whose: string): string {
  return `${whose === "organization" ? "the organization's, " : ""}line ${String(line)}: ${message}`;
}

/** What the organization's file says for all. */
export function organizationPolicy(file: PolicyFile | null): OrganizationPolicy {
  if (file === null) return { source: "none", preset: null, floor: [], problem: null };
  const { policy, policyProblems } = decidePolicy(
    { own: null, organization: file, isOrganization: false },
    undefined,
  );
  const [problem] = policyProblems;
  if (problem) return { source: "broken", preset: null, floor: [], problem: inWords(problem, "") };
  return { source: "organization", preset: policy.preset, floor: floorInWords(policy.floor), problem: null };
}

function floorInWords(floor: Floor | null): string[] {
  if (floor === null) return [];
  const { rules, waiverApproval, notScanned, ignore } = floor;
  return [
    ...Object.entries(rules).map(([rule, level]) => `${rule} at ${level}`),
    ...(waiverApproval === null ? [] : [`waiver-approval at ${waiverApproval}`]),
    ...(notScanned === null ? [] : [`not-scanned at ${notScanned}`]),
    ...(ignore === null ? [] : [`ignore within ${ignore.join(", ") || "nothing"}`]),
  ];
}

/**
 * Whether a check of ours has to pass before a merge.
 * @param seen what all rules require; null where some of them cannot be seen
 * @param known what those require that can
 * @param actionChecks the names of checks that the Action makes
 * @param appId the App whose check a rule has to name; null takes any
 */
export function checkState(
  seen: readonly RequiredCheck[] | null,
  known: readonly RequiredCheck[],
  actionChecks: readonly string[],
  appId: number | null,
): RequiredCheckState {
  const required = (seen ?? known).filter(({ context }) => [CHECK_NAME, ...actionChecks].includes(context));
  const [first] = required;
  if (!first) return { required: seen === null ? "unknown" : "no", name: null, isPinned: false };
  const isPinned = required.some(
    ({ context, app }) => app !== null && (appId === null || context !== CHECK_NAME || app === appId),
  );
  return { required: "yes", name: first.context, isPinned };
}
