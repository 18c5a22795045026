import { afterAll, describe, expect, test } from "vitest";

import { threadOf, UNSAFE, World, type Case } from "../support/world.js";

const POLICY = ".github/no-pickle.yml";
const world = await World.start();
afterAll(() => world.stop());

type Files = Record<string, string | null>;
const IMPORT = "import pickle\n";
const load = (data: string, name = "get"): string =>
  `\n\ndef ${name}(request):\n    return pickle.loads(${data})\n`;
const OWN = '\nCACHE = open("own.bin", "rb").read()\n';
const STORE = `${IMPORT}\n\ndef decode(data):\n    return pickle.loads(data)\n`;
const VIEW = "from store import decode\n\n\ndef view(request):\n    return decode(request.body)\n";
const RECV = `${IMPORT}import flask\n\n\ndef read():\n    return flask.request.get_data()\n\n\ndef get():\n    return pickle.loads(read())\n`;
const OWNR = RECV.replace("flask.request.get_data()", 'open("own.bin", "rb").read()');

describe("a load that can be reached does not pass:", () => {
  test.each<[string, Files, Files]>([
    ["new call of an existing wrapper with a request", { "store.py": STORE }, { "view.py": VIEW }],
    ["helper of an existing load reads a request now", { "app.py": OWNR }, { "app.py": RECV }],
    [
      "caller of an existing load passes a request now",
      { "app.py": `${STORE}\n\ndef view(request):\n    return decode(OWN)\n` },
      { "app.py": `${STORE}\n\ndef view(request):\n    return decode(request.body)\n` },
    ],
    [
      "caller of an existing load in another file passes a request now",
      { "store.py": STORE, "view.py": VIEW.replace("request.body", "OWN") },
      { "view.py": VIEW },
    ],
    [
      "ignored wrapper, called",
      { [POLICY]: 'ignore: ["third_party/**"]\n', "third_party/__init__.py": "" },
      { "third_party/store.py": STORE, "view.py": VIEW.replace("from store", "from third_party.store") },
    ],
    [
      "ignored re-export, called",
      { [POLICY]: 'ignore: ["third_party/**"]\n', "third_party/__init__.py": "" },
      {
        "third_party/store.py": "from pickle import loads as decode\n",
        "view.py": VIEW.replace("from store", "from third_party.store"),
      },
    ],
    [
      "ignored existing wrapper, called",
      {
        [POLICY]: 'ignore: ["third_party/**"]\n',
        "third_party/__init__.py": "",
        "third_party/store.py": STORE,
      },
      { "view.py": VIEW.replace("from store", "from third_party.store") },
    ],
    [
      "balanced, test wrapper called from production",
      { [POLICY]: "preset: balanced\n" },
      {
        "tests/__init__.py": "",
        "tests/store.py": STORE,
        "view.py": VIEW.replace("from store", "from tests.store"),
      },
    ],
    [
      "strict, re-export by a local codec",
      { "store.py": "from json import loads as decode\n", "view.py": VIEW },
      { "store.py": "from pickle import loads as decode\n" },
    ],
    [
      "overrides off for legacy, used from production",
      {
        [POLICY]: 'overrides: [{ paths: ["legacy/**"], rules: { pickle-load: off, pickle-import: off } }]\n',
      },
      {
        "legacy/__init__.py": "",
        "legacy/store.py": STORE,
        "view.py": VIEW.replace("from store", "from legacy.store"),
      },
    ],
    [
      "wrapper of the policy becomes an alias",
      {
        [POLICY]: "preset: balanced\nwrappers: [{ symbol: acme.load }]\n",
        "acme.py": "import yaml\n\n\ndef load(text):\n    return yaml.safe_load(text)\n",
        "view.py": "from acme import load\n\n\ndef view(request):\n    return load(request.body)\n",
      },
      { "acme.py": "import yaml\n\nload = yaml.unsafe_load\n" },
    ],
    [
      "a text becomes Python",
      { "payload.txt": IMPORT + load("request.body") },
      { "payload.txt": null, "app.py": IMPORT + load("request.body") },
    ],
    [
      "an ignored file leaves",
      { [POLICY]: 'ignore: ["third_party/**"]\n', "third_party/app.py": IMPORT + load("request.body") },
      { "third_party/app.py": null, "app.py": IMPORT + load("request.body") },
    ],
    [
      "a test file leaves, balanced",
      { [POLICY]: "preset: balanced\n", "tests/app.py": IMPORT + load("request.body") },
      { "tests/app.py": null, "app.py": IMPORT + load("request.body") },
    ],
    [
      "a waived file leaves, another takes its place",
      {
        [POLICY]: "waivers: [{ rule: pickle-load, path: app.py, reason: signed }]\n",
        "app.py": IMPORT + load("OWN"),
      },
      { "old.py": IMPORT + load("OWN"), "app.py": IMPORT + load("request.body", "fresh") },
    ],
    [
      "extracted with another path",
      { "app.py": `${IMPORT}\n\ndef get(request):\n    return pickle.load(open("c.bin", "rb"))\n` },
      {
        "app.py": `${IMPORT}\n\ndef helper(path):\n    return pickle.load(open(path, "rb"))\n\n\ndef get(request):\n    return helper(request.args["path"])\n`,
      },
    ],
    [
      "extracted with other bytes",
      { "app.py": IMPORT + load("CACHE") },
      {
        "app.py": `${IMPORT}\n\ndef helper(data):\n    return pickle.loads(data)\n\n\ndef get(request):\n    return helper(request.body)\n`,
      },
    ],
    [
      "the same function, data by another helper",
      { "app.py": IMPORT + OWN + load("CACHE") },
      {
        "app.py": `from web import fetch\n${IMPORT}${load("fetch(request)")}`,
        "web.py": "def fetch(request):\n    return request.body\n",
      },
    ],
    [
      "the same function, a parameter now",
      { "app.py": IMPORT + OWN + load("CACHE") },
      { "app.py": `${IMPORT}\n\ndef get(request, data):\n    return pickle.loads(data)\n` },
    ],
    [
      "a decorator makes it a view",
      {
        "app.py": `${IMPORT}from flask import Flask\n\napp = Flask(__name__)\n\n\ndef get(data):\n    return pickle.loads(data)\n`,
      },
      {
        "app.py": `${IMPORT}from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.post("/<data>")\ndef get(data):\n    return pickle.loads(data)\n`,
      },
    ],
    [
      "an idle branch runs now",
      {
        "app.py": `${IMPORT}\n\ndef get(request):\n    if False:\n        return pickle.loads(request.body)\n`,
      },
      {
        "app.py": `${IMPORT}\n\ndef get(request):\n    if True:\n        return pickle.loads(request.body)\n`,
      },
    ],
    [
      "an own pickle module with an inline comment goes",
      {
        "codec.py": "def loads(data):\n    return None\n",
        "app.py":
          "from codec import loads\n\n\ndef get(request):\n    return loads(request.body)  # no-pickle: allow[pickle-load] ours\n",
      },
      {
        "app.py":
          "from pickle import loads\n\n\ndef get(request):\n    return loads(request.body)  # no-pickle: allow[pickle-load] ours\n",
      },
    ],
    [
      "LFS pointer as Python",
      { "README.md": "x\n" },
      {
        ".gitattributes": "*.py filter=lfs diff=lfs merge=lfs -text\n",
        "app.py":
          "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
      },
    ],
    [
      "overrides change places",
      {
        [POLICY]:
          'overrides:\n  - { paths: ["src/**"], rules: { pickle-load: off } }\n  - { paths: ["**/core/**"], rules: { pickle-load: block } }\n',
      },
      {
        [POLICY]:
          'overrides:\n  - { paths: ["**/core/**"], rules: { pickle-load: block } }\n  - { paths: ["src/**"], rules: { pickle-load: off } }\n',
      },
    ],
    [
      "an override behind a stricter one",
      {
        [POLICY]:
          'overrides:\n  - { paths: ["src/**"], rules: { pickle-load: off } }\n  - { paths: ["src/core/**"], rules: { pickle-load: block } }\n',
      },
      {
        [POLICY]:
          'overrides:\n  - { paths: ["src/**"], rules: { pickle-load: off } }\n  - { paths: ["src/core/**"], rules: { pickle-load: block } }\n  - { paths: ["src/**/*_y.py"], rules: { pickle-load: off } }\n',
      },
    ],
    [
      "an ignore by negation",
      { [POLICY]: 'ignore: ["!{src,lib}/**"]\n' },
      { [POLICY]: 'ignore: ["!{src,lib}/**", "!src/**"]\n' },
    ],
    [
      "the folder of the policy becomes a link",
      { [POLICY]: "rules: { pickle-write: block }\n" },
      { [POLICY]: null, ".github": "x" },
    ],
    [
      "waiver with a path of other spelling",
      { [POLICY]: "rules: {}\n" },
      { [POLICY]: "waivers: [{ rule: pickle-load, path: ./app.py, reason: x }]\n" },
    ],
  ])("%s", async (_, main, head) => {
    const one = world.open(head, main);
    await world.event(one, "opened");
    expect(world.conclusion(one), JSON.stringify(world.check(one).title)).toBe("failure");
  });
});

