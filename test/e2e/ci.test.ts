import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { loadParser } from "../../src/app/load-parser.js";
import type { Io } from "../../src/cli/io.js";
import { runCli } from "../../src/cli/program.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredPull, StoredRepository } from "../support/github/state.js";
import { runHere } from "../support/run-here.js";
import { PERMISSIONS, pullPayload, repositoryPayload, workflowRun } from "../support/workflow-run.js";
import { firstOf, SAFE, UNSAFE } from "../support/world.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let github: GitHubStandIn;
const parser = loadParser();

beforeAll(async () => {
  github = await GitHubStandIn.start(PERMISSIONS);
});

afterAll(async () => {
  expect(github.violations).toEqual([]);
  await github.stop();
});

interface Case {
  readonly repository: StoredRepository;
  readonly pull: StoredPull;
}

let count = 0;

function open(head: Record<string, string>, main: Record<string, string> = { "README.md": "x\n" }): Case {
  const repository = github.createRepository("acme", `project-${String(++count)}`);
  repository.collaborators.set("maria", "write").set("author", "write");
  repository.git.commit("main", main);
  repository.git.commit("feature", head, "main");
  return { repository, pull: github.openPull(repository, "feature") };
}

/** Runs `no-pickle ci` as a step of a workflow would. */
async function run(event: string, payload: object, args: readonly string[] = [], more = {}) {
  const { env, written } = workflowRun(github, event, payload);
  let out = "";
  let err = "";
  const io: Io = {
    cwd: env["RUNNER_TEMP"] ?? "",
    env: { ...env, ...more },
    out: (text) => (out += text),
    err: (text) => (err += text),
    stdin: () => Promise.reject(new Error("nothing is read")),
    outIsTerminal: false,
    errIsTerminal: false,
    clock: () => 0,
    today: () => "2026-11-30",
    version: "0.0.0",
    parser: () => parser,
    appManifest: () => "",
    scanThread: new URL("file:///nowhere"),
    serveEditor: () => Promise.reject(new Error("no editor is here")),
  };
  const code = await runCli(["ci", ...args], io);
  return { code, out, err, ...written(), folder: env["RUNNER_TEMP"] ?? "" };
}

const review = ({ repository, pull }: Case, args: readonly string[] = [], more = {}) =>
  run("pull_request_target", pullPayload(repository, pull), args, more);

