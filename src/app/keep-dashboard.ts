import { isLeftAlone } from "../audit/plan-issue.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "../github/client.js";
import { failureKind } from "../github/errors.js";
import { readIssue } from "../github/read-issue.js";
import { readRepository } from "../github/read-repository.js";
import { readTree } from "../github/read-tree.js";
import type { TreeMemory } from "../github/tree-memory.js";
import type { ReviewJob } from "../jobs/job-queue.js";
import type { AnalyzeFiles } from "./analyze-changes.js";
import { auditTree } from "./audit-tree.js";
import { decidePolicy } from "./decide-policy.js";
import { CLOSED_FOR_ISSUES, issueLine, keepIssue } from "./keep-issue.js";

/** What keeping the issue works with. */
export interface DashboardTools {
  readonly analyze: AnalyzeFiles;
  readonly appId: number;
  readonly trees: TreeMemory;
  /** What the owner granted the installation: `{ issues: "write" }`. */
  readonly grantsOf: (installationId: number) => Promise<Readonly<Record<string, string | undefined>>>;
  /** The day it is, `YYYY-MM-DD`. */
  readonly today: string;
}

/** What became of it, for the log. `isAsked`: the policy asks for the issue, and something stands in the way. */
export interface Dashboard {
  readonly line: string;
  readonly isAsked: boolean;
  readonly isWritten: boolean;
}

/** GraphQL points that are kept for reviews. */
const RESERVE = 1000;

/**
 * Keeps the issue of a repository up to date with its default branch, where the policy there asks for it: policy, permission,
 * tree, analysis, issue. The least costly comes first: where there is no dashboard, that is one request.
 */
export async function keepDashboard(
  client: GitHubClient,
  { owner, repo, installationId }: ReviewJob,
  tools: DashboardTools,
): Promise<Dashboard> {
  const place = { owner, repo };
  const { headSha, branch, policyFiles } = await readRepository(client, place, tools.appId);
  const { policy, policyProblems } = decidePolicy(policyFiles, undefined);
  if (headSha === null || policyProblems.length > 0 || !policy.dashboard)
    return { line: "the policy asks for no issue", isAsked: false, isWritten: false };
  const hindered = (line: string): Dashboard => ({ line, isAsked: true, isWritten: false });
  const granted = await tools.grantsOf(installationId);
  if (granted["issues"] !== "write") return hindered(NO_PERMISSION);
  const { isOpenForIssues, found } = await readIssue(client, place);
  if (!isOpenForIssues) return hindered(CLOSED_FOR_ISSUES);
  const why = found && isLeftAlone(found);
  if (why) return hindered(why);
  if ((await pointsLeft(client)) < RESERVE)
    return hindered("the rate limit is low: the issue is brought up to date after the next push");
  const texts = await readTree(client, { ...place, commit: headSha }, policy, tools.trees);
  const facts = { ref: { name: branch, commit: headSha }, policy, today: tools.today };
  const audit = await auditTree(texts, facts, tools.analyze);
  const kept = await keepIssue(client, place, audit);
  return { line: issueLine(place, kept), isAsked: false, isWritten: kept.kind === "written" };
}

/** What is missing where the policy asks for the issue and the App may not write it. */
const NO_PERMISSION =
  "the policy says dashboard: true, and the App has no issues: write: the operator adds it to the App, the owner accepts it";

async function pointsLeft(client: GitHubClient): Promise<number> {
  try {
    const { data } = await client.request("GET /rate_limit", REQUEST_DEFAULTS);
    return data.resources.graphql?.remaining ?? Infinity;
  } catch (error) {
    // A GitHub Enterprise Server without limits has none to tell.
    if (failureKind(error, 0).kind === "gone") return Infinity;
    throw error;
  }
}
