import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startApp } from "../support/app-process.js";
import { actionEvent, commentEvent, deliver, pullRequestEvent } from "../support/github/webhooks.js";
import { firstOf, SAFE, stateOf, threadOf, UNSAFE, World } from "../support/world.js";

const TWICE = `${UNSAFE}\n\ndef other(body):\n    return pickle.loads(body)\n`;
let world: World;

beforeAll(async () => {
  world = await World.start();
});

afterAll(async () => {
  await world.stop();
});

/** A pull request with one finding that was reviewed. */
async function reviewed(main?: Record<string, string>) {
  const one = world.open({ "app.py": UNSAFE }, main);
  await world.event(one, "opened");
  expect(stateOf(world, one)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" });
  return one;
}

/** Reviewed, and accepted by a maintainer. */
async function accepted() {
  const one = await reviewed();
  await world.say(one, threadOf(one), "maria", "/no-pickle accept the bytes are signed");
  return one;
}

describe("an accept", () => {
  test("by a maintainer sets the pull request free, and says who and why", async () => {
    const one = await accepted();
    expect(stateOf(world, one)).toEqual({ reviews: ["DISMISSED"], open: 0, check: "success" });
    expect(world.check(one).summary).toContain(
      "`app.py:5` pickle-load. Accepted by `maria` on 2026-03-01: the bytes are signed",
    );
    expect(threadOf(one).comments[1]?.reactions.size).toBe(1);
    expect(firstOf(threadOf(one)).body).toContain("Accepted by `maria`");
    const again = await world.event(one);
    expect(again.writes).toEqual([]);
  });

  test("does not cover the same function in another file, nor other data", async () => {
    const one = await accepted();
    await world.push(one, { "app.py": "x = 1\n", "other.py": UNSAFE });
    expect(world.check(one).conclusion).toBe("failure");
    await world.push(one, { "app.py": UNSAFE, "other.py": null });
    expect(world.check(one).conclusion).toBe("success");
    const other = UNSAFE.replace("    return", "    body = request.body\n    return");
    await world.push(one, { "app.py": other });
    expect(stateOf(world, one)).toMatchObject({ open: 1, check: "failure" });
    await world.say(one, threadOf(one, 2), "maria", "/no-pickle accept the caller signs it");
    expect(stateOf(world, one)).toMatchObject({ open: 0, check: "success" });
  });

  test("does not cover data from another file that says something else later", async () => {
    const load =
      "import pickle\nfrom store import read\n\n\ndef f(request):\n    return pickle.loads(read(request))\n";
    const one = world.open({ "app.py": load }, { "store.py": "def read(request):\n    return OWN\n" });
    await world.event(one, "opened");
    for (const thread of one.pull.threads) await world.say(one, thread, "maria", "/no-pickle accept our own");
    expect(world.check(one).conclusion).toBe("success");
    await world.push(one, { "other.py": "x = 1\n" });
    expect(world.check(one).conclusion).toBe("success");
    await world.push(one, { "store.py": "def read(request):\n    return request.body\n" });
    expect(world.check(one).conclusion).toBe("failure");
  });

  test("holds after a push and a rename, and covers no second use", async () => {
    const one = await accepted();
    await world.push(one, { "app.py": `# moved down\n${UNSAFE}` });
    expect(world.check(one).conclusion).toBe("success");
    await world.push(one, { "app.py": null, "renamed.py": UNSAFE });
    expect(world.check(one).conclusion).toBe("success");
    await world.push(one, { "renamed.py": TWICE });
    expect(world.check(one).conclusion).toBe("failure");
    expect(one.pull.threads).toHaveLength(2);
  });

  test("reaches the same verdict on a server that knows nothing", async () => {
    const one = await accepted();
    const fresh = await startApp(world.github);
    const delivery = pullRequestEvent(world.github, one.repository, one.pull, "synchronize");
    const first = world.github.requests.length;
    await deliver(world.github, fresh.url, delivery);
    expect((await fresh.outcome(delivery.id)).conclusion).toBe("unchanged");
    const writes = world.github.requests
      .slice(first)
      .filter(({ isWrite, name }) => isWrite && !name.includes("access_tokens"));
    expect(writes).toEqual([]);
    await fresh.stop();
  });

  test.each([
    ["author", "The author of a pull request cannot accept"],
    ["reader", "Only somebody with write access"],
    ["stranger", "Only somebody with write access"],
  ])("by %s is refused, once", async (login, why) => {
    const one = await reviewed();
    await world.say(one, threadOf(one), login, "/no-pickle accept trust me");
    expect(threadOf(one).comments.at(-1)?.body).toContain(why);
    expect(world.check(one).conclusion).toBe("failure");
    expect(world.check(one).summary).toContain(`The accept of \`${login}\``);
    expect((await world.event(one)).writes).toEqual([]);
  });

  test("does not count once somebody else edited it, or without a reason", async () => {
    const one = await reviewed();
    const comment = world.github.say(threadOf(one), "maria", "/no-pickle accept fine");
    comment.editor = "author";
    await world.send(commentEvent(world.github, one.repository, one.pull, comment));
    expect(threadOf(one).comments.at(-1)?.body).toContain("Somebody else than its author edited this");
    await world.say(one, threadOf(one), "maria", "/no-pickle accept");
    expect(threadOf(one).comments.at(-1)?.body).toContain("A reason is needed");
    expect(world.check(one).conclusion).toBe("failure");
  });

  test("that is taken back counts no more", async () => {
    const one = await accepted();
    threadOf(one).comments.splice(1);
    await world.event(one);
    expect(stateOf(world, one)).toEqual({
      reviews: ["DISMISSED", "CHANGES_REQUESTED"],
      open: 1,
      check: "failure",
    });
  });

  test("that is deleted counts no more, without a push", async () => {
    const one = await accepted();
    const thread = threadOf(one);
    const [accept] = thread.comments.filter(({ author }) => author === "maria");
    if (!accept) throw new Error("no accept");
    const deleted = commentEvent(world.github, one.repository, one.pull, accept, "deleted");
    thread.comments.splice(thread.comments.indexOf(accept), 1);
    await world.send(deleted);
    expect(world.check(one).conclusion).toBe("failure");
  });

  test("of a bot starts nothing", async () => {
    const one = await reviewed();
    world.github.say(threadOf(one), "helper[bot]", "/no-pickle accept fine");
    expect((await world.event(one)).writes).toEqual([]);
    expect(world.check(one).conclusion).toBe("failure");
  });
});

describe("a command", () => {
  test("recheck writes the check again, and gets a reaction [1, 2]", async () => {
    const one = await reviewed();
    const { writes } = await world.say(one, one.pull, "reader", "Please.\n\n/no-pickle recheck");
    expect(writes).toEqual(["graphql mutation NoPickleThreads", "POST /repos/{owner}/{repo}/check-runs"]);
    expect(one.pull.conversation[0]?.reactions.size).toBe(1);
    expect((await world.event(one)).writes).toEqual([]);
  });

  test.each([
    ["/no-pickle help", "`/no-pickle accept <reason>`"],
    ["/no-pickle frobnicate @all", "There is no command `frobnicate`"],
    ["/no-pickle explain torch-load", "torch.load"],
    ["/no-pickle explain torch-lod", "Did you mean `torch-load`?"],
    ["/no-pickle accept fine", "An accept counts as a reply in the thread"],
  ])("%s is answered once", async (text, answer) => {
    const one = world.open({ "README.md": "x\n" });
    await world.say(one, one.pull, "reader", text);
    expect(one.pull.conversation).toHaveLength(2);
    expect(one.pull.conversation[1]?.body).toContain(answer);
    expect((await world.event(one)).writes).toEqual([]);
  });

  test("is not started again by an edit, nor by a quote", async () => {
    const one = await reviewed();
    const quote = world.github.say(one.pull, "reader", "> /no-pickle recheck\n\nwhat is this?");
    const edit = commentEvent(world.github, one.repository, one.pull, quote, "edited");
    const first = world.github.requests.length;
    expect(await deliver(world.github, world.app.url, edit)).toBe(202);
    expect(
      await deliver(world.github, world.app.url, commentEvent(world.github, one.repository, one.pull, quote)),
    ).toBe(202);
    expect((await world.event(one)).writes).toEqual([]);
    // One run, that of the event.
    const states = world.github.requests
      .slice(first)
      .filter(({ name }) => name.includes("NoPicklePullRequest"));
    expect(states).toHaveLength(1);
  });
});

describe("the buttons of the check", () => {
  test("Re-run writes it again; How to fix answers in the conversation, once", async () => {
    const one = await reviewed();
    expect(world.check(one).actions).toEqual(["rerun", "how-to-fix"]);
    const sha = one.repository.git.head("feature");
    const rerun = await world.send(actionEvent(world.github, one.repository, sha, "rerun"));
    expect(rerun.writes).toEqual(["POST /repos/{owner}/{repo}/check-runs"]);
    await world.send(actionEvent(world.github, one.repository, sha, "how-to-fix"));
    await world.send(actionEvent(world.github, one.repository, sha, "how-to-fix"));
    expect(one.pull.conversation.map(({ body }) => body.split("\n")[0])).toEqual([
      `What to write instead, as of ${sha}:`,
    ]);
    expect((await world.event(one)).writes).toEqual([]);
  });
});

describe("a policy", () => {
  const LENIENT = "rules: { pickle-load: warn, pickle-import: warn }\n";

  test("of the organization holds where the repository has none", async () => {
    const organization = world.github.createRepository("umbrella", ".github");
    organization.git.commit("main", { ".github/no-pickle.yml": LENIENT });
    const one = world.open({ "app.py": UNSAFE }, undefined, "umbrella");
    await world.event(one, "opened");
    expect(world.check(one).conclusion).toBe("neutral");
    expect(world.check(one).summary).toContain(
      `Of the organization: \`.github/no-pickle.yml\` in \`umbrella/.github\` on \`main\` at \`${organization.git.head("main")}\``,
    );
    const own = world.open({ "app.py": UNSAFE }, { ".github/no-pickle.yml": "preset: strict\n" }, "umbrella");
    await world.event(own, "opened");
    expect(world.check(own).conclusion).toBe("failure");
    expect(world.check(own).summary).toContain(`on \`main\` at ${own.repository.git.head("main")}`);
  });

  test.each([
    ["broken", "rules: { pickle-lod: off }\n", "unknown rule"],
    ["a folder", null, "this is no text file"],
    ["too large", `# ${"x".repeat(600_000)}\n`, "too large"],
  ])("that is %s fails the check, and never means none", async (_, text, why) => {
    const path = text === null ? ".github/no-pickle.yml/x" : ".github/no-pickle.yml";
    const one = world.open({ "README.md": "x\n" }, { [path]: text ?? "x\n" });
    await world.event(one, "opened");
    expect(world.check(one)).toMatchObject({ conclusion: "failure", title: "The policy file is not valid" });
    expect(world.check(one).summary).toContain(why);
  });

  test("that changes on the base branch is followed", async () => {
    const one = await reviewed();
    one.repository.git.commit("main", { ".github/no-pickle.yml": LENIENT });
    await world.event(one);
    expect(stateOf(world, one)).toEqual({ reviews: ["DISMISSED"], open: 1, check: "neutral" });
    expect(firstOf(threadOf(one)).body).toContain("This is a warning and blocks nothing.");
  });

  test("trusts a wrapper that it names", async () => {
    const wrapper = `import pickle\n\n\ndef restore(path):\n    return pickle.load(open(path, "rb"))\n`;
    const use = "from acme.store import restore\n\nstate = restore('x')\n";
    const one = world.open({ "main.py": use }, { "acme/store.py": wrapper });
    await world.event(one, "opened");
    expect(world.check(one).conclusion).toBe("neutral");
    one.repository.git.commit("main", {
      ".github/no-pickle.yml": "wrappers: [{ symbol: acme.store.restore }]\n",
    });
    await world.event(one);
    expect(world.check(one).conclusion).toBe("success");
  });
});

describe("an inline comment", () => {
  const ALLOWED = "return yaml.load(text, Loader=LOADER)  # no-pickle: allow[yaml-unsafe-load] our own files";
  const config = (loader: string) =>
    `import yaml\n\nLOADER = yaml.${loader}\n\n\ndef read(text):\n    ${ALLOWED}\n`;

  test("covers the use that was there with it, not what the change makes of a harmless one", async () => {
    const edited = config("Loader").replace("yaml.load(text,", "yaml.load(text + END,");
    const one = world.open({ "config.py": edited }, { "config.py": config("Loader") });
    await world.event(one, "opened");
    expect(world.check(one)).toMatchObject({ conclusion: "success" });
    expect(world.check(one).summary).toContain(
      "Waived by a comment in the code that was there before: our own files",
    );
    const other = world.open({ "config.py": config("Loader") }, { "config.py": config("SafeLoader") });
    await world.event(other, "opened");
    expect(world.check(other).conclusion).toBe("failure");
  });

  test("that the pull request adds is a request, and counts once a maintainer accepts", async () => {
    const one = world.open({ "config.py": config("Loader") });
    await world.event(one, "opened");
    expect(world.check(one).conclusion).toBe("failure");
    expect(world.check(one).summary).toContain("This asks scanners to look away");
    expect(one.pull.threads).toHaveLength(1);
    expect(firstOf(threadOf(one)).body).toContain(
      "asks scanners to look away: that is shown here, not obeyed",
    );
    await world.say(one, threadOf(one), "maria", "/no-pickle accept our own files");
    expect(world.check(one)).toMatchObject({
      conclusion: "success",
      title: "Nothing blocks; 2 findings waived",
    });
  });
});

describe("the request for changes", () => {
  test("stays where a branch rule forbids to dismiss it, and the check says so", async () => {
    const one = await reviewed();
    one.repository.restrictsDismissals = true;
    await world.push(one, { "app.py": SAFE });
    expect(stateOf(world, one)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 0, check: "success" });
    expect(world.check(one).summary).toContain("a branch rule restricts who may dismiss reviews");
    expect((await world.event(one)).writes).toEqual([]);
  });

  test("is submitted once, however much comes later", async () => {
    const one = await reviewed();
    await world.push(one, { "more.py": UNSAFE });
    expect(one.pull.reviews.map(({ state }) => state)).toEqual(["CHANGES_REQUESTED", "COMMENTED"]);
    await world.push(one, { "more.py": null, "app.py": SAFE });
    expect(one.pull.reviews.map(({ state }) => state)).toEqual(["DISMISSED", "COMMENTED"]);
  });
});

