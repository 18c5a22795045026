import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { runHere } from "../support/run-here.js";

/** Python itself, and not what stands for it in the path: it is started often. */
const found = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
const hasPython = found.status === 0;
const PYTHON = hasPython ? found.stdout.trim() : "python3";
const hasNumpy = spawnSync(PYTHON, ["-c", "import numpy"], { stdio: "ignore" }).status === 0;
if (!hasPython) process.stderr.write("LEFT OUT: what migrate writes is not run, as there is no python3\n");
else if (!hasNumpy) process.stderr.write("LEFT OUT: arrays are not converted, as python3 has no numpy\n");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-migrate-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A program whose function `write` writes `value`, and whose function `read` prints it. */
interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Python that writes the file, and Python that prints what is in it; with the modules as they are imported. */
  readonly write: string;
  readonly read: string;
  /** The file that is stored. */
  readonly stored: string;
  readonly prints: string;
  readonly needsNumpy?: true;
  /** Reading writes it as well. */
  readonly rewrites?: true;
  /** What blocks afterwards, and is for a person. */
  readonly left?: readonly string[];
}

const PLAIN = `import pickle

STATE = "state.pkl"


def write(count: int):
    state = {"count": count, "names": ["a", "b"], "half": 0.5}
    state["none"] = None
    with open(STATE, "wb") as f:
        pickle.dump(state, f)


def read():
    with open(STATE, "rb") as f:
        return pickle.load(f)
`;
const PRINTS = "{'count': 3, 'names': ['a', 'b'], 'half': 0.5, 'none': None}";
const run = { write: "import app; app.write(3)", read: "import app; print(app.read())", stored: "state.pkl" };

