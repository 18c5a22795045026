import { afterAll, describe, expect, test } from "vitest";

import type { StoredComment } from "../support/github/state.js";
import { firstOf, threadOf, UNSAFE, World, type Case } from "../support/world.js";

const POLICY = ".github/no-pickle.yml";
const OWN_WORD = { [POLICY]: "waiver-approval: maintainer\n" };
const world = await World.start();
afterAll(() => world.stop());

/** A pull request with one load, made to be somebody's, and accepted by `maria`. */
async function accepted(make: (one: Case) => void, main?: Record<string, string>): Promise<Case> {
  const one = world.open({ "app.py": UNSAFE }, main);
  make(one);
  await world.event(one, "opened");
  await world.say(one, threadOf(one), "maria", "/no-pickle accept the bytes are signed");
  return one;
}

const nobody = (): void => undefined;
const ofBot =
  (author: string, body: string, assignees: readonly string[] = []) =>
  ({ pull }: Case): void =>
    void Object.assign(pull, { author, body, assignees });

describe("an accept counts", () => {
  test.each<[string, (one: Case) => void, Record<string, string> | undefined]>([
    [
      "from the assignee of what a person wrote",
      ({ pull }) => void Object.assign(pull, { assignees: ["maria"] }),
      undefined,
    ],
    [
      "from somebody whom a person thanks in its text",
      ({ pull }) => void Object.assign(pull, { body: "Requested by @maria" }),
      undefined,
    ],
    [
      "from anybody else where an agent worked",
      ofBot("devin[bot]", "Requested by: @omar", ["omar"]),
      undefined,
    ],
    [
      "from who wrote a commit, where the policy takes the author's own word",
      ({ repository: { git } }) => {
        git.signAs("feature", "maria");
      },
      OWN_WORD,
    ],
  ])("%s", async (_, make, main) => {
    expect(world.conclusion(await accepted(make, main))).toBe("success");
  });
});

