import fc from "fast-check";
import { Probot } from "probot";
import { describe, expect, test } from "vitest";

import { HANDLED_EVENTS, INSTALLATION_EVENTS, jobOf, jobsOf } from "../../src/app/events.js";
import { reviewApp } from "../../src/app/review-app.js";
import type { ReviewJob } from "../../src/jobs/job-queue.js";

const PLACE = {
  repository: { name: "r", owner: { login: "o" } },
  installation: { id: 7 },
};
const SHA = "a".repeat(40);
const BASE = "b".repeat(40);
const QUEUE = `gh-readonly-queue/main/pr-12-${BASE}`;

/** What a webhook asks for, in a few words. */
function asked(name: string, payload: object): string | null {
  const job = jobOf({ id: "d1", name, payload: { ...PLACE, ...payload } });
  if (!job) return null;
  expect(job).toMatchObject({ owner: "o", repo: "r", installationId: 7, deliveryId: "d1" });
  const { target } = job;
  const what =
    target.kind === "pull-request"
      ? `#${String(target.number)}`
      : target.kind === "head"
        ? `@${target.sha.slice(0, 4)} ${target.queueBranch ?? "-"}`
        : target.kind === "repository" || target.kind === "dashboard"
          ? target.kind
          : `${target.baseSha.slice(0, 4)}..${target.headSha.slice(0, 4)} ${target.baseRef} ${String(target.lastPull)}`;
  return [what, ...(job.rerun === null ? [] : ["rerun"]), ...(job.wantsHowToFix ? ["how"] : [])].join(" ");
}

const pull = (action: string, more = {}) => ({ action, pull_request: { number: 3 }, ...more });
const said = (body: string, more = {}) => ({
  action: "created",
  comment: { body, user: { type: "User" } },
  ...more,
});
const check = (action: string, external_id: string | null, more = {}) => ({
  action,
  check_run: { name: "no-pickle", head_sha: SHA, external_id, ...more },
});

const pushed = (ref: string, more = {}) => ({
  ref,
  repository: { ...PLACE.repository, default_branch: "main" },
  ...more,
});

/** A reply that somebody takes back, or changes. */
const later = (action: string, body: string, from?: string) => ({
  ...said(body, { pull_request: { number: 4 } }),
  action,
  ...(from !== undefined && { changes: { body: { from } } }),
});

