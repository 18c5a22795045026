import { groupSubject } from "./group-subject.js";
import { planCheck } from "./plan-check.js";
import type { PlannedCheck } from "./plan.js";
import { settle, type Settled } from "./settle.js";
import type { PullRequestIdentity, ReviewInput, Said } from "./state.js";

/** A pull request of a merge group: what was accepted in its threads is accepted in the group. */
export interface GroupMember {
  readonly pull: PullRequestIdentity;
  readonly said: Said;
}

/**
 * The check run of a merge group, or null where its head already has it. Only the check: there is no pull request to
 * comment on.
 */
export function planGroupCheck(
  input: ReviewInput,
  members: readonly GroupMember[],
  baseSha: string,
): PlannedCheck | null {
  return planCheck(input, settleGroup(input, members), false, groupSubject(baseSha));
}

/** The findings of a merge group after what people accepted on its pull requests is taken out. */
export function settleGroup(input: ReviewInput, members: readonly GroupMember[]): Settled {
  let settled: Settled = { ...input.examined, accepts: [], matches: new Map() };
  for (const { pull, said } of members) {
    const { policy, today } = input;
    settled = settle({ said, pull, policy, today, examined: { ...input.examined, ...settled } });
  }
  return settled;
}
