import * as v from "valibot";

import { groupTargetOf, queueBranchOf, type ReviewJob } from "../jobs/job-queue.js";
import { parseCommands } from "../review/commands.js";
import { CHECK_NAME } from "../review/plan-check.js";
import { groupBaseOf } from "../review/group-subject.js";

/** The webhook events that are handled, by event name; `app.yml` subscribes to these and no others. */
export const HANDLED_EVENTS = {
  pull_request: [
    "opened",
    "synchronize",
    "reopened",
    "ready_for_review",
    "converted_to_draft",
    "edited",
    "stacked",
    "unstacked",
    "closed",
  ],
  pull_request_review_comment: ["created", "edited", "deleted"],
  issue_comment: ["created"],
  check_run: ["rerequested", "requested_action"],
  check_suite: ["rerequested"],
  merge_group: ["checks_requested"],
  push: [""],
} as const;

/** The events that GitHub sends without a subscription, and are handled. */
export const INSTALLATION_EVENTS = {
  installation: ["created"],
  installation_repositories: ["added"],
} as const;

/** A webhook whose signature was verified. */
export interface Event {
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
}

const place = {
  repository: v.object({ name: v.string(), owner: v.object({ login: v.string() }) }),
  installation: v.object({ id: v.number() }),
};
const pullRequest = v.object({
  ...place,
  pull_request: v.object({ number: v.number(), head: v.optional(v.object({ sha: v.string() })) }),
  changes: v.optional(v.object({ base: v.optional(v.unknown()) })),
});
const comment = v.object({
  body: v.string(),
  user: v.nullish(v.object({ type: v.optional(v.string()) })),
});
const reviewComment = v.object({
  ...place,
  pull_request: v.object({ number: v.number() }),
  comment,
  changes: v.optional(v.object({ body: v.optional(v.object({ from: v.string() })) })),
});
const issueComment = v.object({
  ...place,
  issue: v.object({ number: v.number(), pull_request: v.optional(v.unknown()) }),
  comment,
});
const checkRun = v.object({
  ...place,
  check_run: v.object({
    name: v.string(),
    head_sha: v.string(),
    external_id: v.nullish(v.string()),
    check_suite: v.nullish(v.object({ head_branch: v.nullish(v.string()) })),
  }),
  requested_action: v.nullish(v.object({ identifier: v.string() })),
});
const checkSuite = v.object({
  ...place,
  check_suite: v.object({ head_sha: v.string(), head_branch: v.nullish(v.string()) }),
});
const mergeGroup = v.object({
  ...place,
  merge_group: v.object({
    head_sha: v.string(),
    base_sha: v.string(),
    head_ref: v.string(),
    base_ref: v.string(),
  }),
});

const push = v.object({
  repository: v.object({ ...place.repository.entries, default_branch: v.string() }),
  installation: place.installation,
  ref: v.string(),
  deleted: v.optional(v.boolean(), false),
});

const installation = v.object({
  installation: v.object({ id: v.number(), account: v.object({ login: v.string() }) }),
  repositories: v.optional(v.array(v.object({ name: v.string() }))),
  repositories_added: v.optional(v.array(v.object({ name: v.string() }))),
});

/** The jobs that a webhook asks for: one for each repository of a new installation, else the one of `jobOf`. Never throws. */
export function jobsOf(event: Event): ReviewJob[] {
  const { id, name, payload } = event;
  if (!Object.hasOwn(INSTALLATION_EVENTS, name)) {
    const one = jobOf(event);
    return one ? [one] : [];
  }
  const actions: readonly unknown[] = INSTALLATION_EVENTS[name as keyof typeof INSTALLATION_EVENTS];
  const found = read(installation, payload);
  if (!found || !actions.includes(actionOf(payload))) return [];
  const { account, id: installationId } = found.installation;
  return (found.repositories_added ?? found.repositories ?? []).map((repository) =>
    job(
      `${id}:${repository.name}`,
      { installation: { id: installationId }, repository: { ...repository, owner: account } },
      { kind: "repository" },
    ),
  );
}

/**
 * The job that a webhook asks for, or null if it asks for none: another event or action, a comment without a command,
 * another app's check. Never throws: a payload without the fields of its event gives null.
 */
