import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { workflowText } from "../../src/cli/init-workflow.js";
import { appEnvironment, manifestEvents, manifestPermissions } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredRepository } from "../support/github/state.js";
import { runCli } from "../support/run-cli.js";

const WORKFLOW = ".github/workflows/no-pickle.yml";

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

  test("says what the issue needs that the policy asks for, and nothing where it asks for none", async () => {
    const { permissions, events, requested } = github.app;
    const deaf = events.filter((event) => event !== "push");
    github.app.events = deaf;
    expect((await doctor()).out).not.toMatch(/push|dashboard/);
    const asking = github.createRepository("acme", "asking");
    asking.git.commit("main", { ".github/no-pickle.yml": "dashboard: true\n" });
    const asked = async () => (await doctor(appEnvironment(github), "acme/asking")).out;
    expect(await asked()).toContain("fix      The App does not hear push");
    expect(await asked()).toContain("and the App does not ask for issues: write: set it in its settings");
    Object.assign(github.app, { events, requested: { ...requested, issues: "write" } });
    expect(await asked()).toMatch(/and issues: write is not accepted yet: the owner accepts it at http/);
    github.app.permissions = { ...permissions, issues: "write" };
    expect(await asked()).toContain(
      "ok       The policy says dashboard: true, and the App may write the issue",
    );
    Object.assign(github.app, { permissions, events, requested });
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

  describe("where the Action reviews", () => {
    const asked = async (workflow: string, more: Record<string, string> = {}) => {
      const { PATH = "" } = appEnvironment(github);
      const env = {
        PATH,
        GITHUB_TOKEN: github.userToken("me"),
        GITHUB_API_URL: `http://${github.host}/api/v3`,
      };
      const files = { ".github/workflows/no-pickle.yml": workflow, ".github/no-pickle.yml": null };
      repository.git.commit("main", files);
      repository.requiredChecks = [];
      repository.hasMergeQueue = false;
      const { out, code } = await doctor({ ...env, ...more });
      repository.git.commit("main", { ".github/workflows/no-pickle.yml": null });
      return { code, lines: out.split("\n").filter((line) => !line.startsWith("unknown  App, permissions")) };
    };
    const GOOD = workflowText(`acme/no-pickle@${"a".repeat(40)}`);
    const at = (what: string): string =>
      `fix      .github/workflows/no-pickle.yml: the job no-pickle ${what}`;

    test("says that no workflow runs it, where no App can be seen", async () => {
      const { lines } = await asked("on: push\njobs: {}\n");
      expect(lines[0]).toBe(
        "unknown  No workflow of main runs the Action: where there is no App, no-pickle init --workflow writes one",
      );
    });

    test("takes the workflow that init writes, and asks for the rule", async () => {
      const { code, lines } = await asked(GOOD);
      expect(code).toBe(1);
      expect(lines).toEqual([
        `ok       .github/workflows/no-pickle.yml runs acme/no-pickle@${"a".repeat(40)} for pull requests`,
        "fix      No rule of main requires the check no-pickle: add it under Settings > Rules > Rulesets > Require status checks to pass, with GitHub Actions as its source",
        "ok       main has no merge queue",
        "ok       No policy file: the built-in defaults hold",
        "",
      ]);
    });

    test.each<[number | null, string]>([
      [15_368, "ok       main requires the check no-pickle, from GitHub Actions only"],
      [
        null,
        "fix      main requires the check no-pickle from anybody: choose GitHub Actions as its source in the rule",
      ],
      [
        99,
        "unknown  main requires the check no-pickle from the app 99; GitHub Actions is 15368 on github.com",
      ],
    ])("looks at the source %s of the rule", async (integrationId, line) => {
      const run = asked(GOOD);
      repository.requiredChecks = [{ context: "no-pickle", integrationId }];
      expect((await run).lines).toContain(line);
    });

    test.each<[string, (text: string) => string, string]>([
      [
        "too little",
        (text) => text.replace("pull-requests: write", "pull-requests: read"),
        "does not give its token pull-requests: write: add it to permissions",
      ],
      [
        "no contents",
        (text) => text.replace("contents: read\n", "issues: read\n"),
        "does not give its token contents: read: add it to permissions",
      ],
      [
        "read-all",
        (text) => text.replace(/permissions:\n.*\n.*\n/, "permissions: read-all\n"),
        "does not give its token pull-requests: write: add it to permissions",
      ],
      [
        "pull_request",
        (text) => text.replace("pull_request_target", "pull_request"),
        "runs on pull_request: a change can alter it, and one from a fork gets no review; use pull_request_target",
      ],
      [
        "another event",
        (text) => text.replace(/ {2}pull_request_target:\n.*\n/, "  push:\n"),
        "does not run for pull requests: add pull_request_target to its events",
      ],
      [
        "a checkout",
        (text) => text.replace("steps:\n", "steps:\n      - uses: actions/checkout@v5\n"),
        "checks out code under pull_request_target, with a token that may write: take that step out",
      ],
      [
        "paths",
        (text) => text.replace("    types:", "    paths: ['**.py']\n    types:"),
        "runs on pull_request_target for some branches or paths only: where it does not, a required check waits for ever",
      ],
      [
        "continue-on-error",
        (text) => `${text}        continue-on-error: true\n`,
        "passes whatever is found, by continue-on-error: take that out, or let another step fail",
      ],
    ])("names %s", async (_, change, what) => {
      const { code, lines } = await asked(change(GOOD));
      expect(lines).toContain(at(what));
      expect(code).toBe(1);
    });

    test("names a merge queue that it does not hear, and a workflow that is none", async () => {
      const run = asked(GOOD.replace("  merge_group:\n", ""));
      repository.hasMergeQueue = true;
      expect((await run).lines).toContain(
        at("does not run for the merge queue of main: add merge_group to its events"),
      );
      expect((await asked("jobs: [no-pickle\n")).lines).toContain(
        "fix      .github/workflows/no-pickle.yml names no-pickle and is no valid workflow",
      );
    });

    test.each<[string, (text: string) => string, string]>([
      [
        "as docs/audit-issue.md has it",
        (text) => text,
        `ok       ${WORKFLOW} keeps an issue up to date on a schedule`,
      ],
      [
        "without the permission",
        (text) => text.replace("issues: write", "issues: read"),
        `fix      ${WORKFLOW}: the job audit keeps an issue, and does not give its token issues: write: add it to permissions`,
      ],
      [
        "without an issue",
        (text) => text.replace(/ +with:\n +dashboard: true\n/, ""),
        `ok       ${WORKFLOW} looks at all there is on a schedule`,
      ],
      [
        "without a checkout",
        (text) => text.replace(/ +- uses: actions\/checkout[^]*?false\n/, ""),
        `fix      ${WORKFLOW}: the job audit looks at all there is, and checks nothing out: put actions/checkout before it`,
      ],
    ])(
      "looks at a workflow by the clock %s, and does not take it for one that reviews",
      async (_, change, line) => {
        const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "audit-issue.md"), "utf8");
        const [, text = ""] = /```yaml\n([^]*?)```/.exec(page) ?? [];
        const { lines } = await asked(
          change(text.replace("OWNER", "acme").replace("COMMIT", "a".repeat(40))),
        );
        expect(lines).toContain(line);
        expect(lines.join("\n")).not.toContain("pull_request_target");
      },
    );

    test("does not know permissions that nobody wrote down", async () => {
      const { lines } = await asked(GOOD.replace(/permissions:\n.*\n.*\n/, ""));
      expect(lines).toContain(
        "unknown  .github/workflows/no-pickle.yml says no permissions, and the repository's setting decides: write contents: read, pull-requests: write",
      );
    });

    test("tells that the App reviews as well", async () => {
      expect((await asked(GOOD, { ...appEnvironment(github) })).lines).toContain(
        "fix      The App and .github/workflows/no-pickle.yml both comment: remove the workflow, or the repository from the App",
      );
    });
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
