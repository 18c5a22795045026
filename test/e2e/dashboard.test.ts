import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { openIssue } from "../support/github/issues.js";
import type { FileContent } from "../support/github/git-repository.js";
import type { StoredIssue, StoredRepository } from "../support/github/state.js";
import { pushEvent } from "../support/github/webhooks.js";
import { SAFE, UNSAFE, World, type Reaction } from "../support/world.js";

const POLICY = { ".github/no-pickle.yml": "dashboard: true\n" };

let world: World;
let repository: StoredRepository;
let count = 0;

beforeAll(async () => {
  world = await World.start();
});

afterAll(async () => {
  await world.stop();
});

beforeEach(() => {
  repository = world.github.createRepository("acme", `kept-${String(++count)}`);
  const { permissions } = world.github.app;
  world.github.app.permissions = { ...permissions, issues: "write" };
  world.github.remaining = 5000;
  return () => {
    world.github.app.permissions = permissions;
  };
});

/** Commits to a branch and delivers the push. */
function push(files: Readonly<Record<string, FileContent>>, branch = "main"): Promise<Reaction> {
  repository.git.commit(branch, files, branch === "main" ? branch : "main");
  return world.send(pushEvent(world.github, repository, branch));
}

function only(): StoredIssue {
  expect(repository.issues).toHaveLength(1);
  const [issue] = repository.issues;
  if (!issue) throw new Error("no issue");
  return issue;
}

test("the issue follows what comes to the default branch, and is edited only when something changed", async () => {
  const first = await push({
    ...POLICY,
    ".github/CODEOWNERS": "* @acme/all\n",
    "app.py": UNSAFE,
    "safe.py": SAFE,
    "scripts/run": `#!/usr/bin/env python3\n${UNSAFE}`,
    notes: "import nothing from here\n",
    "model.pkl": Buffer.from("\x80\x04N.", "latin1"),
    "data/other.pkl": Buffer.from("\x80\x04N.", "latin1"),
  });
  expect(first.outcome.msg).toBe("issue written");
  expect(first.outcome.issue).toContain("4 uses left");
  expect(first.writes).toEqual(["POST /repos/{owner}/{repo}/issues"]);
  expect(only()).toMatchObject({ author: "no-pickle[bot]", labels: new Set(["no-pickle"]) });
  expect(only().body).toContain("#### `@acme/all`: 4 uses");
  expect(only().body).toContain("scripts/run:6");
  expect(only().body).toContain(
    "`data/other.pkl`: it, like 1 other file, may run something when it is loaded",
  );

  // What people tick stays; where nothing changed, nothing is written, and only what changed is read.
  only().body = only().body.replace(/- \[ \] (.*app\.py:5)/, "- [x] $1");
  const same = await push({ "app.py": `"""Hands out."""\n${UNSAFE}`, "safe.py": `${SAFE}\n` });
  expect(same.writes).toEqual([]);
  expect(same.outcome.issue).toContain("nothing changed");
  // Its import is one like that which is gone.
  const later = await push({ "scripts/run": null, "more.py": UNSAFE.replace("handler", "other") });
  expect(later.outcome.issue).toContain("was edited: 4 uses left, 1 gone, 1 new");
  expect(later.reads.filter((name) => name === "graphql query NoPickleTexts")).toHaveLength(1);
  expect(only().body).toMatch(/- \[x\] \[`app\.py:6`\]/);
  expect(only().body).toMatch(/- \d{4}-\d\d-\d\d: \[`scripts\/run:6`\]/);
  expect(only().body).toMatch(/more\.py:5.*\*\*new\*\*/);

  // As long as something was not looked at, it is not closed.
  const almost = await push({ "app.py": null, "more.py": null });
  expect(almost.outcome.issue).toMatch(/was edited: 0 uses left, 4 gone, 0 new since the last time$/);
  expect(only().body).toContain("**Nothing is left in what was looked at;");
  expect(only().state).toBe("open");
  await push({ "more.py": UNSAFE });
  const done = await push({ "more.py": null, "model.pkl": null, "data/other.pkl": null });
  expect(done.outcome.issue).toContain("nothing is left, and it was closed");
  expect(only()).toMatchObject({ state: "closed", stateReason: "completed" });
});