export function jobOf({ id, name, payload }: Event): ReviewJob | null {
  const action = actionOf(payload);
  if (!isHandled(name) || !(HANDLED_EVENTS[name] as readonly unknown[]).includes(action)) return null;
  switch (name) {
    case "pull_request": {
      const found = read(pullRequest, payload);
      // Only a new base branch changes what a pull request brings in.
      if (!found || (action === "edited" && found.changes?.base === undefined)) return null;
      const { number, head } = found.pull_request;
      if (action !== "closed") return job(id, found, { kind: "pull-request", number });
      // What fails elsewhere only because this one failed need not any more.
      return head ? job(id, found, { kind: "head", sha: head.sha, queueBranch: null }) : null;
    }
    case "pull_request_review_comment": {
      const found = read(reviewComment, payload);
      if (!found || !(action === "created" ? isCommand(found.comment) : wasAccept(found))) return null;
      return job(id, found, { kind: "pull-request", number: found.pull_request.number });
    }
    case "issue_comment": {
      const found = read(issueComment, payload);
      if (!found?.issue.pull_request || !isCommand(found.comment)) return null;
      return job(id, found, { kind: "pull-request", number: found.issue.number });
    }
    case "check_run":
      return ofCheckRun(id, payload, action === "rerequested");
    case "check_suite": {
      const found = read(checkSuite, payload);
      if (!found) return null;
      const { head_sha: sha, head_branch } = found.check_suite;
      return { ...job(id, found, { kind: "head", sha, queueBranch: queueBranchOf(head_branch) }), rerun: id };
    }
    case "push": {
      // What is left is told of the default branch.
      const found = read(push, payload);
      if (!found || found.deleted || found.ref !== `refs/heads/${found.repository.default_branch}`)
        return null;
      return job(id, found, { kind: "dashboard" });
    }
    case "merge_group": {
      const found = read(mergeGroup, payload);
      if (!found) return null;
      const { head_sha, base_sha, head_ref, base_ref } = found.merge_group;
      const target = groupTargetOf(base_sha, head_sha, queueBranchOf(head_ref) ?? "");
      return job(id, found, { ...target, baseRef: base_ref.replace(/^refs\/heads\//, "") });
    }
  }
}

function actionOf(payload: unknown): unknown {
  return typeof payload === "object" && payload !== null && "action" in payload ? payload.action : "";
}

/** Whether an event of this name is handled at all. */
export function isHandled(name: string): name is keyof typeof HANDLED_EVENTS {
  return Object.hasOwn(HANDLED_EVENTS, name);
}

function read<Schema extends v.GenericSchema>(
  schema: Schema,
  payload: unknown,
): v.InferOutput<Schema> | null {
  const parsed = v.safeParse(schema, payload);
  return parsed.success ? parsed.output : null;
}

/** Whether a person wrote a command. An edited comment does not count: its first version was answered already. */
function isCommand({ body, user }: v.InferOutput<typeof comment>): boolean {
  return user?.type !== "Bot" && parseCommands(body).length > 0;
}

/** Whether a reply that was taken back or changed accepted something, or does now. */
function wasAccept({ comment, changes }: v.InferOutput<typeof reviewComment>): boolean {
  const accepts = (body: string): boolean =>
    parseCommands(body).some(({ kind }) => kind.startsWith("accept"));
  return comment.user?.type !== "Bot" && (accepts(comment.body) || accepts(changes?.body?.from ?? ""));
}

function ofCheckRun(id: string, payload: unknown, isRerun: boolean): ReviewJob | null {
  const found = read(checkRun, payload);
  if (found?.check_run.name !== CHECK_NAME) return null;
  const wantsHowToFix = !isRerun && found.requested_action?.identifier === "how-to-fix";
  return { ...job(id, found, targetOf(found.check_run)), rerun: wantsHowToFix ? null : id, wantsHowToFix };
}

/** What one of our checks was written for, by its `external_id`. */
function targetOf(check: v.InferOutput<typeof checkRun>["check_run"]): ReviewJob["target"] {
  const id = check.external_id ?? "";
  const base = groupBaseOf(id);
  const queueBranch = queueBranchOf(check.check_suite?.head_branch);
  if (base !== null && queueBranch !== null) return groupTargetOf(base, check.head_sha, queueBranch);
  const number = /^(\d+):/.exec(id)?.[1];
  if (number === undefined || number === "0") return { kind: "head", sha: check.head_sha, queueBranch };
  return { kind: "pull-request", number: Number(number) };
}

interface Place {
  readonly repository: { readonly name: string; readonly owner: { readonly login: string } };
  readonly installation: { readonly id: number };
}

function job(
  deliveryId: string,
  { repository, installation }: Place,
  target: ReviewJob["target"],
): ReviewJob {
  return {
    owner: repository.owner.login,
    repo: repository.name,
    installationId: installation.id,
    target,
    rerun: null,
    wantsHowToFix: false,
    deliveryId,
  };
}
