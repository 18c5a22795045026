import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startApp, manifestPermissions, type AppProcess } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredPull, StoredRepository } from "../support/github/state.js";
import { deliver, pullRequestEvent, rerequestedEvent } from "../support/github/webhooks.js";

const SAFE = "import json\n\n\ndef handler(body):\n    return json.loads(body)\n";
const UNSAFE = "import pickle\n\n\ndef handler(body):\n    return pickle.loads(body)\n";
const UNSAFE_YAML = "import yaml\n\n\ndef config(text):\n    return yaml.load(text, Loader=yaml.Loader)\n";

let github: GitHubStandIn;
let app: AppProcess;
let count = 0;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions());
  app = await startApp(github);
});

afterAll(async () => {
  expect(github.violations).toEqual([]);
  // Neither code under review, nor tokens, nor the key.
  expect(app.log()).not.toMatch(/pickle\.loads|ghs_|BEGIN|import pickle/);
  expect(await app.stop()).toBe(0);
  await github.stop();
});

/** A repository with a pull request whose head branch adds these files to those of `main`. */
function openPull(
  head: Record<string, string | null>,
  main: Record<string, string> = { "README.md": "hello\n" },
): { repository: StoredRepository; pull: StoredPull } {
  const repository = github.createRepository("acme", `project-${String(++count)}`);
  repository.git.commit("main", main);
  repository.git.commit("feature", head, "main");
  return { repository, pull: github.openPull(repository, "feature") };
}

/** Delivers the event and waits for the check on the head; returns it with the requests that it took. */
async function review(repository: StoredRepository, pull: StoredPull, action = "opened", more = {}) {
  const sha = repository.git.head(pull.headRef);
  const before = repository.checkRuns.length;
  const first = github.requests.length;
  expect(await deliver(github, app.url, pullRequestEvent(github, repository, pull, action, more))).toBe(202);
  const check = await github.until(
    () => repository.checkRuns.slice(before).find(({ headSha }) => headSha === sha),
    `a check on ${sha}`,
  );
  const requests = github.requests.slice(first).filter(({ name }) => !name.includes("access_tokens"));
  return { check, requests };
}

describe("the files around a change", () => {
  const STORE = "import pickle\n\n\ndef restore(path):\n    return pickle.load(open(path, 'rb'))\n";
  const CODEC = { "compat.py": "import dill as codec\n" };
  const around = { "requirements.txt": "torch>=2.6\n", "app/store.py": STORE };

  test("tell what its names stand for, and which versions count", async () => {
    const main =
      "import torch\nfrom app.store import restore\n\nweights = torch.load('a.pt')\nstate = restore('b.pkl')\n";
    const { repository, pull } = openPull({ "main.py": main }, around);
    const { check, requests } = await review(repository, pull);
    expect(check.conclusion).toBe("neutral");
    expect(pull.threads.map(({ path, line }) => `${path}:${String(line)}`)).toEqual(["main.py:5"]);
    expect(pull.threads[0]?.comments[0]?.body).toContain("app/store.py, line 5");
    // The change, what it imports, and whether there are the files that it loads.
    expect(requests.filter(({ name }) => name === "graphql query NoPickleTexts")).toHaveLength(3);
  });

  test("tell what a use was that is written without an import of them now", async () => {
    const head = `import dill\n\n\ndef get(f):\n    return dill.load(f)\n`;
    const { repository, pull } = openPull(
      { "app.py": head },
      { "app.py": head.replaceAll("dill", "codec").replace("import", "from compat import"), ...CODEC },
    );
    const { check } = await review(repository, pull);
    expect(check.conclusion).toBe("success");
    expect(check.summary).toContain("touched");
  });

  test("are warned about when a requirement lets an old version back in", async () => {
    const { repository, pull } = openPull({ "requirements.txt": "numpy\ntorch>=2.0\n" }, around);
    const { check } = await review(repository, pull);
    expect(check.conclusion).toBe("neutral");
    expect(pull.threads.map(({ path, line }) => `${path}:${String(line)}`)).toEqual(["requirements.txt:2"]);
  });
});

