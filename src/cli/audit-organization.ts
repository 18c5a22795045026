import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { byWhatIsLeft, type AuditedRepository, type OrganizationAudit } from "../audit/organization.js";
import { patiently } from "../github/patiently.js";
import { readOwner } from "../github/read-organization.js";
import type { PolicyFile } from "../github/read-policy.js";
import { explainFailure } from "./ask-github.js";
import { chooseRepositories, type ChosenRepository } from "./choose-repositories.js";
import { UsageError, type Io } from "./io.js";
import { openKept } from "./kept-results.js";
import { loadPolicy, readNamed } from "./load-policy.js";
import { accessTo, credentialsIn } from "./organization-access.js";
import type { OrganizationOptions } from "./organization-options.js";
import { organizationProgress, type OrganizationProgress } from "./organization-progress.js";
import { auditRepository } from "./organization-repository.js";
import { repositoryRunner, sleepFor } from "./organization-run.js";
import { organizationPolicy } from "./repository-facts.js";

/**
 * Looks at all repositories of an organization, or of a person, as far as the credentials reach.
 * @throws UsageError where nothing can be looked at
 */
export async function auditOrganization(io: Io, options: OrganizationOptions): Promise<OrganizationAudit> {
  const { org, points, jobs } = options;
  const isGiven = options.policy !== undefined || !options.usePolicy;
  const given = isGiven ? (await loadPolicy(io, options, () => Promise.resolve(NONE))).policy : null;
  const organization = await namedOrganization(io, options.organization);
  const progress = organizationProgress(io, options.quiet);
  const { sleep = sleepFor } = io;
  const attempt = patiently({ now: () => Date.now(), sleep, onWait: progress.wait });
  const fail = explainFailure(org, credentialsIn(io));
  const access = await accessTo(io, org, attempt).catch(fail);
  const listed = await readOwner(access.client, org, attempt).catch(fail);
  if (!listed) throw new UsageError(`${org} was not found, or ${credentialsIn(io)} may not see it`);
  const { login: owner, isOrganization, unseen } = listed;
  const { webUrl } = access;
  const asked = options.since ?? null;
  const since = points === 1 ? null : (asked ?? daysBefore(io.today(), WINDOW_DAYS));
  const { chosen, leftOut } = chooseRepositories(listed.repositories, options);
  const { folder, remove } = folderFor(io, options, new URL(webUrl).host, owner);
  const runner = repositoryRunner(io, { jobs, minutes: options.timeout }, progress.wait);
  try {
    const kept = openKept(folder);
    const shared = { io, owner, access, attempt, since, asked, points, given, organization, folder };
    const work = { ...shared, kept, runner };
    const repositories = await inParallel(chosen, jobs, progress, (one) => auditRepository(work, one));
    return {
      ...{ version: io.version, today: io.today(), owner, isOrganization, webUrl, leftOut, unseen },
      days: trendDays(repositories, since, io.today()),
      policy: organizationPolicy(organization ?? listed.policy),
      repositories: repositories.sort(byWhatIsLeft),
    };
  } finally {
    progress.clear();
    await runner.close();
    remove();
  }
}

const NONE = { text: null, place: "", origin: null };

/** How far back histories are looked at, unless something else is said. */
const WINDOW_DAYS = 730;

function daysBefore(today: string, days: number): string {
  return new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);
}

/** How many days a trend is told for. */
const DAYS = 25;

/** Evenly over the time that was looked at; where only heads were, over that in which earlier runs saw others. */
function trendDays(
  repositories: readonly AuditedRepository[],
  since: string | null,
  today: string,
): string[] {
  const dates = repositories.flatMap(({ found }) =>
    found && found.points.length > 1 ? found.points.map(({ date }) => date.slice(0, 10)) : [],
  );
  const first = since ?? dates.sort()[0] ?? today;
  const [from, to] = [Date.parse(first), Date.parse(today)];
  if (!(from < to)) return [today];
  const day = (i: number): string =>
    new Date(from + ((to - from) * i) / (DAYS - 1)).toISOString().slice(0, 10);
  return [...new Set(Array.from({ length: DAYS }, (_, i) => day(i)))];
}

async function namedOrganization(io: Io, path: string | undefined): Promise<PolicyFile | null> {
  if (path === undefined) return null;
  const text = (await readNamed(io, "policy", path)).toString();
  return { source: { kind: "organization", ref: "", sha: "" }, content: { kind: "text", text } };
}

/** Where what is found is kept; what need not be kept is removed in the end. */
function folderFor(
  { env, cwd }: Io,
  { cache }: OrganizationOptions,
  host: string,
  owner: string,
): { readonly folder: string; readonly remove: () => void } {
  if (cache === false) {
    const folder = mkdtempSync(join(tmpdir(), "no-pickle-organization-"));
    const remove = (): void => {
      rmSync(folder, { recursive: true, force: true });
    };
    return { folder, remove };
  }
  const caches = env["XDG_CACHE_HOME"] || join(env["HOME"] ?? ".", ".cache");
  const own = typeof cache === "string" ? resolve(cwd, cache) : join(caches, "no-pickle");
  const folder = join(own, "organizations", host.replaceAll(":", "-"), owner.toLowerCase());
  return { folder, remove: () => undefined };
}

/** Does the same for all, so many at a time; the results have the order of the repositories. */
async function inParallel(
  all: readonly ChosenRepository[],
  jobs: number,
  progress: OrganizationProgress,
  work: (one: ChosenRepository) => Promise<AuditedRepository>,
): Promise<AuditedRepository[]> {
  const results: AuditedRepository[] = [];
  const waiting = all.entries();
  let done = 0;
  const keepBusy = async (): Promise<void> => {
    for (const [i, one] of waiting) {
      progress.begin(one.name);
      results[i] = await work(one);
      progress.end(one.name, ++done, all.length);
    }
  };
  await Promise.all(Array.from({ length: jobs }, keepBusy));
  return results;
}