test("without the policy, on other branches and once people close it for good, it costs little and writes nothing", async () => {
  const none = await push({ "app.py": UNSAFE });
  expect(none.outcome).toMatchObject({ msg: "skipped", issue: "the policy asks for no issue" });
  expect(none.reads).toEqual(["graphql query NoPickleRepository"]);
  expect([none.writes, repository.issues]).toEqual([[], []]);
  await push(POLICY);
  Object.assign(only(), { state: "closed", stateReason: "not_planned" });
  const closed = await push({ "new.py": UNSAFE });
  expect(closed.outcome.issue).toBe("it was closed as not planned");
  expect(closed.reads).not.toContain("GET /repos/{owner}/{repo}/git/trees/{tree_sha}");
  expect(only().edits).toBe(0);
});

test.each<[string, () => void, RegExp]>([
  [
    "without the permission",
    () => {
      const { permissions } = world.github.app;
      world.github.app.permissions = { ...permissions, issues: "read" };
    },
    /the App has no issues: write/,
  ],
  ["where issues are turned off", () => (repository.hasIssues = false), /has its issues turned off/],
  ["when the rate limit is low", () => (world.github.remaining = 400), /the rate limit is low/],
])("%s a line of the log says so, and reviews go on", async (_, prepare, line) => {
  prepare();
  const { outcome, writes } = await push({ ...POLICY, "app.py": UNSAFE });
  expect(outcome).toMatchObject({ msg: "skipped", level: 40 });
  expect(outcome.issue).toMatch(line);
  expect([writes, repository.issues]).toEqual([[], []]);
  repository.git.commit("feature", { "b.py": UNSAFE }, "main");
  const one = { repository, pull: world.github.openPull(repository, "feature") };
  await world.event(one, "opened");
  expect(world.conclusion(one)).toBe("failure");
});

test("an issue that somebody else wrote with our marks in it is not touched", async () => {
  await push({ ...POLICY, "app.py": UNSAFE });
  const { body, title } = only();
  const other = world.github.createRepository("acme", "other");
  repository = other;
  const theirs = openIssue(other, "stranger", { title, body, labels: ["no-pickle"] });
  const { outcome } = await push({ ...POLICY, "b.py": UNSAFE });
  expect(outcome.issue).toContain("#502 was opened");
  expect([theirs.body === body, theirs.edits]).toEqual([true, 0]);
});

test("what people write while the tree is read and analyzed is not lost", async () => {
  await push({ ...POLICY, "app.py": UNSAFE });
  world.github.beforeNext("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", () => {
    only().body = `Maria has just written this.\n\n${only().body.replace("- [ ]", "- [x]")}`;
  });
  await push({ "b.py": UNSAFE.replace("handler", "b") });
  expect(only().edits).toBe(1);
  expect(only().body).toMatch(/^Maria has just written this\.\n/);
  expect(only().body).toContain("- [x]");
  expect(only().body).toContain("`b.py:5`");
});

test("a write whose answer is lost is not repeated: the job finds what it wrote", async () => {
  world.github.failNext({
    operation: "POST /repos/{owner}/{repo}/issues",
    status: 502,
    afterEffect: true,
  });
  const { outcome } = await push({ ...POLICY, "app.py": UNSAFE });
  expect(outcome.issue).toContain("nothing changed");
  expect(repository.issues).toHaveLength(1);
});

test("more files than are read at a time, and a tree that GitHub cuts, are told", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 120 }, (_, i) => [`m/f${String(i)}.py`, `x = ${String(i)}\n`]),
  );
  const { reads } = await push({ ...POLICY, ...many, "zz.py": UNSAFE });
  expect(reads.filter((name) => name === "graphql query NoPickleTexts")).toHaveLength(3);
  expect(only().body).toContain("`zz.py:5`");
  world.github.treeLimit = 100;
  await push({ "zz.py": null, "aa.py": UNSAFE.replace("handler", "aa") });
  world.github.treeLimit = 100_000;
  expect(only().body).toContain("GitHub does not list all files of the repository");
});
