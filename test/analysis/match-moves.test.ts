import { describe, expect, test } from "vitest";

import { analyzeFile, type SourceFile } from "../../src/analysis/analyze-file.js";
import { examine } from "../../src/analysis/analyze-files.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { parsePatch } from "../../src/diff/parse-patch.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { GitRepository } from "../support/github/git-repository.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
const git = GitRepository.create();

type Files = Readonly<Record<string, string>>;

/** What a change of several files brings in at block or warn, as `path:line level rule`. */
function broughtIn(base: Files, head: Files): string[] {
  if (!parser) throw new Error("no parser");
  const paths = [...new Set([...Object.keys(base), ...Object.keys(head)])];
  const sides = (files: Files) => Object.fromEntries(paths.map((path) => [path, files[path] ?? null]));
  const before = git.commit("main", { ...sides(base), "z.txt": `${String(Math.random())}\n` });
  const patches = git.diff(before, git.commit("main", sides(head)));
  const tools = {
    parse: parser.parse,
    policy: DEFAULT_POLICY,
    repository: repositoryOf(new Map(Object.entries(head))),
  };
  const analyses = paths.map((path) => analyzeFile(changed(path, base, head, patches), tools));
  return examine(analyses, DEFAULT_POLICY, "2026-01-01")
    .findings.filter(({ level }) => level !== "note")
    .map(({ path, range, level, ruleId }) => `${path}:${String(range.startLine + 1)} ${level} ${ruleId}`);
}

function changed(
  path: string,
  base: Files,
  head: Files,
  patches: readonly { readonly path: string; readonly patch: string | null }[],
): SourceFile {
  const text = head[path];
  const before = base[path] ?? null;
  if (text === undefined) return { path, kind: "deleted", base: before ?? "" };
  const parsed = parsePatch(patches.find((one) => one.path === path)?.patch ?? "");
  return { path, head: text, base: before, hunks: parsed.ok ? parsed.hunks : null };
}

const READ = 'def read(path):\n    with open(path, "rb") as f:\n        return pickle.load(f)\n';
const OTHER = "def other(data):\n    return pickle.loads(data)\n";
const A = `import pickle\n\n\n${READ}`;
const BOTH = `${A}\n\n${OTHER}`;

const EDITED =
  'import pickle\n\n\ndef read(path: str) -> object:\n    with open(path, mode="rb") as handle:\n        return pickle.load(handle)\n';

/** A script that loads what the command line names. */
const script = (name: string, from = "sys.argv[1]"): string =>
  `import sys\n\nimport torch\n\n\ndef ${name}(path):\n    model = torch.load(path)\n    print(model)\n\n\nif __name__ == "__main__":\n    ${name}(${from})\n`;

describe("what was there before is not new", () => {
  test.each<[string, Files, Files]>([
    ["a function that is moved and edited", { "a.py": A }, { "a.py": "X = 1\n", "b.py": EDITED }],
    ["a file that is renamed and rewritten", { "a.py": A }, { "b.py": `# Anew.\n${EDITED}\n\nY = 2\n` }],
    ["a backport that is dropped", { "a.py": A.replace("import", "import pickle5 as") }, { "a.py": A }],
    ["cPickle", { "a.py": A.replaceAll("pickle", "cPickle") }, { "a.py": A }],
    ["six", { "a.py": A.replace("import", "from six.moves import cPickle as") }, { "a.py": A }],
    [
      "the attempt to import the faster one",
      {
        "a.py": A.replace(
          "import pickle",
          "try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle",
        ),
      },
      { "a.py": A },
    ],
    [
      "joblib of scikit-learn",
      { "a.py": "from sklearn.externals import joblib\n\n\ndef get(p):\n    return joblib.load(p)\n" },
      { "a.py": "import joblib\n\n\ndef get(p):\n    return joblib.load(p)\n" },
    ],
    [
      "another name for the module",
      { "a.py": A },
      { "a.py": A.replaceAll("pickle", "pkl").replace("pkl", "pickle as pkl") },
    ],
    [
      "the function by its own name",
      { "a.py": A },
      { "a.py": A.replace("import pickle", "from pickle import load").replace("pickle.load", "load") },
    ],
    ["loads for load", { "a.py": A }, { "a.py": A.replace("load(f)", "loads(f.read())") }],
    [
      "the import in the function",
      { "a.py": A },
      { "a.py": READ.replace(":\n", ":\n    import pickle\n\n") },
    ],
    ["the import at the top", { "a.py": READ.replace(":\n", ":\n    import pickle\n\n") }, { "a.py": A }],
    [
      "a method that was extracted",
      {
        "a.py": `import pickle\n\n\nclass Store:\n    def get(self):\n        with open(self.path, "rb") as f:\n            return pickle.load(f)\n`,
      },
      {
        "a.py": `import pickle\n\n\nclass Store:\n    def get(self):\n        return self._read(self.path)\n\n    def _read(self, path):\n        with open(path, "rb") as f:\n            return pickle.load(f)\n`,
      },
    ],
    [
      "a shorter spelling",
      { "a.py": yaml("load(t, Loader=yaml.UnsafeLoader)") },
      { "a.py": yaml("unsafe_load(t)") },
    ],
    [
      "a longer spelling",
      { "a.py": yaml("unsafe_load(t)") },
      { "a.py": yaml("load(t, Loader=yaml.UnsafeLoader)") },
    ],
    ["a weaker loader", { "a.py": yaml("unsafe_load(t)") }, { "a.py": yaml("full_load(t)") }],
    ["a function that is moved to a new file", { "a.py": A }, { "a.py": "from b import read\n", "b.py": A }],
    ["a file that is split", { "a.py": BOTH }, { "a.py": A, "b.py": `import pickle\n\n\n${OTHER}` }],
    ["a file that becomes two", { "a.py": BOTH }, { "x/a.py": A, "x/b.py": `import pickle\n\n\n${OTHER}` }],
    [
      "a function that is moved into a class of another file, by a new name of the module",
      { "a.py": A },
      {
        "b.py": `import pickle as p\n\n\nclass Store:\n    def read(self, path):\n        with open(path, "rb") as file:\n            return p.load(f)\n`,
      },
    ],
  ])("%s", (_, base, head) => {
    expect(broughtIn(base, head)).toEqual([]);
  });
});

