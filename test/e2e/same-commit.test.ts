import { afterAll, describe, expect, test } from "vitest";

import { mergeGroupEvent } from "../support/github/webhooks.js";
import { threadOf, UNSAFE, World, type Case } from "../support/world.js";

const world = await World.start();
afterAll(() => world.stop());

const READ_FILES = "GET /repos/{owner}/{repo}/pulls/{pull_number}/files";

const POLICY = ".github/no-pickle.yml";
const OFF = { [POLICY]: "rules: { pickle-load: off, pickle-import: off }\n" };

/** A pull request to `main` that fails, and another one with the same head to a branch whose policy lets it through. */
function two(main?: Record<string, string>): { bad: Case; good: Case } {
  const bad = world.open({ "app.py": UNSAFE, "more.py": "x = 1\n" }, main);
  return { bad, good: toWeakBranch(bad) };
}

function toWeakBranch({ repository, pull }: Case): Case {
  repository.git.commit("side", OFF, "main");
  return { repository, pull: world.github.openPull(repository, pull.headRef, "side") };
}

const failsFor = ({ pull }: Case): string => `Fails for #${String(pull.number)}, which has the same commit`;

describe("a check belongs to its commit: it passes for no pull request while it fails for another", () => {
  test.each<[string, (pulls: { bad: Case; good: Case }) => unknown]>([
    ["which was opened before", () => undefined],
    [
      "of a fork, which GitHub does not list",
      ({ bad, good }) => Object.assign(bad.pull, { isFromFork: true }) && good,
    ],
    ["which is a draft", ({ bad }) => Object.assign(bad.pull, { isDraft: true })],
    [
      "while it is itself a draft that the policy leaves in peace",
      ({ good }) => {
        Object.assign(good.pull, { isDraft: true });
        good.repository.git.commit("side", { [POLICY]: `drafts: neutral\n${OFF[POLICY]}` });
      },
    ],
  ])("%s", async (_, make) => {
    const pulls = two();
    make(pulls);
    const { bad, good } = pulls;
    await world.event(bad, "opened");
    expect(world.conclusion(bad)).toBe("failure");
    await world.event(good, "opened");
    expect(world.check(good)).toMatchObject({ conclusion: "failure", title: failsFor(bad) });
    expect(world.check(good).summary).toContain("Mend or close them");
    expect((await world.event(good)).writes).toEqual([]);
  });

  test("which is opened, and fails, while the other is looked at for long", async () => {
    const { bad, good } = two();
    good.repository.git.commit("feature", {
      "large.py": `import pickle\n${"pickle.loads(a)\n".repeat(20_000)}`,
    });
    world.github.beforeNext(READ_FILES, () => {
      good.repository.checkRuns.push({
        ...{ id: 5, name: "no-pickle", headSha: good.repository.git.head("feature") },
        ...{ appId: world.github.app.id, status: "completed", conclusion: "failure" },
        ...{
          externalId: `${String(bad.pull.number)}:content`,
          title: "",
          summary: "",
          annotations: [],
          actions: [],
        },
      });
    });
    await world.event(good, "opened");
    expect(world.check(good)).toMatchObject({ conclusion: "failure", title: failsFor(bad) });
    await world.event(bad, "opened");
    expect(world.check(bad).title).toMatch(/^\d+ unsafe uses of deserialization$/);
  });

  test("whose check was covered up, once that is looked at again", async () => {
    const { bad } = two();
    await world.event(bad, "opened");
    const [first] = bad.repository.checkRuns;
    if (!first) throw new Error("there is a check");
    bad.repository.checkRuns.push({
      ...first,
      id: first.id + 1,
      conclusion: "success",
      externalId: "2:content",
    });
    await world.event(bad);
    expect(world.conclusion(bad)).toBe("failure");
  });

  test("with more checks since than an answer holds", async () => {
    const { bad, good } = two();
    await world.event(bad, "opened");
    const [first] = bad.repository.checkRuns;
    if (!first) throw new Error("there is a check");
    for (let i = 1; i <= 250; i++) {
      const externalId = `${String(good.pull.number)}:${String(i)}`;
      bad.repository.checkRuns.push({ ...first, id: first.id + i, conclusion: "success", externalId });
    }
    await world.event(good);
    expect(world.check(good)).toMatchObject({ conclusion: "failure", title: failsFor(bad) });
  });

  test("where too many fail to look at each", async () => {
    const { bad, good } = two();
    await world.event(bad, "opened");
    const [first] = bad.repository.checkRuns;
    if (!first) throw new Error("there is a check");
    for (let i = 1; i <= 30; i++)
      bad.repository.checkRuns.push({ ...first, id: first.id + i, externalId: `${String(i + 10)}:content` });
    await world.event(good, "opened");
    expect(world.check(good).title).toBe("Too many pull requests have this commit: push another one");
  });

  test("which takes the head of a merge group", async () => {
    const bad = world.open({ "app.py": UNSAFE, "more.py": "x = 1\n" });
    const { repository, pull } = bad;
    const baseSha = repository.git.head("main");
    const group = { pullNumber: pull.number, baseSha, headSha: repository.git.merge(baseSha, pull.headRef) };
    repository.hasMergeQueue = true;
    repository.mergeQueue.push(group);
    await world.send(mergeGroupEvent(world.github, repository, group));
    repository.git.branch("copied", group.headSha);
    repository.git.commit("side", OFF, "main");
    const good = { repository, pull: world.github.openPull(repository, "copied", "side") };
    await world.event(good, "opened");
    expect(world.github.checkOn(repository, group.headSha)).toMatchObject({
      conclusion: "failure",
      title: "Fails for a merge group, which has the same commit",
    });
  });

  test("and a merge group does not pass while a pull request fails on its head", async () => {
    const good = world.open({ "more.py": "x = 1\n" });
    const { repository, pull } = good;
    repository.git.commit("main", { "app.py": UNSAFE });
    const baseSha = repository.git.head("main");
    const group = { pullNumber: pull.number, baseSha, headSha: repository.git.merge(baseSha, pull.headRef) };
    repository.git.branch("copied", group.headSha);
    repository.git.commit("old", { "README.md": "old\n" }, `${baseSha}~1`);
    const bad = { repository, pull: world.github.openPull(repository, "copied", "old") };
    await world.event(bad, "opened");
    expect(world.conclusion(bad)).toBe("failure");
    repository.hasMergeQueue = true;
    repository.mergeQueue.push(group);
    await world.send(mergeGroupEvent(world.github, repository, group));
    expect(world.github.checkOn(repository, group.headSha)).toMatchObject({
      conclusion: "failure",
      title: failsFor(bad),
    });
  });
});