describe("a pull request that brings in unsafe deserialization", () => {
  test("is reviewed on its lines, asked for changes and failed, with four reads and two writes", async () => {
    const { repository, pull } = openPull({ "app.py": UNSAFE, "config.py": UNSAFE_YAML });
    const { check, requests } = await review(repository, pull);
    expect(check).toMatchObject({ name: "no-pickle", status: "completed", conclusion: "failure" });
    expect(check.annotations.map(({ path, start_line }) => `${path}:${String(start_line)}`)).toEqual([
      "app.py:1",
      "app.py:5",
      "config.py:5",
    ]);
    expect(pull.reviews).toMatchObject([{ state: "CHANGES_REQUESTED", author: "no-pickle[bot]" }]);
    expect(pull.threads.map(({ path, line }) => `${path}:${String(line)}`)).toEqual([
      "app.py:5",
      "config.py:5",
    ]);
    expect(pull.threads[0]?.comments[0]?.body).toContain("import on line 1");
    expect(pull.threads[1]?.comments[0]?.body).toContain(
      "```suggestion\n    return yaml.load(text, Loader=yaml.SafeLoader)\n```",
    );
    expect(requests.filter(({ isWrite }) => !isWrite).map(({ name }) => name)).toHaveLength(4);
    expect(requests.filter(({ isWrite }) => isWrite).map(({ name }) => name)).toHaveLength(2);
  });

  test("is not commented on twice, and is set free by a fix", async () => {
    const { repository, pull } = openPull({ "app.py": UNSAFE });
    await review(repository, pull);
    repository.git.commit("feature", { "other.py": "x = 1\n", "app.py": `# a comment\n${UNSAFE}` });
    const second = await review(repository, pull, "synchronize");
    expect(second.check.conclusion).toBe("failure");
    expect(pull.reviews).toHaveLength(1);
    expect(pull.threads).toHaveLength(1);

    repository.git.commit("feature", { "app.py": SAFE });
    const third = await review(repository, pull, "synchronize");
    expect(third.check.conclusion).toBe("success");
    expect(pull.reviews).toMatchObject([{ state: "DISMISSED" }]);
    const [comment] = pull.threads[0]?.comments ?? [];
    expect(comment?.minimized).toBe("RESOLVED");
    expect(comment?.body).toContain(`Fixed in ${repository.git.head("feature")}`);

    repository.git.commit("feature", { "app.py": UNSAFE });
    const fourth = await review(repository, pull, "synchronize");
    expect(fourth.check.conclusion).toBe("failure");
    expect(pull.threads).toHaveLength(1);
    expect(pull.threads[0]?.comments[0]?.minimized).toBeNull();
    expect(pull.reviews.map(({ state }) => state)).toEqual(["DISMISSED", "CHANGES_REQUESTED"]);
  });

  test("is found behind a rename, and only for what is new", async () => {
    const { repository, pull } = openPull(
      { "old.py": null, "new.py": UNSAFE.replace("loads(body)", "loads(body.data)") },
      { "old.py": UNSAFE },
    );
    const { check } = await review(repository, pull);
    expect(check.conclusion).toBe("success");
    expect(pull.reviews).toEqual([]);
    expect(check.summary).toContain("touched");
  });

  test("is found where GitHub gives no patch [50]", async () => {
    const long = Array.from({ length: 4000 }, (_, i) => `x${String(i)} = ${String(i)}\n`).join("");
    const { repository, pull } = openPull({ "big.py": `${long}${UNSAFE}` }, { "big.py": SAFE });
    const { check } = await review(repository, pull);
    expect(check.conclusion).toBe("failure");
    expect(pull.threads).toEqual([]);
    expect(pull.reviews[0]?.body).toContain("big.py:4005");
  });
});