describe("a thread", () => {
  test("that a crash doubled is cleaned up", async () => {
    const one = await reviewed();
    const thread = threadOf(one);
    one.pull.threads.push({
      ...thread,
      nodeId: "PRRT_double",
      comments: [{ ...firstOf(thread), nodeId: "PRRC_double" }],
    });
    await world.event(one);
    expect(one.pull.threads.map(({ nodeId }) => nodeId)).toEqual([thread.nodeId]);
  });

  test("that a person resolved stays resolved", async () => {
    const one = await reviewed();
    threadOf(one).resolvedBy = "author";
    await world.push(one, { "other.py": "x = 1\n" });
    expect(threadOf(one).resolvedBy).toBe("author");
    expect(one.pull.threads).toHaveLength(1);
    expect(world.check(one).conclusion).toBe("failure");
  });

  test("that a force-push outdated says where its finding is now", async () => {
    const one = await reviewed();
    one.repository.git.setBranch("feature", one.repository.git.head("main"));
    const deeper = UNSAFE.replace("    return pickle", "    if body:\n        return pickle");
    await world.push(one, { "app.py": deeper });
    expect(one.pull.threads).toHaveLength(1);
    expect(firstOf(threadOf(one)).body).toContain("Now at [`app.py:6`]");
  });

  test("is resolved where the installation allows it", async () => {
    const { permissions } = world.github.app;
    world.github.app.permissions = { ...permissions, contents: "write" };
    const one = await reviewed();
    await world.push(one, { "app.py": SAFE });
    expect(threadOf(one).resolvedBy).toBe("no-pickle[bot]");
    await world.push(one, { "app.py": UNSAFE });
    expect(threadOf(one).resolvedBy).toBeNull();
    world.github.app.permissions = permissions;
  });

  test("whose mark somebody copied into a comment of theirs is not theirs", async () => {
    const one = await reviewed();
    const { body } = firstOf(threadOf(one));
    world.github.say(one.pull, "author", body);
    one.pull.threads.push({
      ...threadOf(one),
      nodeId: "PRRT_forged",
      comments: [{ ...firstOf(threadOf(one)), nodeId: "PRRC_forged", author: "author", authorType: "User" }],
    });
    await world.push(one, { "app.py": SAFE });
    expect(one.pull.threads[1]?.comments[0]?.body).toBe(body);
    // Nor does an edited mark of ours count.
    const other = await reviewed();
    firstOf(threadOf(other)).body = firstOf(threadOf(other)).body.replace(
      /block:[0-9a-f]+/,
      `block:${"0".repeat(32)}`,
    );
    await world.event(other);
    expect(other.pull.threads).toHaveLength(2);
  });
});

