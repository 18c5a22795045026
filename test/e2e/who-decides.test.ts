import { afterAll, describe, expect, test } from "vitest";

import { stateOf, threadOf, UNSAFE, World, type Case } from "../support/world.js";

const POLICY = ".github/no-pickle.yml";
const OFF = "rules: { pickle-load: off, pickle-import: off }\n";
const world = await World.start();
afterAll(() => world.stop());

describe("a change of the policy", () => {
  test("that makes it weaker blocks on its line, until another maintainer accepts it", async () => {
    const one = world.open({ [POLICY]: `# ours\n${OFF}` });
    await world.event(one, "opened");
    expect(stateOf(world, one)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" });
    expect(threadOf(one)).toMatchObject({ path: POLICY, line: 2 });
    await world.say(one, threadOf(one), "author", "/no-pickle accept trust me");
    expect(world.conclusion(one)).toBe("failure");
    await world.say(one, threadOf(one), "maria", "/no-pickle accept as agreed");
    expect(stateOf(world, one)).toEqual({ reviews: ["DISMISSED"], open: 0, check: "success" });
    await world.push(one, { [POLICY]: `# ours\n${OFF}ignore: [src/**]\n` });
    expect(world.conclusion(one)).toBe("failure");
  });

  test("that deletes the file blocks on the file, and does not count for what comes with it", async () => {
    const one = world.open(
      { [POLICY]: null, "app.py": UNSAFE },
      { [POLICY]: "rules: { pickle-write: block }\n" },
    );
    await world.event(one, "opened");
    expect(one.pull.threads.map(({ path, line }) => `${path}:${String(line)}`)).toEqual([
      `${POLICY}:0`,
      "app.py:5",
    ]);
    expect(world.conclusion(one)).toBe("failure");
    await world.say(one, threadOf(one), "maria", "/no-pickle accept not needed");
    expect(world.conclusion(one)).toBe("failure");
    expect((await world.event(one)).writes).toEqual([]);
  });

  test.each<[string, Record<string, string | null>]>([
    [
      "moves the file",
      { [POLICY]: null, "docs/policy.yml": "rules: { pickle-write: block }\n# as it was\n" },
    ],
    ["breaks it", { [POLICY]: "rules: [\n" }],
    ["makes a folder of it", { [POLICY]: null, [`${POLICY}/x`]: "x\n" }],
  ])("that %s blocks", async (_, files) => {
    const one = world.open(
      { "README.md": "y\n" },
      { [POLICY]: "rules: { pickle-write: block }\n# as it was\n" },
    );
    one.repository.git.commit(
      "feature",
      Object.fromEntries(Object.entries(files).filter(([, text]) => text === null)),
    );
    one.repository.git.commit(
      "feature",
      Object.fromEntries(Object.entries(files).filter(([, text]) => text !== null)),
    );
    await world.event(one, "opened");
    expect(world.conclusion(one)).toBe("failure");
    expect(world.check(one).summary).toContain("The policy becomes weaker");
    expect(one.pull.threads).toHaveLength(1);
  });

  test("that only rewrites it, or makes it stricter, is fine", async () => {
    const one = world.open(
      { [POLICY]: "# why\nrules:\n  pickle-write: block\n" },
      { [POLICY]: "rules: {}\n" },
    );
    await world.event(one, "opened");
    expect(world.conclusion(one)).toBe("success");
  });
});

describe("an accept does not count from", () => {
  const reviewed = async (sign: (one: Case) => void): Promise<Case> => {
    const one = world.open({ "app.py": UNSAFE });
    sign(one);
    await world.event(one, "opened");
    await world.say(one, threadOf(one), "maria", "/no-pickle accept fine");
    return one;
  };

  test.each<[string, (one: Case) => void]>([
    [
      "the author of a commit",
      ({ repository: { git } }) => {
        git.signAs("feature", "maria", "author");
      },
    ],
    [
      "a committer",
      ({ repository: { git } }) => {
        git.signAs("feature", "author", "Maria");
      },
    ],
    [
      "a co-author",
      ({ repository: { git } }) => {
        git.signAs(
          "feature",
          "author",
          "author",
          "x\n\nCo-authored-by: Maria <1+maria@users.noreply.github.com>",
        );
      },
    ],
    [
      "the one whom an agent's pull request is assigned to",
      ({ pull }) => {
        Object.assign(pull, { author: "copilot-swe-agent[bot]", assignees: ["Copilot", "maria"] });
      },
    ],
    [
      "the one who asked an agent",
      ({ pull }) => {
        Object.assign(pull, { author: "devin[bot]", body: "Fixes it.\n\nRequested by: @maria" });
      },
    ],
  ])("%s", async (_, sign) => {
    const one = await reviewed(sign);
    expect(world.conclusion(one)).toBe("failure");
    expect(threadOf(one).comments.at(-1)?.body).toContain("cannot accept its findings");
  });

  test("nobody else: a bot that nobody asked leaves every maintainer free", async () => {
    const one = await reviewed(({ pull, repository: { git } }) => {
      Object.assign(pull, { author: "renovate[bot]", assignees: [] });
      git.signAs("feature", "renovate[bot]", "web-flow");
    });
    expect(world.conclusion(one)).toBe("success");
  });
});

describe("a stack", () => {
  /** `lower` switches everything off; `upper` stands on it. */
  function stack(main = "rules: {}\n"): { lower: Case; upper: Case } {
    const lower = world.open({ [POLICY]: OFF }, { [POLICY]: main });
    lower.repository.git.commit("upper", { "app.py": UNSAFE }, "feature");
    const upper = {
      repository: lower.repository,
      pull: world.github.openPull(lower.repository, "upper", "feature"),
    };
    return { lower, upper };
  }

  test("is judged by the branch that it lands on, not by the pull request below", async () => {
    const { lower, upper } = stack();
    await world.event(upper, "opened");
    expect(world.conclusion(upper)).toBe("success");
    Object.assign(upper.pull, { stackBase: "main" });
    await world.event(upper, "stacked");
    expect(world.conclusion(upper)).toBe("failure");
    expect(world.check(upper).summary).toContain("on `main` at");
    await world.event(lower, "opened");
    expect(world.conclusion(lower)).toBe("failure");
  });

  test("takes the rules of that branch, and is looked at again when it is taken apart or retargeted", async () => {
    const { upper } = stack(OFF);
    Object.assign(upper.pull, { stackBase: "main" });
    upper.repository.requiredChecks = [{ context: "no-pickle", integrationId: world.github.app.id }];
    await world.event(upper, "opened");
    expect(world.conclusion(upper)).toBe("success");
    upper.repository.git.commit("main", { [POLICY]: "rules: {}\n" });
    Object.assign(upper.pull, { stackBase: null, baseRef: "main" });
    await world.event(upper, "edited", {
      changes: { base: { ref: { from: "feature" }, sha: { from: "0" } } },
    });
    expect(world.conclusion(upper)).toBe("failure");
  });
});

describe("an organization", () => {
  test("has a floor that no repository goes below, and the check says so", async () => {
    const organization = world.github.createRepository("floored", ".github");
    organization.git.commit("main", {
      [POLICY]: "floor: { rules: { pickle-load: block } }\nreview: comment\n",
    });
    const one = world.open({ "app.py": UNSAFE }, { [POLICY]: `extends: organization\n${OFF}` }, "floored");
    await world.event(one, "opened");
    expect(stateOf(world, one)).toEqual({ reviews: ["COMMENTED"], open: 1, check: "failure" });
    const { summary } = world.check(one);
    expect(summary).toContain("which gives: `review`");
    expect(summary).toContain("holds against it: `pickle-load at block`");
    organization.git.commit("main", { [POLICY]: "floor: { rules: [\n" });
    await world.event(one);
    expect(world.check(one)).toMatchObject({ conclusion: "failure", title: "The policy file is not valid" });
  });

  test("whose floor is lowered is asked about it", async () => {
    const organization = world.github.createRepository("lowered", ".github");
    organization.git.commit("main", { [POLICY]: "floor: { rules: { pickle-load: block } }\n" });
    organization.git.commit("feature", { [POLICY]: "floor: {}\n" }, "main");
    const one = { repository: organization, pull: world.github.openPull(organization, "feature") };
    await world.event(one, "opened");
    expect(world.check(one).summary).toContain("the floor of `pickle-load` goes from block to none");
  });
});

test("where conversations have to be resolved, the check says what is left to do by hand", async () => {
  const one = world.open({ "app.py": UNSAFE });
  one.repository.requiresResolution = true;
  await world.event(one, "opened");
  expect(world.check(one).summary).toContain("they have to be resolved by hand");
  await world.push(one, { "app.py": "x = 1\n" });
  expect(world.check(one)).toMatchObject({ conclusion: "success" });
  expect(world.check(one).summary).toContain("they have to be resolved by hand");
  threadOf(one).resolvedBy = "author";
  await world.event(one);
  expect(world.check(one).summary).not.toContain("by hand");
});