test("a script becomes a module, and its function has another name: only the new name is told", () => {
  const head = { "a.py": "from b import train\n", "b.py": script("train") };
  expect(broughtIn({ "a.py": script("main") }, head)).toEqual(["b.py:12 warn unsafe-wrapper"]);
});

describe("what is worse is new", () => {
  test.each<[string, Files, Files, string[]]>([
    [
      "moved, edited and put behind a route",
      { "a.py": A },
      { "a.py": "X = 1\n", "b.py": EDITED.replace("def read", "@app.route('/<path>')\ndef read") },
      ["b.py:7 block pickle-load"],
    ],
    [
      "moved and edited to read something else",
      { "a.py": A },
      { "a.py": "X = 1\n", "b.py": EDITED.replace('open(path, mode="rb")', "connection(path)") },
      ["b.py:6 block pickle-load"],
    ],
    [
      "one old use pays for one new use",
      { "a.py": A },
      { "b.py": A, "c.py": A },
      ["c.py:1 block pickle-import", "c.py:6 block pickle-load"],
    ],
    [
      "what is still there pays for nothing",
      { "a.py": A },
      { "a.py": `${A}\n`, "b.py": A },
      ["b.py:1 block pickle-import", "b.py:6 block pickle-load"],
    ],
    [
      "data from a request, in the same function",
      { "a.py": "import pickle\n\n\ndef read(path):\n    return pickle.loads(path.read_bytes())\n" },
      { "a.py": "import pickle\n\n\ndef read(request):\n    return pickle.loads(request.data)\n" },
      ["a.py:5 block pickle-load"],
    ],
    [
      "data from the network, in another file",
      { "a.py": "import pickle\n\n\ndef read(s):\n    return pickle.loads(s)\n" },
      {
        "b.py":
          "import pickle\n\n\ndef read(u):\n    s = requests.get(u).content\n    return pickle.loads(s)\n",
      },
      ["b.py:6 block pickle-load"],
    ],
    [
      "a script whose function has another name, in a file that was there",
      { "a.py": script("main"), "b.py": "X = 1\n" },
      { "a.py": "X = 1\n", "b.py": script("train") },
      ["b.py:7 block torch-load", "b.py:12 warn unsafe-wrapper"],
    ],
    [
      "one of what a request names",
      { "a.py": script("main") },
      { "a.py": "X = 1\n", "b.py": script("train", "request.args['p']") },
      ["b.py:7 block torch-load", "b.py:12 block unsafe-wrapper"],
    ],
    [
      "one of what is handed in",
      { "a.py": script("main") },
      {
        "a.py": "X = 1\n",
        "b.py": "import torch\n\n\ndef train(path):\n    model = torch.load(path)\n    print(model)\n",
      },
      ["b.py:5 block torch-load"],
    ],
    [
      "a function of another name in another file",
      { "a.py": A },
      { "b.py": A.replace("read", "handle").replace("return", "x =") },
      ["b.py:6 block pickle-load"],
    ],
    [
      "a default that becomes a choice",
      { "a.py": yaml("load(t)") },
      { "a.py": yaml("unsafe_load(t)") },
      ["a.py:5 block yaml-unsafe-load"],
    ],
    [
      "a stronger loader",
      { "a.py": yaml("full_load(t)") },
      { "a.py": yaml("unsafe_load(t)") },
      ["a.py:5 block yaml-unsafe-load"],
    ],
    [
      "another library",
      { "a.py": "import dill\n\n\ndef f(x):\n    return dill.load(x)\n" },
      { "a.py": "import pickle\n\n\ndef f(x):\n    return pickle.load(x)\n" },
      ["a.py:1 block pickle-import", "a.py:5 block pickle-load"],
    ],
    [
      "the flag that turns a default off",
      { "a.py": "import torch\n\n\ndef f(x):\n    return torch.load(x)\n" },
      { "a.py": "import torch\n\n\ndef f(x):\n    return torch.load(x, weights_only=False)\n" },
      ["a.py:5 block torch-weights-only-disabled"],
    ],
  ])("%s", (_, base, head, expected) => {
    expect(broughtIn(base, head)).toEqual(expected);
  });
});