/** A pull request whose only load a maintainer accepted. */
async function accepted(text: string, main?: Files): Promise<Case> {
  const one = world.open({ "app.py": text }, main);
  await world.event(one, "opened");
  await world.say(one, threadOf(one), "maria", "/no-pickle accept the bytes are signed");
  expect(world.conclusion(one)).toBe("success");
  return one;
}

describe("an accept ends with", () => {
  const guarded = (body: string): string =>
    `${IMPORT}import hmac\n\n\ndef verify(data):\n    ${body}\n\n\ndef get(request):\n    if not verify(request.body):\n        raise ValueError\n    return pickle.loads(request.body)\n`;
  test.each<[string, string, Files, Files?]>([
    ["helper reads a request", OWNR, { "app.py": RECV }],
    ["a caller with a request", STORE, { "view.py": VIEW.replace("store", "app") }],
    [
      "a caller in the same file",
      STORE,
      { "app.py": `${STORE}\n\ndef view(request):\n    return decode(request.body)\n` },
    ],
    [
      "a decorator makes it a view",
      `${IMPORT}from flask import Flask\n\napp = Flask(__name__)\n\n\ndef get(data):\n    return pickle.loads(data)\n`,
      {
        "app.py": `${IMPORT}from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.post("/<data>")\ndef get(data):\n    return pickle.loads(data)\n`,
      },
    ],
    [
      "an own check that always says yes",
      guarded("return hmac.compare_digest(data[:32], mac(data[32:]))"),
      { "app.py": guarded("return True") },
    ],
    [
      "an own check that goes",
      guarded("return hmac.compare_digest(data[:32], mac(data[32:]))"),
      { "app.py": IMPORT + load("request.body") },
    ],
    [
      "a class attribute changes",
      `${IMPORT}\n\nclass A:\n    SOURCE = OWN\n\n    def get(self):\n        return pickle.loads(self.SOURCE)\n`,
      {
        "app.py": `${IMPORT}import flask\n\n\nclass A:\n    SOURCE = flask.request.data\n\n    def get(self):\n        return pickle.loads(self.SOURCE)\n`,
      },
    ],
    [
      "a default of a parameter changes",
      `${IMPORT}\n\ndef get(data=OWN):\n    return pickle.loads(data)\n`,
      {
        "app.py": `${IMPORT}import flask\n\n\ndef get(data=flask.request.data):\n    return pickle.loads(data)\n`,
      },
    ],
  ])("%s", async (_, text, push, main) => {
    const one = await accepted(text, main);
    await world.push(one, push);
    expect(world.conclusion(one), world.check(one).title ?? "no title").toBe("failure");
  });
});