const CASES: readonly Case[] = [
  { name: "a dict, in with statements", files: { "app.py": PLAIN }, ...run, prints: PRINTS },
  {
    name: "line ends of Windows",
    files: { "app.py": PLAIN.replace(/\n/g, "\r\n") },
    ...run,
    prints: PRINTS,
  },
  {
    name: "a byte order mark, and no line end at the end",
    files: { "app.py": `\ufeff${PLAIN.trimEnd()}` },
    ...run,
    prints: PRINTS,
  },
  {
    name: "both ends at the module level, with statements on one line",
    files: {
      "app.py":
        'import os; import pickle\n\nwith open("state.pkl", "wb") as f:\n    pickle.dump([1], f)\nwith open("state.pkl", "rb") as f:\n    X = pickle.load(f)\nimport sys\n',
    },
    write: "import app",
    read: "import app; print(app.X)",
    stored: "state.pkl",
    prints: "[1]",
    rewrites: true,
  },
  { name: "tabs", files: { "app.py": PLAIN.replace(/ {4}/g, "\t") }, ...run, prints: PRINTS },
  {
    name: "protocol 0, which is text, and the encoding of old ones",
    files: {
      "app.py": PLAIN.replace("state, f", "state, f, 0").replace("load(f)", 'load(f, encoding="latin1")'),
    },
    ...run,
    prints: PRINTS,
  },
  {
    name: "the name json is taken by a class",
    files: { "app.py": PLAIN.replace("STATE =", "class json:\n    pass\n\n\nSTATE =") },
    ...run,
    prints: PRINTS,
  },
  {
    name: "the name json is taken by a parameter",
    files: { "app.py": `${PLAIN}\n\ndef other(json, io=None):\n    return json, io\n` },
    ...run,
    prints: PRINTS,
  },
  {
    name: "members of pickle, imported by name, with others beside them",
    files: {
      "app.py": `"""Doc."""\nfrom __future__ import annotations\nfrom pickle import dump, load as restore\nimport os, sys\n\ndef write(n):\n    dump({"n": 1}, open("it's \\"odd\\".pkl", "wb"))\n\ndef read():\n    return restore(open('it\\'s "odd".pkl', 'rb'))\n`,
    },
    write: "import app; app.write(1)",
    read: "import app; print(app.read())",
    stored: `it's "odd".pkl`,
    prints: "{'n': 1}",
  },
  {
    name: "imports within functions, and a try around one, which stays",
    left: ["pickle-import in app.py", "pickle-import in app.py"],
    files: {
      "app.py":
        'try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\n\ndef write(n):\n    import os\n    with open(os.path.join(".", "a.pkl"), "wb") as f:\n        f.write(pickle.dumps([1, 2]))\n\ndef read():\n    import pickle\n    with open("a.pkl", "rb") as f:\n        data = f.read()\n    return pickle.loads(data)\n',
    },
    write: "import app; app.write(1)",
    read: "import app; print(app.read())",
    stored: "a.pkl",
    prints: "[1, 2]",
  },
  {
    name: "packed files, a path of pathlib and an f-string",
    files: {
      "app.py":
        'import gzip\nimport pickle\nfrom pathlib import Path\n\nHERE = Path(__file__).parent\nNAME = "index"\n\n\ndef write(words: list[str]):\n    with gzip.open(HERE / f"{NAME}.pkl.gz", "wb") as out:\n        pickle.dump({word: len(word) for word in words}, out, protocol=pickle.HIGHEST_PROTOCOL)\n\n\ndef read():\n    with gzip.open(HERE / f"{NAME}.pkl.gz") as f:\n        return pickle.load(f)\n',
    },
    write: 'import app; app.write(["a", "bcd"])',
    read: "import app; print(app.read())",
    stored: "index.pkl.gz",
    prints: "{'a': 1, 'bcd': 3}",
  },
  {
    name: "a reader in another module, with the path in a third",
    files: {
      "lib/__init__.py": "",
      "lib/paths.py": 'import os\n\nCACHE = os.path.join("out", "cache.pickle")\n',
      "lib/one.py":
        "import pickle\n\nfrom .paths import CACHE\n\nNOTE = 'cache.pickle'\n\n\ndef write(n):\n    with open(CACHE, 'wb') as f:\n        pickle.dump({'n': [True, None]}, f)\n",
      "lib/two.py":
        "import pickle\nfrom lib import paths\n\nVALUE = None\n\n\ndef read():\n    with open(paths.CACHE, 'rb') as f:\n        return pickle.load(f)\n",
      "out/keep.txt": "",
    },
    write: "import lib.one; lib.one.write(1)",
    read: "import lib.two; print(lib.two.read())",
    stored: "out/cache.pickle",
    prints: "{'n': [True, None]}",
  },
  {
    name: "two writers of one file",
    files: {
      "app.py": `${PLAIN}\n\ndef reset():\n    from pathlib import Path\n    Path(STATE).write_bytes(pickle.dumps({}))\n`,
    },
    ...run,
    prints: PRINTS,
  },
  {
    name: "a dataclass of plain fields",
    files: {
      "app.py":
        'import pickle\nfrom dataclasses import dataclass, field\n\n\n@dataclass\nclass Settings:\n    """Some."""\n\n    name: str\n    size: int | None = 3\n    tags: list[str] = field(default_factory=list)\n\n    def big(self):\n        return self.size > 9\n\n\ndef save_settings(settings: Settings, path):\n    with open(path, "wb") as f:\n        pickle.dump(settings, f)\n\n\ndef load_settings(path):\n    with open(path, "rb") as f:\n        return pickle.load(f)\n',
    },
    write: 'import app; app.save_settings(app.Settings("x", tags=["y"]), "s.bin")',
    read: 'import app; print(app.load_settings("s.bin"))',
    stored: "s.bin",
    prints: "Settings(name='x', size=3, tags=['y'])",
  },
  {
    name: "an array",
    files: {
      "app.py":
        'import pickle\n\nimport numpy as np\n\n\ndef write(n):\n    values = np.zeros((2, n))\n    with open("a.pkl", "wb") as f:\n        pickle.dump(values, f)\n\n\ndef read():\n    with open("a.pkl", "rb") as f:\n        return pickle.load(f)\n',
    },
    write: "import app; app.write(2)",
    read: "import app; print(app.read().tolist())",
    stored: "a.pkl",
    prints: "[[0.0, 0.0], [0.0, 0.0]]",
    needsNumpy: true,
  },
];