describe("an accept does not count", () => {
  test.each<[string, (one: Case) => void]>([
    ["from whom an agent says it works for", ofBot("copilot-swe-agent[bot]", "Opened on behalf of @maria.")],
    [
      "from whom a bot links as having started it",
      ofBot("claude[bot]", "Started by: [@Maria](https://x.y/maria)"),
    ],
    [
      "from whom a bot names in bold, with the name in front",
      ofBot("devin-ai-integration[bot]", "**Requested by:** Maria Lopez (@maria)"),
    ],
    [
      "from whom a bot names by a link on the next line",
      ofBot("cursor[bot]", "## Triggered by\n- [Maria](https://github.com/maria)"),
    ],
    [
      "from whom the text of an agent named before it was edited",
      ({ pull }) =>
        void Object.assign(pull, {
          author: "copilot-swe-agent[bot]",
          body: "Adds a cache.",
          edits: ["Adds a cache. Requested by @maria", "Adds a cache."],
        }),
    ],
    [
      "from anybody where somebody deleted what the text of an agent was",
      ({ pull }) =>
        void Object.assign(pull, {
          author: "copilot-swe-agent[bot]",
          body: "Adds a cache.",
          edits: [null, "Adds a cache."],
        }),
    ],
    [
      "from who was assigned to what a bot opened, and is not any more",
      ({ pull }) => void Object.assign(pull, { author: "codex[bot]", everAssigned: ["Maria"] }),
    ],
    ["from one of several assignees of a bot", ofBot("codex[bot]", "", ["omar", "Maria"])],
    [
      "from who wrote only the first of its commits",
      ({ repository: { git } }) => {
        git.signAs("feature", "maria");
        git.commit("feature", { "lib.py": "x = 1\n" });
        git.signAs("feature", "author");
      },
    ],
    [
      "from the second of two co-authors",
      ({ repository: { git } }) => {
        const mail = "users.noreply.github.com";
        const message = `x\n\nCo-authored-by: O <2+omar@${mail}>\nCo-authored-by: M <1+maria@${mail}>`;
        git.signAs("feature", "author", "author", message);
      },
    ],
  ])("%s", async (_, make) => {
    const one = await accepted(make);
    expect(world.conclusion(one)).toBe("failure");
    expect(threadOf(one).comments.at(-1)?.body).toMatch(/cannot accept its findings|nobody can accept/);
  });

  test("any more once who gave it commits to the branch", async () => {
    const one = await accepted(nobody);
    expect(world.conclusion(one)).toBe("success");
    one.repository.git.commit("feature", { "lib.py": "x = 1\n" });
    one.repository.git.signAs("feature", "maria");
    await world.event(one);
    expect(world.conclusion(one)).toBe("failure");
    await world.say(one, threadOf(one), "omar", "/no-pickle accept seen");
    expect(world.conclusion(one)).toBe("failure");
    one.repository.collaborators.set("omar", "admin");
    await world.event(one);
    expect(world.conclusion(one)).toBe("success");
  });

  test("any more once who gave it may not write", async () => {
    const one = await accepted(nobody);
    one.repository.collaborators.set("maria", "read");
    await world.event(one);
    expect(world.conclusion(one)).toBe("failure");
  });

  test("any more once the policy asks for another maintainer", async () => {
    const one = world.open({ "app.py": UNSAFE }, OWN_WORD);
    await world.event(one, "opened");
    await world.say(one, threadOf(one), "author", "/no-pickle accept mine");
    expect(world.conclusion(one)).toBe("success");
    one.repository.git.commit("main", { [POLICY]: "rules: {}\n" });
    await world.event(one);
    expect(world.conclusion(one)).toBe("failure");
  });

  test.each<[string, (comments: StoredComment[], other: StoredComment) => void]>([
    [
      "its words",
      ([ours]) =>
        void Object.assign(ours ?? {}, { body: ours?.body.replace("unpickle", "parse"), editor: "author" }),
    ],
    [
      "its mark for that of another",
      ([ours], other) => void Object.assign(ours ?? {}, { body: other.body, editor: "author" }),
    ],
    [
      "it, before an account of the same name as ours was made by a person",
      ([ours]) => void Object.assign(ours ?? {}, { editor: ours?.author?.replace("[bot]", "") }),
    ],
  ])("in a comment of ours where somebody else changed %s", async (_, edit) => {
    const one = world.open({ "app.py": UNSAFE, "lib.py": UNSAFE.replaceAll("handler", "other") });
    await world.event(one, "opened");
    const edited = threadOf(one);
    edit(edited.comments, firstOf(threadOf(one, 1)));
    const before = firstOf(edited).body;
    await world.say(one, edited, "maria", "/no-pickle accept seen");
    expect(world.check(one)).toMatchObject({
      conclusion: "failure",
      title: "2 unsafe uses of deserialization",
    });
    // It is said anew, and what they wrote stays as it is.
    expect(threadOf(one, 2).path).toBe(edited.path);
    expect(firstOf(edited).body).toBe(before);
    expect((await world.event(one)).writes).toEqual([]);
  });

  test("any more once somebody else changes the comment that it answers", async () => {
    const one = await accepted(nobody);
    expect(world.conclusion(one)).toBe("success");
    firstOf(threadOf(one)).editor = "maria";
    await world.event(one);
    expect(world.conclusion(one)).toBe("failure");
  });

  test("in a thread that somebody else opened with the same words", async () => {
    const one = world.open({ "app.py": UNSAFE });
    await world.event(one, "opened");
    const [ours] = threadOf(one).comments;
    if (!ours) throw new Error("the thread is ours");
    const copy = { ...ours, nodeId: "PRRC_copy", author: "author", authorType: "User" as const };
    one.pull.threads.push({ ...threadOf(one), nodeId: "PRRT_copy", comments: [copy] });
    await world.say(one, threadOf(one, 1), "maria", "/no-pickle accept seen");
    expect(world.conclusion(one)).toBe("failure");
  });
});
