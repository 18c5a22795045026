import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { runHere } from "../support/run-here.js";

/** What the test reads of the JSON. */
interface Json {
  readonly uses: readonly {
    readonly ruleId: string;
    readonly path: string;
    readonly introduced: { readonly commit: string; readonly path: string } | null;
  }[];
  readonly fixed: readonly {
    readonly ruleId: string;
    readonly path: string;
    readonly introduced: { readonly commit: string } | null;
    readonly fixed: { readonly commit: string };
  }[];
}

let folder: string;
const commits = new Map<string, string>();

/** A commit a day; null takes a file away. */
function commit(name: string, files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) rmSync(join(folder, path));
    else {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
  const date = `2026-01-${String(commits.size + 1).padStart(2, "0")}T12:00:00Z`;
  const dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  git(dates, "add", "-A");
  git(dates, "commit", "-q", "--allow-empty", "-m", name);
  commits.set(git({}, "rev-parse", "HEAD").trim(), name);
}

function git(env: Readonly<Record<string, string>>, ...args: readonly string[]): string {
  return execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
}

const through = (body: string): string => `import pickle\n\n\ndef decode(data):\n    return ${body}\n`;
const USE = "from lib.wrap import decode\n\n\ndef read(request):\n    return decode(request.body)\n";
const LONG = `import marshal\n\n\ndef code(data):\n    """${"Reads code. ".repeat(20)}"""\n    return marshal.loads(data)\n`;
const OLD = "import cPickle\n\n\ndef state(file):\n    return cPickle.load(file)\n";
const MORE = Array.from({ length: 20 }, (_, i) => `LINE_${String(i)} = ${String(i)}\n`).join("");
const reader = (name: string, body: string): string =>
  `import pickle\n\n\ndef ${name}(file):\n    return ${body}\n`;
const view = (name: string): string =>
  `class ${name}:\n    def copied(self, data):\n        import pickle\n\n        return pickle.loads(data)\n`;
const cached = (...names: readonly string[]): string =>
  `import shelve\n${names.map((name) => `\n\ndef ${name}():\n    kept = shelve.open("x")\n    print(kept)\n`).join("")}`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-dates-"));
  git({}, "init", "-q", "-b", "trunk");
  commit("start", {
    "lib/__init__.py": "",
    "lib/wrap.py": through("data"),
    "requirements.txt": "torch>=2.6\n",
  });
  commit("use of what is harmless", { "use.py": USE });
  commit("noise 1", { "other.py": "x = 1\n" });
  commit("the function loads", { "lib/wrap.py": through("pickle.loads(data)") });
  commit("noise 2", { "other.py": "x = 2\n", "use.py": `${USE}\n\nTIMES = 2\n` });
  commit("code", { "old/code.py": LONG });
  commit("code moves", {
    "old/code.py": null,
    "new/code.py": LONG.replace("code(data)", "code(data: bytes)"),
  });
  commit("noise 3", { "other.py": "x = 3\n", "kit.py": OLD });
  commit("away", { "lib/wrap.py": through("data") });
  commit("noise 4", { "other.py": "x = 4\n", "kit.py": OLD.replaceAll("cPickle", "pickle") });
  commit("and back", { "lib/wrap.py": through("pickle.loads(data)") });
  commit("noise 5", { "other.py": "x = 5\n" });
  commit("code goes", { "new/code.py": null });
  commit("noise 6", { "other.py": "x = 6\n" });
  commit("kit goes", { "kit.py": "" });
  commit("twice", { "tests/views.py": view("Nodes") + MORE });
  commit("renamed and more", {
    "tests/views.py": null,
    "tests/reports.py": `${view("NodeView")}\n\n${view("DataView")}${MORE}`,
  });
  commit("format", { "format.py": reader("old", "pickle.load(file)") });
  commit("noise 8", { "other.py": "x = 8\n" });
  commit("format moves", {
    "format.py": reader("new", "pickle.Unpickler(file).load()"),
    "compat/format.py": reader("old", "pickle.load(file)"),
  });
  commit("noise 7", { "other.py": "x = 7\n" });
  commit("three", { "many.py": cached("first", "second", "third") });
  commit("one goes and one comes", { "many.py": cached("second", "third", "fourth") });
  commit("another name", { "many.py": cached("second", "other", "fourth") });
  commit("import", { "left.py": "import pickle\n" });
  commit("import goes", { "left.py": "" });
  commit("import elsewhere", { "right.py": "import pickle\n" });
  commit("noise 9", { "other.py": "x = 9\n" });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const audit = async (...args: readonly string[]): Promise<Json> =>
  JSON.parse(
    (await runHere(["audit", "--no-cache", "--format", "json", ...args], { cwd: folder })).out,
  ) as Json;
