import { describe, expect, test } from "vitest";

import type { ChangedFile } from "../../src/analysis/analyze-file.js";
import { analysisHere } from "../../src/app/analyze-changes.js";
import { loadParser } from "../../src/app/load-parser.js";
import type { Hunk } from "../../src/diff/hunk.js";
import { parsePatch } from "../../src/diff/parse-patch.js";
import { unifiedDiff } from "../../src/diff/unified-diff.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";

const { analyze } = analysisHere(await loadParser("wasm"));

function hunksIn(patch: string): readonly Hunk[] {
  const parsed = parsePatch(patch);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.hunks;
}

type Files = Readonly<Record<string, string>>;

/** What is more than a note in a change from one tree to another; files that stay the same stand around it. */
async function news(before: Files, after: Files): Promise<string[]> {
  const changed = Object.entries(after).filter(([path, head]) => before[path] !== head);
  const files = changed.map(([path, head]): ChangedFile => {
    const base = before[path] ?? null;
    const patch = unifiedDiff(path, base ?? "", head);
    return { path, head, base, hunks: hunksIn(patch.slice(patch.indexOf("@@"))) };
  });
  const gone = Object.entries(before).flatMap(([path, base]) =>
    path in after ? [] : [{ path, kind: "deleted" as const, base }],
  );
  const around = new Map(Object.entries(after).filter(([path, head]) => before[path] === head));
  const analyses = await analyze({ files: [...files, ...gone], around, policy: DEFAULT_POLICY });
  return analyses.flatMap(({ findings }) =>
    findings.filter(({ level }) => level !== "note").map(({ path, message }) => `${path}: ${message}`),
  );
}

const load = (data: string, imports = "from other import get_data"): string =>
  `import pickle\n${imports}\n\n\ndef read(request):\n    return pickle.loads(${data})\n`;
/** A harmless change of the file with the load: it is one of the change. */
const touched = (text: string): string => `${text}\n\nVERSION = 2\n`;
const gives = (value: string, more = ""): string =>
  `import flask\n${more}\n\ndef get_data():\n    return ${value}\n`;
const OWN = 'open("own.bin", "rb").read()';
const SENT = "flask.request.get_data()";

