import { decidePolicy } from "./decide-policy.js";
import type { GitHubClient } from "../github/client.js";
import { listUnchecked } from "../github/read-installations.js";
import { readRepository } from "../github/read-repository.js";
import { writeCheck } from "../github/write-check.js";
import type { JobQueue, ReviewJob } from "../jobs/job-queue.js";
import { POLICY_PATH, type PolicyProblem } from "../policy/policy.js";
import { problemList } from "../report/tables.js";

/** What came of looking at a new repository. */
export interface Welcome {
  /** How many mistakes its policy has. */
  readonly problems: number;
  /** How many open pull requests were queued. */
  readonly queued: number;
}

/**
 * Looks at a repository that the app was just installed on: a policy with a mistake is reported on the default branch,
 * before it fails somebody's pull request; pull requests that are open are reviewed only if the policy asks for it.
 */
export async function welcomeRepository(
  client: GitHubClient,
  job: ReviewJob,
  { appId, enqueue }: { readonly appId: number; readonly enqueue: JobQueue["enqueue"] },
): Promise<Welcome> {
  const { owner, repo } = job;
  const { headSha, policyFiles } = await readRepository(client, { owner, repo }, appId);
  const { policy, policyProblems, policySource } = decidePolicy(policyFiles, undefined);
  if (policyProblems.length > 0) {
    // A mistake in the organization's policy is not reported on each of its repositories.
    if (headSha !== null && policySource.kind === "repository")
      await reportMistakes(client, { owner, repo, headSha }, policyProblems);
    return { problems: policyProblems.length, queued: 0 };
  }
  if (policy.openPullRequests === "leave") return { problems: 0, queued: 0 };
  const { pulls } = await listUnchecked(client, { owner, repo }, appId, "");
  for (const { number, headSha: sha } of pulls) {
    await enqueue({
      ...job,
      target: { kind: "pull-request", number },
      deliveryId: `${job.deliveryId}#${String(number)}@${sha}`,
    });
  }
  return { problems: 0, queued: pulls.length };
}

async function reportMistakes(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string; readonly headSha: string },
  problems: readonly PolicyProblem[],
): Promise<void> {
  await writeCheck(client, place, {
    conclusion: "failure",
    title: "The policy has a mistake",
    summary: `\`${POLICY_PATH}\` cannot be used, and the check of every pull request will fail until it can:\n\n${problemList(problems)}`,
    annotations: [],
    externalId: "0:policy",
    begun: null,
    supersedes: [],
  });
}