describe("a webhook", () => {
  test.each<[string, object, string | null]>([
    ["pull_request", pull("opened"), "#3"],
    ["pull_request", pull("synchronize"), "#3"],
    ["pull_request", pull("closed"), null],
    ["pull_request", pull("closed", { pull_request: { number: 3, head: { sha: "abc" } } }), "@abc -"],
    ["pull_request", pull("edited", { changes: { title: { from: "x" } } }), null],
    ["pull_request", pull("edited", { changes: { base: { ref: { from: "x" } } } }), "#3"],
    ["pull_request", { action: "opened" }, null],
    ["push", pushed("refs/heads/main"), "dashboard"],
    ["push", pushed("refs/heads/main", { deleted: true }), null],
    ["push", pushed("refs/heads/other"), null],
    ["push", pushed("refs/tags/main"), null],
    ["push", { ref: "refs/heads/main" }, null],
    ["pull_request_review_comment", said("/no-pickle accept ok", { pull_request: { number: 4 } }), "#4"],
    ["pull_request_review_comment", said("nice", { pull_request: { number: 4 } }), null],
    [
      "pull_request_review_comment",
      { ...said("/no-pickle help", { pull_request: { number: 4 } }), action: "edited" },
      null,
    ],
    ["pull_request_review_comment", later("deleted", "/no-pickle accept ok"), "#4"],
    ["pull_request_review_comment", later("deleted", "nice"), null],
    ["pull_request_review_comment", later("edited", "/no-pickle accept ok", "nice"), "#4"],
    ["pull_request_review_comment", later("edited", "nice", "/no-pickle accept ok"), "#4"],
    ["pull_request_review_comment", later("edited", "nice", "fine"), null],
    ["issue_comment", said("/no-pickle help", { issue: { number: 5, pull_request: {} } }), "#5"],
    ["issue_comment", said("/no-pickle help", { issue: { number: 5 } }), null],
    [
      "issue_comment",
      {
        action: "created",
        comment: { body: "/no-pickle help", user: { type: "Bot" } },
        issue: { number: 5, pull_request: {} },
      },
      null,
    ],
    [
      "issue_comment",
      {
        action: "created",
        comment: { body: "/no-pickle help", user: null },
        issue: { number: 5, pull_request: {} },
      },
      "#5",
    ],
    ["check_run", check("rerequested", "9:abc"), "#9 rerun"],
    ["check_run", check("rerequested", null), "@aaaa - rerun"],
    ["check_run", check("rerequested", "9:abc", { name: "other" }), null],
    ["check_run", check("completed", "9:abc"), null],
    [
      "check_run",
      check("rerequested", `queue-${BASE}:abc`, { check_suite: { head_branch: QUEUE } }),
      "bbbb..aaaa main 12 rerun",
    ],
    [
      "check_run",
      { ...check("requested_action", "9:abc"), requested_action: { identifier: "rerun" } },
      "#9 rerun",
    ],
    [
      "check_run",
      { ...check("requested_action", "9:abc"), requested_action: { identifier: "how-to-fix" } },
      "#9 how",
    ],
    [
      "check_suite",
      { action: "rerequested", check_suite: { head_sha: SHA, head_branch: null } },
      "@aaaa - rerun",
    ],
    [
      "check_suite",
      { action: "rerequested", check_suite: { head_sha: SHA, head_branch: QUEUE } },
      `@aaaa ${QUEUE} rerun`,
    ],
    [
      "merge_group",
      {
        action: "checks_requested",
        merge_group: {
          head_sha: SHA,
          base_sha: BASE,
          head_ref: `refs/heads/${QUEUE}`,
          base_ref: "refs/heads/main",
        },
      },
      "bbbb..aaaa main 12",
    ],
    ["merge_group", { action: "destroyed" }, null],
    ["star", { action: "created" }, null],
    ["ping", {}, null],
    ["constructor", { action: "opened" }, null],
  ])("%s %j asks for %j", (name, payload, expected) => {
    expect(asked(name, payload)).toBe(expected);
  });

  test.each<[string, object, string[]]>([
    ["installation", { action: "created", repositories: [{ name: "a" }, { name: "b" }] }, ["a", "b"]],
    ["installation", { action: "created" }, []],
    ["installation", { action: "deleted", repositories: [{ name: "a" }] }, []],
    ["installation_repositories", { action: "added", repositories_added: [{ name: "c" }] }, ["c"]],
    ["installation_repositories", { action: "removed", repositories_added: [{ name: "c" }] }, []],
  ])("%s %j asks for a look at %j", (name, payload, expected) => {
    const jobs = jobsOf({
      id: "d1",
      name,
      payload: { installation: { id: 7, account: { login: "o" } }, ...payload },
    });
    expect(jobs.map(({ repo }) => repo)).toEqual(expected);
    for (const job of jobs) {
      expect(job).toMatchObject({ owner: "o", installationId: 7, target: { kind: "repository" } });
    }
    expect(new Set(jobs.map(({ deliveryId }) => deliveryId)).size).toBe(expected.length);
  });

  test("without an installation or a repository asks for nothing", () => {
    const payload = pull("opened");
    expect(jobOf({ id: "d", name: "pull_request", payload })).toBeNull();
    expect(
      jobOf({ id: "d", name: "pull_request", payload: { ...payload, ...PLACE, installation: null } }),
    ).toBeNull();
  });

  test("of any content at all throws nothing", () => {
    const names = fc.constantFrom(
      ...Object.keys({ ...HANDLED_EVENTS, ...INSTALLATION_EVENTS }),
      "star",
      "__proto__",
    );
    const actions = fc.constantFrom(
      "opened",
      "created",
      "rerequested",
      "requested_action",
      "checks_requested",
    );
    fc.assert(
      fc.property(names, fc.jsonValue(), actions, (name, payload, action) => {
        jobsOf({ id: "d", name, payload });
        jobsOf({ id: "d", name, payload: Object.assign({}, PLACE, payload, { action }) });
      }),
      { numRuns: 300 },
    );
  });
});

test("inside another Probot process the same jobs come", async () => {
  const jobs: ReviewJob[] = [];
  const probot = new Probot({ githubToken: "x" });
  await probot.load(
    reviewApp({
      enqueue: (job) => {
        jobs.push(job);
        return Promise.resolve("accepted");
      },
      takeTurn: () => Promise.resolve(true),
      drain: () => Promise.resolve(0),
      depth: () => Promise.resolve({ waiting: 0, running: 0, oldestMs: 0 }),
    }),
  );
  const payload = { ...PLACE, ...pull("opened") };
  await probot.receive({ id: "d1", name: "pull_request", payload } as unknown as Parameters<
    Probot["receive"]
  >[0]);
  expect(jobs).toEqual([jobOf({ id: "d1", name: "pull_request", payload })]);
});
