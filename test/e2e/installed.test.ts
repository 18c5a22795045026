import { afterAll, beforeAll, expect, test } from "vitest";

import { manifestEvents, manifestPermissions, startApp, type AppProcess } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredPull, StoredRepository } from "../support/github/state.js";
import { deliver, installationEvent } from "../support/github/webhooks.js";
import { UNSAFE } from "../support/world.js";

let github: GitHubStandIn;
let app: AppProcess;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions(), manifestEvents());
  github.isListed = false;
  app = await startApp(github);
});
afterAll(async () => {
  expect(await app.stop()).toBe(0);
  expect(github.violations).toEqual([]);
  await github.stop();
});

function repositoryWith(
  name: string,
  policy: string | null,
): { repository: StoredRepository; pull: StoredPull } {
  const repository = github.createRepository("acme", name);
  repository.git.commit("main", policy === null ? { a: "x\n" } : { ".github/no-pickle.yml": policy });
  repository.git.commit("feature", { "a.py": UNSAFE }, "main");
  return { repository, pull: github.openPull(repository, "feature") };
}

test("a new installation reports a broken policy and reviews what is open only where the policy asks for it", async () => {
  const [plain, broken, asking] = [
    repositoryWith("plain", null),
    repositoryWith("broken", "preset: strcit\n"),
    repositoryWith("asking", "open-pull-requests: review\n"),
  ];
  const delivery = installationEvent(github, [plain.repository, broken.repository, asking.repository]);
  expect(await deliver(github, app.url, delivery)).toBe(202);
  const review = await github.until(() => asking.pull.reviews[0], "the review");
  expect(review.state).toBe("CHANGES_REQUESTED");
  const check = await github.until(
    () => github.checkOn(broken.repository, broken.repository.git.head("main")),
    "the check of the policy",
  );
  expect(check).toMatchObject({ conclusion: "failure", title: "The policy has a mistake" });
  expect(check.summary).toMatchInlineSnapshot(`
    "\`.github/no-pickle.yml\` cannot be used, and the check of every pull request will fail until it can:

    - line 1, column 1: preset: Invalid type: Expected \\("strict" \\| "balanced"\\) but received "strcit""
  `);
  await github.until(() => (app.log().split('"installed"').length > 3 ? true : undefined), "all three");
  expect(plain.repository.checkRuns).toEqual([]);
  expect(broken.pull.reviews).toEqual([]);
});
