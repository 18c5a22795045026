import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { manifestPermissions, startApp } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import { deliver, pullRequestEvent } from "../support/github/webhooks.js";
import { runCli } from "../support/run-cli.js";
import { UNSAFE } from "../support/world.js";

let github: GitHubStandIn;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions());
  // Nothing but the queue brings work.
  github.isListed = false;
});

afterAll(async () => {
  expect(github.violations).toEqual([]);
  await github.stop();
});

describe("the jobs of a server", () => {
  test("that were given up are listed with the reason, and can be tried again", async () => {
    const DATA_DIR = mkdtempSync(join(tmpdir(), "no-pickle-data-"));
    const repository = github.createRepository("acme", "project");
    repository.git.commit("main", { "README.md": "x\n" });
    repository.git.commit("feature", { "a.py": UNSAFE }, "main");
    const pull = github.openPull(repository, "feature");
    const app = await startApp(github, { DATA_DIR });
    github.failNext({ operation: "GET /repos/{owner}/{repo}/pulls/{pull_number}/files", status: 400 });
    const delivery = pullRequestEvent(github, repository, pull, "opened");
    await deliver(github, app.url, delivery);
    expect((await app.outcome(delivery.id)).msg).toBe("review given up");
    const listed = await runCli(["jobs", "list"], { env: { DATA_DIR } });
    expect(listed.out).toMatch(
      /^failed 1 {2}acme\/project#1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: failed on purpose/,
    );
    expect(await runCli(["jobs", "retry", "7"], { env: { DATA_DIR } })).toMatchObject({
      code: 2,
      err: "no-pickle: there is no failed job 7\n",
    });
    expect((await runCli(["jobs", "retry"], { env: { DATA_DIR } })).out).toBe("1 put back into the queue\n");
    await github.until(() => pull.reviews[0], "the review");
    expect(await app.stop()).toBe(0);
    expect((await runCli(["jobs", "list"], { env: { DATA_DIR } })).out).toBe("no jobs\n");
  });

  test("belong to one process; a second one says so and ends with 78", async () => {
    const DATA_DIR = mkdtempSync(join(tmpdir(), "no-pickle-data-"));
    const app = await startApp(github, { DATA_DIR });
    await expect(startApp(github, { DATA_DIR })).rejects.toThrow(
      /ended with 78:\n.*is in use by another no-pickle/,
    );
    expect(await app.stop()).toBe(0);
    const next = await startApp(github, { DATA_DIR });
    expect(await next.stop()).toBe(0);
  });

  test("are looked for where they are, or that is said", async () => {
    const { code, err } = await runCli(["jobs", "list"], { env: { DATA_DIR: "/nonexistent" } });
    expect({ code, err }).toEqual({
      code: 2,
      err: "no-pickle: there are no jobs in /nonexistent: set DATA_DIR to the server's folder\n",
    });
  });
});
