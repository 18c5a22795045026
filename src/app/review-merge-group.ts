import type { GitHubClient } from "../github/client.js";
import { readMergeGroup, type MergeGroupRef } from "../github/read-merge-group.js";
import { atLast } from "../github/same-commit.js";
import { writeCheck } from "../github/write-check.js";
import type { PlannedCheck } from "../review/plan.js";
import { planGroupCheck, type GroupMember } from "../review/plan-group.js";
import type { ReviewInput } from "../review/state.js";
import { reviewInput, type ReviewTools } from "./review-pull-request.js";

/** What came of a merge group: what was analyzed and the check that was written, or null if the group is gone. */
export interface GroupOutcome {
  readonly input: ReviewInput;
  readonly check: PlannedCheck | null;
}

/** Reviews what a merge group brings to its branch and reports on its head: read, analyze, plan, apply. */
export async function reviewMergeGroup(
  client: GitHubClient,
  ref: MergeGroupRef,
  tools: ReviewTools,
): Promise<GroupOutcome | null> {
  const examined = await examineMergeGroup(client, ref, tools);
  if (!examined) return null;
  const { input, members } = examined;
  const check = planGroupCheck(input, members, ref.baseSha);
  if (!check) return { input, check };
  const now = await atLast(client, input.pull, ref.appId, check);
  await writeCheck(client, input.pull, now);
  return { input, check: now };
}

/** Reads and analyzes what a range of commits brings to a branch; null if its head is gone. */
export async function examineMergeGroup(
  client: GitHubClient,
  ref: MergeGroupRef,
  tools: ReviewTools,
): Promise<{ readonly input: ReviewInput; readonly members: readonly GroupMember[] } | null> {
  const data = await readMergeGroup(client, ref, tools);
  if (!data) return null;
  const pull = {
    owner: data.owner,
    repo: data.repo,
    number: 0,
    repositoryId: data.repositoryId,
    nodeId: "",
    headSha: ref.headSha,
    baseRef: ref.baseRef,
    landsOn: ref.baseRef,
    author: null,
    isDraft: false,
    repositoryUrl: data.repositoryUrl,
  };
  const said = {
    threads: [],
    reviews: [],
    check: data.check,
    failsFor: data.failsFor,
    conversation: [],
    permissions: new Map(),
    contributors: null,
  };
  const input = await reviewInput(data, { pull, said }, { ...tools, wantsHowToFix: false });
  return { input, members: data.members };
}
