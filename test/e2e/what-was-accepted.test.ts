import { afterAll, describe, expect, test } from "vitest";

import { stateOf, threadOf, UNSAFE, World, type Case } from "../support/world.js";

const POLICY = ".github/no-pickle.yml";
const world = await World.start();
afterAll(() => world.stop());

/** A function that loads what stands there. */
function loader(name: string, data: string, before = ""): string {
  return `\n\ndef ${name}(request):\n${before}    return pickle.loads(${data})\n`;
}

const IMPORT = "import pickle\n";

describe("a waiver of the policy", () => {
  const waiver = (more = ""): string =>
    `waivers: [{ rule: pickle-load, path: app.py, reason: signed${more} }]\n`;

  test.each<[string, string, Record<string, string | null>, string]>([
    [
      "covers what was there, and no new use beside it",
      "",
      { "app.py": IMPORT + loader("old", "CACHE") + loader("fresh", "request.body") },
      "failure",
    ],
    [
      "leaves what it has room for to new uses",
      ", count: 2",
      { "app.py": IMPORT + loader("old", "CACHE") + loader("fresh", "CACHE2") },
      "success",
    ],
    [
      "has no room for two of them then",
      ", count: 2",
      { "app.py": IMPORT + loader("old", "CACHE") + loader("one", "A") + loader("two", "B") },
      "failure",
    ],
    [
      "is not asked about a use that only moves to another file",
      "",
      { "app.py": "x = 1\n", "other.py": IMPORT + loader("old", "CACHE") },
      "success",
    ],
    [
      "gives no room to a new use in another file, although the old one goes",
      "",
      { "app.py": "x = 1\n", "other.py": IMPORT + loader("fresh", "request.body") },
      "failure",
    ],
    [
      "does not pass from a use that goes to a new one of other data in its place",
      "",
      { "app.py": IMPORT + loader("fresh", "request.body") },
      "failure",
    ],
    [
      "does not follow a use whose data comes from outside now",
      "",
      { "app.py": IMPORT + loader("old", "request.body") },
      "failure",
    ],
  ])("%s", async (_, more, head, expected) => {
    const one = world.open(head, {
      [POLICY]: waiver(more),
      "app.py": IMPORT + loader("old", "CACHE"),
      "README.md": "x\n",
    });
    await world.event(one, "opened");
    expect(world.conclusion(one)).toBe(expected);
  });

  test("that has ended covers nothing, and the check says which", async () => {
    const one = world.open(
      { "app.py": UNSAFE },
      { [POLICY]: waiver(", expires: 2020-01-31"), "README.md": "x\n" },
    );
    await world.event(one, "opened");
    expect(world.conclusion(one)).toBe("failure");
    expect(world.check(one).summary).toContain("2020-01-31");
  });
});

describe("an inline comment", () => {
  const allowed = (line: string): string => `${line}  # no-pickle: allow[pickle-load] signed by us`;

  test("that was there covers its own use and none that comes to stand beside it", async () => {
    const old = `${IMPORT}\n\ndef old():\n${allowed("    return pickle.loads(CACHE)")}\n`;
    const one = world.open({ "app.py": old + loader("fresh", "request.body") }, { "app.py": old });
    await world.event(one, "opened");
    expect(world.conclusion(one)).toBe("failure");
    expect(world.check(one).annotations.map(({ start_line }) => start_line)).toContain(9);
  });

  test("does not move along to another use", async () => {
    const main = `${IMPORT}\n\ndef old():\n${allowed("    return pickle.loads(CACHE)")}\n`;
    const head = `${IMPORT}\n\ndef fresh(request):\n${allowed("    return pickle.loads(request.body)")}\n`;
    const one = world.open({ "app.py": head }, { "app.py": main });
    await world.event(one, "opened");
    expect(world.conclusion(one)).toBe("failure");
  });
});

