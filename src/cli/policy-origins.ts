import type { DecidedPolicy } from "../app/decide-policy.js";
import type { ReadPolicy } from "../policy/effective-policy.js";
import { levelUnder } from "../policy/levels.js";
import type { Policy } from "../policy/policy.js";
import { plural } from "../report/report.js";
import { RULES } from "../rules/registry.js";

/** The files that had a part in a policy. */
export interface PolicyParts {
  readonly decided: DecidedPolicy;
  readonly own: ReadPolicy;
  /** What the files are called in what is printed. */
  readonly ownName: string;
  readonly organizationName: string;
}

/** What counts in the end and where each part of it came from: a line for each key, and one for each rule that is set. */
export function policyOrigins(parts: PolicyParts): string[] {
  const { policy } = parts.decided;
  const rows = [
    ...SINGLE.map(([key, value]) => [key, value(policy), originOf(key, parts)]),
    ...LISTS.map(([key, count]) => [key, String(count(policy)), originOf(key, parts)]).filter(
      ([, count]) => count !== "0",
    ),
    ...ruleRows(parts),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const lines = rows.map(
    ([name = "", value = "", from = ""]) =>
      `  ${name.padEnd(widths[0] ?? 0)}  ${value.padEnd(widths[1] ?? 0)}  ${from}`,
  );
  return [...lines, ...presetLine(policy)];
}

const SINGLE: readonly (readonly [string, (policy: Policy) => string])[] = [
  ["preset", ({ preset }) => preset],
  ["review", ({ review }) => review],
  ["drafts", ({ drafts }) => drafts],
  ["open-pull-requests", ({ openPullRequests }) => openPullRequests],
  ["waiver-approval", ({ waiverApproval }) => waiverApproval],
  ["not-scanned", ({ notScanned }) => notScanned],
];

const LISTS: readonly (readonly [string, (policy: Policy) => number])[] = [
  ["overrides", ({ overrides }) => overrides.length],
  ["ignore", ({ ignore }) => ignore.length],
  ["wrappers", ({ wrappers }) => wrappers.length],
  ["waivers", ({ waivers }) => waivers.length],
];

function originOf(key: string, { decided, own, ownName, organizationName }: PolicyParts): string {
  const { policySource } = decided;
  const { inherited = [], held = [] } = (policySource.kind === "repository" && policySource.shared) || {};
  const byFloor = held.find((one) => one.startsWith(`${key} `));
  if (byFloor !== undefined) return `the floor of ${organizationName}: ${byFloor}`;
  const isInherited = inherited.includes(key);
  const isStated = own.stated.includes(key);
  if (isStated && isInherited) return `${ownName} and ${organizationName}, which it extends`;
  if (isStated) return ownName;
  return isInherited ? `${organizationName}, which it extends` : "by default";
}

function ruleRows({ decided, own, ownName, organizationName }: PolicyParts): string[][] {
  const { policy, organization } = decided;
  return RULES.flatMap((rule) => {
    const { id } = rule.meta;
    const said = own.policy.rules[id];
    const inherited = own.policy.extends === null ? undefined : organization?.policy.rules[id];
    const lowest = policy.floor?.rules[id];
    if (said === undefined && inherited === undefined && lowest === undefined) return [];
    const level = levelUnder(policy, "a", rule, undefined) ?? "off";
    const without = levelUnder({ ...policy, floor: null }, "a", rule, undefined) ?? "off";
    const from =
      level !== without
        ? `the floor of ${organizationName}; without it ${without}`
        : said !== undefined
          ? ownName
          : inherited !== undefined
            ? `${organizationName}, which it extends`
            : `the preset, and no lower by the floor of ${organizationName}`;
    return [[`rules: ${id}`, level, from]];
  });
}

function presetLine({ preset }: Policy): string[] {
  if (preset === "strict") return [];
  const lower = RULES.filter(({ meta }) => meta.level !== meta.balancedLevel).length;
  return [
    `  The preset ${preset} takes ${plural(lower, "rule")} lower than strict does, and test code to warn.`,
  ];
}