describe("a load that stays as it is is news where another file of the change takes its data from outside:", () => {
  test.each<[string, string, Files, Files]>([
    ["a function", load("get_data()"), { "other.py": gives(OWN) }, { "other.py": gives(SENT) }],
    [
      "a function of a module",
      load("other.get_data()", "import other"),
      { "other.py": gives(OWN) },
      { "other.py": gives(SENT) },
    ],
    [
      "a function under another name",
      load("g()", "from other import get_data as g"),
      { "other.py": gives(OWN) },
      { "other.py": gives(SENT) },
    ],
    [
      "a function of a star import",
      load("get_data()", "from other import *"),
      { "other.py": gives(OWN) },
      { "other.py": gives(SENT) },
    ],
    [
      "a function of a module in a package, by its whole name",
      load("app.other.get_data()", "import app.other"),
      { "app/__init__.py": "", "app/other.py": gives(OWN) },
      { "app/__init__.py": "", "app/other.py": gives(SENT) },
    ],
    [
      "a function that a package gives on",
      load("get_data()", "from pkg import get_data"),
      { "pkg/__init__.py": "from .other import get_data\n", "pkg/other.py": gives(OWN) },
      { "pkg/__init__.py": "from .other import get_data\n", "pkg/other.py": gives(SENT) },
    ],
    [
      "a constant",
      load("DATA", "from other import DATA"),
      { "other.py": `DATA = ${OWN}\n` },
      { "other.py": 'import requests\nDATA = requests.get("http://x").content\n' },
    ],
    [
      "a method",
      load("Store().get()", "from other import Store"),
      { "other.py": `class Store:\n    def get(self):\n        return ${OWN}\n` },
      { "other.py": "class Store:\n    def get(self):\n        return self.socket.recv(9)\n" },
    ],
    [
      "what the load is handed, on the way through a name",
      "import pickle\nfrom other import get_data\n\n\ndef read():\n    data = get_data()\n    return pickle.loads(data)\n",
      { "other.py": gives(OWN) },
      { "other.py": gives(SENT) },
    ],
    [
      "a function that calls another one of its file",
      load("get_data()"),
      { "other.py": gives("inner()", `\ndef inner():\n    return ${OWN}\n`) },
      { "other.py": gives("inner()", `\ndef inner():\n    return ${SENT}\n`) },
    ],
    [
      "a function that another file is asked by, which changes as well",
      load("get_data()"),
      {
        "other.py": gives("inner()", "from third import inner\n"),
        "third.py": `def inner():\n    return ${OWN}\n`,
      },
      {
        "other.py": gives("inner()", "from third import inner\n\nA = 1\n"),
        "third.py": `import flask\n\ndef inner():\n    return ${SENT}\n`,
      },
    ],
    [
      "a file that takes the place of another one",
      load("get_data()"),
      { "other/__init__.py": gives(OWN) },
      { "other.py": gives(SENT) },
    ],
  ])("%s", async (_, text, before, after) => {
    const found = await news({ ...before, "app.py": text }, { ...after, "app.py": touched(text) });
    expect(found.filter((one) => one.startsWith("app.py"))).toHaveLength(1);
    expect(found.join("\n")).toMatch(/What it reads comes from .*, in `/);
  });

  test("and one that somebody accepted with a comment is not accepted for that", async () => {
    const text = load("get_data()").replace(
      "get_data())",
      "get_data())  # no-pickle: allow[pickle-load] our own file",
    );
    const found = await news(
      { "app.py": text, "other.py": gives(OWN) },
      { "app.py": touched(text), "other.py": gives(SENT) },
    );
    expect(found.filter((one) => one.startsWith("app.py"))).toHaveLength(1);
  });
});

describe("an everyday change is no news:", () => {
  const same = { "app.py": load("get_data()"), "other.py": gives(OWN) };
  const sent = { "app.py": load("get_data()"), "other.py": gives(SENT) };
  test.each<[string, Files, Files]>([
    ["another file of its own", same, { "other.py": gives('open("new.bin", "rb").read()') }],
    ["a path that is put together", same, { "other.py": gives('(ROOT / "own.bin").read_bytes()') }],
    ["a comment", same, { "other.py": `# more\n${gives(OWN)}` }],
    ["a type", same, { "other.py": gives(OWN).replace("get_data()", "get_data() -> bytes") }],
    ["a log line", same, { "other.py": gives(OWN).replace("    return", '    log.info("x")\n    return') }],
    [
      "a function beside it that answers requests",
      same,
      { "other.py": `${gives(OWN)}\n\ndef view():\n    return ${SENT}\n` },
    ],
    [
      "a class beside it",
      same,
      { "other.py": `${gives(OWN)}\n\nclass A:\n    def get(self):\n        return ${SENT}\n` },
    ],
    [
      "a with statement",
      same,
      { "other.py": `def get_data():\n    with open("own.bin", "rb") as f:\n        return f.read()\n` },
    ],
    ["a cache", same, { "other.py": gives(OWN).replace("def get", "@functools.cache\ndef get") }],
    ["compression", same, { "other.py": gives(`gzip.decompress(${OWN})`) }],
    ["a helper for it", same, { "other.py": gives("inner()", `\ndef inner():\n    return ${OWN}\n`) }],
    [
      "a helper for it in a new file",
      same,
      {
        "other.py": gives("inner()", "from third import inner\n"),
        "third.py": `def inner():\n    return ${OWN}\n`,
      },
    ],
    ["a default", same, { "other.py": gives(OWN).replace("get_data()", "get_data(name=None)") }],
    [
      "an early end",
      same,
      { "other.py": gives(OWN).replace("    return", "    if not ok:\n        return None\n    return") },
    ],
    [
      "a docstring that speaks of requests",
      same,
      { "other.py": gives(OWN).replace("    return", '    """Not request.body."""\n    return') },
    ],
    ["what came from a request before", sent, { "other.py": gives("flask.request.data") }],
    [
      "what came from a request before, checked",
      sent,
      { "other.py": gives(SENT).replace("    return", "    check()\n    return") },
    ],
    ["an import in the file of the load", sent, { "other.py": `${gives(SENT)}A = 1\n` }],
    ["safer data", sent, { "other.py": gives(OWN) }],
    [
      "a function of that name that is not the one that is called",
      { ...same, "app.py": load("get_data()", "from third import get_data"), "third.py": gives(OWN) },
      { "other.py": gives(SENT) },
    ],
    [
      "a method of that name of another class",
      {
        ...same,
        "app.py": load("Store().get()", "from other import Store"),
        "other.py": `class Store:\n    def get(self):\n        return ${OWN}\n`,
      },
      {
        "other.py": `class Store:\n    def get(self):\n        return ${OWN}\n\nclass View:\n    def get(self):\n        return ${SENT}\n`,
      },
    ],
    [
      "a file that is moved with what it takes from a request",
      { "app.py": load("get_data()"), "other.py": gives(SENT) },
      { "app.py": load("get_data()", "from moved import get_data"), "moved.py": gives(SENT) },
    ],
  ])("%s", async (_, before, after) => {
    const text = after["app.py"] ?? before["app.py"] ?? "";
    const kept = "moved.py" in after ? {} : before;
    expect(await news(before, { ...kept, ...after, "app.py": touched(text) })).toEqual([]);
  });
});