const named = (commit: string | undefined): string => commits.get(commit ?? "") ?? "none";

const cameIn = ({ uses }: Json): readonly (readonly string[])[] =>
  uses
    .filter(({ ruleId }) => ruleId !== "pickle-import")
    .map((use) => [use.path, use.ruleId, named(use.introduced?.commit)]);

test("a use came with the commit after which a scan finds it, in whatever file that is", async () => {
  expect(cameIn(await audit("--points", "40"))).toEqual([
    // What is moved came when it came, and what stands in its place since then.
    ["compat/format.py", "pickle-load", "format"],
    ["format.py", "pickle-load", "format moves"],
    ["lib/wrap.py", "pickle-load", "and back"],
    // What stands in a definition that has got another name is what stood there.
    ["many.py", "shelve-open", "three"],
    ["many.py", "shelve-open", "three"],
    ["many.py", "shelve-open", "one goes and one comes"],
    ["tests/reports.py", "pickle-load", "twice"],
    ["tests/reports.py", "pickle-load", "renamed and more"],
    ["use.py", "unsafe-wrapper", "and back"],
  ]);
});

// Between two of few points what was away and came back was there all the time, and what came and moved came where it is.
test.each([["1"], ["3"], ["5"]])(
  "%s points find the same where nothing of that is between",
  async (points) => {
    const came = cameIn(await audit("--points", points));
    expect(came.filter(([path]) => path === "tests/reports.py")).toEqual([
      ["tests/reports.py", "pickle-load", "twice"],
      ["tests/reports.py", "pickle-load", "renamed and more"],
    ]);
    expect(came.find(([path]) => path === "use.py")?.[2]).toMatch(/^(?:the function loads|and back)$/);
  },
);

test("what went between two points went with the commit after which a scan finds it no more", async () => {
  const { fixed } = await audit("--points", "40");
  const told = fixed
    .filter(({ ruleId }) => ruleId !== "pickle-import")
    .map((use) => [use.path, named(use.introduced?.commit), named(use.fixed.commit)]);
  expect(told.sort()).toEqual([
    // That it is spelled otherwise is no end of it.
    ["kit.py", "noise 3", "kit goes"],
    ["lib/wrap.py", "the function loads", "away"],
    ["many.py", "three", "one goes and one comes"],
    ["new/code.py", "code", "code goes"],
    ["use.py", "the function loads", "away"],
  ]);
});

test.each([["4"], ["5"], ["8"]])("%s points name the same commits as all", async (points) => {
  const all = (await audit("--points", "40")).fixed;
  for (const use of (await audit("--points", points)).fixed) expect(all).toContainEqual(use);
});

test("an import in one file is none in another", async () => {
  const { uses, fixed } = await audit("--points", "40");
  const isThere = ({ path }: { readonly path: string }): boolean => /^(?:left|right)\.py$/.test(path);
  expect(uses.filter(isThere).map((use) => [use.path, named(use.introduced?.commit)])).toEqual([
    ["right.py", "import elsewhere"],
  ]);
  expect(fixed.filter(isThere).map((use) => [use.path, named(use.fixed.commit)])).toEqual([
    ["left.py", "import goes"],
  ]);
});
