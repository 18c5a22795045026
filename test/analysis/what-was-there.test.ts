import { describe, expect, test } from "vitest";

import { analyzeChangedFile } from "../../src/analysis/analyze-file.js";
import { examine } from "../../src/analysis/analyze-files.js";
import { parsePatch } from "../../src/diff/parse-patch.js";
import { parsePolicy } from "../../src/policy/parse-policy.js";
import { GitRepository } from "../support/github/git-repository.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
const git = GitRepository.create();

/** What a change of `a.py` comes to under a policy, as `line origin level rule`; waived findings in brackets. */
function comesTo(base: string, head: string, policyText = ""): string[] {
  const policy = parsePolicy(policyText);
  if (!policy.ok || !parser) throw new Error("no policy or no parser");
  const before = git.commit("main", { "a.py": base, "b.txt": `${String(Math.random())}\n` });
  const after = git.commit("main", { "a.py": head });
  const patch = parsePatch(git.diff(before, after).find(({ path }) => path === "a.py")?.patch ?? "");
  const file = { path: "a.py", head, base, hunks: patch.ok ? patch.hunks : null };
  const analysis = analyzeChangedFile(file, { parse: parser.parse, policy: policy.policy });
  const { findings, waived } = examine([analysis], policy.policy, "2026-03-01");
  const inWords = ({ range, origin, level, ruleId }: (typeof findings)[number]): string =>
    `${String(range.startLine + 1)} ${origin} ${level} ${ruleId}`;
  return [...findings.map(inWords), ...waived.map(({ finding }) => `[${inWords(finding)}]`)];
}

const CACHE = `import pickle


def cached(path):
    with open(path, "rb") as file:
        return pickle.load(file)
`;
const HANDLER = `

def handler(request):
    return pickle.load(request.stream)
`;
const waiver = (more = ""): string => `waivers: [{ rule: pickle-load, path: a.py, reason: ours${more} }]`;

describe("a waiver of the policy", () => {
  test.each<[string, string, string, string, string[]]>([
    [
      "is taken by the use that was there",
      CACHE,
      CACHE + HANDLER,
      waiver(),
      ["10 introduced block pickle-load"],
    ],
    [
      "has room for one more where it counts two",
      CACHE,
      CACHE + HANDLER,
      waiver(", count: 2"),
      ["[10 introduced block pickle-load]"],
    ],
    [
      "is for the first use where none was there",
      "import pickle\n",
      CACHE,
      waiver(),
      ["[6 introduced block pickle-load]"],
    ],
    [
      "is not free again because the use that was there is taken out",
      CACHE,
      `import pickle\n${HANDLER}`,
      waiver(),
      ["5 introduced block pickle-load"],
    ],
    [
      "of another symbol is not taken",
      CACHE.replace("load(file)", "loads(file.read())"),
      CACHE.replace("load(file)", "loads(file.read())") + HANDLER,
      waiver(", symbol: pickle.load"),
      ["[10 introduced block pickle-load]"],
    ],
    [
      "covers the use that was there as it is touched, and no other",
      CACHE,
      CACHE.replace("pickle.load(file)", "pickle.load(file) or {}") + HANDLER,
      waiver(),
      ["10 introduced block pickle-load", "[6 touched note pickle-load]"],
    ],
    [
      "does not follow the use that was there to other data",
      CACHE,
      CACHE.replace("def cached(path):\n", "def cached(path, request):\n").replace(
        "pickle.load(file)",
        "pickle.load(request.stream)",
      ),
      waiver(),
      ["6 introduced block pickle-load"],
    ],
  ])("%s", (_, base, head, policy, expected) => {
    expect(comesTo(base, head, policy)).toEqual(expected);
  });
});