describe("a load", () => {
  test.each<[string, string, string]>([
    ["that was there of a constant, now of a request", loader("get", "CACHE"), loader("get", "request.body")],
    [
      "that was there of a name that is bound to a request now",
      loader("get", "data", "    data = OWN\n"),
      loader("get", "data", "    data = request.stream\n"),
    ],
  ])("%s is news", async (_, before, after) => {
    const one = world.open({ "app.py": IMPORT + after }, { "app.py": IMPORT + before });
    await world.event(one, "opened");
    expect(stateOf(world, one)).toEqual({ reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" });
  });

  test.each<[string, string]>([
    [
      "whose import the file only makes where it says that types are checked",
      `TYPE_CHECKING = True\nif TYPE_CHECKING:\n    import pickle\n${loader("get", "request.body")}`,
    ],
    [
      "of what the file's own dump gave back",
      `${IMPORT}pickle.dumps = bytes\n${loader("get", "pickle.dumps(request.body)")}`,
    ],
    [
      "behind a comparison of nothing",
      `${IMPORT}from hmac import compare_digest\n${loader("get", "request.body", '    if not compare_digest(b"", b""):\n        raise ValueError\n')}`,
    ],
  ])("%s is not excused", async (_, text) => {
    const one = world.open({ "app.py": text });
    await world.event(one, "opened");
    expect(world.conclusion(one)).toBe("failure");
  });
});

/** A pull request whose only load a maintainer accepted. */
async function accepted(text: string, main?: Record<string, string>): Promise<Case> {
  const one = world.open({ "app.py": text }, main);
  await world.event(one, "opened");
  await world.say(one, threadOf(one), "maria", "/no-pickle accept the bytes are signed");
  expect(world.conclusion(one)).toBe("success");
  return one;
}

describe("an accept does not cover", () => {
  const long = (end: string): string =>
    `${IMPORT}\n\ndef get(request):\n    return pickle.loads(pick(${"'a long text', ".repeat(200)}${end}))\n`;

  test.each<[string, string, Record<string, string | null>]>([
    [
      "what a name is bound to later",
      IMPORT + loader("get", "data", "    data = OWN\n"),
      { "app.py": IMPORT + loader("get", "data", "    data = request.stream\n") },
    ],
    [
      "what a name of the module is bound to later",
      `${IMPORT}import flask\n\nDATA = open("own.bin", "rb").read()\n${loader("get", "DATA")}`,
      {
        "app.py": `${IMPORT}import flask\n\nDATA = flask.request.get_data()\n${loader("get", "DATA")}`,
      },
    ],
    ["a change behind the 2,000th character", long("OWN"), { "app.py": long("request.body") }],
    [
      "the same statement in another function",
      IMPORT + loader("get", "OWN"),
      { "app.py": IMPORT + loader("serve", "OWN") },
    ],
    [
      "the same in a class",
      IMPORT + loader("get", "OWN"),
      {
        "app.py": `${IMPORT}\n\nclass Public:\n    def get(self, request):\n        return pickle.loads(OWN)\n`,
      },
    ],
    [
      "a file that is renamed and changed at once",
      IMPORT + loader("get", "data", "    data = OWN\n"),
      { "app.py": null, "api.py": IMPORT + loader("get", "data", "    data = request.stream\n") },
    ],
    ["a copy in another file", IMPORT + loader("get", "OWN"), { "copy.py": IMPORT + loader("get", "OWN") }],
    [
      "another loader under the same name",
      IMPORT + loader("get", "OWN"),
      { "app.py": `import cloudpickle as pickle\n${loader("get", "OWN")}` },
    ],
  ])("%s", async (_, text, push) => {
    const one = await accepted(text);
    await world.push(one, push);
    expect(world.conclusion(one)).toBe("failure");
    expect(stateOf(world, one).open).toBe(1);
  });
});

describe("an accept still covers", () => {
  test.each<[string, Record<string, string | null>]>([
    ["the line further down", { "app.py": `${IMPORT}\nX = 1\n${loader("get", "OWN")}` }],
    ["the file under another name", { "app.py": null, "lib/store.py": IMPORT + loader("get", "OWN") }],
    [
      "other functions beside it",
      { "app.py": `${IMPORT}${loader("get", "OWN")}\n\ndef other():\n    pass\n` },
    ],
  ])("%s", async (_, push) => {
    const one = await accepted(IMPORT + loader("get", "OWN"));
    await world.push(one, push);
    expect(world.conclusion(one)).toBe("success");
  });

  test("a file that is renamed twice, push by push", async () => {
    const one = await accepted(IMPORT + loader("get", "OWN"));
    await world.push(one, { "app.py": null, "one.py": IMPORT + loader("get", "OWN") });
    await world.push(one, { "one.py": null, "two.py": IMPORT + loader("get", "OWN") });
    expect(world.conclusion(one)).toBe("success");
  });
});