function yaml(call: string): string {
  return `import yaml\n\n\ndef load(t):\n    return yaml.${call}\n`;
}

describe("what was idle and runs now is new", () => {
  const LOAD = "import pickle\n\n\ndef f(b):\n    return pickle.loads(b)\n";

  test("moved from tests to other code", () => {
    expect(broughtIn({ "tests/t.py": LOAD }, { "app/web.py": LOAD })).toContain(
      "app/web.py:5 block pickle-load",
    );
    expect(broughtIn({ "app/a.py": LOAD }, { "app/web.py": LOAD })).toEqual([]);
    expect(broughtIn({ "tests/a.py": LOAD }, { "tests/web.py": LOAD })).toEqual([]);
  });

  test("under a guard that lets nothing through", () => {
    const guarded = (condition: string): string =>
      `import pickle\nif ${condition}:\n    def f(b):\n        return pickle.loads(b)\n`;
    expect(broughtIn({ "a.py": guarded("False") }, { "a.py": guarded("True") })).toContain(
      "a.py:4 block pickle-load",
    );
    expect(broughtIn({ "a.py": guarded("DEBUG") }, { "a.py": guarded("True") })).toEqual([]);
  });

  test("a copy that becomes a load is none that was moved here", () => {
    const copy = "import pickle\n\n\ndef f(x):\n    b = pickle.dumps(x)\n    return pickle.loads(b)\n";
    const load = copy.replace("pickle.dumps(x)", "x");
    const base = { "old/dead.py": LOAD, "web.py": copy };
    expect(broughtIn(base, { "web.py": load })).toContain("web.py:6 block pickle-load");
  });
});

describe("a whole function under another name", () => {
  const BODY = `(path, verbose=False):
    if verbose:
        print("loading the state of", path)
    with open(path, "rb") as f:
        state = pickle.load(f)
    if "version" not in state:
        state["version"] = 1
    return state
`;
  const OLD = `import pickle\n\n\ndef load_old_state${BODY}`;
  const NEW = `import pickle\n\n\ndef read_state${BODY}`;

  test.each<[string, Files, Files]>([
    ["in a new file", { "a.py": OLD }, { "a.py": "X = 1\n", "b.py": NEW }],
    [
      "in a file that was there",
      { "a.py": `${OLD}\n\nX = 1\n`, "b.py": "import pickle\n\nY = 2\n" },
      { "a.py": "X = 1\n", "b.py": `${NEW}\n\nY = 2\n` },
    ],
    ["indented anew", { "a.py": OLD }, { "b.py": NEW.replaceAll("    ", "  ") }],
  ])("is the one that was there: %s", (_, base, head) => {
    expect(broughtIn(base, head)).toEqual([]);
  });

  const indented = BODY.replaceAll("\n    ", "\n        ");
  test.each<[string, string, string]>([
    ["another path", OLD, NEW.replace("open(path", "open('/tmp/' + path")],
    ["another default", OLD, NEW.replace("verbose=False", "verbose=True")],
    ["a route", OLD, NEW.replace("def ", "@app.route('/state')\ndef ")],
    ["another decorator", OLD.replace("def ", "@timed\ndef "), NEW.replace("def ", "@app.route('/')\ndef ")],
    ["a method that a framework calls", OLD, `import pickle\n\n\nclass View(Base):\n    def post${indented}`],
    [
      "bytes that are handed in",
      OLD.replace('open(path, "rb")', "path"),
      NEW.replace('open(path, "rb")', "path"),
    ],
    ["another library", OLD, NEW.replace("import pickle", "import dill as pickle")],
    [
      "a short one",
      "import pickle\n\n\ndef a(p):\n    return pickle.load(open(p, 'rb'))\n",
      "import pickle\n\n\ndef b(p):\n    return pickle.load(open(p, 'rb'))\n",
    ],
    [
      "a constant of another value",
      `STATE = "old.pkl"\n${OLD}`.replace("open(path", "open(STATE"),
      `STATE = "/tmp/b"\n${NEW}`.replace("open(path", "open(STATE"),
    ],
    [
      "a constant that comes from the command line",
      `STATE = "old.pkl"\n${OLD}`.replace("open(path", "open(STATE"),
      `import sys\nSTATE = sys.argv[1]\n${NEW}`.replace("open(path", "open(STATE"),
    ],
  ])("and is new with %s", (_, base, head) => {
    expect(broughtIn({ "a.py": base }, { "a.py": "X = 1\n", "b.py": head })).not.toEqual([]);
  });

  test("pays once, and not out of tests", () => {
    expect(broughtIn({ "a.py": OLD }, { "b.py": NEW, "c.py": NEW })).not.toEqual([]);
    expect(broughtIn({ "a.py": OLD }, { "a.py": OLD, "b.py": NEW })).not.toEqual([]);
    expect(broughtIn({ "tests/a.py": OLD }, { "b.py": NEW })).not.toEqual([]);
  });
});
