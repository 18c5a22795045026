import type { Logger } from "pino";

import type { Analysis } from "./analyze-changes.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "../github/client.js";
import { errorLine, failureKind } from "../github/errors.js";
import type { PathMemory } from "../github/path-memory.js";
import type { MergeGroupRef } from "../github/read-merge-group.js";
import { writeCheck } from "../github/write-check.js";
import type { TreeMemory } from "../github/tree-memory.js";
import { jobTargets, type JobTarget } from "./job-targets.js";
import { keepDashboard, type DashboardTools } from "./keep-dashboard.js";
import type { JobFailure, JobHandler, JobQueue, ReviewJob } from "../jobs/job-queue.js";
import { markdownText } from "../report/escape.js";
import { groupSubject } from "../review/group-subject.js";
import type { Seal } from "../review/seal.js";
import { welcomeRepository } from "./new-repository.js";
import { reviewMergeGroup } from "./review-merge-group.js";
import { reviewPullRequest, type ReviewOutcome, type ReviewTools } from "./review-pull-request.js";
import type { Metrics } from "../server/metrics.js";

/** What the worker works with. */
export interface WorkerTools {
  /** The client of an installation; with a new token, if the last one was refused. */
  readonly clientFor: (installationId: number, isRefused: boolean) => Promise<GitHubClient>;
  /** The analysis for an installation. */
  readonly analysisFor: (installationId: number) => Analysis;
  /** Takes further jobs that a job asks for. */
  readonly enqueue: JobQueue["enqueue"];
  readonly appId: number;
  readonly seal: Seal;
  readonly memory: PathMemory;
  readonly trees: TreeMemory;
  /** What the owner granted an installation: `{ issues: "write" }`. */
  readonly grantsOf: DashboardTools["grantsOf"];
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

/** Another job of the installation has run into a rate limit that still holds. */
class Limited extends Error {
  override readonly name = "Limited";
  readonly until: number;
  constructor(until: number) {
    super("the rate limit of the installation is used up");
    this.until = until;
  }
}

/** Runs review jobs, decides what follows from a failure, and reports on the pull request when a job is given up. */
export function createReviewWorker(tools: WorkerTools): JobHandler {
  const refused = new Set<number>();
  /** Until when an installation has to wait for its rate limit, in milliseconds since 1970. */
  const limited = new Map<number, number>();
  return {
    run: async (job) => {
      const { installationId } = job;
      const until = limited.get(installationId) ?? 0;
      if (until > tools.now()) throw new Limited(until);
      const client = await tools.clientFor(installationId, refused.delete(installationId));
      for (const target of await jobTargets(client, job, tools.appId)) {
        if (target.kind === "repository") await welcome(tools, client, job);
        else if (target.kind === "dashboard") await keepIssueOf(tools, client, job);
        else await reviewOne(tools, client, job, target);
      }
    },
    judge: (error, attempt, job) => {
      if (failureKind(error, tools.now()).kind === "unauthorized") refused.add(job.installationId);
      const failure = judge(error, attempt, tools.now());
      if (failure.kind === "retry" && !failure.counts && !(error instanceof Limited)) {
        limited.set(job.installationId, tools.now() + failure.afterMs);
      }
      tools.metrics().jobs.inc({ outcome: "failed" });
      return failure;
    },
    abandon: async (job, error) => {
      tools.metrics().jobs.inc({ outcome: "given_up" });
      await concludeAsFailed(tools, job, error).catch((second: unknown) => {
        tools.log.error({ ...nameOf(job), error: errorLine(second) }, "check could not be concluded");
      });
      tools.log.error({ ...nameOf(job), error: errorLine(error) }, "review given up");
    },
  };
}

async function welcome(tools: WorkerTools, client: GitHubClient, job: ReviewJob): Promise<void> {
  const { problems, queued } = await welcomeRepository(client, job, tools);
  tools.log.info({ ...nameOf(job), problems, queued }, "installed");
}

async function keepIssueOf(tools: WorkerTools, client: GitHubClient, job: ReviewJob): Promise<void> {
  const { analyze } = tools.analysisFor(job.installationId);
  const today = new Date(tools.now()).toISOString().slice(0, 10);
  const { line, isAsked, isWritten } = await keepDashboard(client, job, { ...tools, analyze, today });
  tools.metrics().jobs.inc({ outcome: isWritten ? "issue" : "skipped" });
  tools.log[isAsked ? "warn" : "info"](
    { ...nameOf(job), issue: line },
    isWritten ? "issue written" : "skipped",
  );
}

async function reviewOne(
  tools: WorkerTools,
  client: GitHubClient,
  job: ReviewJob,
  target: Exclude<JobTarget, { kind: "repository" | "dashboard" }>,
): Promise<void> {
  const { owner, repo } = job;
  const { appId, seal, memory } = tools;
  const started = tools.now();
  const reviewTools: ReviewTools = {
    ...tools.analysisFor(job.installationId),
    seal,
    today: new Date(started).toISOString().slice(0, 10),
    baseUrl: tools.baseUrl,
    onStage: (stage, ms) => {
      tools.metrics().stageSeconds.observe({ stage }, ms / 1000);
    },
    rerun: job.rerun,
    wantsHowToFix: job.wantsHowToFix,
  };
  const outcome =
    target.kind === "pull-request"
      ? await reviewPullRequest(
          client,
          { owner, repo, number: target.number, appId, seal, memory },
          reviewTools,
        )
      : await groupOutcome(client, { ...target, owner, repo, appId, seal }, reviewTools);
  const durationMs = tools.now() - started;
  const entry = { ...nameOf(job), durationMs };
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
      ...(target.kind === "pull-request" ? { number: target.number } : {}),
      head: input.pull.headSha,
      findings: input.examined.findings.length,
      comments: plan.review?.comments.length ?? 0,
      conclusion: plan.check?.conclusion ?? "unchanged",
      refused: applied.refused.length,
    },
    "reviewed",
  );
}

