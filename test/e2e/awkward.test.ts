import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { FileContent } from "../support/github/git-repository.js";
import { pullRequestEvent } from "../support/github/webhooks.js";
import { firstOf, SAFE, stateOf, threadOf, UNSAFE, World, type Case } from "../support/world.js";

let world: World;

beforeAll(async () => {
  world = await World.start();
});

afterAll(async () => {
  await world.stop();
});

/** Where the comments of a pull request are. */
function places({ pull }: Case): string[] {
  return pull.threads.map(({ path, line }) => `${path}:${String(line)}`);
}

describe("awkward files", () => {
  type Files = Record<string, FileContent>;
  const LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 12\n";
  const crlf = UNSAFE.replaceAll("\n", "\r\n");

  test.each<[string, Files, Files, string, string[]]>([
    ["CRLF", { "a.py": crlf }, {}, "failure", ["a.py:5"]],
    [
      "CRLF after a change",
      { "a.py": crlf },
      { "a.py": SAFE.replaceAll("\n", "\r\n") },
      "failure",
      ["a.py:5"],
    ],
    ["a byte order mark", { "a.py": `\ufeff${UNSAFE}` }, {}, "failure", ["a.py:5"]],
    [
      "no newline at the end",
      { "a.py": UNSAFE.trimEnd() },
      { "a.py": SAFE.trimEnd() },
      "failure",
      ["a.py:5"],
    ],
    ["a space in the path", { "my dir/a b.py": UNSAFE }, {}, "failure", ["my dir/a b.py:5"]],
    ["quotes in the path", { 'it\'s "a".py': UNSAFE }, {}, "failure", ['it\'s "a".py:5']],
    ["letters beyond ASCII in the path", { "säure/日本.py": UNSAFE }, {}, "failure", ["säure/日本.py:5"]],
    [
      "Markdown in the path",
      { "@team [x](y) `z` #1.py": UNSAFE },
      {},
      "failure",
      ["@team [x](y) `z` #1.py:5"],
    ],
    ["a rename without an edit", { "a.py": null, "b.py": UNSAFE }, { "a.py": UNSAFE }, "success", []],
    [
      "a rename with an edit",
      { "a.py": null, "b.py": `${UNSAFE}x = pickle.load(f)\n` },
      { "a.py": UNSAFE },
      "failure",
      ["b.py:6"],
    ],
    ["a deleted file", { "a.py": null }, { "a.py": UNSAFE, "b.py": SAFE }, "success", []],
    ["a symbolic link", { "link.py": { linkTo: "a.py" } }, { "a.py": UNSAFE }, "success", []],
    [
      "a link that becomes a file",
      { "b.py": UNSAFE },
      { "a.py": SAFE, "b.py": { linkTo: "a.py" } },
      "failure",
      ["b.py:5"],
    ],
    ["an LFS pointer [57]", { "big.py": LFS }, {}, "failure", []],
    ["an empty file", { "a.py": "" }, {}, "success", []],
    ["a script without an ending", { tool: `#!/usr/bin/env python3\n${UNSAFE}` }, {}, "failure", ["tool:6"]],
    ["an LFS picture", { "a.png": LFS }, {}, "success", []],
  ])("%s", async (_, head, main, conclusion, expected) => {
    const one = world.open(head, { "README.md": "x\n", ...main });
    await world.event(one, "opened");
    expect(world.check(one).conclusion).toBe(conclusion);
    expect(places(one)).toEqual(expected);
    expect((await world.event(one)).writes).toEqual([]);
  });

  test("a notebook with large pictures is read like every other", async () => {
    const cell = { cell_type: "code", source: ["import pickle\n", "pickle.loads(x)\n"] };
    const picture = {
      cell_type: "code",
      source: [],
      outputs: [{ data: { "image/png": "A".repeat(9_000_000) } }],
    };
    const notebook = JSON.stringify({ cells: [picture, cell] }, null, 1);
    const one = world.open({ "a.py": UNSAFE, "big.ipynb": notebook });
    await world.event(one, "opened");
    const { conclusion, summary } = world.check(one);
    expect(conclusion).toBe("failure");
    expect(summary).toContain("a.py");
    expect(summary).toContain("big.ipynb");
    expect(summary.toLowerCase()).not.toContain("not scanned");
  });

  test("a file that GitHub does not give costs that file and no other", async () => {
    const large = `# ${"x".repeat(600_000)}\n${UNSAFE}`;
    const one = world.open({ "a.py": UNSAFE, "large.py": large });
    world.github.failNext({ operation: "GET /repos/{owner}/{repo}/git/blobs/{file_sha}", status: 422 });
    await world.event(one, "opened");
    expect(places(one)).toEqual(["a.py:5"]);
    expect(world.check(one)).toMatchObject({ conclusion: "failure" });
    expect(world.check(one).summary).toContain("large.py");
    expect(world.check(one).summary).toContain("GitHub does not give it");
  });

  test("a change of mode alone is none; a submodule is no code", async () => {
    const one = world.open({ "b.txt": "x\n" }, { "a.py": UNSAFE });
    const { git } = one.repository;
    git.chmod("feature", "a.py");
    git.addSubmodule("feature", "vendor.py", git.head("main"));
    await world.event(one, "opened");
    expect(world.check(one).conclusion).toBe("success");
  });

  test("an empty diff, and a revert of a fix", async () => {
    const empty = world.open({}, { "a.py": UNSAFE });
    await world.event(empty, "opened");
    expect(world.check(empty)).toMatchObject({ conclusion: "success", title: "No Python changed" });
    const revert = world.open({ "a.py": UNSAFE }, { "a.py": SAFE });
    await world.event(revert, "opened");
    expect(stateOf(world, revert)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" });
  });

  test("more than three hundred files [48, 51]", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 320 }, (_, i) => [`m/f${String(i)}.py`, `x = ${String(i)}\n`]),
    );
    const one = world.open({ ...many, "zz.py": UNSAFE });
    await world.event(one, "opened");
    expect(places(one)).toEqual(["zz.py:5"]);
    expect(world.check(one).summary).toContain("321 files scanned of 321 changed");
  });
});

