import { REQUEST_DEFAULTS, type GitHubClient } from "../github/client.js";
import { groupTargetOf, type MergeGroupTarget, type ReviewJob } from "../jobs/job-queue.js";
import { CHECK_NAME } from "../review/plan-check.js";
import { groupBaseOf } from "../review/plan-group.js";

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
  if (target.queueBranch === null) return pullsWithHead(client, job, target.sha);
  const base = await groupBase(client, job, target.sha, appId);
  return base === null ? [] : [groupTargetOf(base, target.sha, target.queueBranch)];
}

async function pullsWithHead(
  client: GitHubClient,
  { owner, repo }: ReviewJob,
  sha: string,
): Promise<JobTarget[]> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    commit_sha: sha,
    per_page: 100,
  });
  return data
    .filter((pull) => pull.state === "open" && pull.head.sha === sha)
    .map(({ number }) => ({ kind: "pull-request", number }));
}

/** Re-runs of a merge group's checks do not name its base commit: our check on its head does. */
async function groupBase(
  client: GitHubClient,
  { owner, repo }: ReviewJob,
  sha: string,
  appId: number,
): Promise<string | null> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    ref: sha,
    check_name: CHECK_NAME,
    app_id: appId,
  });
  return (
    data.check_runs.map(({ external_id }) => groupBaseOf(external_id ?? "")).find((base) => base !== null) ??
    null
  );
}
