import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { appEnvironment, manifestEvents, manifestPermissions } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredRepository } from "../support/github/state.js";
import { runCli } from "../support/run-cli.js";

let github: GitHubStandIn;
let repository: StoredRepository;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions(), manifestEvents());
  repository = github.createRepository("acme", "project");
  repository.git.commit("main", { "README.md": "x\n" });
});

afterAll(async () => {
  expect(github.violations).toEqual([]);
  await github.stop();
});

const doctor = (env: Record<string, string> = appEnvironment(github), target = "acme/project") =>
  runCli(["doctor", target], { env });

describe("no-pickle doctor", () => {
  test("finds everything in order", async () => {
    repository.requiredChecks = [{ context: "no-pickle", integrationId: github.app.id }];
    repository.hasMergeQueue = true;
    const { code, out, err } = await doctor();
    expect(err).toBe("");
    expect(out).toBe(
      [
        "ok       The App no-pickle is installed on acme/project",
        "ok       All permissions are accepted",
        "ok       All events are subscribed",
        "ok       main requires the check no-pickle, from the App only",
        "ok       The merge queue of main is covered",
        "ok       No policy file: the built-in defaults hold",
        "",
      ].join("\n"),
    );
    expect(code).toBe(0);
  });

  test("says what is to be done", async () => {
    const { permissions, events, requested } = github.app;
    const without = (grant: object, name: string) =>
      Object.fromEntries(Object.entries(grant).filter(([key]) => key !== name));
    Object.assign(github.app, {
      permissions: without(permissions, "checks"),
      requested: without(requested, "issues"),
      events: events.filter((event) => event !== "merge_group"),
    });
    repository.requiredChecks = [{ context: "no-pickle", integrationId: null }];
    repository.git.commit("main", { ".github/no-pickle.yml": "preset: lax\n" });
    const { code, out } = await doctor();
    expect(out).toContain("fix      The App does not ask for issues: read: add it in its settings");
    expect(out).toMatch(/fix {6}checks: write is not accepted yet: the owner accepts it at http/);
    expect(out).toContain("fix      The App does not hear merge_group");
    expect(out).toContain("fix      main requires the check from anybody: choose the App as its source");
    expect(out).toContain("fix      main has a merge queue that the App does not hear");
    expect(out).toMatch(
      /fix {6}The policy of main \(\.github\/no-pickle\.yml\) is not valid: line 1, column 1: preset/,
    );
    expect(code).toBe(1);
    Object.assign(github.app, { permissions, events, requested });
    repository.requiredChecks = [];
    expect((await doctor()).out).toContain("fix      No rule of main requires the check no-pickle");
  });

  test("says who has to resolve conversations where a rule wants that", async () => {
    const { permissions } = github.app;
    const branchSays = async (): Promise<string[]> =>
      (await doctor()).out.split("\n").filter((line) => line.includes("conversations"));
    expect(await branchSays()).toEqual([]);
    repository.requiresResolution = true;
    expect(await branchSays()).toEqual([
      "fix      main wants conversations resolved, which the App may not do without contents: write: its threads have to be resolved by hand, or the App be given that permission",
    ]);
    github.app.permissions = { ...permissions, contents: "write" };
    expect(await branchSays()).toEqual([
      "ok       main wants conversations resolved, and the App may resolve its own",
    ]);
    Object.assign(github.app, { permissions });
    repository.requiresResolution = false;
  });

  test("tells an App that is not installed, or suspended", async () => {
    github.isInstalled = false;
    expect(await doctor()).toMatchObject({
      code: 1,
      out: expect.stringContaining("is not installed on acme/project") as string,
    });
    github.isInstalled = true;
    github.isSuspended = true;
    expect((await doctor()).out).toContain("The installation is suspended");
    github.isSuspended = false;
  });

  test("makes do with a person's token", async () => {
    const { PATH } = appEnvironment(github);
    const env = {
      PATH: PATH ?? "",
      GITHUB_TOKEN: github.userToken("me"),
      GITHUB_API_URL: `http://${github.host}/api/v3`,
    };
    const { out, code } = await doctor(env);
    expect(out).toContain("unknown  App, permissions and events: set APP_ID and PRIVATE_KEY");
    expect(out).toContain("No rule of main requires the check");
    expect(code).toBe(1);
  });

  test.each<[string, Record<string, string>, string]>([
    ["acme", {}, "is no repository: write OWNER/REPO"],
    ["acme/project", {}, "set APP_ID and PRIVATE_KEY"],
    ["acme/project", { APP_ID: "1" }, "PRIVATE_KEY is not set"],
    ["acme/project", { APP_ID: "1", PRIVATE_KEY: "x" }, "PRIVATE_KEY holds no private key"],
    ["acme/none", { GITHUB_TOKEN: "?" }, "acme/none was not found"],
  ])("%s with %j is one clear line", async (target, given, message) => {
    const token = given["GITHUB_TOKEN"] === "?" ? { GITHUB_TOKEN: github.userToken("me") } : {};
    const env = { ...given, ...token, GITHUB_API_URL: `http://${github.host}/api/v3` };
    const { code, err, out } = await doctor(env, target);
    expect(out).toBe("");
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
  });
});
