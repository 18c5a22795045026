import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { runHere } from "../support/run-here.js";

/** What the test reads of the JSON. */
interface Json {
  readonly ref: { readonly name: string; readonly commit: string };
  readonly uses: readonly {
    readonly ruleId: string;
    readonly level: string;
    readonly path: string;
    readonly line: number;
    readonly symbol: string;
    readonly fingerprint: string;
    readonly owners: readonly string[];
    readonly introduced: { readonly commit: string; readonly date: string; readonly path: string } | null;
    readonly pairedWith: readonly string[];
    readonly next: { readonly kind: string };
  }[];
  readonly fixed: readonly {
    readonly ruleId: string;
    readonly path: string;
    readonly introduced: { readonly commit: string } | null;
    readonly fixed: { readonly commit: string };
    readonly days: number | null;
  }[];
  readonly points: readonly { readonly commit: string; readonly total: number }[];
  readonly history: { readonly isComplete: boolean };
}

let folder: string;
const commits: Record<string, string> = {};

/** A commit a day; null takes a file away. */
function commit(name: string, files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) rmSync(join(folder, path));
    else {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
  const date = `2026-01-${String(Object.keys(commits).length + 1).padStart(2, "0")}T12:00:00Z`;
  git({ GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }, "add", "-A");
  git({ GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }, "commit", "-q", "--allow-empty", "-m", name);
  commits[name] = git({}, "rev-parse", "HEAD").trim();
}

function git(env: Readonly<Record<string, string>>, ...args: readonly string[]): string {
  return execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
}

const CACHE = `import pickle\n\n\ndef load():\n    with open("state.pkl", "rb") as file:\n        return pickle.load(file)\n`;
const YAML = "import yaml\n\n\ndef read(text):\n    return yaml.load(text, Loader=yaml.UnsafeLoader)\n";
const OTHER = "import marshal\n\n\ndef code(data):\n    return marshal.loads(data)\n";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-audit-"));
  git({}, "init", "-q", "-b", "trunk");
  commit("empty", { "README.md": "hello\n", ".github/CODEOWNERS": "* @all\n/lib/ @lib @more\n" });
  commit("cache", { "cache.py": CACHE });
  commit("yaml", { "conf.py": YAML, "tools/marshalled.py": OTHER });
  commit("second", {
    "conf.py": `${YAML}\n\ndef again(text):\n    return yaml.load(text, Loader=yaml.UnsafeLoader)\n`,
  });
  commit("moved", { "cache.py": null, "lib/store.py": CACHE });
  commit("edited", { "lib/store.py": CACHE.replace("(file)", '(file, encoding="latin1")') });
  commit("gone", { "tools/marshalled.py": null });
  commit("imports", {
    "lib/wrap.py": "from pickle import loads as decode\n",
    "use.py": "from lib.wrap import decode\n\n\ndef f(x):\n    return decode(x)\n",
  });
  commit("write", {
    "lib/write.py": `import pickle\n\n\ndef save(state):\n    with open("state.pkl", "wb") as file:\n        pickle.dump(state, file)\n`,
  });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const audit = (...args: readonly string[]) =>
  runHere(["audit", "--cache", join(folder, ".git/c"), ...args], { cwd: folder });
const json = async (...args: readonly string[]): Promise<Json> =>
  JSON.parse((await audit("--format", "json", ...args)).out) as Json;

test.each([["40"], ["3"], ["1"]])("the last of %s points is what a scan finds", async (points) => {
  const { uses, points: all, ref } = await json("--points", points);
  const scan = JSON.parse((await runHere(["scan", "--format", "json"], { cwd: folder })).out) as {
    findings: readonly {
      ruleId: string;
      level: string;
      path: string;
      line: number;
      symbol: string;
      fingerprint: string;
    }[];
  };
  const told = ({
    ruleId,
    level,
    path,
    line,
    symbol,
    fingerprint,
  }: Json["uses"][number] | (typeof scan.findings)[number]) => ({
    ...{ ruleId, level, path, line, symbol, fingerprint },
  });
  expect(uses.map(told)).toEqual(scan.findings.map(told));
  expect(uses.some(({ path }) => path === "use.py")).toBe(true);
  expect(all.at(-1)).toMatchObject({ commit: commits["write"], total: uses.length });
  expect(all.length).toBeLessThanOrEqual(Number(points));
  expect(ref).toEqual({ name: "trunk", commit: commits["write"] });
});

