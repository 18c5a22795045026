import { afterAll, describe, expect, test } from "vitest";

import { stateOf, threadOf, UNSAFE, World, type Case } from "../support/world.js";

const POLICY = ".github/no-pickle.yml";
const WAIVER = "rule: pickle-load, path: app.py, reason: signed";
const world = await World.start();
afterAll(() => world.stop());

/** Of each way: the policy before (null: no file) and after, and what is said of it. */
const WAYS: readonly (readonly [name: string, before: string | null, after: string, said: string])[] = [
  [
    "a rule off for some paths",
    "rules: {}\n",
    "overrides: [{ paths: [src/**], rules: { pickle-load: off } }]\n",
    "`pickle-load` in `src/**` goes from block to off",
  ],
  ["a path ignored", "rules: {}\n", "ignore: [src/**]\n", "files in `src/**` are no longer looked at"],
  [
    "a waiver added",
    "rules: {}\n",
    `waivers: [{ ${WAIVER} }]\n`,
    "1 more of `pickle-load` in `app.py` may be there",
  ],
  [
    "a waiver for more uses",
    `waivers: [{ ${WAIVER} }]\n`,
    `waivers: [{ ${WAIVER}, count: 3 }]\n`,
    "2 more of `pickle-load` in `app.py`",
  ],
  [
    "a waiver that ends later",
    `waivers: [{ ${WAIVER}, expires: 2026-12-31 }]\n`,
    `waivers: [{ ${WAIVER}, expires: 2029-12-31 }]\n`,
    "may be there until 2029-12-31",
  ],
  ["a lower preset", "preset: strict\n", "preset: balanced\n", "`preset: balanced`"],
  [
    "findings accepted by their authors",
    "rules: {}\n",
    "waiver-approval: maintainer\n",
    "authors may accept findings of their own",
  ],
  [
    "files that are not scanned",
    "rules: {}\n",
    "not-scanned: warn\n",
    "what could not be scanned no longer blocks",
  ],
  [
    "a wrapper",
    "rules: {}\n",
    "wrappers: [{ symbol: acme.load }]\n",
    "calls of `acme.load` are no longer reported",
  ],
  [
    "a class that pickles may look up",
    "rules: {}\n",
    "artifacts: { allow: [os.system] }\n",
    "pickles may look up `os.system`",
  ],
  ["a first file", null, "rules: { torch-load: note }\n", "`torch-load` goes from block to note"],
  ["a file that is not valid", "rules: {}\n", "rules: { pickle-lod: off }\n", "not valid any more"],
];