/** The outcome of a merge group in the form of a review's. */
async function groupOutcome(
  client: GitHubClient,
  ref: MergeGroupRef,
  tools: ReviewTools,
): Promise<
  | Pick<ReviewOutcome & { kind: "reviewed" }, "kind" | "plan" | "applied" | "input">
  | { kind: "skipped"; why: "closed" }
> {
  const outcome = await reviewMergeGroup(client, ref, tools);
  if (!outcome) return { kind: "skipped", why: "closed" };
  return {
    kind: "reviewed",
    input: outcome.input,
    plan: { threads: [], replies: [], dismissals: [], fileComments: [], review: null, check: outcome.check },
    applied: { kind: "applied", reviewPosted: false, refused: [] },
  };
}

function judge(error: unknown, attempt: number, now: number): JobFailure {
  if (error instanceof Limited)
    return { kind: "retry", afterMs: error.until - now + spread(), counts: false };
  if (error instanceof HeadMoved) return { kind: "retry", afterMs: 1000, counts: true };
  const failure = failureKind(error, now);
  switch (failure.kind) {
    case "transient":
    case "unauthorized":
      return { kind: "retry", afterMs: 500 * 2 ** attempt, counts: true };
    case "rate-limit":
      return { kind: "retry", afterMs: failure.retryAfterMs, counts: false };
    case "gone":
    case "permanent":
      return { kind: "give-up" };
  }
}

/** Spreads retries, so that not all jobs of an installation come back at the same moment. */
function spread(): number {
  return Math.random() * 2000;
}

/** Concludes the check as failed, with the reason: it never stays open, and can be run again. */
async function concludeAsFailed(tools: WorkerTools, job: ReviewJob, error: unknown): Promise<void> {
  const { owner, repo, target } = job;
  // Nothing waits for a check there.
  if (target.kind === "repository" || target.kind === "dashboard") return;
  const client = await tools.clientFor(job.installationId, false);
  let headSha: string;
  if (target.kind === "head") headSha = target.sha;
  else if (target.kind === "merge-group") ({ headSha } = target);
  else {
    const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
      ...REQUEST_DEFAULTS,
      owner,
      repo,
      pull_number: target.number,
    });
    headSha = data.head.sha;
  }
  const subject =
    target.kind === "pull-request"
      ? String(target.number)
      : target.kind === "merge-group"
        ? groupSubject(target.baseSha)
        : "0";
  await writeCheck(
    client,
    { owner, repo, headSha },
    {
      conclusion: "failure",
      title: "This could not be reviewed",
      summary: `no-pickle could not finish: ${markdownText(errorLine(error))}.\n\nNothing is known to be unsafe, and nothing to be safe. Use **Re-run** on this check; if it fails again, the log of the server has more under delivery ${markdownText(job.deliveryId)}.`,
      annotations: [],
      externalId: `${subject}:failed`,
      begun: null,
      supersedes: [],
    },
  );
}

function nameOf(job: ReviewJob): object {
  const { owner, repo, installationId, deliveryId, target } = job;
  const number = target.kind === "pull-request" ? { number: target.number } : {};
  return { repository: `${owner}/${repo}`, ...number, installationId, deliveryId, target: target.kind };
}
