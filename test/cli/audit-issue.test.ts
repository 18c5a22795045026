import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { openIssue } from "../support/github/issues.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredIssue, StoredRepository } from "../support/github/state.js";
import { runHere } from "../support/run-here.js";

const LOAD = "import pickle\n\n\ndef load(data):\n    return pickle.loads(data)\n";
const YAML = "import yaml\n\n\ndef read(text):\n    return yaml.load(text, Loader=yaml.UnsafeLoader)\n";

let github: GitHubStandIn;
let repository: StoredRepository;
let folder: string;
let day = 0;

beforeAll(async () => {
  github = await GitHubStandIn.start({ contents: "read", metadata: "read" });
});

afterAll(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

beforeEach(() => {
  repository = github.createRepository("acme", `app-${String(++day)}`);
  folder = mkdtempSync(join(tmpdir(), "no-pickle-issue-"));
  git("init", "-q", "-b", "main");
  return () => {
    rmSync(folder, { recursive: true });
  };
});

function git(...args: readonly string[]): void {
  const date = `2026-01-01T00:${String(++day).padStart(2, "0")}:00Z`;
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...args], { env });
}

/** Null takes a file away. */
function commit(files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) rmSync(join(folder, path));
    else {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
  git("add", "-A");
  git("commit", "-q", "-m", "change");
}

const audit = (token = github.userToken("maria"), ...args: readonly string[]) =>
  runHere(["audit", "--no-cache", "--issue", `acme/${repository.name}`, ...args], {
    cwd: folder,
    env: { GITHUB_TOKEN: token, GITHUB_API_URL: `http://${github.host}/api/v3` },
  });

function only(): StoredIssue {
  expect(repository.issues).toHaveLength(1);
  const [issue] = repository.issues;
  if (!issue) throw new Error("no issue");
  return issue;
}

test("one issue is opened, edited only when something changed, closed when all is gone, and opened again", async () => {
  commit({ ".github/CODEOWNERS": "* @acme/all\n/conf/ @acme/conf\n", "app.py": LOAD, "conf/read.py": YAML });
  const first = await audit();
  expect(first.code).toBe(0);
  expect(first.err).toBe(`no-pickle: acme/${repository.name}#501 was opened: 3 uses left\n`);
  expect(only()).toMatchObject({ title: "Getting rid of unsafe deserialization", edits: 0 });
  expect(only().labels).toEqual(new Set(["no-pickle"]));
  expect(only().body).toContain("**3 uses of unsafe deserialization are left.**");
  expect(only().body).toContain("#### `@acme/conf`: 1 use (1 with a fix)");

  // Other lines, another commit: nothing that is told has changed.
  commit({ "app.py": `"""Loads."""\n${LOAD}`, "README.md": "hello\n" });
  expect((await audit()).err).toContain("no issue was written: nothing changed");
  expect(only().edits).toBe(0);

  // People tick, write and call it something else.
  only().title = "Pickle must go";
  only().body = only().body.replace(/- \[ \] (.*conf\/read\.py.*)/, "- [x] $1 (maria, next week)");
  only().body = `Hello from Maria.\r\n\r\n${only().body.replaceAll("\n", "\r\n")}\r\n\r\nAsk in the channel.`;
  commit({ "new.py": LOAD });
  expect((await audit()).err).toContain("was edited: 5 uses left, 0 gone, 2 new since the last time");
  expect(only()).toMatchObject({ edits: 1, title: "Pickle must go" });
  expect(only().body).toMatch(/^Hello from Maria\.\n/);
  expect(only().body).toMatch(/- \[x\] \[`conf\/read\.py:5`\].* \(maria, next week\)\n/);
  expect(only().body).toContain("\n\nAsk in the channel.\n");
  expect(only().body).toMatch(/new\.py:5.*\*\*new\*\*/);

  commit({ "new.py": null, "app.py": null, "conf/read.py": null });
  expect((await audit()).err).toContain(
    "was edited: 0 uses left, 5 gone, 0 new since the last time; nothing is left",
  );
  expect(only()).toMatchObject({ state: "closed", stateReason: "completed", edits: 2 });
  expect(only().body).toContain("(maria, next week)");
  commit({ "back.py": LOAD });
  expect((await audit()).err).toContain("was edited and opened again: 2 uses left");
  expect(only()).toMatchObject({ state: "open", edits: 3 });

  // Closed as not planned: it is left alone.
  Object.assign(only(), { state: "closed", stateReason: "not_planned" });
  commit({ "more.py": LOAD });
  expect((await audit()).err).toContain("it was closed as not planned");
  expect(only()).toMatchObject({ state: "closed", edits: 3 });
});

test("an issue of somebody else is never edited, whatever stands in it; ours is found without its label", async () => {
  commit({ "app.py": LOAD });
  await audit();
  const ours = only();
  ours.labels.clear();
  const theirs = openIssue(repository, "stranger", {
    title: ours.title,
    body: ours.body,
    labels: ["no-pickle"],
  });
  commit({ "b.py": LOAD });
  expect((await audit()).err).toContain("#501 was edited");
  expect([ours.edits, theirs.edits]).toEqual([1, 0]);
  // Another account has an issue of its own.
  expect((await audit(github.userToken("paul"))).err).toContain("#503 was opened");
  expect([ours.edits, theirs.edits, repository.issues.length]).toEqual([1, 0, 3]);
});

test.each<[string, () => void, () => string, RegExp, number]>([
  [
    "a token that may not read issues",
    () => undefined,
    () => github.installationToken(),
    /needs issues: write\n$/,
    2,
  ],
  ["a wrong token", () => undefined, () => "nothing", /GITHUB_TOKEN was refused \(401\)/, 2],
  ["no token", () => undefined, () => "", /GITHUB_TOKEN is not set/, 2],
  [
    "issues that are turned off",
    () => (repository.hasIssues = false),
    () => github.userToken("maria"),
    /no issue was written: the repository has its issues turned off/,
    0,
  ],
])("%s: one line", async (_, prepare, token, line, code) => {
  prepare();
  commit({ "app.py": LOAD });
  const result = await audit(token());
  expect(result.code).toBe(code);
  expect(result.err).toMatch(line);
  expect(result.err.split("\n")).toHaveLength(2);
  expect(repository.issues).toEqual([]);
});

test("a repository that is none is said before any work", async () => {
  commit({ "app.py": LOAD });
  const { code, err, out } = await runHere(["audit", "--issue", "acme"], { cwd: folder });
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain('"acme" is no repository: write --issue OWNER/REPO');
});