describe("a policy that becomes weaker by", () => {
  test.each(WAYS)("%s blocks until another maintainer accepts it", async (_, before, after, said) => {
    const one = world.open({ [POLICY]: after }, before === null ? undefined : { [POLICY]: before });
    await world.event(one, "opened");
    expect(stateOf(world, one)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" });
    expect(threadOf(one).path).toBe(POLICY);
    expect(threadOf(one).comments[0]?.body).toContain(said);
    await world.say(one, threadOf(one), "author", "/no-pickle accept it is fine");
    expect(world.conclusion(one)).toBe("failure");
    await world.say(one, threadOf(one), "maria", "/no-pickle accept as agreed");
    expect(stateOf(world, one)).toEqual({ reviews: ["DISMISSED"], open: 0, check: "success" });
  });
});

describe("what a pull request writes into the policy", () => {
  test("is not in force for itself, and is for the next one once it is merged", async () => {
    const one = world.open({ [POLICY]: `waivers: [{ ${WAIVER}, count: 9 }]\n`, "app.py": UNSAFE });
    await world.event(one, "opened");
    await world.say(one, threadOf(one), "maria", "/no-pickle accept as agreed");
    expect(stateOf(world, one)).toMatchObject({ open: 1, check: "failure" });
    one.repository.git.commit("main", { [POLICY]: `waivers: [{ ${WAIVER}, count: 9 }]\n` });
    one.repository.git.commit("next", { "app.py": UNSAFE }, "main");
    const next = { repository: one.repository, pull: world.github.openPull(one.repository, "next") };
    await world.event(next, "opened");
    expect(world.conclusion(next)).toBe("success");
    expect(world.check(next).summary).toContain("Waived by the policy: signed");
  });

  test("is no finding any more once it is taken back", async () => {
    const one = world.open({ [POLICY]: "ignore: [src/**]\n" }, { [POLICY]: "rules: {}\n" });
    await world.event(one, "opened");
    await world.push(one, { [POLICY]: "# as before\nrules: {}\n" });
    expect(stateOf(world, one)).toEqual({ reviews: ["DISMISSED"], open: 0, check: "success" });
  });

  test("covers no other weakening than the one that was accepted", async () => {
    const one = world.open({ [POLICY]: "ignore: [src/**]\n" }, { [POLICY]: "rules: {}\n" });
    await world.event(one, "opened");
    await world.say(one, threadOf(one), "maria", "/no-pickle accept generated");
    expect(world.conclusion(one)).toBe("success");
    await world.push(one, { [POLICY]: "ignore: [src/**, lib/**]\n" });
    expect(stateOf(world, one)).toMatchObject({ open: 1, check: "failure" });
    await world.push(one, { [POLICY]: "ignore: [lib/**]\n" });
    expect(world.conclusion(one)).toBe("failure");
  });

  test("about itself is not obeyed: the rule that reports it cannot be switched off on the way", async () => {
    const one = world.open(
      { [POLICY]: "rules: { policy-weakened: off, pickle-load: off }\n" },
      { [POLICY]: "rules: {}\n" },
    );
    await world.event(one, "opened");
    expect(world.conclusion(one)).toBe("failure");
    expect(world.check(one).summary).toContain("`policy-weakened` goes from block to off");
  });
});

describe("an organization's policy", () => {
  const organization = (owner: string, text: string): Case["repository"] => {
    const repository = world.github.createRepository(owner, ".github");
    repository.git.commit("main", { [POLICY]: text });
    return repository;
  };

  test("is what a deleted file is compared with", async () => {
    organization("softer", "rules: { pickle-load: warn }\n");
    const one = world.open({ [POLICY]: null }, { [POLICY]: "rules: {}\n" }, "softer");
    await world.event(one, "opened");
    expect(world.conclusion(one)).toBe("failure");
    expect(world.check(one).summary).toContain("`pickle-load` goes from block to warn");
  });

  test("is extended: waivers of both hold, and no longer to extend it is said", async () => {
    organization("shared", "rules: { pickle-import: block, pickle-write: block }\nreview: comment\n");
    const main = { [POLICY]: `extends: organization\nwaivers: [{ ${WAIVER} }]\n` };
    const one = world.open({ "app.py": UNSAFE }, main, "shared");
    await world.event(one, "opened");
    expect(world.check(one).summary).toContain("Waived by the policy: signed");
    expect(world.check(one).summary).toContain("which gives: `rules`, `review`");
    const alone = world.open({ [POLICY]: `waivers: [{ ${WAIVER} }]\n` }, main, "shared");
    await world.event(alone, "opened");
    expect(world.conclusion(alone)).toBe("failure");
    expect(world.check(alone).summary).toContain("`pickle-write` goes from block to");
  });

  test("with a floor holds approval: an author may not accept, whatever the repository says", async () => {
    organization(
      "strictly",
      "floor: { waiver-approval: other-maintainer, not-scanned: block, ignore: [] }\n",
    );
    const main = { [POLICY]: "waiver-approval: maintainer\nnot-scanned: warn\nignore: [app.py]\n" };
    const one = world.open({ "app.py": UNSAFE }, main, "strictly");
    await world.event(one, "opened");
    expect(world.conclusion(one)).toBe("failure");
    await world.say(one, threadOf(one), "author", "/no-pickle accept mine");
    expect(world.conclusion(one)).toBe("failure");
    const { summary } = world.check(one);
    for (const held of [
      "waiver-approval at other-maintainer",
      "not-scanned at block",
      "ignore within nothing",
    ])
      expect(summary).toContain(held);
    await world.say(one, threadOf(one), "maria", "/no-pickle accept seen");
    expect(world.conclusion(one)).toBe("success");
  });

  test("with a floor is not weakened by what the floor holds anyway", async () => {
    organization("held", "floor: { rules: { pickle-load: block } }\n");
    const one = world.open(
      { [POLICY]: "rules: { pickle-load: off }\n" },
      { [POLICY]: "rules: {}\n" },
      "held",
    );
    await world.event(one, "opened");
    expect(world.conclusion(one)).toBe("success");
  });
});
