import { CHECK_NAME } from "../review/plan-check.js";
import type { PlannedCheck } from "../review/plan.js";
import { failsElsewhereOnly, subjectOf, withFailuresElsewhere } from "../review/same-commit.js";
import type { OwnCheck, Said } from "../review/state.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { failureKind } from "./errors.js";
import type { ChecksFragment } from "./graphql-types.js";
import type { CheckPlace } from "./write-check.js";

/** A check run with our name on a commit. */
export interface OwnRun {
  readonly id: number;
  /** In lower case; null while it runs. */
  readonly conclusion: string | null;
  readonly externalId: string;
  readonly annotations: number;
}

/** Runs are read a hundred at once, and no more than GitHub keeps. */
const PER_PAGE = 100;
const MAX_PAGES = 10;
/** The most pull requests that are looked up one by one. */
const MAX_PULLS = 20;

/** The runs of an answer, the newest first; null where it does not have all of them. */
export function runsIn(commit: Partial<ChecksFragment>, appId: number | null): OwnRun[] | null {
  const suites = (commit.checkSuites?.nodes ?? []).flatMap((suite) =>
    suite && (appId === null || suite.app?.databaseId === appId) ? [suite] : [],
  );
  const isCut = suites.some(
    ({ checkRuns }) => (checkRuns?.totalCount ?? 0) > (checkRuns?.nodes ?? []).length,
  );
  if (isCut) return null;
  const runs = suites.flatMap(({ checkRuns }) => checkRuns?.nodes ?? []);
  return newestFirst(
    runs.flatMap((run) =>
      run?.databaseId
        ? [
            {
              id: run.databaseId,
              conclusion: run.status === "COMPLETED" ? (run.conclusion?.toLowerCase() ?? null) : null,
              externalId: run.externalId ?? "",
              annotations: run.annotations?.totalCount ?? 0,
            },
          ]
        : [],
    ),
  );
}

/**
 * Reads all runs on a commit, the newest first.
 * @throws what the client throws
 */
export async function readRuns(
  client: GitHubClient,
  { owner, repo, headSha }: CheckPlace,
  appId: number,
): Promise<OwnRun[]> {
  const runs: OwnRun[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { data } = await client.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
      ...REQUEST_DEFAULTS,
      owner,
      repo,
      ref: headSha,
      check_name: CHECK_NAME,
      app_id: appId,
      filter: "all",
      per_page: PER_PAGE,
      page,
    });
    for (const run of data.check_runs) {
      runs.push({
        id: Number(run.id),
        conclusion: run.conclusion,
        externalId: run.external_id ?? "",
        annotations: run.output.annotations_count,
      });
    }
    if (data.check_runs.length < PER_PAGE) break;
  }
  return newestFirst(runs);
}

function newestFirst(runs: readonly OwnRun[]): OwnRun[] {
  return [...runs].sort((a, b) => b.id - a.id);
}

/** Of runs, the newest first, the last one that was written for a subject. */
export function checkOf(runs: readonly OwnRun[], subject: string): OwnCheck | null {
  const [latest, ...older] = runs.filter(({ externalId }) => subjectOf(externalId) === subject);
  if (!latest) return null;
  return {
    id: latest.id,
    concluded: latest.conclusion !== null,
    isNewest: latest === runs[0],
    externalId: latest.externalId,
    annotations: latest.annotations,
    open: older.filter(({ conclusion }) => conclusion === null).map(({ id }) => id),
  };
}

/** The numbers of the pull requests that runs were written for. */
export function pullsOf(runs: readonly OwnRun[]): number[] {
  const subjects = new Set(runs.map(({ externalId }) => subjectOf(externalId)));
  return [...subjects].filter(isNumber).map(Number);
}

/** Whether it is the number of a pull request; 0 stands for a commit that none could be found for. */
function isNumber(subject: string): boolean {
  return /^[1-9]\d{0,14}$/.test(subject);
}

/**
 * What else fails on a commit of its own accord, or is not finished: merge groups, and pull requests that are still open
 * with this head. GitHub does not list pull requests of forks by their commit; the checks that were written for them do.
 * Null where there are too many to tell.
 * @param runs those on the commit, the newest first
 * @throws what the client throws
 */
export async function failingElsewhere(
  client: GitHubClient,
  place: CheckPlace,
  runs: readonly OwnRun[],
  subject: string,
): Promise<Said["failsFor"]> {
  const last = new Map<string, OwnRun>();
  for (const run of runs) {
    const of = subjectOf(run.externalId);
    if (!last.has(of)) last.set(of, run);
  }
  const failing = [...last].flatMap(([of, { conclusion, externalId }]) =>
    of === subject || conclusion === "success" || conclusion === "neutral" || failsElsewhereOnly(externalId)
      ? []
      : [of],
  );
  const pulls = failing.filter(isNumber);
  if (pulls.length > MAX_PULLS) return null;
  const gone = new Set<string>();
  for (const number of pulls) if (!(await isOpenWithHead(client, place, Number(number)))) gone.add(number);
  return failing.filter((of) => (isNumber(of) ? !gone.has(of) : of.startsWith("queue-")));
}

/**
 * The check to write, where something else may have failed on the commit while the analysis took its time: looked at again
 * just before it is written.
 * @throws what the client throws
 */
export async function atLast(
  client: GitHubClient,
  place: CheckPlace,
  appId: number | null,
  check: PlannedCheck,
): Promise<PlannedCheck> {
  if (appId === null || check.conclusion === "failure") return check;
  const runs = await readRuns(client, place, appId);
  const failing = await failingElsewhere(client, place, runs, subjectOf(check.externalId));
  return withFailuresElsewhere(check, failing);
}

async function isOpenWithHead(
  client: GitHubClient,
  { owner, repo, headSha }: CheckPlace,
  pull_number: number,
): Promise<boolean> {
  try {
    const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
      ...REQUEST_DEFAULTS,
      owner,
      repo,
      pull_number,
    });
    return data.state === "open" && data.head.sha === headSha;
  } catch (error) {
    if (failureKind(error, 0).kind === "gone") return false;
    throw error;
  }
}
