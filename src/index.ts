import type { ApplicationFunction } from "probot";

import { groupTargetOf, queueBranchOf, type JobQueue, type ReviewJob } from "./jobs/job-queue.js";
import { parseCommands } from "./review/commands.js";
import { CHECK_NAME } from "./review/plan-check.js";
import { groupBaseOf } from "./review/plan-group.js";

/** The webhook events that are handled, by event name; `app.yml` subscribes to these and no others. */
export const HANDLED_EVENTS = {
  pull_request: ["opened", "synchronize", "reopened", "ready_for_review", "converted_to_draft", "edited"],
  pull_request_review_comment: ["created"],
  issue_comment: ["created"],
  check_run: ["rerequested", "requested_action"],
  check_suite: ["rerequested"],
  merge_group: ["checks_requested"],
} as const;

/**
 * The Probot app: which webhook event becomes which job. Handlers only put jobs into the queue; no call to GitHub is made
 * while a webhook waits for its answer.
 */
export function reviewApp(queue: JobQueue): ApplicationFunction {
  return (app) => {
    app.on(
      [
        "pull_request.opened",
        "pull_request.synchronize",
        "pull_request.reopened",
        "pull_request.ready_for_review",
        "pull_request.converted_to_draft",
        "pull_request.edited",
      ],
      async ({ id, payload }) => {
        // Only a new base branch changes what a pull request brings in.
        if (payload.action === "edited" && !payload.changes.base) return;
        await queue.enqueue(job(id, payload, { kind: "pull-request", number: payload.pull_request.number }));
      },
    );

    // Commands. An edited comment is none: what it said first was answered.
    app.on("pull_request_review_comment.created", async ({ id, payload }) => {
      const { body, user } = payload.comment;
      if (user?.type === "Bot" || parseCommands(body).length === 0) return;
      await queue.enqueue(job(id, payload, { kind: "pull-request", number: payload.pull_request.number }));
    });
    app.on("issue_comment.created", async ({ id, payload }) => {
      const { issue, comment } = payload;
      if (!issue.pull_request || comment.user?.type === "Bot") return;
      if (parseCommands(comment.body).length === 0) return;
      await queue.enqueue(job(id, payload, { kind: "pull-request", number: issue.number }));
    });

    app.on("check_run.rerequested", async ({ id, payload }) => {
      const target = targetOfCheck(payload.check_run);
      if (target) await queue.enqueue({ ...job(id, payload, target), rerun: id });
    });
    app.on("check_run.requested_action", async ({ id, payload }) => {
      const target = targetOfCheck(payload.check_run);
      if (!target) return;
      const wantsHowToFix = payload.requested_action?.identifier === "how-to-fix";
      await queue.enqueue({ ...job(id, payload, target), rerun: wantsHowToFix ? null : id, wantsHowToFix });
    });
    app.on("check_suite.rerequested", async ({ id, payload }) => {
      const { head_sha, head_branch } = payload.check_suite;
      const target = { kind: "head" as const, sha: head_sha, queueBranch: queueBranchOf(head_branch) };
      await queue.enqueue({ ...job(id, payload, target), rerun: id });
    });

    app.on("merge_group.checks_requested", async ({ id, payload }) => {
      const { head_sha, base_sha, head_ref, base_ref } = payload.merge_group;
      const target = groupTargetOf(base_sha, head_sha, queueBranchOf(head_ref) ?? "");
      await queue.enqueue(job(id, payload, { ...target, baseRef: base_ref.replace(/^refs\/heads\//, "") }));
    });
  };
}

interface CheckRun {
  readonly name: string;
  readonly head_sha: string;
  readonly external_id: string | null;
  readonly check_suite?: { readonly head_branch?: string | null } | null;
}

/** What one of our checks was written for; its `external_id` tells. Null for somebody else's check. */
function targetOfCheck(check: CheckRun): ReviewJob["target"] | null {
  if (check.name !== CHECK_NAME) return null;
  const id = check.external_id ?? "";
  const base = groupBaseOf(id);
  const queueBranch = queueBranchOf(check.check_suite?.head_branch);
  if (base !== null && queueBranch !== null) return groupTargetOf(base, check.head_sha, queueBranch);
  const number = /^(\d+):/.exec(id)?.[1];
  if (number === undefined || number === "0") return { kind: "head", sha: check.head_sha, queueBranch };
  return { kind: "pull-request", number: Number(number) };
}

interface Payload {
  readonly repository?:
    { readonly name: string; readonly owner: { readonly login: string } | null } | undefined;
  readonly installation?: { readonly id: number } | undefined;
}

function job(deliveryId: string, payload: Payload, target: ReviewJob["target"]): ReviewJob {
  return {
    owner: payload.repository?.owner?.login ?? "",
    repo: payload.repository?.name ?? "",
    installationId: payload.installation?.id ?? 0,
    target,
    rerun: null,
    wantsHowToFix: false,
    deliveryId,
  };
}
