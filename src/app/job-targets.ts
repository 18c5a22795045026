import { REQUEST_DEFAULTS, type GitHubClient } from "../github/client.js";
import { pullsOf, readRuns, type OwnRun } from "../github/same-commit.js";
import { groupTargetOf, type MergeGroupTarget, type ReviewJob } from "../jobs/job-queue.js";
import { groupBaseOf } from "../review/group-subject.js";

/** What a job comes down to: pull requests by number, or a merge group. */
export type JobTarget =
  | { readonly kind: "pull-request"; readonly number: number }
  | MergeGroupTarget
  | { readonly kind: "repository" }
  | { readonly kind: "dashboard" };

/**
 * The pull request or merge group of a job; for a commit, all open pull requests with that head, since GitHub names none
 * in events about forks, or the merge group that our check on it was written for.
 */
export async function jobTargets(client: GitHubClient, job: ReviewJob, appId: number): Promise<JobTarget[]> {
  const { target } = job;
  if (target.kind !== "head") return [target];
  const runs = await readRuns(client, { ...job, headSha: target.sha }, appId);
  if (target.queueBranch === null) return pullsWithHead(client, job, target.sha, runs);
  const base = runs.map(({ externalId }) => groupBaseOf(externalId)).find((one) => one !== null);
  // Re-runs of a merge group's checks do not name its base commit: our check on its head does.
  return base === undefined ? [] : [groupTargetOf(base, target.sha, target.queueBranch)];
}

/** Those that GitHub lists, and those that our checks on it were written for: it does not list those of forks. */
async function pullsWithHead(
  client: GitHubClient,
  { owner, repo }: ReviewJob,
  sha: string,
  runs: readonly OwnRun[],
): Promise<JobTarget[]> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    commit_sha: sha,
    per_page: 100,
  });
  const listed = data.filter((pull) => pull.state === "open" && pull.head.sha === sha);
  const numbers = new Set([...listed.map(({ number }) => number), ...pullsOf(runs)]);
  return [...numbers].map((number) => ({ kind: "pull-request", number }));
}