describe("an ordinary second push", () => {
  test.each([
    ["with nothing new", { "app.py": `# a comment\n${UNSAFE}` }, 1],
    ["with a fix", { "app.py": SAFE }, 3],
    ["of another file", { "README.md": "more\n" }, 1],
  ])("%s takes three requests to read, and as many to write as things change", async (_, files, writes) => {
    const one = await reviewed({ "requirements.txt": "torch\n", "lib/x.py": "y = 1\n" });
    const reaction = await world.push(one, files);
    expect(reaction.reads.length).toBeLessThanOrEqual(3);
    expect(reaction.writes).toHaveLength(writes);
  });
});

describe("the rules of the branch", () => {
  test("decide what the summary says of the check [3]", async () => {
    const one = await reviewed();
    expect(world.check(one).summary).toContain("No rule of `main` requires this check");
    one.repository.requiredChecks = [{ context: "no-pickle", integrationId: null }];
    await world.event(one);
    expect(world.check(one).summary).toContain("To pin it to this app");
    one.repository.requiredChecks = [{ context: "no-pickle", integrationId: world.github.app.id }];
    await world.event(one);
    expect(world.check(one).summary).not.toContain("Rulesets");
  });
});

test("a draft is left in peace where the policy says so, until it is ready", async () => {
  const one = world.open({ "app.py": UNSAFE }, { ".github/no-pickle.yml": "drafts: neutral\n" });
  one.pull.isDraft = true;
  await world.event(one, "opened");
  expect(stateOf(world, one)).toEqual({ reviews: [], open: 0, check: "neutral" });
  one.pull.isDraft = false;
  await world.event(one, "ready_for_review");
  expect(stateOf(world, one)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" });
});