describe("a pull request", () => {
  test("gets the review of the App, once, and is cleared by a fix", async () => {
    const one = open({ "app.py": UNSAFE });
    const first = await review(one, ["--sarif", "found.sarif"]);
    expect({ code: first.code, err: first.err }).toEqual({ code: 1, err: "" });
    expect(one.pull.reviews.map(({ state }) => state)).toEqual(["CHANGES_REQUESTED"]);
    expect(one.pull.threads.map(({ path, line }) => [path, line])).toEqual([["app.py", 5]]);
    expect(first.outputs).toBe("conclusion=failure\nfindings=2\nsarif-file=found.sarif\n");
    expect(first.summary).toMatch(/^# no-pickle\n\n\*\*1 unsafe use of deserialization/);
    expect(first.summary).not.toMatch(/required:|choose this app/);
    expect(first.out).toMatch(/^::error file=app.py,line=5,/m);
    const sarif = JSON.parse(readFileSync(join(first.folder, "found.sarif"), "utf8")) as object;
    expect(sarif).toMatchObject({ runs: [{ results: [{}, {}] }] });

    await review(one);
    expect(one.pull.reviews).toHaveLength(1);

    one.repository.git.commit("feature", { "app.py": SAFE });
    const fixed = await review(one);
    expect(fixed).toMatchObject({ code: 0, outputs: "conclusion=success\nfindings=0\n" });
    expect(one.pull.reviews.map(({ state }) => state)).toEqual(["DISMISSED"]);
    expect(one.pull.threads.map((thread) => firstOf(thread).minimized)).toEqual(["RESOLVED"]);
    expect(one.repository.checkRuns).toEqual([]);
  });

  test("is cleared by an accept from the next run on", async () => {
    const one = open({ "app.py": UNSAFE });
    const { summary } = await review(one);
    expect(summary).toContain("re-run this job");
    const [thread] = one.pull.threads;
    if (thread) github.say(thread, "maria", "/no-pickle accept the bytes are signed");
    const next = await review(one);
    expect(next).toMatchObject({ code: 0 });
    expect(next.summary).toContain("the bytes are signed");
  });

  test("does not decide about itself: the policy is that of the base branch", async () => {
    const one = open({ "app.py": UNSAFE, ".github/no-pickle.yml": "rules: { pickle-load: off }\n" });
    expect(await review(one)).toMatchObject({ code: 1 });
    const other = open({ "app.py": UNSAFE }, { ".github/no-pickle.yml": "ignore: ['app.py']\n" });
    expect(await review(other)).toMatchObject({ code: 0 });
    const broken = open({ "app.py": SAFE }, { ".github/no-pickle.yml": "preset: lax\n" });
    const { code, out } = await review(broken);
    expect(code).toBe(1);
    expect(out).toMatch(/^::error title=no-pickle::The policy of main is not valid \(line 1/m);
  });

  test("is told what a token has to be given that may not even read pull requests", async () => {
    const one = open({ "app.py": UNSAFE });
    github.app.permissions = { metadata: "read", contents: "read" };
    const { code, err } = await review(one, ["--post", "annotations"]);
    github.app.permissions = PERMISSIONS;
    expect(code).toBe(2);
    expect(err).toMatch(
      /^no-pickle: GitHub could not be asked about acme\/[\w-]+: GraphQL: .*FORBIDDEN repository\.pullRequest .*; GITHUB_TOKEN needs contents: read and pull-requests: read\n$/,
    );
  });

  test("is only annotated where the token may not write, or that is wished", async () => {
    const one = open({ "app.py": UNSAFE });
    const annotated = await review(one, ["--post", "annotations"]);
    const silent = await review(one, ["--post", "none"]);
    github.app.permissions = { ...PERMISSIONS, pull_requests: "read" };
    const refused = await review(one);
    github.app.permissions = PERMISSIONS;
    expect(one.pull.reviews).toEqual([]);
    for (const { code, out } of [annotated, refused]) {
      expect(code).toBe(1);
      expect(out).toMatch(/^::error file=app.py/m);
    }
    expect(refused.out).toMatch(/^::notice title=no-pickle::This run may not write.*403/m);
    expect(refused.summary).toContain("This run may not write to the pull request");
    expect(silent).toMatchObject({ code: 1, outputs: "conclusion=failure\nfindings=2\n" });
    expect(silent.out).not.toMatch(/^::(error|warning|notice)/m);
  });

  test("that has a newer head is not cleared by it", async () => {
    const one = open({ "app.py": UNSAFE });
    const stale = pullPayload(one.repository, one.pull);
    one.repository.git.commit("feature", { "app.py": SAFE });
    const { code, out, outputs } = await run("pull_request", stale);
    expect({ code, outputs }).toEqual({ code: 1, outputs: "conclusion=failure\nfindings=0\n" });
    expect(out).toContain("newer commit");
  });

  test("that is a draft or closed fails nothing", async () => {
    const one = open({ "app.py": UNSAFE }, { ".github/no-pickle.yml": "drafts: neutral\n" });
    one.pull.isDraft = true;
    expect(await review(one)).toMatchObject({ code: 0, outputs: "conclusion=neutral\nfindings=2\n" });
    one.pull.state = "closed";
    expect(await review(one)).toMatchObject({ code: 0, outputs: "conclusion=neutral\nfindings=0\n" });
  });

  test("cannot give the runner commands", async () => {
    const one = open({ "::error file=x::a.py": `import pickle\n\n::set-output name=a::b\n${UNSAFE}` });
    const { out } = await review(one, ["--post", "none"]);
    const [, token = ""] = /^::stop-commands::([0-9a-f]{32})\n/.exec(out) ?? [];
    const end = out.indexOf(`\n::${token}::\n`);
    expect(end).toBeGreaterThan(0);
    expect(out.slice(end + token.length + 5)).not.toMatch(/::/);
  });

  test("that GitHub fails on for a moment is looked at again", async () => {
    const one = open({ "app.py": UNSAFE });
    github.failNext({
      operation: "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
      status: 502,
      afterEffect: true,
    });
    expect(await review(one)).toMatchObject({ code: 1, err: "" });
    expect(one.pull.reviews).toHaveLength(1);
  });
});

describe("a range of commits", () => {
  test("of a merge queue is held against the accepts on its pull request", async () => {
    const one = open({ "app.py": UNSAFE });
    const { git } = one.repository;
    const base = git.head("main");
    const head = git.merge(base, "feature");
    const head_ref = `refs/heads/gh-readonly-queue/main/pr-1-${base}`;
    const merge_group = { head_sha: head, base_sha: base, base_ref: "refs/heads/main", head_ref };
    const payload = { action: "checks_requested", ...repositoryPayload(one.repository), merge_group };
    expect(await run("merge_group", payload)).toMatchObject({ code: 1 });
    await review(one);
    const [thread] = one.pull.threads;
    if (thread) github.say(thread, "maria", "/no-pickle accept the bytes are signed");
    expect(await run("merge_group", payload)).toMatchObject({ code: 0, err: "" });
    expect(one.repository.checkRuns).toEqual([]);
  });

  test("of a push is looked at from where it was before, or from the default branch", async () => {
    const { repository } = open({ "app.py": UNSAFE });
    const before = repository.git.head("feature");
    repository.git.commit("feature", { "b.py": SAFE });
    const after = repository.git.head("feature");
    const push = (more: object) =>
      run("push", { ref: "refs/heads/feature", before, after, ...repositoryPayload(repository), ...more });
    expect(await push({})).toMatchObject({ code: 0, outputs: "conclusion=success\nfindings=0\n" });
    const none = "0".repeat(40);
    expect(await push({ before: none })).toMatchObject({ code: 1 });
    expect(await push({ after: none })).toMatchObject({ code: 0 });
    expect(await push({ ref: "refs/tags/v1" })).toMatchObject({ code: 0 });
    expect((await push({ before: "1".repeat(40) })).code).toBe(2);
    github.violations.splice(0);
  });
});

describe("a run by the clock or by hand", () => {
  const looked = async (files: Record<string, string>, args: readonly string[] = []) => {
    const workspace = temporaryFolder("workspace");
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(workspace, path)), { recursive: true });
      writeFileSync(join(workspace, path), text);
    }
    const more = { GITHUB_WORKSPACE: workspace, GITHUB_TOKEN: "" };
    const result = await run("schedule", { schedule: "17 4 * * 1" }, args, more);
    return { ...result, workspace };
  };

  test("looks at all that is checked out, without a token", async () => {
    const { code, err, out, outputs, summary, folder } = await looked(
      { "app.py": UNSAFE, "ours/b.py": UNSAFE, ".github/no-pickle.yml": "ignore: [ours/**]\n" },
      ["--sarif", "found.sarif"],
    );
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(outputs).toBe("conclusion=failure\nfindings=2\nsarif-file=found.sarif\n");
    expect(out).toMatch(/^::error file=app.py,line=5,/m);
    expect(out).toMatch(/policy +\.github\/no-pickle\.yml of this folder/);
    expect(summary).toMatch(/^## no-pickle: unsafe deserialization found\n\n2 blocking/);
    expect(summary).toContain("left out by the policy: 1 file");
    const sarif = JSON.parse(readFileSync(join(folder, "found.sarif"), "utf8")) as object;
    expect(sarif).toMatchObject({ runs: [{ results: [{}, {}] }] });
    expect(await looked({ "app.py": SAFE })).toMatchObject({
      code: 0,
      outputs: "conclusion=success\nfindings=0\n",
    });
  });

  test("goes by the ratchet of the repository, where it has one", async () => {
    const { workspace } = await looked({ "app.py": UNSAFE });
    await runHere(["ratchet", "init"], { cwd: workspace });
    const ratchet = readFileSync(join(workspace, ".no-pickle-ratchet.json"), "utf8");
    const files = { "app.py": UNSAFE, ".no-pickle-ratchet.json": ratchet };
    expect(await looked(files)).toMatchObject({ code: 0, outputs: "conclusion=success\nfindings=0\n" });
    const more = await looked({ ...files, "b.py": UNSAFE });
    expect(more).toMatchObject({ code: 1, outputs: "conclusion=failure\nfindings=2\n" });
    expect(more.summary).toContain("only what is new is shown");
  });

  test("keeps one issue up to date where it is told to, and its verdict stays that of the tree", async () => {
    const { repository } = open({ "README.md": "y\n" }, { "app.py": UNSAFE, "old.py": UNSAFE });
    repository.git.commit("main", { "old.py": null });
    const workspace = temporaryFolder("workspace");
    repository.git.checkOut("main", workspace);
    const permissions = github.app.permissions;
    const look = (args: readonly string[]) =>
      run("schedule", { schedule: "17 4 * * 1" }, args, {
        GITHUB_WORKSPACE: workspace,
        GITHUB_REPOSITORY: `acme/${repository.name}`,
        HOME: workspace,
      });
    const refused = await look(["--dashboard"]);
    expect(refused.code).toBe(1);
    expect(refused.out).toContain(
      `::warning title=no-pickle::The issue was not brought up to date: GITHUB_TOKEN may not write issues of acme/${repository.name}: it needs issues: write`,
    );
    github.app.permissions = { ...permissions, issues: "write" };
    expect((await look([])).out).not.toContain("issue");
    const opened = await look(["--dashboard"]);
    expect(opened).toMatchObject({ code: 1, err: "", outputs: "conclusion=failure\nfindings=2\n" });
    expect(opened.out).toContain(
      `::notice title=no-pickle::acme/${repository.name}#501 was opened: 2 uses left`,
    );
    // It knows the history that is checked out.
    expect(repository.issues[0]?.body).toMatch(/2 of 4 are gone \(50 %\)[^]*: `old\.py` `pickle\.loads` in/);
    expect((await look(["--dashboard"])).out).toContain("nothing changed");
    github.app.permissions = permissions;
    expect(repository.issues.map(({ edits }) => edits)).toEqual([0]);
  });

  test("says what to do where nothing is checked out", async () => {
    const { code, err, outputs } = await looked({});
    expect({ code, outputs }).toEqual({ code: 2, outputs: "conclusion=failure\nfindings=0\n" });
    expect(err).toContain("put actions/checkout before this step");
  });
});

test.each<[string, string, object, object, RegExp]>([
  ["an event without a change", "schedule", {}, {}, /"schedule" brings none.*no-pickle scan/],
  ["no token", "push", {}, { GITHUB_TOKEN: "" }, /GITHUB_TOKEN is not set/],
  ["a wrong token", "push", {}, { GITHUB_TOKEN: "x" }, /GITHUB_TOKEN was refused/],
  [
    "no address",
    "push",
    {},
    { BASE_URL: "example.com" },
    /BASE_URL \(the input base-url\) must be an address/,
  ],
  ["no run", "", {}, {}, /GITHUB_EVENT_NAME is not set: ci runs in GitHub Actions/],
])("%s is one line, exit code 2 and a failure", async (_, event, payload, env, message) => {
  const { repository } = open({ "app.py": SAFE });
  const [before, after] = [repository.git.head("main"), repository.git.head("feature")];
  const push = { ref: "refs/heads/feature", before, after, ...repositoryPayload(repository) };
  const { code, err, outputs } = await run(event, event === "push" ? push : payload, [], env);
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err.trim().split("\n")).toHaveLength(1);
  expect(outputs).toBe("conclusion=failure\nfindings=0\n");
  github.violations.splice(0);
});
