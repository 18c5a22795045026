import { analyzeChanges, type Analysis } from "./analyze-changes.js";
import { decidePolicy } from "./decide-policy.js";
import { applyReviewPlan, type Applied } from "../github/apply-review-plan.js";
import type { GitHubClient } from "../github/client.js";
import type { Changes } from "../github/changes.js";
import { readPullRequest, type NotRead, type PullRequestData } from "../github/read-pull-request.js";
import type { StateRef } from "../github/read-state.js";
import type { Policy } from "../policy/policy.js";
import type { ReviewPlan } from "../review/plan.js";
import { askedToRecheck } from "../review/plan-replies.js";
import { planReview } from "../review/plan-review.js";
import type { Seal } from "../review/seal.js";
import type { ReviewInput } from "../review/state.js";

/** The stages of a review whose duration is measured. */
export type Stage = "read" | "analyze" | "write";

/** What a review works with. */
export interface ReviewTools extends Analysis {
  readonly seal: Seal;
  /** The day it is, `YYYY-MM-DD`. */
  readonly today: string;
  readonly baseUrl: string | null;
  /** Who asked to write the check even if it is there; null for nobody. */
  readonly rerun: string | null;
  /** Whether somebody pressed "How to fix". */
  readonly wantsHowToFix: boolean;
  /** A policy to use instead of the base branch's. */
  readonly policy?: Policy;
  /** Called with the duration of each stage, in milliseconds. */
  readonly onStage?: (stage: Stage, ms: number) => void;
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

/** Within so many milliseconds nobody opens another pull request with the same head and has its review over. */
const QUICK_MS = 1000;

/** Reviews a pull request: read, analyze, plan, apply. */
export async function reviewPullRequest(
  client: GitHubClient,
  ref: StateRef,
  tools: ReviewTools,
): Promise<ReviewOutcome> {
  const began = performance.now();
  const data = await timed("read", tools, readPullRequest(client, ref, tools));
  if (typeof data === "string") return { kind: "skipped", why: data };
  const input = await timed("analyze", tools, analyzePullRequest(data, tools));
  const plan = planReview(input);
  const writing = applyReviewPlan(client, data.pull, plan, {
    appId: ref.appId,
    isConfirmed: data.isConfirmed,
    isQuick: performance.now() - began < QUICK_MS,
  });
  const applied = await timed("write", tools, writing);
  if (applied.kind === "head-moved") return { kind: "skipped", why: "head-moved" };
  return { kind: "reviewed", plan, applied, input };
}

/** Analyzes what was read of a pull request, under the policy of the base branch. */
export async function analyzePullRequest(data: PullRequestData, tools: ReviewTools): Promise<ReviewInput> {
  const input = await reviewInput(data, data, tools);
  return { ...input, rerun: tools.rerun ?? askedToRecheck(data.said) };
}

/** Analyzes a change under the policy of its base branch. What the review is of (`pull`), and what was `said`, goes along. */
export async function reviewInput(
  change: Pick<PullRequestData, keyof Changes | "filesChanged" | "policyFiles" | "branchRules" | "readNamed">,
  { pull, said }: Pick<ReviewInput, "pull" | "said">,
  tools: ReviewTools,
): Promise<ReviewInput> {
  const { seal, today, baseUrl, rerun, wantsHowToFix } = tools;
  const { organization, ...decided } = decidePolicy(change.policyFiles, tools.policy);
  const { isOrganization } = change.policyFiles;
  const around = { policy: decided.policy, organization, isOrganization };
  const { ratchet: path } = decided.policy;
  const ratchet = path === null ? null : { path, ...(await change.readNamed(path)) };
  const examined = await analyzeChanges(change, around, tools.analyze, today, ratchet);
  const { branchRules } = change;
  return { pull, said, ...decided, branchRules, seal, today, baseUrl, rerun, wantsHowToFix, examined };
}

async function timed<Result>(stage: Stage, tools: ReviewTools, work: Promise<Result>): Promise<Result> {
  const began = performance.now();
  try {
    return await work;
  } finally {
    tools.onStage?.(stage, performance.now() - began);
  }
}
