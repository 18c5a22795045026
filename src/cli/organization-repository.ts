import { createHash } from "node:crypto";

import { decidePolicy } from "../app/decide-policy.js";
import type { AuditedRepository } from "../audit/organization.js";
import type { ListedBranch } from "../github/read-organization.js";
import type { PolicyFile } from "../github/read-policy.js";
import { readProtection } from "../github/read-protection.js";
import { isInForce } from "../policy/apply-waivers.js";
import type { Policy } from "../policy/policy.js";
import type { ChosenRepository } from "./choose-repositories.js";
import { gitWithToken } from "./git-access.js";
import type { Io } from "./io.js";
import type { Basis, KeptResults } from "./kept-results.js";
import { credentialsIn, type Access } from "./organization-access.js";
import type { RepositoryRunner } from "./organization-run.js";
import { checkState, policyInForce } from "./repository-facts.js";

/** What the work on all repositories of an owner shares. */
export interface OrganizationWork {
  readonly io: Io;
  readonly owner: string;
  readonly access: Access;
  /** Wraps each request: to wait, and to ask again. */
  readonly attempt: <Result>(request: () => Promise<Result>) => Promise<Result>;
  /** The day from which on histories are looked at; null for heads alone. */
  readonly since: string | null;
  /** That day, if somebody named one. */
  readonly asked: string | null;
  readonly points: number;
  /** The policy that was named, for all of them. */
  readonly given: Policy | null;
  /** The organization's file that was named, in place of its own. */
  readonly organization: PolicyFile | null;
  readonly folder: string;
  readonly kept: KeptResults;
  readonly runner: RepositoryRunner;
}

/** Looks at one repository: what is known of it from an earlier run, where nothing has changed since. Never rejects. */
export async function auditRepository(
  work: OrganizationWork,
  repository: ChosenRepository,
): Promise<AuditedRepository> {
  const { access, io } = work;
  const { name, isPrivate, isArchived, isFork, branch } = repository;
  // Of archived ones the App is not told: there is nothing to review.
  const app = isArchived ? "unknown" : access.app(name);
  const about = { name, isPrivate, isArchived, isFork, app } as const;
  if (branch === "denied") {
    const failure = `its branch may not be seen: ${credentialsIn(io)} needs contents: read there`;
    return { ...about, ...UNSEEN, failure };
  }
  const { policyFiles } = branch;
  const files = { ...policyFiles, organization: work.organization ?? policyFiles.organization };
  const decided = decidePolicy(files, work.given ?? undefined);
  const counted = await count(work, name, branch, decided.policy);
  return {
    ...{ ...about, ...counted, branch: branch.name, commit: branch.commit },
    policy: policyInForce(decided),
    check: await checkOf(work, name, branch, counted.found?.actionChecks ?? []),
  };
}

const UNSEEN = {
  branch: "",
  commit: "",
  policy: { source: "defaults", preset: "", inherited: [], held: [], problem: null },
  check: { required: "unknown", name: null, isPinned: false },
  found: null,
  isKept: false,
} as const;

type Counted = Pick<AuditedRepository, "found" | "failure" | "isKept">;

async function count(
  work: OrganizationWork,
  name: string,
  { commit }: ListedBranch,
  policy: Policy,
): Promise<Counted> {
  const { io, kept, points, since, access, owner, runner, folder: cache } = work;
  const { version } = io;
  const today = io.today();
  const lapsed = policy.waivers.filter(({ expires }) => expires !== null && !isInForce(expires, today));
  const rules = createHash("sha256")
    .update(JSON.stringify([version, policy, lapsed]))
    .digest("hex");
  // The day that the window begins goes on with the days: that alone is no reason to look again.
  const basis: Basis = { commit, rules, asked: JSON.stringify([points, since && work.asked]) };
  const before = kept.same(name, basis);
  if (before) return { found: before, failure: null, isKept: true };
  const base = `${access.webUrl}/${owner}/`;
  const outcome = await runner.count(async (fetchMs) => ({
    ...{ name, commit, since, points, policy, organization: {}, today, version, fetchMs, cache },
    url: `${base}${name}.git`,
    folder: kept.cloneFolder(name),
    env: gitWithToken(io.env, base, await access.gitToken()),
  }));
  if (outcome.kind === "failed") return { found: null, failure: outcome.why, isKept: false };
  return { found: kept.keep(name, basis, outcome.found), failure: null, isKept: false };
}

async function checkOf(
  { access, attempt, owner }: OrganizationWork,
  repo: string,
  { name: branch, requiredChecks, seesRulesets }: ListedBranch,
  actionChecks: readonly string[],
): Promise<AuditedRepository["check"]> {
  const byRules = checkState(null, requiredChecks, actionChecks, access.appId);
  if (byRules.required === "yes") return byRules;
  const classic = await attempt(() => readProtection(access.client, { owner, repo, branch })).catch(
    () => null,
  );
  const known = [...requiredChecks, ...(classic ?? [])];
  return checkState(seesRulesets && classic ? known : null, known, actionChecks, access.appId);
}
