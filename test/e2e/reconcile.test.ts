import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { manifestEvents, manifestPermissions, startApp } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredPull, StoredRepository } from "../support/github/state.js";
import { SAFE, UNSAFE } from "../support/world.js";

let github: GitHubStandIn;
let count = 0;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions(), manifestEvents());
});

afterAll(async () => {
  expect(github.violations).toEqual([]);
  await github.stop();
});

/** A pull request of which no webhook ever came. */
function missed(head: string): { repository: StoredRepository; pull: StoredPull } {
  const repository = github.createRepository("acme", `missed-${String(++count)}`);
  repository.git.commit("main", { "README.md": "x\n" });
  repository.git.commit("feature", { "a.py": head }, "main");
  return { repository, pull: github.openPull(repository, "feature") };
}

const checkOf = ({ repository }: { repository: StoredRepository }) =>
  github.checkOn(repository, repository.git.head("feature"));

describe("a server that was down", () => {
  test("reviews at its start what has no concluded check, and nothing else", async () => {
    const [unsafe, safe, closed, old] = [missed(UNSAFE), missed(SAFE), missed(UNSAFE), missed(UNSAFE)];
    closed.pull.state = "closed";
    old.pull.updatedAt = "2025-12-31T00:00:00Z";
    const app = await startApp(github);
    await github.until(() => (checkOf(unsafe) && checkOf(safe) ? true : undefined), "both checks");
    expect(checkOf(unsafe)?.conclusion).toBe("failure");
    expect(checkOf(safe)?.conclusion).toBe("success");
    expect(await app.stop()).toBe(0);
    expect([checkOf(closed), checkOf(old)]).toEqual([undefined, undefined]);
    // Once more: there is nothing to do.
    const first = github.requests.length;
    const next = await startApp(github);
    expect(await next.stop()).toBe(0);
    const writes = github.requests
      .slice(first)
      .filter(({ name, isWrite }) => isWrite && !name.includes("access_tokens"));
    expect(writes).toEqual([]);
  });

  test("finishes a check that was left in progress", async () => {
    const one = missed(`import pickle\n${"pickle.loads(x)\n".repeat(70)}`);
    github.failNext({ operation: "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", status: 400 });
    const app = await startApp(github);
    await github.until(
      () => (one.repository.checkRuns.length === 2 ? true : undefined),
      "the check that says why",
    );
    await app.stop();
    one.repository.checkRuns.splice(1);
    expect(checkOf(one)?.status).toBe("in_progress");
    const next = await startApp(github);
    await github.until(
      () => (checkOf(one)?.status === "completed" ? true : undefined),
      "the end of the check",
    );
    expect(one.repository.checkRuns).toHaveLength(1);
    expect(checkOf(one)?.annotations).toHaveLength(71);
    await next.stop();
  });

  test("asks again for webhooks that nobody took", async () => {
    const at = new Date().toISOString();
    const attempt = (
      id: number,
      guid: string,
      status_code: number,
      event = "pull_request",
      delivered_at = at,
    ) => ({
      id,
      guid,
      status_code,
      event,
      delivered_at,
      redelivery: false,
    });
    github.deliveries = [
      attempt(7, "lost", 502),
      attempt(6, "lost", 0),
      attempt(5, "healed", 202),
      attempt(4, "healed", 503),
      attempt(3, "taken", 202),
      attempt(2, "other", 500, "star"),
      attempt(1, "old", 500, "pull_request", "2020-01-01T00:00:00Z"),
    ];
    const app = await startApp(github);
    expect(github.redelivered).toEqual([7]);
    await app.stop();
    github.deliveries = [];
  });

  test("leaves the rate limit to reviews, and does without what it may not see", async () => {
    const one = missed(UNSAFE);
    github.remaining = 999;
    const app = await startApp(github);
    expect(app.log()).toContain("rate limit is low");
    await app.stop();
    github.remaining = 5000;
    github.failNext({ operation: "GET /app/installations", status: 500 });
    const next = await startApp(github);
    expect(next.log()).toContain("could not be reconciled");
    await next.stop();
    const last = await startApp(github);
    await github.until(() => checkOf(one), "the check");
    await last.stop();
  });
});
