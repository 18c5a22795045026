import { afterAll, beforeAll, expect, test } from "vitest";

import { mergeGroupEvent, rerequestedEvent } from "../support/github/webhooks.js";
import type { StoredQueueEntry } from "../support/github/state.js";
import { SAFE, threadOf, UNSAFE, World, type Case, type Reaction } from "../support/world.js";

let world: World;

beforeAll(async () => {
  world = await World.start();
});

afterAll(async () => {
  await world.stop();
});

/** Puts the head of a pull request behind what is in the queue, as a merge would, and lets the queue ask. */
async function enqueue(
  { repository, pull }: Case,
  inList = true,
): Promise<{ group: StoredQueueEntry; reaction: Reaction }> {
  const baseSha = repository.mergeQueue.at(-1)?.headSha ?? repository.git.head("main");
  const headSha = repository.git.merge(baseSha, pull.headRef);
  const group = { pullNumber: pull.number, baseSha, headSha };
  repository.hasMergeQueue = true;
  if (inList) repository.mergeQueue.push(group);
  return { group, reaction: await world.send(mergeGroupEvent(world.github, repository, group)) };
}

function checkOf({ repository }: Case, { headSha }: StoredQueueEntry) {
  return world.github.checkOn(repository, headSha);
}

/** Another pull request of the same repository. */
function second(one: Case, files: Record<string, string>): Case {
  one.repository.git.commit("second", files, "main");
  return { repository: one.repository, pull: world.github.openPull(one.repository, "second") };
}

test("a merge group is scanned, and its head gets the check [4, 5, 6, 7]", async () => {
  const one = world.open({ "app.py": SAFE });
  const { group, reaction } = await enqueue(one);
  expect(checkOf(one, group)).toMatchObject({
    name: "no-pickle",
    status: "completed",
    conclusion: "success",
  });
  expect(reaction.writes).toEqual(["POST /repos/{owner}/{repo}/check-runs"]);
  const again = await world.send(mergeGroupEvent(world.github, one.repository, group));
  expect(again.writes).toEqual([]);
});

test("what nobody reviewed is found in the queue: it is no rubber stamp [8]", async () => {
  const one = world.open({ "app.py": UNSAFE });
  const { group } = await enqueue(one);
  expect(checkOf(one, group)?.conclusion).toBe("failure");
  expect(checkOf(one, group)?.annotations.map(({ path }) => path)).toContain("app.py");
  expect(one.pull.reviews).toEqual([]);
});

test("accepts of the pull requests in the group hold, and no others", async () => {
  const one = world.open({ "app.py": UNSAFE });
  await world.event(one, "opened");
  await world.say(one, threadOf(one), "maria", "/no-pickle accept the bytes are signed");
  const first = await enqueue(one);
  expect(checkOf(one, first.group)).toMatchObject({ conclusion: "success" });
  expect(checkOf(one, first.group)?.summary).toContain("Accepted by `maria`");
  // The next group begins at the head of this one: it has its own findings and its own waivers.
  const other = second(one, { "other.py": UNSAFE.replace("handler", "other") });
  await world.event(other, "opened");
  const both = await enqueue(other);
  expect(checkOf(one, both.group)?.conclusion).toBe("failure");
  expect(checkOf(one, both.group)?.annotations.every(({ path }) => path === "other.py")).toBe(true);
});

test("the branch of the queue names the pull request where the queue cannot be read", async () => {
  const one = world.open({ "app.py": UNSAFE });
  await world.event(one, "opened");
  await world.say(one, threadOf(one), "maria", "/no-pickle accept the bytes are signed");
  const { group } = await enqueue(one, false);
  expect(checkOf(one, group)?.conclusion).toBe("success");
});

test("the policy is the branch's, not the one that waits in the queue", async () => {
  const one = world.open({ ".github/no-pickle.yml": "rules: { pickle-load: off, pickle-import: off }\n" });
  await enqueue(one);
  const other = second(one, { "app.py": UNSAFE });
  const { group } = await enqueue(other);
  expect(checkOf(one, group)?.conclusion).toBe("failure");
});

test.each(["check_run", "check_suite"] as const)("%s.rerequested scans the group again", async (kind) => {
  const one = world.open({ "app.py": UNSAFE });
  const { group } = await enqueue(one);
  const branch = `gh-readonly-queue/main/pr-1-${group.baseSha}`;
  await world.send(rerequestedEvent(world.github, one.repository, kind, group.headSha, branch));
  const runs = one.repository.checkRuns.filter(({ headSha }) => headSha === group.headSha);
  expect(runs.map(({ conclusion }) => conclusion)).toEqual(["failure", "failure"]);
});

test("a group with more files than GitHub compares is scanned by its trees", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 310 }, (_, i) => [`m/f${String(i)}.py`, `x = ${String(i)}\n`]),
  );
  const one = world.open({ ...many, "zz.py": UNSAFE });
  const { group } = await enqueue(one);
  expect(checkOf(one, group)?.conclusion).toBe("failure");
  expect(checkOf(one, group)?.summary).toContain("zz.py");
});
