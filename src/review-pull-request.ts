import { analyzeChangedFile } from "./analysis/analyze-file.js";
import { surroundingsOf } from "./analysis/surroundings.js";
import { compareFindings, type Finding, type NotScanned } from "./findings/finding.js";
import { applyReviewPlan, type Applied } from "./github/apply-review-plan.js";
import type { GitHubClient } from "./github/client.js";
import {
  readPullRequest,
  type NotRead,
  type PullRequestData,
  type PullRequestRef,
} from "./github/read-pull-request.js";
import { applyWaivers } from "./policy/apply-waivers.js";
import { parsePolicy } from "./policy/parse-policy.js";
import { DEFAULT_POLICY, type Policy } from "./policy/policy.js";
import type { Parser } from "./python/syntax-tree.js";
import type { ReviewPlan } from "./review/plan.js";
import { planReview } from "./review/plan-review.js";
import type { ReviewInput } from "./review/state.js";

/** What a review works with. */
export interface ReviewTools {
  readonly parser: Parser;
  /** The day it is, `YYYY-MM-DD`. */
  readonly today: string;
  readonly baseUrl: string | null;
  /** Write the check even if it is there: somebody asked for a re-run. */
  readonly force: boolean;
  /** An app writes check runs, a user's token cannot. */
  readonly writesChecks: boolean;
  /** A policy to use instead of the base branch's. */
  readonly policy?: Policy;
}

/** What came of a review. */
export type ReviewOutcome =
  | {
      readonly kind: "reviewed";
      readonly plan: ReviewPlan;
      readonly applied: Applied;
      readonly input: ReviewInput;
    }
  | { readonly kind: "skipped"; readonly why: NotRead };

/** Reviews a pull request: read, analyze, plan, apply. */
export async function reviewPullRequest(
  client: GitHubClient,
  ref: PullRequestRef,
  tools: ReviewTools,
): Promise<ReviewOutcome> {
  const data = await readPullRequest(client, ref);
  if (typeof data === "string") return { kind: "skipped", why: data };
  const input = await analyzePullRequest(data, tools);
  const plan = planReview(input);
  const applied = await applyReviewPlan(client, data.pull, plan, tools);
  return { kind: "reviewed", plan, applied, input };
}

/** Analyzes what was read, under the policy of the base branch. */
export async function analyzePullRequest(data: PullRequestData, tools: ReviewTools): Promise<ReviewInput> {
  const parsed = data.policyFile && !tools.policy ? parsePolicy(data.policyFile.text) : null;
  const policy = tools.policy ?? (parsed?.ok ? parsed.policy : DEFAULT_POLICY);
  const findings: Finding[] = [];
  const notScanned: NotScanned[] = [...data.notScanned];
  const changed = data.files.map(({ path, head }): [string, string] => [path, head]);
  const surroundings = surroundingsOf(new Map([...data.around, ...changed]));
  for (const file of data.files) {
    const result = analyzeChangedFile(file, { parse: tools.parser.parse, policy, ...surroundings });
    findings.push(...result.findings);
    notScanned.push(...result.notScanned);
    await tools.parser.settle();
  }
  const { findings: kept, waived } = applyWaivers(findings, policy, tools.today);
  return {
    pull: data.pull,
    said: data.said,
    policy,
    policySource:
      data.policyFile && !tools.policy
        ? { kind: "repository", ref: data.pull.baseRef, sha: data.policyFile.sha }
        : { kind: "built-in" },
    policyProblems: parsed && !parsed.ok ? parsed.problems : [],
    baseUrl: tools.baseUrl,
    force: tools.force,
    examined: {
      findings: [...kept].sort(compareFindings),
      waived,
      notScanned,
      filesChanged: data.filesChanged,
      filesScanned: data.files.length,
      hunks: data.hunks,
    },
  };
}