describe("a pull request without Python", () => {
  test("passes with one read and one write [11]", async () => {
    const { repository, pull } = openPull({ "README.md": "changed\n" });
    const { check, requests } = await review(repository, pull);
    expect(check).toMatchObject({ conclusion: "success", title: "No Python changed" });
    expect(requests.map(({ isWrite }) => isWrite)).toEqual([false, true]);
  });
});

test("files beyond those that GitHub lists are found by the trees [49]", async () => {
  const names = Array.from({ length: 12 }, (_, i) => `pkg/f${String(i).padStart(2, "0")}.py`);
  const main = { "old/legacy.py": `${UNSAFE}\n\n${SAFE}`, "README.md": "hello\n" };
  const files = Object.fromEntries(names.map((name, i) => [name, `x = ${String(i)}\n`]));
  const { repository, pull } = openPull(
    {
      ...files,
      "zz/bad.py": UNSAFE,
      "zz/legacy.py": `${main["old/legacy.py"]}y = 1\n`,
      "old/legacy.py": null,
    },
    main,
  );
  github.fileLimit = 10;
  const { check } = await review(repository, pull);
  github.fileLimit = 3000;
  expect(check.conclusion).toBe("failure");
  // The renamed file is known as such: only what is new is reported.
  expect(check.annotations.map(({ path, start_line }) => `${path}:${String(start_line)}`)).toEqual([
    "zz/bad.py:1",
    "zz/bad.py:5",
  ]);
});

test("more than fifty annotations come in several requests", async () => {
  const { repository, pull } = openPull({ "app.py": `import pickle\n${"pickle.loads(x)\n".repeat(70)}` });
  await review(repository, pull);
  await github.until(
    () => (repository.checkRuns[0]?.annotations.length === 71 ? true : undefined),
    "all annotations",
  );
  expect(pull.threads).toHaveLength(1);
});

test("links, binaries and submodules are not read as code", async () => {
  const { repository, pull } = openPull({ "app.py": "import json\n" });
  repository.git.commit("feature", {
    "link.py": { linkTo: "app.py" },
    "blob.py": Buffer.from([0, 1, 2, 255]),
  });
  const { check } = await review(repository, pull);
  expect(check.summary).toContain("blob.py");
  expect(check.summary).not.toContain("link.py");
});

describe("re-runs and retargets", () => {
  test.each(["check_run", "check_suite"] as const)("%s.rerequested writes the check again", async (kind) => {
    const { repository, pull } = openPull({ "app.py": UNSAFE });
    await review(repository, pull);
    const sha = repository.git.head("feature");
    await deliver(github, app.url, rerequestedEvent(github, repository, kind, sha));
    await github.until(() => (repository.checkRuns.length === 2 ? true : undefined), "a second check");
    expect(pull.reviews).toHaveLength(1);
    expect(repository.checkRuns.map(({ conclusion }) => conclusion)).toEqual(["failure", "failure"]);
  });

  test("a new base branch is a new review; other edits are none [9]", async () => {
    const { repository, pull } = openPull({ "app.py": UNSAFE });
    repository.git.commit("release", { "app.py": UNSAFE }, "main");
    await review(repository, pull);
    expect(pull.reviews).toHaveLength(1);
    await deliver(
      github,
      app.url,
      pullRequestEvent(github, repository, pull, "edited", { changes: { title: { from: "x" } } }),
    );
    pull.baseRef = "release";
    const { check } = await review(repository, pull, "edited", {
      changes: { base: { ref: { from: "main" } } },
    });
    expect(check.conclusion).toBe("success");
    expect(pull.reviews).toMatchObject([{ state: "DISMISSED" }]);
  });
});

