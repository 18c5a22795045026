import { createHmac, randomUUID } from "node:crypto";

import type { GitHubStandIn } from "./stand-in.js";
import type { StoredComment, StoredPull, StoredRepository } from "./state.js";

/** A webhook delivery. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A `pull_request` event as the app gets it. */
export function pullRequestEvent(
  github: GitHubStandIn,
  repository: StoredRepository,
  pull: StoredPull,
  action: string,
  more: Readonly<Record<string, unknown>> = {},
): Delivery {
  const { git } = repository;
  return {
    id: randomUUID(),
    event: "pull_request",
    payload: {
      action,
      number: pull.number,
      pull_request: {
        number: pull.number,
        state: pull.state,
        draft: pull.isDraft,
        head: { ref: pull.headRef, sha: git.head(pull.headRef) },
        base: { ref: pull.baseRef, sha: git.head(pull.baseRef) },
      },
      ...place(github, repository),
      ...more,
    },
  };
}

/** A `check_run` or `check_suite` event that asks for a re-run on a commit. */
export function rerequestedEvent(
  github: GitHubStandIn,
  repository: StoredRepository,
  kind: "check_run" | "check_suite",
  sha: string,
  headBranch: string | null = null,
): Delivery {
  const run = github.checkOn(repository, sha);
  const check =
    kind === "check_run"
      ? {
          check_run: {
            id: run?.id,
            name: run?.name,
            head_sha: sha,
            external_id: run?.externalId,
            pull_requests: [],
            check_suite: { head_branch: headBranch },
          },
        }
      : { check_suite: { head_sha: sha, head_branch: headBranch, pull_requests: [] } };
  return {
    id: randomUUID(),
    event: kind,
    payload: { action: "rerequested", ...check, ...place(github, repository) },
  };
}

/** A comment that was written in a thread or in the conversation. */
export function commentEvent(
  github: GitHubStandIn,
  repository: StoredRepository,
  pull: StoredPull,
  comment: StoredComment,
  action = "created",
): Delivery {
  const user = { login: comment.author, type: comment.authorType };
  const inThread = pull.threads.some(({ comments }) => comments.includes(comment));
  const subject = inThread
    ? { pull_request: { number: pull.number } }
    : { issue: { number: pull.number, pull_request: {} } };
  return {
    id: randomUUID(),
    event: inThread ? "pull_request_review_comment" : "issue_comment",
    payload: {
      action,
      comment: { body: comment.body, user },
      ...subject,
      ...place(github, repository),
    },
  };
}

/** A button of the check run on a commit that somebody pressed. */
export function actionEvent(
  github: GitHubStandIn,
  repository: StoredRepository,
  sha: string,
  identifier: string,
): Delivery {
  const { payload } = rerequestedEvent(github, repository, "check_run", sha);
  return {
    id: randomUUID(),
    event: "check_run",
    payload: { ...payload, action: "requested_action", requested_action: { identifier } },
  };
}

/** A merge queue that asks for checks on the head of a group. */
export function mergeGroupEvent(
  github: GitHubStandIn,
  repository: StoredRepository,
  group: { readonly baseSha: string; readonly headSha: string; readonly pullNumber: number },
): Delivery {
  return {
    id: randomUUID(),
    event: "merge_group",
    payload: {
      action: "checks_requested",
      merge_group: {
        head_sha: group.headSha,
        head_ref: `refs/heads/gh-readonly-queue/main/pr-${String(group.pullNumber)}-${group.baseSha}`,
        base_sha: group.baseSha,
        base_ref: "refs/heads/main",
      },
      ...place(github, repository),
    },
  };
}

/** Something came to a branch. */
export function pushEvent(github: GitHubStandIn, repository: StoredRepository, branch = "main"): Delivery {
  const { repository: named, ...more } = place(github, repository);
  return {
    id: randomUUID(),
    event: "push",
    payload: {
      ref: `refs/heads/${branch}`,
      after: repository.git.head(branch),
      deleted: false,
      repository: { ...named, default_branch: "main" },
      ...more,
    },
  };
}

/** The app was installed on repositories. */
export function installationEvent(
  github: GitHubStandIn,
  repositories: readonly StoredRepository[],
): Delivery {
  return {
    id: randomUUID(),
    event: "installation",
    payload: {
      action: "created",
      installation: { id: github.app.installationId, account: { login: repositories[0]?.owner } },
      repositories: repositories.map(({ owner, name }) => ({ name, full_name: `${owner}/${name}` })),
    },
  };
}

/** Sends a delivery, signed with the app's webhook secret. Returns the status. */
export async function deliver(github: GitHubStandIn, appUrl: string, delivery: Delivery): Promise<number> {
  const body = JSON.stringify(delivery.payload);
  const signature = createHmac("sha256", github.app.webhookSecret).update(body).digest("hex");
  const response = await fetch(`${appUrl}/api/github/webhooks`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": delivery.event,
      "x-github-delivery": delivery.id,
      "x-hub-signature-256": `sha256=${signature}`,
    },
    body,
  });
  return response.status;
}

function place(github: GitHubStandIn, repository: StoredRepository) {
  return {
    repository: {
      name: repository.name,
      full_name: `${repository.owner}/${repository.name}`,
      owner: { login: repository.owner },
    },
    installation: { id: github.app.installationId },
    sender: { login: "author", type: "User" },
  };
}
