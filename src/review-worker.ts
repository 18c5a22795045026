import type { Logger } from "pino";

import { writeCheck } from "./github/apply-review-plan.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./github/client.js";
import { failureKind } from "./github/errors.js";
import type { JobFailure, JobHandler, ReviewJob } from "./jobs/job-queue.js";
import type { Parser } from "./python/syntax-tree.js";
import { markdownText } from "./report/escape.js";
import { reviewPullRequest } from "./review-pull-request.js";
import type { Metrics } from "./server/metrics.js";

/** What the worker works with. */
export interface WorkerTools {
  readonly clientFor: (installationId: number) => Promise<GitHubClient>;
  readonly parser: Parser;
  readonly appId: number;
  readonly baseUrl: string | null;
  readonly log: Logger;
  readonly metrics: () => Metrics;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The head moved while the pull request was read: its texts and patches may not belong together. */
class HeadMoved extends Error {
  override readonly name = "HeadMoved";
}

/** Runs review jobs, judges their failures, and says on the pull request when one is given up. */
export function createReviewWorker(tools: WorkerTools): JobHandler {
  return {
    run: async (job) => {
      const client = await tools.clientFor(job.installationId);
      for (const number of await pullNumbers(client, job)) await reviewOne(tools, client, job, number);
    },
    judge: (error, attempt) => {
      const failure = judge(error, attempt, tools.now());
      tools.metrics().jobs.inc({ outcome: "failed" });
      return failure;
    },
    abandon: async (job, error) => {
      tools.metrics().jobs.inc({ outcome: "given_up" });
      tools.log.error({ ...nameOf(job), error: describe(error) }, "review given up");
      await concludeAsFailed(tools, job, error).catch((second: unknown) => {
        tools.log.error({ ...nameOf(job), error: describe(second) }, "check could not be concluded");
      });
    },
  };
}

async function reviewOne(
  tools: WorkerTools,
  client: GitHubClient,
  job: ReviewJob,
  number: number,
): Promise<void> {
  const { owner, repo } = job;
  const started = tools.now();
  const outcome = await reviewPullRequest(
    client,
    { owner, repo, number, appId: tools.appId },
    {
      parser: tools.parser,
      today: new Date(started).toISOString().slice(0, 10),
      baseUrl: tools.baseUrl,
      force: job.force,
      writesChecks: true,
    },
  );
  const durationMs = tools.now() - started;
  const entry = { ...nameOf(job), number, durationMs };
  if (outcome.kind === "skipped") {
    if (outcome.why === "head-moved") throw new HeadMoved("the head moved while it was read");
    tools.metrics().jobs.inc({ outcome: "skipped" });
    tools.log.info({ ...entry, why: outcome.why }, "skipped");
    return;
  }
  const { plan, applied, input } = outcome;
  tools.metrics().jobs.inc({ outcome: "reviewed" });
  tools.metrics().jobSeconds.observe(durationMs / 1000);
  for (const { ruleId } of input.examined.findings) tools.metrics().findings.inc({ rule: ruleId });
  tools.log.info(
    {
      ...entry,
      head: input.pull.headSha,
      findings: input.examined.findings.length,
      comments: plan.review?.comments.length ?? 0,
      conclusion: plan.check?.conclusion ?? "unchanged",
      refused: applied.refused.length,
    },
    "reviewed",
  );
}

/** The pull request of the job, or all open ones with its head. */
async function pullNumbers(client: GitHubClient, job: ReviewJob): Promise<number[]> {
  const { owner, repo, target } = job;
  if (target.kind === "pull-request") return [target.number];
  const { data } = await client.request("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    commit_sha: target.sha,
    per_page: 100,
  });
  const pulls = data as readonly { number: number; state: string; head: { sha: string } }[];
  return pulls
    .filter((pull) => pull.state === "open" && pull.head.sha === target.sha)
    .map(({ number }) => number);
}

function judge(error: unknown, attempt: number, now: number): JobFailure {
  if (error instanceof HeadMoved) return { kind: "retry", afterMs: 1000, counts: true };
  const failure = failureKind(error, now);
  switch (failure.kind) {
    case "transient":
      return { kind: "retry", afterMs: 1000 * 2 ** attempt, counts: true };
    case "rate-limit":
      return { kind: "retry", afterMs: failure.retryAfterMs, counts: false };
    case "gone":
    case "permanent":
      return { kind: "give-up" };
  }
}

/** The check never stays open: it fails with the reason, and can be run again. */
async function concludeAsFailed(tools: WorkerTools, job: ReviewJob, error: unknown): Promise<void> {
  const { owner, repo, target } = job;
  const client = await tools.clientFor(job.installationId);
  let headSha: string;
  if (target.kind === "head") headSha = target.sha;
  else {
    const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
      ...REQUEST_DEFAULTS,
      owner,
      repo,
      pull_number: target.number,
    });
    headSha = (data as { head: { sha: string } }).head.sha;
  }
  const number = target.kind === "pull-request" ? String(target.number) : "0";
  await writeCheck(
    client,
    { owner, repo, headSha },
    {
      conclusion: "failure",
      title: "This could not be reviewed",
      summary: `no-pickle could not finish: ${markdownText(describe(error))}.\n\nNothing is known to be unsafe, and nothing to be safe. Use **Re-run** on this check; if it fails again, the log of the server has more under delivery ${markdownText(job.deliveryId)}.`,
      annotations: [],
      externalId: `${number}:failed`,
    },
  );
}

/** An error in one line, without what GitHub sent along: status and message. */
function describe(error: unknown): string {
  const { status, message } = error as { status?: unknown; message?: unknown };
  const text = typeof message === "string" ? (message.split("\n")[0] ?? "") : String(error);
  return typeof status === "number" ? `${String(status)} ${text.slice(0, 200)}` : text.slice(0, 200);
}

function nameOf(job: ReviewJob): object {
  const { owner, repo, installationId, deliveryId, target } = job;
  return { repository: `${owner}/${repo}`, installationId, deliveryId, target: target.kind };
}
