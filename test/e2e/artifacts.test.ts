import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { threadOf, World } from "../support/world.js";

const RUNS = Buffer.from("\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x0acurl a | b\x85R.", "latin1");
const HARMLESS = Buffer.from("\x80\x04}\x8c\x01aK\x01s.", "latin1");
/** With a NUL, by which git tells what is binary. */
const UNNAMED = Buffer.from("\x80\x02cposix\nsystem\nX\x04\0\0\0true\x85R.", "latin1");
const LOADS = 'import joblib\n\n\ndef model():\n    return joblib.load("models/m.joblib")\n';

let world: World;

beforeAll(async () => {
  world = await World.start();
});

afterAll(() => world.stop());

describe("a file that runs code when it is loaded", () => {
  test("fails the check, and gets a comment on the file", async () => {
    const one = world.open({ "models/m.joblib": RUNS });
    const { reads } = await world.event(one, "opened");
    const check = world.check(one);
    expect(check.conclusion).toBe("failure");
    expect(check.annotations).toMatchObject([
      { path: "models/m.joblib", start_line: 1, annotation_level: "failure", title: "pickled-code" },
    ]);
    const thread = threadOf(one);
    expect(thread.path).toBe("models/m.joblib");
    expect(thread.comments[0]?.body).toContain(
      "**Loading this file calls `posix.system('curl a | b')`, which starts programs.**",
    );
    expect(thread.comments[0]?.body).toMatchSnapshot();
    expect(reads).toEqual([
      "graphql query NoPicklePullRequest",
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
      "graphql query NoPickleTexts",
      "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
      // Whether the head is still the same, before a file is commented on.
      "GET /repos/{owner}/{repo}/pulls/{pull_number}",
    ]);
  });

  test("is seen where it takes the place of a harmless one, and its comment is closed when it is gone", async () => {
    const one = world.open({ "models/m.joblib": RUNS }, { "models/m.joblib": HARMLESS });
    await world.event(one, "opened");
    expect(world.check(one).conclusion).toBe("failure");
    await world.push(one, { "models/m.joblib": HARMLESS });
    expect(world.check(one).conclusion).toBe("success");
    expect(threadOf(one).comments[0]?.minimized).toBe("RESOLVED");
  });

  test("is seen whatever its name", async () => {
    const one = world.open({ "data/cache": UNNAMED, "data/a.renamed": UNNAMED, "data/conf.yaml": UNNAMED });
    await world.event(one, "opened");
    const { conclusion, annotations } = world.check(one);
    expect(conclusion).toBe("failure");
    expect(annotations.map(({ path, title }) => `${path} ${title ?? ""}`)).toEqual([
      "data/a.renamed pickled-code",
      "data/cache pickled-code",
      "data/conf.yaml pickled-code",
    ]);
  });

  test("is seen where it passes for text: it has no byte of zero, and begins as pickles do", async () => {
    const one = world.open({ "data/state": RUNS, "data/harmless": HARMLESS });
    await world.event(one, "opened");
    const said = world.check(one).annotations.map(({ path, title }) => `${path} ${title ?? ""}`);
    expect(said).toEqual(["data/harmless pickled-file", "data/state pickled-code"]);
  });

  test("is named by the comment on the load", async () => {
    const one = world.open({ "models/m.joblib": RUNS, "app.py": LOADS });
    await world.event(one, "opened");
    expect(world.check(one).conclusion).toBe("failure");
    const bodies = one.pull.threads.map(({ path, comments }) => `${path}: ${comments[0]?.body ?? ""}`);
    expect(bodies.find((body) => body.startsWith("app.py"))).toContain("posix.system");
  });
});

test("what is only packed, moved or a picture takes no more than it has to", async () => {
  const picture = world.open({ "logo.png": Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]) });
  const { reads } = await world.event(picture, "opened");
  expect(reads).toHaveLength(1);
  expect(world.check(picture).conclusion).toBe("success");
});