describe("a comment in the code", () => {
  const ALLOW = "# no-pickle: allow[joblib-load, pickle-load] ours";
  const read = (importing: string, comment = `  ${ALLOW}`): string =>
    `${importing}\n\n\n\n\n\n\ndef read(path):\n    return load(path)${comment}\n`;

  test.each<[string, string, string, string[]]>([
    [
      "does not cover what was harmless when it was written",
      read("from json import load"),
      read("from joblib import load"),
      ["9 exposed block joblib-load"],
    ],
    [
      "does not cover what it is written beside later",
      read("from joblib import load", ""),
      read("from joblib import load"),
      ["9 touched note joblib-load"],
    ],
    [
      "covers a use that was there with it",
      read("from joblib import load"),
      read("from joblib import load").replace("load(path)  #", "load(path) or {}  #"),
      ["[9 touched note joblib-load]"],
    ],
    [
      "does not follow the use to other data",
      `import pickle\n\n\ndef read(request):\n    data = CACHE\n    return pickle.loads(data)  ${ALLOW}\n`,
      `import pickle\n\n\ndef read(request):\n    data = request.body\n    return pickle.loads(data)  ${ALLOW}\n`,
      ["6 exposed block pickle-load"],
    ],
  ])("%s", (_, base, head, expected) => {
    const found = comesTo(base, head).filter((one) => !/import|suppression/.test(one));
    expect(found).toEqual(expected);
  });
});

describe("a load that was there", () => {
  const inFunction = (body: string): string =>
    `import pickle\nfrom flask import request\n\nCACHE = open("x").read()\n\n\n${body}`;
  test.each<[string, string, string]>([
    [
      "in its argument",
      "def f():\n    return pickle.loads(CACHE)\n",
      "def f():\n    return pickle.loads(request.data)\n",
    ],
    [
      "on another line",
      "def f():\n    data = CACHE\n    return pickle.loads(data)\n",
      "def f():\n    data = request.data\n    return pickle.loads(data)\n",
    ],
    [
      "in the caller of its function",
      "def f(data):\n    return pickle.loads(data)\n\n\ndef g():\n    return f(CACHE)\n",
      "def f(data):\n    return pickle.loads(data)\n\n\ndef g():\n    return f(request.data)\n",
    ],
    [
      "in what a method keeps",
      "class A:\n    def __init__(self):\n        self.data = CACHE\n\n    def f(self):\n        return pickle.loads(self.data)\n",
      "class A:\n    def __init__(self):\n        self.data = request.data\n\n    def f(self):\n        return pickle.loads(self.data)\n",
    ],
    [
      "in what a function returns",
      "def raw():\n    return CACHE\n\n\ndef f():\n    return pickle.loads(raw())\n",
      "def raw():\n    return request.data\n\n\ndef f():\n    return pickle.loads(raw())\n",
    ],
    [
      "in a name of the module",
      "DATA = CACHE\n\n\ndef f():\n    return pickle.loads(DATA)\n",
      "DATA = request.data\n\n\ndef f():\n    return pickle.loads(DATA)\n",
    ],
  ])("is news where its data comes from outside now, said %s", (_, base, head) => {
    const found = comesTo(inFunction(base), inFunction(head)).filter((one) => one.includes("pickle-load"));
    expect(found).toEqual([expect.stringMatching(/^\d+ (?:introduced|exposed) block pickle-load$/)]);
    // The other way round it is an improvement, and loads that stay as they are are no news.
    const back = comesTo(inFunction(head), inFunction(base));
    expect(back.filter((one) => one.includes("block"))).toEqual([]);
    expect(comesTo(inFunction(head), `${inFunction(head)}\n\nX = 1\n`)).toEqual([]);
  });
});