describe("it passes again", () => {
  test("for both when the failure of one is accepted, and neither waits for the other", async () => {
    const { bad, good } = two();
    await world.event(bad, "opened");
    await world.event(good, "opened");
    await world.say(bad, threadOf(bad), "maria", "/no-pickle accept seen");
    expect(world.conclusion(bad)).toBe("success");
    await world.event(good);
    expect(world.conclusion(good)).toBe("success");
    await world.event(bad);
    expect(world.conclusion(bad)).toBe("success");
  });

  test.each([
    ["of the repository", false],
    ["of a fork", true],
  ])(
    "by itself when the pull request that fails is closed, and the other is one %s",
    async (_, isFromFork) => {
      const { bad, good } = two();
      Object.assign(good.pull, { isFromFork });
      await world.event(bad, "opened");
      await world.event(good, "opened");
      expect(world.conclusion(good)).toBe("failure");
      Object.assign(bad.pull, { state: "closed" });
      await world.event(bad, "closed");
      await world.github.until(() => world.conclusion(good) === "success" || undefined, "the check to pass");
    },
  );

  test("when the one that fails gets another commit, and somebody asks", async () => {
    const bad = world.open({ "app.py": UNSAFE, "more.py": "x = 1\n" });
    const { repository } = bad;
    repository.git.branch("copy", repository.git.head("feature"));
    repository.git.commit("side", OFF, "main");
    const good = { repository, pull: world.github.openPull(repository, "copy", "side") };
    await world.event(bad, "opened");
    await world.event(good, "opened");
    expect(world.conclusion(good)).toBe("failure");
    await world.push(bad, { "app.py": "x = 1\n" });
    await world.say(good, good.pull, "author", "/no-pickle recheck");
    expect(world.conclusion(good)).toBe("success");
  });

  test("and is not held up by what another app wrote", async () => {
    const { bad, good } = two();
    await world.event(bad, "opened");
    for (const run of bad.repository.checkRuns) Object.assign(run, { appId: 999 });
    await world.event(good, "opened");
    expect(world.conclusion(good)).toBe("success");
  });
});
