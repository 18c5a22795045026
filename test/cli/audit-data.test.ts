import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { runHere } from "../support/run-here.js";

/** What the test reads of the JSON. */
interface Json {
  readonly uses: readonly {
    readonly path: string;
    readonly line: number;
    readonly ruleId: string;
    readonly pairedWith: readonly string[];
    readonly pairs: readonly { readonly at: string; readonly by: string; readonly name: string }[];
    readonly effort: string;
  }[];
  readonly artifacts: readonly {
    readonly path: string;
    readonly verdict: string;
    readonly holds: string | null;
    readonly runs: string | null;
    readonly loadedBy: readonly string[];
  }[];
}

const STORE = `import pickle


class Store:
    def save(self, file):
        pickle.dump(self.x, file)

    def load(self, file):
        self.x = pickle.load(file)


def put(name, model):
    redis.set(f"model:{name}", pickle.dumps(model))
`;
const OTHER = `import pickle


def take(name):
    return pickle.loads(redis.get(f"model:{name}"))


def bad():
    with open("models/bad|<b>.pkl", "rb") as file:
        return pickle.load(file)


def receive(socket):
    return pickle.loads(socket.recv(10))
`;
/** What runs `id`, and a list. */
const BAD = "cposix\nsystem\n(S'id'\ntR.";
const GOOD = "(lp0\nI1\na.";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-audit-data-"));
  const files = { "store.py": STORE, "other.py": OTHER, "models/bad|<b>.pkl": BAD, "models/good.pkl": GOOD };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (...args: readonly string[]): Buffer =>
    execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...args]);
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "all");
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const audit = async (...args: readonly string[]): Promise<string> => {
  const { code, out, err } = await runHere(["audit", "--no-cache", "-q", ...args], { cwd: folder });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
};

test("the other end of each use is told with how that is known, and how much work it is", async () => {
  const { uses } = JSON.parse(await audit("--format", "json")) as Json;
  const told = uses
    .filter(({ pairs }) => pairs.length > 0)
    .map(({ path, line, pairs }) => [
      `${path}:${String(line)}`,
      ...pairs.map(({ at, by, name }) => `${by} ${name}: ${at}`),
    ]);
  expect(told).toEqual([
    ["other.py:5", 'key redis["model:*"]: store.py:13'],
    ["store.py:6", "class Store.save and Store.load: store.py:9"],
    ["store.py:9", "class Store.save and Store.load: store.py:6"],
    ["store.py:13", 'key redis["model:*"]: other.py:5'],
  ]);
  for (const { pairs, pairedWith } of uses) expect(pairedWith.length).toBe(pairs.length);
  expect(new Map(uses.map(({ path, line, effort }) => [`${path}:${String(line)}`, effort]))).toEqual(
    new Map([
      ["models/bad|<b>.pkl:1", "a file: convert it, or take it out"],
      ["models/good.pkl:1", "a file: convert it, or take it out"],
      ["other.py:1", "goes with the uses of its file"],
      ["other.py:5", "both ends, and entries that expire or are written anew"],
      ["other.py:10", "one end is known: the other has to be found first"],
      ["other.py:14", "one end is known: the other has to be found first"],
      ["store.py:1", "goes with the uses of its file"],
      ["store.py:6", "both ends, and the files that are stored"],
      ["store.py:9", "both ends, and the files that are stored"],
      ["store.py:13", "both ends, and entries that expire or are written anew"],
    ]),
  );
});

test("files in the tree are told with what they would run and what loads them", async () => {
  const { artifacts } = JSON.parse(await audit("--format", "json")) as Json;
  expect(
    artifacts.map(({ path, verdict, holds, runs, loadedBy }) => ({ path, verdict, holds, runs, loadedBy })),
  ).toEqual([
    {
      path: "models/bad|<b>.pkl",
      verdict: "dangerous",
      holds: "plain data",
      runs: "posix.system('id')",
      loadedBy: ["other.py:10"],
    },
    { path: "models/good.pkl", verdict: "inert", holds: "plain data", runs: null, loadedBy: [] },
  ]);
});

test("every format has both, and what is hostile in a name is escaped", async () => {
  const text = await audit();
  expect(text).toContain('  key       redis["model:*"]');
  expect(text).toContain("  class     Store.save and Store.load");
  expect(text).toContain("runs posix.system('id'); loaded by other.py:10");
  expect(text).toContain("nothing that was found loads it");
  expect(text).toContain("work: both ends, and entries that expire or are written anew\n");
  const markdown = await audit("--format", "markdown", "--html", "page.html");
  expect(markdown).toContain('| key | `redis["model:*"]` | `other.py:5` `store.py:13` |');
  expect(markdown).toContain(
    "| `models/bad\\|<b>.pkl` | dangerous | `runs posix.system('id')` | `other.py:10` |",
  );
  const page = readFileSync(join(folder, "page.html"), "utf8");
  expect(page).toContain("<code>models/bad|&lt;b&gt;.pkl</code>");
  expect(page).toContain("runs posix.system(&#39;id&#39;)");
  expect(page).not.toContain("<b>.pkl");
});