describe("a requirement that keeps calls safe", () => {
  const LOAD = "import torch\n\n\ndef get(path):\n    return torch.load(path)\n";
  const [ABOVE, BELOW] = ["torch>=2.6\n", "torch>=2.0\n"];
  test.each<[string, Files, Files, string]>([
    ["is lowered", { "requirements.txt": ABOVE }, { "requirements.txt": BELOW }, "failure"],
    ["goes with its file", { "requirements.txt": ABOVE }, { "requirements.txt": null }, "failure"],
    [
      "goes where another file asks for the same",
      { "requirements.txt": ABOVE, "requirements/base.txt": ABOVE },
      { "requirements.txt": null },
      "success",
    ],
  ])("%s", async (_, main, change, conclusion) => {
    const one = world.open(change, { "src/deep/app.py": LOAD, ...main });
    await world.event(one, "opened");
    expect(world.conclusion(one), world.check(one).title ?? "no title").toBe(conclusion);
  });
});

test("what was left out of the calls that a lower version exposes is said", async () => {
  const names = Array.from({ length: 310 }, (_, i) => [`m${String(i)}.py`, "x = 1\n"] as const);
  const main = { ...Object.fromEntries(names), "requirements.txt": "torch>=2.6\n" };
  const one = world.open({ "requirements.txt": "torch>=2.0\n" }, main);
  await world.event(one, "opened");
  expect(world.conclusion(one)).toBe("neutral");
  expect(world.check(one).summary).toContain(
    "calls that a lower version exposes were looked for in 300 of 310 Python files",
  );
});

test("a commit does not pass for one of very many pull requests while it fails for another", async () => {
  const one = world.open({ "app.py": UNSAFE });
  const { git } = one.repository;
  const others = Array.from({ length: 101 }, (_, i) => {
    git.commit(
      `lenient-${String(i)}`,
      { [POLICY]: "rules: { pickle-load: off, pickle-import: off }\n" },
      "main",
    );
    return world.github.openPull(one.repository, "feature", `lenient-${String(i)}`);
  });
  const last = world.github.openPull(one.repository, "feature");
  await world.event({ ...one, pull: last }, "opened");
  for (const pull of others.slice(0, 2)) {
    await world.event({ ...one, pull }, "opened");
    expect(world.conclusion(one)).toBe("failure");
  }
  expect(world.check(one).title).toMatch(/^Fails for #\d+, which has the same commit$/);
});

test.each(["explain `@maria ", "x", "accept until 1"])(
  "a command of any length is answered: %s",
  async (command) => {
    const one = world.open({ "app.py": UNSAFE });
    await world.event(one, "opened");
    await world.say(one, threadOf(one), "reader", `/no-pickle ${command}${"`@x".repeat(16_000)}`);
    expect(threadOf(one).comments).toHaveLength(3);
  },
);
