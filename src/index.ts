import type { ApplicationFunction } from "probot";

import type { JobQueue, ReviewJob } from "./jobs/job-queue.js";
import { CHECK_NAME } from "./review/plan-check.js";

/** The webhook events that are handled, by event name; `app.yml` subscribes to these and no others. */
export const HANDLED_EVENTS = {
  pull_request: ["opened", "synchronize", "reopened", "ready_for_review", "edited"],
  check_run: ["rerequested"],
  check_suite: ["rerequested"],
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
        "pull_request.edited",
      ],
      async ({ id, payload }) => {
        // Only a new base branch changes what a pull request brings in.
        if (payload.action === "edited" && !payload.changes.base) return;
        await queue.enqueue({
          ...placeOf(payload),
          target: { kind: "pull-request", number: payload.pull_request.number },
          force: false,
          deliveryId: id,
        });
      },
    );

    app.on("check_run.rerequested", async ({ id, payload }) => {
      const { name, head_sha, external_id } = payload.check_run;
      if (name !== CHECK_NAME) return;
      const number = pullNumberOf(external_id);
      await queue.enqueue({
        ...placeOf(payload),
        target: number === null ? { kind: "head", sha: head_sha } : { kind: "pull-request", number },
        force: true,
        deliveryId: id,
      });
    });

    app.on("check_suite.rerequested", async ({ id, payload }) => {
      await queue.enqueue({
        ...placeOf(payload),
        target: { kind: "head", sha: payload.check_suite.head_sha },
        force: true,
        deliveryId: id,
      });
    });
  };
}

/** The check's `external_id` begins with the number of the pull request it was written for. */
function pullNumberOf(externalId: string | null): number | null {
  const number = /^(\d+):/.exec(externalId ?? "")?.[1];
  return number === undefined ? null : Number(number);
}

interface Payload {
  readonly repository: { readonly name: string; readonly owner: { readonly login: string } };
  readonly installation?: { readonly id: number } | undefined;
}

function placeOf(payload: Payload): Pick<ReviewJob, "owner" | "repo" | "installationId"> {
  return {
    owner: payload.repository.owner.login,
    repo: payload.repository.name,
    installationId: payload.installation?.id ?? 0,
  };
}
