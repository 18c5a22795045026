import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { manifestPermissions, startApp } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import { deliver, pullRequestEvent } from "../support/github/webhooks.js";
import { createDatabase } from "../support/postgres/database.js";
import { runCli } from "../support/run-cli.js";
import { UNSAFE } from "../support/world.js";
import { temporaryFolder } from "../support/temporary-folder.js";

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
  const server = inject("postgresUrl");
  test.each(server === null ? ["folder"] : ["folder", "database"])(
    "that were given up are listed with the reason, and can be tried again: %s",
    async (place) => {
      const database = place === "database" ? await createDatabase(server ?? "") : null;
      const where: Record<string, string> = database
        ? { DATABASE_URL: database.url }
        : { DATA_DIR: temporaryFolder("data") };
      const repository = github.createRepository("acme", `project-${place}`);
      repository.git.commit("main", { "README.md": "x\n" });
      repository.git.commit("feature", { "a.py": UNSAFE }, "main");
      const pull = github.openPull(repository, "feature");
      const app = await startApp(github, where);
      github.failNext({ operation: "GET /repos/{owner}/{repo}/pulls/{pull_number}/files", status: 400 });
      const delivery = pullRequestEvent(github, repository, pull, "opened");
      await deliver(github, app.url, delivery);
      expect((await app.outcome(delivery.id)).msg).toBe("review given up");
      const listed = await runCli(["jobs", "list"], { env: where });
      expect(listed.out).toMatch(
        /^failed 1 {2}acme\/project-\w+#1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: failed on purpose/,
      );
      expect(await runCli(["jobs", "retry", "7"], { env: where })).toMatchObject({
        code: 2,
        err: "no-pickle: there is no failed job 7\n",
      });
      expect((await runCli(["jobs", "retry"], { env: where })).out).toBe("1 put back into the queue\n");
      await github.until(() => pull.reviews[0], "the review");
      expect(await app.stop()).toBe(0);
      expect((await runCli(["jobs", "list"], { env: where })).out).toBe("no jobs\n");
      await database?.drop();
    },
  );

  test("belong to one process; a second one says so and ends with 78", async () => {
    const DATA_DIR = temporaryFolder("data");
    const app = await startApp(github, { DATA_DIR });
    await expect(startApp(github, { DATA_DIR })).rejects.toThrow(
      /ended with 78:\n.*is in use by another no-pickle/,
    );
    expect(await app.stop()).toBe(0);
    const next = await startApp(github, { DATA_DIR });
    expect(await next.stop()).toBe(0);
  });

  test("in a database that cannot be reached: one line without the password, and 78", async () => {
    const DATABASE_URL = "postgres://user:hunter2@127.0.0.1:1/none";
    const failure = await startApp(github, { DATABASE_URL }).catch(String);
    expect(failure).toMatch(
      /ended with 78:\nno-pickle: DATABASE_URL cannot be used: connect ECONNREFUSED 127.0.0.1:1$/m,
    );
    expect(failure).not.toContain("hunter2");
    const { code, err } = await runCli(["jobs", "list"], { env: { DATABASE_URL } });
    expect({ code, err }).toEqual({
      code: 2,
      err: "no-pickle: DATABASE_URL cannot be used: connect ECONNREFUSED 127.0.0.1:1\n",
    });
  });

  test("are looked for where they are, or that is said", async () => {
    const { code, err } = await runCli(["jobs", "list"], {
      env: { DATA_DIR: "/nonexistent", DATABASE_URL: "" },
    });
    expect({ code, err }).toEqual({
      code: 2,
      err: "no-pickle: there are no jobs in /nonexistent: set DATA_DIR to the server's folder\n",
    });
  });
});
