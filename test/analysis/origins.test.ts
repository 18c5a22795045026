import { describe, expect, test } from "vitest";

import { analyzeChangedFile } from "../../src/analysis/analyze-file.js";
import { parsePatch } from "../../src/diff/parse-patch.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { broughtIn } from "../support/brought-in.js";
import { GitRepository } from "../support/github/git-repository.js";
import { availableParsers } from "../support/parsers.js";

const parsers = await availableParsers();
const git = GitRepository.create();

const LOAD = "import pickle\n\n\ndef read(data):\n    return pickle.loads(data)\n";

describe("the origin of a finding", () => {
  test("a new file introduces everything", () => {
    expect(broughtIn(null, LOAD)).toEqual([
      "1 introduced block pickle-import",
      "5 introduced block pickle-load",
    ]);
  });

  test("what was there and is unchanged is not reported, wherever it moved", () => {
    expect(broughtIn(LOAD, `"""Doc."""\n\nX = 1\n${LOAD}`)).toEqual([]);
  });

  test("a carriage return ends a line for Python, and not for git", () => {
    const head = "x = 1  # as before\rimport pickle; pickle.loads(y)\n\f\rimport marshal\rmarshal.loads(y)\n";
    expect(broughtIn("x = 1  # as before\n", head)).toEqual([
      "1 introduced block pickle-import",
      "1 introduced block pickle-load",
      "2 introduced block marshal-load",
    ]);
  });

  test.each<[string, string, readonly string[]]>([
    ["is taken away", "\n", []],
    [
      "becomes a load",
      "y = pickle.loads(x)\n",
      ["1 exposed block pickle-import", "4 introduced block pickle-load"],
    ],
    ["becomes a dump", "y = pickle.dumps(x)\n", ["1 exposed block pickle-import"]],
  ])("an import whose only harmless use %s", (_, use, expected) => {
    const base = "import pickle\n\nx = 1\nraise pickle.PicklingError\n";
    const found = broughtIn(base, base.replace("raise pickle.PicklingError\n", use));
    expect(found.filter((line) => !line.endsWith("pickle-write"))).toEqual(expected);
  });

  test("an import that was not used and then loads says so at the load", () => {
    expect(broughtIn("import pickle\n", "import pickle\n\npickle.loads(x)\n")).toEqual([
      "3 introduced block pickle-load",
    ]);
  });

  test("a helper of pickle that follows names loads nothing", () => {
    const head = "from pickle import _getattribute\n\n\ndef read(a, b):\n    return _getattribute(a, b)\n";
    expect(broughtIn("x = 1\n", head)).toEqual(["1 introduced warn pickle-import"]);
  });

  test("an edited use is touched", () => {
    expect(broughtIn(LOAD, LOAD.replace("loads(data)", "loads(data.body)"))).toEqual([
      "5 touched note pickle-load",
    ]);
  });

  test("a re-indented use is touched", () => {
    const head = LOAD.replace("    return", "    if data:\n        return");
    expect(broughtIn(LOAD, head)).toEqual(["6 touched note pickle-load"]);
  });

  test("a function moved into a class is touched, the same statement in another function is not", () => {
    const method = "class Store:\n    def read(data):\n        return pickle.loads(data)\n";
    expect(broughtIn(LOAD, LOAD.replace(/def[\s\S]*/, method))).toEqual(["6 touched note pickle-load"]);
    const moved = LOAD.replace(
      /def[\s\S]*/,
      "def handler(request):\n    data = request.body\n    return pickle.loads(data)\n",
    );
    const other =
      "import pickle\n\n\ndef unused(data):\n    if data:\n        return pickle.loads(data)\n    return None\n";
    expect(broughtIn(other, moved)).toEqual(["6 introduced block pickle-load"]);
  });

  test("one old use excuses one new use, not two", () => {
    const head = LOAD.replace(
      "    return pickle.loads(data)",
      "    pickle.loads(data.a)\n    return pickle.loads(data.b)",
    );
    expect(broughtIn(LOAD, head)).toEqual(["5 touched note pickle-load", "6 introduced block pickle-load"]);
  });

  test("a changed import exposes the use below it", () => {
    const base = "import json as codec\n\n\n\n\n\n\ndef read(data):\n    return codec.loads(data)\n";
    const head = base.replace("json as", "pickle as");
    expect(broughtIn(base, head)).toEqual([
      "1 introduced block pickle-import",
      "9 exposed block pickle-load",
    ]);
  });

  test("a changed loader class exposes the load", () => {
    const base =
      "import yaml\n\n\nclass L(yaml.SafeLoader):\n    pass\n\n\n\n\n\ndef read(f):\n    return yaml.load(f, Loader=L)\n";
    expect(broughtIn(base, base.replace("SafeLoader", "Loader"))).toEqual([
      "12 exposed block yaml-unsafe-load",
    ]);
  });

  test("a worse verdict on the same use is new", () => {
    const base = "import yaml\n\n\ndef read(f, loader):\n    return yaml.load(f, Loader=loader)\n";
    const head = base.replace("Loader=loader", "Loader=yaml.Loader");
    expect(broughtIn(base, head)).toEqual(["5 introduced block yaml-unsafe-load"]);
  });

  test("a harmless import that becomes harmful is exposed", () => {
    const base = "import pickle\n\n\n\n\n\ndef f(data):\n    raise pickle.PickleError\n";
    const head = base.replace("raise pickle.PickleError", "return pickle.loads(data)");
    expect(broughtIn(base, head)).toEqual([
      "1 exposed block pickle-import",
      "8 introduced block pickle-load",
    ]);
  });

  test("an argument on an added line of a longer call counts as added", () => {
    const base = "import yaml\n\nx = yaml.load(\n    f,\n    Loader=yaml.SafeLoader,\n)\n";
    expect(broughtIn(base, base.replace("SafeLoader", "Loader"))).toEqual([
      "3 introduced block yaml-unsafe-load",
    ]);
  });
});

