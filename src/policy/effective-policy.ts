import { levelUnder } from "./levels.js";
import { DEFAULT_POLICY, type Policy } from "./policy.js";
import { RULES } from "../rules/registry.js";

/** A policy file that was read: what it says with the defaults, and which keys it states itself. */
export interface ReadPolicy {
  readonly policy: Policy;
  readonly stated: readonly string[];
}

/** The policy that counts, and who had a part in it. */
export interface EffectivePolicy {
  readonly policy: Policy;
  /** Keys that come from the organization although the repository has a file: it extends theirs. */
  readonly inherited: readonly string[];
  /** What the organization's floor holds against the repository, one phrase each. */
  readonly held: readonly string[];
}

/**
 * The policy of a repository: its own file, where it `extends: organization` over the organization's; without one the
 * organization's; without either the defaults. The organization's floor binds in any case, and nobody else's does.
 */
export function effectivePolicy(own: ReadPolicy | null, organization: ReadPolicy | null): EffectivePolicy {
  const { policy, inherited } = chosen(own, organization);
  const floor = organization?.policy.floor ?? null;
  const waiverApproval =
    floor?.waiverApproval === "other-maintainer" ? "other-maintainer" : policy.waiverApproval;
  const notScanned = floor?.notScanned === "block" ? "block" : policy.notScanned;
  const effective = { ...policy, waiverApproval, notScanned, floor } as const;
  return { policy: effective, inherited, held: floor === null ? [] : heldBy(effective, policy) };
}

function chosen(
  own: ReadPolicy | null,
  organization: ReadPolicy | null,
): Pick<EffectivePolicy, "policy" | "inherited"> {
  if (own === null) return { policy: organization?.policy ?? DEFAULT_POLICY, inherited: [] };
  if (own.policy.extends === null || organization === null) return { policy: own.policy, inherited: [] };
  return { policy: merged(own, organization.policy), inherited: inheritedKeys(own, organization) };
}

/** Lists add up, and what the repository says comes last, which wins; of single values its own count where it states them. */
function merged({ policy: own, stated }: ReadPolicy, base: Policy): Policy {
  const one = <Key extends keyof Policy>(key: Key, name: string = key): Policy[Key] =>
    stated.includes(name) ? own[key] : base[key];
  // Key by key, so that a new one does not compile until it is said here what becomes of it.
  return {
    extends: own.extends,
    floor: own.floor,
    preset: one("preset"),
    review: one("review"),
    drafts: one("drafts"),
    openPullRequests: one("openPullRequests", "open-pull-requests"),
    waiverApproval: one("waiverApproval", "waiver-approval"),
    notScanned: one("notScanned", "not-scanned"),
    ratchet: one("ratchet"),
    dashboard: one("dashboard"),
    rules: { ...base.rules, ...own.rules },
    overrides: [...base.overrides, ...own.overrides],
    ignore: [...base.ignore, ...own.ignore],
    artifacts: {
      allow: [...base.artifacts.allow, ...own.artifacts.allow],
      ignorePaths: [...base.artifacts.ignorePaths, ...own.artifacts.ignorePaths],
    },
    wrappers: [...base.wrappers, ...own.wrappers],
    waivers: [...base.waivers, ...own.waivers],
  };
}

const LISTS: readonly string[] = ["rules", "overrides", "ignore", "wrappers", "artifacts", "waivers"];

function inheritedKeys(own: ReadPolicy, { stated }: ReadPolicy): string[] {
  return stated.filter(
    (key) => key !== "floor" && key !== "extends" && (LISTS.includes(key) || !own.stated.includes(key)),
  );
}

function heldBy(effective: Policy, { waiverApproval, notScanned, ...policy }: Policy): string[] {
  const { floor } = effective;
  const held: string[] = [];
  for (const rule of RULES) {
    const lowest = floor?.rules[rule.meta.id];
    if (lowest === undefined) continue;
    const said = [policy.rules[rule.meta.id], ...policy.overrides.map(({ rules }) => rules[rule.meta.id])];
    const bare = { ...policy, waiverApproval, notScanned, floor: null };
    const isHeld =
      levelUnder(bare, "a", rule, undefined) !== levelUnder(effective, "a", rule, undefined) ||
      said.some((one) => one !== undefined && ORDER.indexOf(one) > ORDER.indexOf(lowest));
    if (isHeld) held.push(`${rule.meta.id} at ${lowest}`);
  }
  if (waiverApproval !== effective.waiverApproval)
    held.push(`waiver-approval at ${effective.waiverApproval}`);
  if (notScanned !== effective.notScanned) held.push(`not-scanned at ${effective.notScanned}`);
  const allowed = floor?.ignore ?? policy.ignore;
  const refused = policy.ignore.filter((glob) => !allowed.includes(glob));
  if (refused.length > 0)
    held.push(`ignore within ${allowed.join(", ") || "nothing"} (not ${refused.join(", ")})`);
  return held;
}

const ORDER = ["block", "warn", "note", "off"] as const;