describe("an awkward pull request", () => {
  test("of a fork that was deleted is reviewed all the same [54]", async () => {
    const one = world.open({ "a.py": UNSAFE });
    const gone = {
      head: { ref: "feature", sha: one.repository.git.head("feature"), repo: null },
      user: null,
    };
    const delivery = pullRequestEvent(world.github, one.repository, one.pull, "opened");
    const payload = delivery.payload["pull_request"] as object;
    await world.send({
      ...delivery,
      payload: { ...delivery.payload, pull_request: { ...payload, ...gone } },
    });
    expect(stateOf(world, one)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" });
  });

  test("that is closed while it waits is left alone; reopened, it is reviewed", async () => {
    const one = world.open({ "a.py": UNSAFE });
    one.pull.state = "closed";
    const closed = await world.event(one, "opened");
    expect(closed.outcome).toMatchObject({ msg: "skipped", why: "closed" });
    expect(closed.writes).toEqual([]);
    one.pull.state = "open";
    await world.event(one, "reopened");
    expect(stateOf(world, one)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" });
  });

  test("whose head moves before the review is posted gets none for the old head [55]", async () => {
    const one = world.open({ "a.py": UNSAFE });
    const old = one.repository.git.head("feature");
    world.github.beforeNext("GET /repos/{owner}/{repo}/pulls/{pull_number}", () => {
      one.repository.git.commit("feature", { "a.py": SAFE });
    });
    await world.event(one, "opened");
    expect(one.pull.reviews).toEqual([]);
    expect(world.github.checkOn(one.repository, old)).toBeUndefined();
    expect(world.check(one).conclusion).toBe("success");
  });

  test("that is forced back while its texts are read is read again", async () => {
    const one = world.open({ "a.py": UNSAFE });
    world.github.beforeNext("graphql query NoPickleTexts", () => {
      one.repository.git.setBranch("feature", one.repository.git.head("main"));
    });
    await world.event(one, "opened");
    expect(one.pull.reviews).toEqual([]);
    expect(world.check(one).conclusion).toBe("success");
  });

  test("whose base moves before the review is posted is read again", async () => {
    const one = world.open({ "a.py": UNSAFE });
    one.repository.git.commit("release", { "a.py": UNSAFE }, "main");
    world.github.beforeNext("GET /repos/{owner}/{repo}/pulls/{pull_number}", () => {
      one.pull.baseRef = "release";
    });
    await world.event(one, "opened");
    expect(one.pull.reviews).toEqual([]);
    expect(world.check(one).conclusion).toBe("success");
  });

  test("of a repository that was renamed and transferred is found", async () => {
    const one = world.open({ "a.py": UNSAFE });
    const delivery = pullRequestEvent(world.github, one.repository, one.pull, "opened");
    world.github.renameRepository(one.repository, "umbrella", `moved-${one.repository.name}`);
    await world.send(delivery);
    expect(stateOf(world, one)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" });
    // Marks are bound to the repository, not to its name.
    expect((await world.event(one)).writes).toEqual([]);
  });

  test("of an installation that was suspended is given up quietly, and reviewed when that ends", async () => {
    world.github.expireTokens();
    world.github.isSuspended = true;
    const one = world.open({ "a.py": UNSAFE });
    const { writes } = await world.event(one, "opened");
    expect(writes).toEqual([]);
    world.github.isSuspended = false;
    await world.event(one, "reopened");
    expect(world.check(one).conclusion).toBe("failure");
  });

  test("of an installation that has not accepted a permission still gets the rest", async () => {
    const { permissions } = world.github.app;
    const without = (...names: string[]) =>
      Object.fromEntries(Object.entries(permissions).filter(([name]) => !names.includes(name)));
    world.github.app.permissions = without("merge_queues", "issues");
    const one = world.open({ "a.py": UNSAFE });
    await world.event(one, "opened");
    expect(stateOf(world, one)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" });
    world.github.app.permissions = without("checks");
    const { outcome } = await world.event(one);
    expect(outcome.msg).toBe("review given up");
    world.github.app.permissions = permissions;
  });
});

describe("text of a pull request", () => {
  const name = "a @maria closes #1 <!-- x --> ``` [l](http:evil) <img src=x>.py";
  const code = `import pickle\n\n\ndef read(handle):\n    return pickle.loads(handle["\`\`\` @maria fixes #12 <!-- no-pickle:closed -->"])\n`;

  test("can neither mention, link, close, nor break out", async () => {
    const one = world.open({ [name]: code });
    await world.event(one, "opened");
    const check = world.check(one);
    for (const text of [
      check.summary,
      firstOf(threadOf(one)).body,
      ...one.pull.reviews.map(({ body }) => body),
    ]) {
      const outside = withoutCode(text);
      expect(outside).not.toMatch(/@maria|#12|#1\b|<img|http:evil/);
      expect(outside.match(/<!--/g)?.length ?? 0).toBe(
        outside.match(/<!-- no-pickle:(?:thread|review) [\w:,-]* [0-9a-f]{32} -->/g)?.length ?? 0,
      );
    }
    expect((await world.event(one)).writes).toEqual([]);
  });
});

/** Markdown without its code spans and blocks: what GitHub would read for links and mentions. */
function withoutCode(markdown: string): string {
  return markdown.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "").replace(/\]\([^)]*\)/g, "]");
}