test.each([["40"], ["2"]])(
  "with %s points the commits are those at which uses came and went, through moves, edits and renames",
  async (points) => {
    const { uses, fixed } = await json("--points", points);
    const came = (path: string, ruleId: string) =>
      uses.filter((use) => use.path === path && use.ruleId === ruleId).map(({ introduced }) => introduced);
    const { cache, yaml, second, gone } = commits;
    expect(came("lib/store.py", "pickle-load")).toEqual([
      { commit: cache, date: "2026-01-02T12:00:00Z", path: "cache.py" },
    ]);
    expect(came("conf.py", "yaml-unsafe-load").map((one) => one?.commit)).toEqual([yaml, second]);
    // What came and went between two points is not seen.
    if (points === "2") return;
    expect(fixed.map((one) => [one.path, one.introduced?.commit, one.fixed.commit, one.days])).toEqual([
      ["tools/marshalled.py", yaml, gone, 4],
    ]);
  },
);

test("it tells owners, the other end of the data, and the next step", async () => {
  const { uses, history } = await json();
  const load = uses.find(({ path, ruleId }) => path === "lib/store.py" && ruleId === "pickle-load");
  expect(load).toMatchObject({
    owners: ["@lib", "@more"],
    pairedWith: ["lib/write.py:5"],
    next: { kind: "replace" },
  });
  expect(uses.find(({ path }) => path === "conf.py")).toMatchObject({
    owners: ["@all"],
    next: { kind: "fix" },
  });
  expect(history).toMatchObject({ isComplete: true });
  expect((await json("--since", "2026-01-04")).history).toMatchObject({ isComplete: false });
});

test("a cache changes nothing, whatever became of it", async () => {
  const first = await audit("--format", "json");
  const [name = ""] = readdirSync(join(folder, ".git/c"));
  const path = join(folder, ".git/c", name);
  expect(await audit("--format", "json")).toEqual(first);
  // As a kill leaves it: the end is cut off.
  const whole = readFileSync(path, "utf8");
  writeFileSync(path, whole.slice(0, whole.length / 2));
  expect(await audit("--format", "json")).toEqual(first);
  appendFileSync(path, "{");
  expect(await audit("--format", "json")).toEqual(first);
  expect(await runHere(["audit", "--no-cache", "--format", "json"], { cwd: folder })).toEqual(first);
});

test("text is for 80 columns, and the page needs nothing else", async () => {
  const page = join(folder, ".git/audit.html");
  const { out, code } = await audit("--html", page);
  expect(code).toBe(0);
  expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(out.replaceAll(/[0-9a-f]{7}(?= |:)/g, "COMMIT")).toMatchSnapshot();
  const text = readFileSync(page, "utf8");
  expect(text).not.toMatch(/\b(?:src|href)="(?!https:\/\/)|@import|url\(/);
  expect(text).toContain("<svg");
  expect((await audit("--format", "markdown")).out.replaceAll(/[0-9a-f]{9,40}/g, "COMMIT")).toMatchSnapshot();
});

test.each([
  [["--ref", "nowhere"], /unknown revision "nowhere"/],
  [["--repo", "nowhere"], /cannot open|not a git repository/],
  [["--repo", ".git/HEAD"], /HEAD is a file, or below one: a folder is wanted\n$/],
  [["--repo", ".git/HEAD/x"], /HEAD\/x is a file, or below one: a folder is wanted\n$/],
  [["--since", "gibberish"], /^no-pickle: --since "gibberish" is no day that has been: [^\n]*\n$/],
  [["--since", "a\u001b[31m\nb"], /^no-pickle: --since "a\\u\{1b\}\[31m\\u\{a\}b" is no day [^\n]*\n$/],
  [["--since", "2099-01-01"], /is no day that has been/],
  [["--points", "0"], /whole number/],
  [["--html", "nowhere/a.html"], /cannot write nowhere\/a\.html: ENOENT/],
])("%s is one line and exit code 2", async (args, message) => {
  const { code, err } = await audit(...args);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

test.each(["2020-01-31", "6 months ago", "yesterday", "2 years"])("--since %j is a day", async (since) => {
  expect((await audit("--since", since)).code).toBe(0);
});

test("a repository without a commit has no history", async () => {
  const empty = mkdtempSync(join(tmpdir(), "no-pickle-unborn-"));
  execFileSync("git", ["init", "-q"], { cwd: empty });
  const { code, out, err } = await runHere(["audit"], { cwd: empty });
  rmSync(empty, { recursive: true });
  expect([code, out, err]).toEqual([
    2,
    "",
    `no-pickle: ${empty} has no commit yet: there is no history to look at\n`,
  ]);
});

test("a page is read on a telephone: cells say what they are, and labels are few", async () => {
  const page = join(folder, ".git/audit.html");
  await audit("--html", page);
  const text = readFileSync(page, "utf8");
  expect(text).toMatch(/<td class="n" data-key="\d+" data-label="Left">/);
  expect(text).toContain("@media(max-width:640px)");
});