describe("a load whose function was renamed and edited", () => {
  const OPENS = "def a(p):\n    return pickle.load(open(p, 'rb'))\n";
  const renamed = (name: string, before = ""): string =>
    `${before}def ${name}(path):\n    with open(path, "rb") as file:\n        return pickle.load(file)\n`;
  const isBlocked = (base: string, head: string): boolean =>
    comesTo(`import pickle\n${base}`, `import pickle\n${head}`).some((one) => one.includes("block"));

  test.each<[string, string, string]>([
    ["renamed", OPENS, renamed("read_a")],
    ["made a function of a lambda", "a = lambda p: pickle.load(open(p, 'rb'))\n", renamed("a")],
    ["a method of another class", `class A:\n${indented(OPENS)}`, `class B:\n${indented(renamed("get"))}`],
    [
      "taken out of another",
      "def main(p):\n    d = pickle.load(open(p, 'rb'))\n    print(d)\n",
      `${renamed("read")}\n\ndef main(p):\n    print(read(p))\n`,
    ],
    [
      "put into the one that called it",
      "def read(p):\n    return pickle.load(open(p, 'rb'))\n\n\ndef main(p):\n    print(read(p))\n",
      renamed("main").replace("path", "p"),
    ],
    [
      "a function that stood within another",
      "def a(p):\n    def inner():\n        return pickle.load(open(p, 'rb'))\n    return inner()\n",
      renamed("a").replace("path", "p"),
    ],
    [
      "one of torch, renamed, by the path that it is given",
      "import torch\n\n\ndef a(p):\n    m = torch.load(p)\n    return m\n",
      "import torch\n\n\ndef load_model(path):\n    return torch.load(path, map_location='cpu')\n",
    ],
    [
      "two of torch, put into one",
      "import torch\n\n\ndef a(p):\n    return torch.load(p)\n\n\ndef b(p):\n    return torch.load(p)\n",
      "import torch\n\n\ndef _load(path):\n    return torch.load(path, map_location='cpu')\n\n\ndef a(p):\n    return _load(p)\n\n\ndef b(p):\n    return _load(p)\n",
    ],
    [
      "one of joblib, made a method",
      "import joblib\n\n\ndef read(name):\n    return joblib.load(name)\n",
      "import joblib\n\n\nclass Store:\n    def get(self, path):\n        return joblib.load(self.folder / path)\n",
    ],
    [
      "a function of the code of a script",
      "d = pickle.load(open('x.pkl', 'rb'))\nprint(d)\n",
      "def main():\n    with open('x.pkl', 'rb') as f:\n        d = pickle.load(f)\n    print(d)\n\n\nmain()\n",
    ],
  ])("is no news: %s", (_, base, head) => {
    expect(isBlocked("", base)).toBe(true);
    expect(isBlocked(base, head)).toBe(false);
  });

  test.each<[string, string, string]>([
    ["in a function that was there", `${OPENS}\n\ndef serve(path):\n    return path\n`, renamed("serve")],
    ["beside the old one", OPENS, `${OPENS}\n\n${renamed("read_a")}`],
    ["twice for one", OPENS, renamed("one", renamed("two"))],
    ["behind a route", OPENS, `from app import app\n\n\n@app.route("/<path:path>")\n${renamed("view")}`],
    [
      "on its own line, behind a route",
      "def a(b):\n    return pickle.loads(b)\n",
      "from app import app\n\n\n@app.post('/x')\ndef view(b: bytes):\n    return pickle.loads(b)\n",
    ],
    [
      "of bytes",
      "def a(b):\n    return pickle.loads(b)\n",
      "def handler(event):\n    return pickle.loads(event['body'])\n",
    ],
    [
      "of a stream for a path",
      "import torch\n\n\ndef a(p):\n    return torch.load(p)\n",
      "import io, torch\n\n\ndef b(body):\n    return torch.load(io.BytesIO(body))\n",
    ],
    [
      "of what was uploaded for a path",
      "import torch\n\n\ndef a(p):\n    return torch.load(p)\n",
      "import torch\n\n\ndef b(upload):\n    return torch.load(upload.file)\n",
    ],
    [
      "by a path behind a route",
      "import torch\n\n\ndef a(p):\n    return torch.load(p)\n",
      "import torch\nfrom app import app\n\n\n@app.get('/{p}')\ndef b(p):\n    return torch.load(p)\n",
    ],
    [
      "by a path in a function that was there",
      "import torch\n\n\ndef a(p):\n    return torch.load(p)\n\n\ndef view(p):\n    return p\n",
      "import torch\n\n\ndef view(p):\n    return torch.load(p, 'cpu')\n",
    ],
    ["of a stream", "def a(f):\n    return pickle.load(f)\n", "def b(file):\n    return pickle.load(file)\n"],
    ["of bytes for a file", OPENS, "def b(body):\n    return pickle.load(body)\n"],
    ["of another file", OPENS.replace("(p, ", "('x.pkl', "), renamed("b")],
    [
      "of what somebody sends",
      OPENS,
      "from flask import request\n\n\ndef b():\n    return pickle.load(open(request.args['p'], 'rb'))\n",
    ],
    ["by another loader", OPENS, "import dill\n\n\ndef b(p):\n    return dill.load(open(p, 'rb'))\n"],
    ["of tests", `def test_a(p):\n    if False:\n        pickle.load(open(p, 'rb'))\n`, renamed("b")],
  ])("is news: %s", (_, base, head) => {
    expect(isBlocked(base, head)).toBe(true);
  });
});

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "    ");
}