test.each(CASES.filter(({ needsNumpy }) => hasPython && (hasNumpy || !needsNumpy)))(
  "$name: old files are read, converted and written anew",
  async ({ files, write, read, stored, prints, left = [], rewrites }) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    python("-c", write);
    expect(python("-c", read)).toBe(`${prints}\n`);
    const { code, out, err } = await runHere(["migrate", "--out", "moved"], { cwd: folder });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("Written to moved: README.md, two patches, 1 converter.");
    const [converter = ""] = readdirSync(join(folder, "moved")).filter((name) => name.endsWith(".py"));
    expect(await blocking("moved")).toEqual([]);

    git("apply", "moved/1-read-both.patch");
    expect(python("-c", read)).toBe(`${prints}\n`);
    git("apply", "moved/2-write-new.patch");
    expect(python("-c", read)).toBe(`${prints}\n`);
    for (const path of Object.keys(files).filter((name) => name.endsWith(".py")))
      python("-m", "py_compile", path);
    expect(await blocking(...Object.keys(files))).toEqual(left);

    const convert = (...args: readonly string[]) =>
      spawnSync(PYTHON, [join("moved", converter), ...args], { cwd: folder, encoding: "utf8" });
    if (rewrites) return;
    const before = readFileSync(join(folder, stored));
    expect(convert("--check", stored).status).toBe(1);
    expect(readFileSync(join(folder, stored))).toEqual(before);
    expect(convert(stored)).toMatchObject({ status: 0, stderr: "" });
    expect(convert("--check", stored)).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(folder, stored))).not.toEqual(before);
    expect(python("-c", `import warnings; ${read}`)).toBe(`${prints}\n`);
    python("-c", write);
    expect(python("-c", read)).toBe(`${prints}\n`);
    expect((await runHere(["migrate", "--diff", "-q"], { cwd: folder })).out).toBe("");
  },
);

test.runIf(hasPython)("a converter leaves what is not as it should be, and says why", async () => {
  writeFileSync(join(folder, "app.py"), PLAIN);
  await runHere(["migrate", "--out", "moved"], { cwd: folder });
  const write = (name: string, expression: string): void => {
    const code = `import pickle, os\nclass Evil:\n    def __reduce__(self):\n        return os.system, ("touch ran",)\nopen(${JSON.stringify(name)}, "wb").write(${expression})`;
    python("-c", code);
  };
  write("evil.pkl", "pickle.dumps(Evil())");
  write("tuple.pkl", 'pickle.dumps({"a": (1, 2)})');
  write("keys.pkl", "pickle.dumps({1: 2})");
  write("two.pkl", "pickle.dumps(1) + pickle.dumps(2)");
  write("cut.pkl", "pickle.dumps([1, 2])[:-3]");
  write("nan.pkl", 'pickle.dumps([float("nan"), 10**30, "\\ud800"])');
  const result = spawnSync(
    PYTHON,
    [
      "moved/convert_state.py",
      "evil.pkl",
      "tuple.pkl",
      "keys.pkl",
      "two.pkl",
      "cut.pkl",
      "nan.pkl",
      "none.pkl",
    ],
    { cwd: folder, encoding: "utf8" },
  );
  expect(result.status).toBe(1);
  expect(result.stdout).toBe("nan.pkl: converted\n");
  expect(result.stderr.replace(/cut\.pkl.*\n|none\.pkl.*\n/g, "")).toBe(
    "evil.pkl: left as it is: UnpicklingError: posix.system is not allowed\n" +
      "tuple.pkl: left as it is: ValueError: JSON does not give back what it holds\n" +
      "keys.pkl: left as it is: ValueError: JSON does not give back what it holds\n" +
      "two.pkl: left as it is: ValueError: more than one pickle is in it\n",
  );
  expect(readdirSync(folder).sort()).toEqual(
    ["app.py", "cut.pkl", "evil.pkl", "keys.pkl", "moved", "nan.pkl", "tuple.pkl", "two.pkl"].sort(),
  );
});

function python(...args: readonly string[]): string {
  return execFileSync(PYTHON, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
}

function git(...args: readonly string[]): void {
  execFileSync("git", args, { cwd: folder, stdio: "pipe" });
}

/** What blocks in some files, but for what could not be changed by the tool. */
async function blocking(...paths: readonly string[]): Promise<readonly string[]> {
  const { out } = await runHere(["scan", "--format", "json", "--no-gitignore", ...paths], { cwd: folder });
  const { findings } = JSON.parse(out) as {
    readonly findings: readonly { readonly level: string; readonly ruleId: string; readonly path: string }[];
  };
  return findings.filter(({ level }) => level === "block").map(({ ruleId, path }) => `${ruleId} in ${path}`);
}