test.each(parsers)(
  "on $binding: an old syntax error away from the change does not block, a new one does",
  ({ parse }) => {
    const tools = { parse, policy: DEFAULT_POLICY };
    const broken = "import pickle\ndef (:\n\n\n\n\n\n\n\nx = 1\n";
    const notScanned = (base: string, head: string) => {
      const before = git.commit("main", { "a.py": base });
      const patch = git.diff(before, git.commit("main", { "a.py": head }))[0]?.patch ?? "";
      const parsed = parsePatch(patch);
      return analyzeChangedFile({ path: "a.py", head, base, hunks: parsed.ok ? parsed.hunks : null }, tools)
        .notScanned;
    };
    expect(notScanned(broken, broken.replace("x = 1", "x = 2"))).toMatchObject([{ blocking: false }]);
    expect(notScanned("import pickle\n", broken)).toMatchObject([
      { blocking: true, reason: expect.stringContaining("syntax error at line 2") as string },
    ]);
  },
);

describe("an unchanged call of a function whose load is told", () => {
  const USED = "\n\ndef go(name):\n    return read(name)\n\n\ndef more(name):\n    return read(name)\n";
  const reading = (imported: string, body: string): string =>
    `import ${imported}\n\n\ndef read(name):\n    with open(name, "rb") as f:\n        return ${body}\n${USED}`;

  test("says nothing besides the load", () => {
    expect(broughtIn(reading("json", "json.load(f)"), reading("pickle", "pickle.load(f)"))).toEqual([
      "1 introduced block pickle-import",
      "6 introduced block pickle-load",
      "10 touched note unsafe-wrapper",
      "14 touched note unsafe-wrapper",
    ]);
  });

  test.each<[string, string, string]>([
    [
      "a new call",
      reading("pickle", "pickle.load(f)"),
      `${reading("pickle", "pickle.load(f)")}\n\nX = read("x")\n`,
    ],
    [
      "a call with what a request brings",
      reading("json", "json.load(f)").replace(
        "read(name)\n\n\ndef more",
        "read(flask.request.args['n'])\n\n\ndef more",
      ),
      reading("pickle", "pickle.load(f)").replace(
        "read(name)\n\n\ndef more",
        "read(flask.request.args['n'])\n\n\ndef more",
      ),
    ],
  ])("but not %s", (_, base, head) => {
    const before = base.includes("flask") ? `import flask\n${base}` : base;
    const after = head.includes("flask") ? `import flask\n${head}` : head;
    const levels = broughtIn(before, after).filter((one) => one.endsWith("unsafe-wrapper"));
    expect(levels.some((one) => / (?:warn|block) /.test(one))).toBe(true);
  });
});