/** The bases of the loads in a text. */
function basesOf(text: string): string[] {
  if (!parser) throw new Error("no parser");
  const policy = parsePolicy("");
  if (!policy.ok) throw new Error("no policy");
  const file = { path: "a.py", head: text, base: null, hunks: null };
  return analyzeChangedFile(file, { parse: parser.parse, policy: policy.policy })
    .findings.filter(({ ruleId }) => ruleId === "pickle-load")
    .map(({ basis }) => basis);
}

describe("what a use rests on", () => {
  const TEXT = `import pickle
from store import fetch

OWN = fetch("own")


def check(data):
    if len(data) > 10:
        raise ValueError


class Store:
    """Keeps things."""

    def __init__(self, raw):
        self.raw = raw
        self.other = 1

    def read(self, request):
        if not request.user.is_admin:
            return None
        data = OWN
        check(data)
        return pickle.loads(data + self.raw)

    def unrelated(self):
        return self.other


STORE = Store(OWN)
`;
  const [before] = basesOf(TEXT);

  test.each<[string, string, string]>([
    ["lines above", "import pickle", "import pickle\nimport os\n"],
    ["white space", "data = OWN", "data  =  OWN"],
    ["another method", "return self.other", "return self.other + 1"],
    ["another attribute", "self.other = 1", "self.other = 2"],
    ["a docstring", "Keeps things.", "Keeps everything."],
  ])("does not change with %s", (_, from, to) => {
    expect(before).toMatch(/^[0-9a-f]{32}$/);
    expect(basesOf(TEXT.replace(from, to))).toEqual([before]);
  });

  test.each<[string, string, string]>([
    ["the data", "data = OWN", "data = request.stream"],
    ["what the data is made of", 'fetch("own")', 'fetch("theirs")'],
    ["where that comes from", "from store", "from elsewhere"],
    ["a check", "        check(data)\n", ""],
    ["the check's function", "> 10", "> 10_000_000"],
    ["a way out before it", "            return None\n", "            pass\n"],
    ["what decides whether it is reached", "if not request.user.is_admin", "if not request.user"],
    ["what a method keeps", "self.raw = raw", "self.raw = raw.body"],
    ["the parameters of its function", "def read(self, request)", "def read(self, request, raw=b'')"],
    ["a decorator of its function", "    def read", "    @app.post('/')\n    def read"],
    ["the base classes of its class", "class Store:", "class Store(Handler):"],
    [
      "what changes the data in place",
      "        check(data)",
      "        check(data)\n        data.extend(request.body)",
    ],
  ])("changes with %s", (_, from, to) => {
    const [after] = basesOf(TEXT.replace(from, to));
    expect(after).toMatch(/^[0-9a-f]{32}$/);
    expect(after).not.toBe(before);
  });

  test("changes with what callers pass, and is the whole file where it is too much", () => {
    const called = (argument: string): string =>
      `import pickle\n\n\ndef f(data):\n    return pickle.loads(data)\n\n\nf(${argument})\n`;
    expect(basesOf(called("OWN"))).not.toEqual(basesOf(called("request.body")));
    const long = (end: string): string =>
      `import pickle\n\nDATA = [${"x, ".repeat(3000)}]\nY = 1${end}\npickle.loads(DATA)\n`;
    expect(basesOf(long(""))).not.toEqual(basesOf(long("0")));
  });
});

test("a change behind the 2,000th character of a statement is another statement", () => {
  const call = (end: string): string =>
    `import pickle\n\nx = f(${'"a", '.repeat(600)} pickle.loads(${end}))\n`;
  expect(comesTo(call("OWN"), call("THEIRS"))).toEqual(["3 touched note pickle-load"]);
});
