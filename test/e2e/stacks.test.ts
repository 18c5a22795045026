import { afterAll, describe, expect, test } from "vitest";

import type { StoredQueueEntry } from "../support/github/state.js";
import { mergeGroupEvent, pullRequestEvent } from "../support/github/webhooks.js";
import { SAFE, stateOf, threadOf, UNSAFE, World, type Case } from "../support/world.js";

const POLICY = ".github/no-pickle.yml";
const OFF = "rules: { pickle-load: off, pickle-import: off }\n";
const world = await World.start();
afterAll(() => world.stop());

type Files = Record<string, string | null>;

/** Pull requests that stand on each other, all of one stack that lands on `base`. */
function stackOf(main: Files, layers: readonly Files[], base = "main"): Case[] {
  const first = world.open({ "README.md": "changed\n" });
  const { git } = first.repository;
  git.commit("main", main);
  if (base !== "main") git.commit(base, {}, "main");
  return layers.map((files, i) => {
    const [branch, below] = [`layer-${String(i)}`, i === 0 ? base : `layer-${String(i - 1)}`];
    git.commit(branch, files, below);
    const pull = world.github.openPull(first.repository, branch, below);
    return { repository: first.repository, pull: Object.assign(pull, { stackBase: base }) };
  });
}

function at(cases: readonly Case[], index: number): Case {
  const one = cases[index];
  if (!one) throw new Error(`no pull request ${String(index)}`);
  return one;
}

