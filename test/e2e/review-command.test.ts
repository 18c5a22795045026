import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { manifestPermissions } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredPull, StoredRepository } from "../support/github/state.js";
import { runCli } from "../support/run-cli.js";

let github: GitHubStandIn;
let repository: StoredRepository;
let pull: StoredPull;
let env: Record<string, string>;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions());
  repository = github.createRepository("acme", "project");
  repository.git.commit("main", { "README.md": "hello\n" });
  repository.git.commit("feature", { "app.py": "import torch\n\nmodel = torch.load(path)\n" }, "main");
  pull = github.openPull(repository, "feature");
  env = { GITHUB_TOKEN: github.userToken("maintainer"), GITHUB_API_URL: `http://${github.host}/api/v3` };
});

afterAll(async () => {
  expect(github.violations).toEqual([]);
  await github.stop();
});

describe("no-pickle review", () => {
  test("prints the findings and the plan, and posts nothing", async () => {
    const { code, out, err } = await runCli(["review", "acme/project#1"], { env });
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain("app.py:3:9 block torch-load (introduced)");
    expect(out).toContain("submit a review (REQUEST_CHANGES) with 1 comments:\n    app.py:3");
    expect(out).toContain("conclude the check as failure");
    expect(pull.reviews).toEqual([]);
  });

  test("takes the address of a pull request on another server", async () => {
    const { GITHUB_TOKEN = "" } = env;
    const { out } = await runCli(
      ["review", `http://${github.host}/acme/project/pull/1`, "--format", "json"],
      {
        env: { GITHUB_TOKEN },
      },
    );
    expect(JSON.parse(out)).toMatchObject({
      findings: [{ ruleId: "torch-load", line: 3 }],
      stats: { filesChanged: 1 },
    });
  });

  test("posts with --post, once", async () => {
    for (let i = 0; i < 2; i++)
      expect((await runCli(["review", "acme/project#1", "--post"], { env })).code).toBe(1);
    expect(pull.reviews).toMatchObject([{ author: "maintainer", state: "CHANGES_REQUESTED" }]);
    expect(pull.threads.map(({ path, line }) => [path, line])).toEqual([["app.py", 3]]);
    expect(repository.checkRuns).toEqual([]);
  });

  test.each<[string, string, Record<string, string>, RegExp]>([
    ["a wrong token", "acme/project#1", { GITHUB_TOKEN: "wrong" }, /was refused \(401\)/],
    ["no such repository", "acme/none#1", {}, /was not found|could not be asked/],
    ["no such pull request", "acme/project#99", {}, /is not an open pull request/],
    ["no server", "acme/project#1", { GITHUB_API_URL: "http://127.0.0.1:9/api/v3" }, /could not be asked/],
  ])("%s is one line and exit code 2", async (_, target, change, message) => {
    const { code, out, err } = await runCli(["review", target], { env: { ...env, ...change } });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    github.violations.splice(0);
  });
});
