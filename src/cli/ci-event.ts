import * as v from "valibot";

import { groupTargetOf, queueBranchOf } from "../jobs/job-queue.js";

/** What a run of a workflow is to look at. */
export type CiTarget =
  | {
      readonly kind: "pull-request";
      readonly number: number;
      /** The commit that the run reports on; null where it reports on none. */
      readonly headSha: string | null;
    }
  | {
      /** A range of commits, of a merge queue or of a push. */
      readonly kind: "range";
      /** A commit, or a branch: then from where the two parted. */
      readonly base: string;
      readonly headSha: string;
      /** The branch that they are on, or go to. */
      readonly branch: string;
      /** The last pull request of a merge group. */
      readonly lastPull: number | null;
    }
  | { readonly kind: "nothing"; readonly why: string };

const repository = v.object({
  name: v.string(),
  owner: v.object({ login: v.string() }),
  default_branch: v.optional(v.string(), ""),
});
const pullRequest = v.object({
  pull_request: v.object({ number: v.number(), head: v.object({ sha: v.string() }) }),
});
const issueComment = v.object({ issue: v.object({ number: v.number(), pull_request: v.unknown() }) });
const mergeGroup = v.object({
  merge_group: v.object({
    head_sha: v.string(),
    base_sha: v.string(),
    head_ref: v.string(),
    base_ref: v.string(),
  }),
});
const push = v.object({ ref: v.string(), before: v.string(), after: v.string(), repository });

/** Where an event happened; null where it does not say so. */
export function placeOf(payload: unknown): { readonly owner: string; readonly repo: string } | null {
  const found = v.safeParse(v.object({ repository }), payload);
  if (!found.success) return null;
  const { name, owner } = found.output.repository;
  return { owner: owner.login, repo: name };
}

/** What an event asks a run to look at; null where it asks for nothing that can be looked at without a checkout. */
export function targetOf(event: string, payload: unknown): CiTarget | null {
  switch (event) {
    case "merge_group":
      return ofMergeGroup(payload);
    case "push":
      return ofPush(payload);
    case "issue_comment": {
      const found = v.safeParse(issueComment, payload);
      return found.success
        ? { kind: "pull-request", number: found.output.issue.number, headSha: null }
        : { kind: "nothing", why: "the comment is not on a pull request" };
    }
    default: {
      // `pull_request`, `pull_request_target`, `pull_request_review`, `pull_request_review_comment`.
      const found = v.safeParse(pullRequest, payload);
      if (!found.success) return null;
      const { number, head } = found.output.pull_request;
      return { kind: "pull-request", number, headSha: head.sha };
    }
  }
}

function ofMergeGroup(payload: unknown): CiTarget | null {
  const found = v.safeParse(mergeGroup, payload);
  if (!found.success) return null;
  const { base_sha, head_sha, head_ref, base_ref } = found.output.merge_group;
  const { lastPull } = groupTargetOf(base_sha, head_sha, queueBranchOf(head_ref) ?? "");
  const branch = base_ref.replace(/^refs\/heads\//, "");
  return { kind: "range", base: base_sha, headSha: head_sha, branch, lastPull };
}

/** What GitHub says for no commit: the branch is new, or gone. */
const NONE = /^0+$/;

function ofPush(payload: unknown): CiTarget | null {
  const found = v.safeParse(push, payload);
  if (!found.success) return null;
  const { ref, before, after, repository: where } = found.output;
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined) return { kind: "nothing", why: "only branches are looked at" };
  if (NONE.test(after)) return { kind: "nothing", why: "the branch was deleted" };
  if (!NONE.test(before)) return { kind: "range", base: before, headSha: after, branch, lastPull: null };
  if (branch === where.default_branch || where.default_branch === "")
    return { kind: "nothing", why: "the branch is new, and there is none to compare it with" };
  return { kind: "range", base: where.default_branch, headSha: after, branch, lastPull: null };
}