describe("a pull request of a stack", () => {
  test.each<[string, Files]>([
    ["a rule that the one below switches off", { [POLICY]: OFF }],
    ["a path that it ignores", { [POLICY]: "ignore: [app.py]\n" }],
    [
      "a waiver that it writes",
      { [POLICY]: "waivers: [{ rule: pickle-load, path: app.py, reason: x, count: 9 }]\n" },
    ],
    ["a preset that it lowers", { [POLICY]: "preset: balanced\n" }],
    ["a wrapper that it names", { [POLICY]: "wrappers: [{ symbol: app.handler }]\n" }],
  ])("gains nothing from %s", async (_, below) => {
    const [lower, upper] = stackOf({ [POLICY]: "rules: {}\n" }, [below, { "app.py": UNSAFE }]);
    if (!lower || !upper) throw new Error("two were opened");
    await world.event(upper, "opened");
    expect(stateOf(world, upper)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" });
    await world.event(lower, "opened");
    expect(world.conclusion(lower)).toBe("failure");
  });

  test("gains nothing from the policy two below", async () => {
    const stack = stackOf({ [POLICY]: "rules: {}\n" }, [
      { [POLICY]: OFF },
      { "README.md": "more\n" },
      { "app.py": UNSAFE },
    ]);
    await world.event(at(stack, 2), "opened");
    expect(world.conclusion(at(stack, 2))).toBe("failure");
    await world.event(at(stack, 1), "opened");
    expect(world.conclusion(at(stack, 1))).toBe("success");
  });

  test("is judged by the branch that it lands on, also where that is not the default one", async () => {
    const stack = stackOf({ [POLICY]: OFF }, [{ "README.md": "more\n" }, { "app.py": UNSAFE }], "release");
    const upper = at(stack, 1);
    upper.repository.git.commit("release", { [POLICY]: "rules: {}\n" });
    await world.event(upper, "opened");
    expect(world.conclusion(upper)).toBe("failure");
    expect(world.check(upper).summary).toContain("on `release` at");
  });

  test("is looked at again once it is put into a stack, and once it is taken out", async () => {
    const upper = at(stackOf({ [POLICY]: "rules: {}\n" }, [{ [POLICY]: OFF }, { "app.py": UNSAFE }]), 1);
    upper.pull.stackBase = null;
    await world.event(upper, "opened");
    expect(world.conclusion(upper)).toBe("success");
    upper.pull.stackBase = "main";
    await world.event(upper, "stacked");
    expect(stateOf(world, upper)).toMatchObject({ open: 1, check: "failure" });
    upper.pull.stackBase = null;
    upper.pull.baseRef = "main";
    await world.event(upper, "unstacked");
    expect(world.conclusion(upper)).toBe("failure");
  });

  test("may not weaken a policy that the one below made stricter: what holds is that of the base", async () => {
    const stack = stackOf({ [POLICY]: "rules: {}\n" }, [
      { [POLICY]: "rules: { pickle-write: block }\n" },
      { [POLICY]: OFF },
    ]);
    await world.event(at(stack, 0), "opened");
    expect(world.conclusion(at(stack, 0))).toBe("success");
    await world.event(at(stack, 1), "opened");
    expect(world.conclusion(at(stack, 1))).toBe("failure");
    expect(world.check(at(stack, 1)).summary).toContain("`pickle-load` goes from block to off");
  });

  test("keeps what was accepted when the one below changes and it is put on top again", async () => {
    const stack = stackOf({}, [{ "lib.py": "x = 1\n" }, { "app.py": UNSAFE }]);
    const upper = at(stack, 1);
    await world.event(upper, "opened");
    await world.say(upper, threadOf(upper), "maria", "/no-pickle accept the bytes are signed");
    expect(world.conclusion(upper)).toBe("success");
    const { git } = upper.repository;
    git.commit("layer-0", { "lib.py": "x = 2\n" });
    git.setBranch("layer-1", git.head("layer-0"));
    git.commit("layer-1", { "app.py": UNSAFE });
    await world.event(upper);
    expect(world.conclusion(upper)).toBe("success");
    // On the same occasion the load got other data: nobody accepted that.
    git.setBranch("layer-1", git.head("layer-0"));
    git.commit("layer-1", { "app.py": UNSAFE.replace("    return", "    body = request.body\n    return") });
    await world.event(upper);
    expect(world.conclusion(upper)).toBe("failure");
  });

  test("shows what the one below brought in once it is retargeted past it", async () => {
    const stack = stackOf({}, [{ "app.py": UNSAFE }, { "lib.py": SAFE }]);
    const upper = at(stack, 1);
    await world.event(upper, "opened");
    expect(world.conclusion(upper)).toBe("success");
    Object.assign(upper.pull, { baseRef: "main", stackBase: null });
    await world.event(upper, "edited", {
      changes: { base: { ref: { from: "layer-0" }, sha: { from: "0" } } },
    });
    expect(stateOf(world, upper)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" });
  });

  test("is clean again once the one below, which was accepted, has landed", async () => {
    const stack = stackOf({}, [{ "app.py": UNSAFE }, { "lib.py": SAFE }]);
    const [lower, upper] = [at(stack, 0), at(stack, 1)];
    await world.event(lower, "opened");
    await world.say(lower, threadOf(lower), "maria", "/no-pickle accept the bytes are signed");
    const { git } = upper.repository;
    git.setBranch("main", git.merge("main", "layer-0"));
    Object.assign(lower.pull, { state: "closed" });
    Object.assign(upper.pull, { baseRef: "main", stackBase: "main" });
    await world.event(upper, "edited", {
      changes: { base: { ref: { from: "layer-0" }, sha: { from: "0" } } },
    });
    expect(world.conclusion(upper)).toBe("success");
  });

  test("is told what the base of the stack requires, not the branch below", async () => {
    const upper = at(stackOf({}, [{ "lib.py": SAFE }, { "app.py": SAFE }]), 1);
    await world.event(upper, "opened");
    expect(world.check(upper).summary).toContain("No rule of `main` requires this check");
  });
});

describe("the queue of a whole stack", () => {
  /** One group with all of these pull requests, first the lowest. */
  async function enqueue(stack: readonly Case[]): Promise<StoredQueueEntry> {
    const { repository } = at(stack, 0);
    repository.hasMergeQueue = true;
    const first = repository.git.head("main");
    let baseSha = first;
    for (const { pull } of stack) {
      const headSha = repository.git.merge(baseSha, pull.headRef);
      repository.mergeQueue.push({ pullNumber: pull.number, baseSha, headSha });
      baseSha = headSha;
    }
    const group = { pullNumber: stack.at(-1)?.pull.number ?? 0, baseSha: first, headSha: baseSha };
    await world.send(mergeGroupEvent(world.github, repository, group));
    return group;
  }

  const checkOf = ({ repository }: Case, { headSha }: StoredQueueEntry) =>
    world.github.checkOn(repository, headSha);

  test("is judged by the policy of its branch", async () => {
    const stack = stackOf({ [POLICY]: "rules: {}\n" }, [{ [POLICY]: OFF }, { "app.py": UNSAFE }]);
    const check = checkOf(at(stack, 0), await enqueue(stack));
    expect(check?.conclusion).toBe("failure");
    expect(check?.annotations.map(({ path }) => path)).toContain("app.py");
    expect(check?.summary).toContain("The policy becomes weaker");
  });

  test("takes the accepts of all that are in it, each for its own", async () => {
    const other = UNSAFE.replace("handler", "other");
    const stack = stackOf({}, [{ "app.py": UNSAFE }, { "other.py": other }]);
    await world.event(at(stack, 0), "opened");
    await world.event(at(stack, 1), "opened");
    await world.say(at(stack, 0), threadOf(at(stack, 0)), "maria", "/no-pickle accept the bytes are signed");
    const half = checkOf(at(stack, 0), await enqueue(stack));
    expect(half?.conclusion).toBe("failure");
    expect(half?.annotations.every(({ path }) => path === "other.py")).toBe(true);
    await world.say(at(stack, 1), threadOf(at(stack, 1)), "maria", "/no-pickle accept these, too");
    await world.send(
      pullRequestEvent(world.github, at(stack, 1).repository, at(stack, 1).pull, "synchronize"),
    );
    at(stack, 0).repository.mergeQueue.length = 0;
    const { git } = at(stack, 0).repository;
    git.commit("main", { "README.md": "moved on\n" });
    expect(checkOf(at(stack, 0), await enqueue(stack))?.conclusion).toBe("success");
  });

  test("does not lend the accept of one to the same load of another", async () => {
    const stack = stackOf({}, [{ "app.py": UNSAFE }, { "copy.py": UNSAFE }]);
    await world.event(at(stack, 0), "opened");
    await world.say(at(stack, 0), threadOf(at(stack, 0)), "maria", "/no-pickle accept the bytes are signed");
    const check = checkOf(at(stack, 0), await enqueue(stack));
    expect(check?.conclusion).toBe("failure");
    expect(check?.annotations.every(({ path }) => path === "copy.py")).toBe(true);
  });

  test("loses the accepts of one that cannot be read, and not its check", async () => {
    const other = UNSAFE.replace("handler", "other");
    const stack = stackOf({}, [{ "app.py": UNSAFE }, { "other.py": other }]);
    for (const one of stack) {
      await world.event(one, "opened");
      await world.say(one, threadOf(one), "maria", "/no-pickle accept the bytes are signed");
    }
    world.github.failNext({ operation: "graphql query NoPicklePullRequest", status: 403 });
    const check = checkOf(at(stack, 0), await enqueue(stack));
    expect(check).toMatchObject({ status: "completed", conclusion: "failure" });
    // The queue is walked from its head: the upper one was lost.
    expect(check?.annotations.every(({ path }) => path === "other.py")).toBe(true);
    expect(check?.summary).toContain("Accepted by `maria`");
  });
});