describe("when GitHub fails", () => {
  test("a review that was created in spite of a 502 is not created again", async () => {
    const { repository, pull } = openPull({ "app.py": UNSAFE });
    github.failNext({
      operation: "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
      status: 502,
      afterEffect: true,
    });
    const { check } = await review(repository, pull);
    expect(check.conclusion).toBe("failure");
    expect(pull.reviews).toHaveLength(1);
    expect(pull.threads).toHaveLength(1);
  });

  test("comments that GitHub refuses are said in the body, once", async () => {
    const { repository, pull } = openPull({ "app.py": UNSAFE });
    github.failNext({ operation: "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", status: 422 });
    const { check } = await review(repository, pull);
    expect(check.conclusion).toBe("failure");
    expect(pull.threads).toEqual([]);
    expect(pull.reviews[0]?.body).toContain("`app.py:5` **`pickle.loads` runs code");
    repository.git.commit("feature", { "other.py": "x = 1\n" });
    await review(repository, pull, "synchronize");
    expect(pull.reviews).toHaveLength(1);
  });

  test("a secondary limit is waited out [53]", async () => {
    const { repository, pull } = openPull({ "app.py": UNSAFE });
    github.failNext({
      operation: "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
      status: 403,
      headers: { "retry-after": "1" },
    });
    const { check } = await review(repository, pull);
    expect(check.conclusion).toBe("failure");
    expect(pull.reviews).toHaveLength(1);
  });

  test("a head that moves while it is read is read again", async () => {
    const { repository, pull } = openPull({ "app.py": SAFE.replace("json", "simplejson") });
    github.beforeNext("graphql query NoPickleTexts", () =>
      repository.git.commit("feature", { "app.py": UNSAFE }),
    );
    const old = repository.git.head("feature");
    await deliver(github, app.url, pullRequestEvent(github, repository, pull, "opened"));
    const [check] = await github.until(
      () => (repository.checkRuns.length > 0 ? repository.checkRuns : undefined),
      "a check",
    );
    expect(check).toMatchObject({ conclusion: "failure", headSha: repository.git.head("feature") });
    expect(github.checkOn(repository, old)).toBeUndefined();
    expect(pull.threads).toHaveLength(1);
  });

  test("what fails for good concludes the check with the reason", async () => {
    const { repository, pull } = openPull({ "app.py": UNSAFE });
    github.failNext({ operation: "GET /repos/{owner}/{repo}/pulls/{pull_number}/files", status: 400 });
    const { check } = await review(repository, pull);
    expect(check).toMatchObject({ conclusion: "failure", title: "This could not be reviewed" });
    expect(check.summary).toContain("400");
  });
});

describe("a hostile pull request", () => {
  test("cannot crash the server or leave the check open", async () => {
    const { repository, pull } = openPull({
      "nul.py": "import pickle\0\n",
      "deep.py": `import pickle\nx = ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`,
      "broken.py": "import pickle\ndef (:\n    pickle.loads(\n",
      "@mention <b>.py": "import pickle\npickle.loads(x)\n",
    });
    const { check } = await review(repository, pull);
    expect(check.conclusion).toBe("failure");
    expect(check.summary).toContain("contains a NUL byte");
    expect(check.summary).toContain("nested more than");
    expect(check.summary).toContain("syntax error");
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  });

  test("cannot change its own policy", async () => {
    const { repository, pull } = openPull({
      "app.py": UNSAFE,
      ".github/no-pickle.yml": "rules: { pickle-load: off, pickle-import: off }\n",
    });
    expect((await review(repository, pull)).check.conclusion).toBe("failure");
  });
});

test("the base branch's policy decides, and a broken one fails the check", async () => {
  const policy = "rules:\n  pickle-load: warn\n  pickle-import: warn\n";
  const { repository, pull } = openPull({ "app.py": UNSAFE }, { ".github/no-pickle.yml": policy });
  expect((await review(repository, pull)).check.conclusion).toBe("neutral");
  expect(pull.reviews).toMatchObject([{ state: "COMMENTED" }]);

  const broken = openPull({ "app.py": UNSAFE }, { ".github/no-pickle.yml": "rules:\n  pickle-lod: off\n" });
  const { check } = await review(broken.repository, broken.pull);
  expect(check.conclusion).toBe("failure");
  expect(check.summary).toContain("line 2");
  expect(check.summary).toContain("pickle-load");
  expect(broken.pull.reviews).toEqual([]);
});
