import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { unsealed } from "../../src/cli/audit-cache.js";
import { workflowText } from "../../src/cli/init-workflow.js";
import { appEnvironment, manifestPermissions } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredRepository } from "../support/github/state.js";
import { runHere } from "../support/run-here.js";
import { SAFE, UNSAFE } from "../support/world.js";

/** What the tests read of the JSON. */
interface Json {
  readonly owner: { readonly login: string; readonly kind: string };
  readonly totals: Readonly<Record<string, number>>;
  readonly points: readonly { readonly date: string; readonly total: number }[];
  readonly policy: { readonly source: string; readonly floor: readonly string[] };
  readonly repositories: readonly {
    readonly name: string;
    readonly ref: { readonly name: string; readonly commit: string } | null;
    readonly failure: string | null;
    readonly isKept: boolean;
    readonly policy: {
      readonly source: string;
      readonly preset: string;
      readonly held: readonly string[];
      readonly problem: string | null;
    };
    readonly check: { readonly required: string; readonly name: string | null; readonly isPinned: boolean };
    readonly app: string;
    readonly actionChecks: readonly string[] | null;
    readonly left: Readonly<Record<string, number>> | null;
    readonly points: readonly { readonly commit: string; readonly date: string; readonly total: number }[];
    readonly history: { readonly isComplete: boolean } | null;
    readonly uses: readonly { readonly ruleId: string; readonly path: string; readonly line: number }[];
  }[];
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

const HOSTILE = "<img src=x onerror=alert(1)>\u001b[31m.py";
const DAY = 86_400;

let github: GitHubStandIn;
let folder: string;
let runs = 0;
const all: Record<string, StoredRepository> = {};

function repository(name: string, files: Readonly<Record<string, string>> | null): StoredRepository {
  const made = github.createRepository("acme", name);
  if (files) made.git.commit("main", files);
  return (all[name] = made);
}

beforeAll(async () => {
  github = await GitHubStandIn.start({ ...manifestPermissions() });
  folder = mkdtempSync(join(tmpdir(), "no-pickle-organization-"));
  const old = repository("old", null);
  old.git.time -= 400 * DAY;
  old.git.commit("main", { "a.py": UNSAFE, "b.py": UNSAFE, "c.py": UNSAFE });
  old.git.time += 200 * DAY;
  old.git.commit("main", { "c.py": SAFE });
  old.git.time += 200 * DAY;
  old.git.commit("main", { "b.py": SAFE, [HOSTILE]: UNSAFE });
  repository("clean", { "a.py": SAFE });
  repository("secret", { "a.py": UNSAFE }).isPrivate = true;
  repository("own", { "a.py": UNSAFE, ".github/no-pickle.yml": "rules: { pickle-load: note }\n" });
  repository("broken", { "a.py": UNSAFE, ".github/no-pickle.yml": "preset: lax\n" });
  repository("by-action", {
    "a.py": SAFE,
    ".github/workflows/review.yml": workflowText("acme/no-pickle@0123456789012345678901234567890123456789"),
  });
  const pinned = repository("pinned", { "a.py": SAFE });
  pinned.requiredChecks = [{ context: "no-pickle", integrationId: github.app.id }];
  repository("classic", { "a.py": SAFE }).protection = ["no-pickle", "tests"];
  repository("archived", { "a.py": UNSAFE }).isArchived = true;
  repository("fork", { "a.py": UNSAFE }).isFork = true;
  repository("empty", null);
  repository(".github", {
    ".github/no-pickle.yml": "preset: balanced\nfloor:\n  rules: { pickle-load: block }\n",
  });
});

afterAll(async () => {
  expect(github.violations).toEqual([]);
  await github.stop();
  rmSync(folder, { recursive: true });
});

let waits: number[];
let cache: string;
beforeEach(() => {
  waits = [];
  cache = join(folder, `cache-${String(++runs)}`);
});

const TOKEN_USER = "auditor";
const audit = (args: readonly string[] = [], env: Record<string, string> = { ...tokenEnv() }) =>
  runHere(["audit", "--org", "acme", "--cache", cache, ...args], { env, onSleep: (ms) => waits.push(ms) });

function tokenEnv(): { GITHUB_API_URL: string; GITHUB_TOKEN: string } {
  return { GITHUB_API_URL: `http://${github.host}/api/v3`, GITHUB_TOKEN: github.userToken(TOKEN_USER) };
}

async function json(
  args: readonly string[] = [],
  env: Record<string, string> = { ...tokenEnv() },
): Promise<Json> {
  return JSON.parse((await audit([...args, "--format", "json"], env)).out) as Json;
}

function of(report: Json, name: string): Json["repositories"][number] {
  const found = report.repositories.find((one) => one.name === name);
  if (!found) throw new Error(`nothing of ${name}`);
  return found;
}

/** The repositories that git was asked for since then. */
function cloned(since: number): string[] {
  const names = github.requests.slice(since).flatMap(({ name }) => /^git acme\/(.*)$/.exec(name)?.[1] ?? []);
  return [...new Set(names)].sort();
}

describe("what is told", () => {
  test("of each repository what is left, over time, its policy and its check; and what is left out", async () => {
    const report = await json();
    expect(report.owner).toMatchObject({ login: "acme", kind: "organization" });
    expect(report.repositories.map(({ name, left }) => [name, left?.["total"]])).toEqual([
      ["old", 4],
      ["broken", 2],
      ["own", 2],
      ["secret", 2],
      [".github", 0],
      ["by-action", 0],
      ["classic", 0],
      ["clean", 0],
      ["pinned", 0],
    ]);
    expect(report.totals).toMatchObject({
      repositories: 9,
      audited: 9,
      withUses: 4,
      failed: 0,
      leftOut: 3,
      uses: 10,
    });
    expect(report.leftOut).toEqual([
      { name: "archived", reason: "archived" },
      { name: "empty", reason: "empty" },
      { name: "fork", reason: "fork" },
    ]);
    expect(report.policy).toMatchObject({ source: "organization", floor: ["pickle-load at block"] });
    const policies = report.repositories.map(({ name, policy: { source, held } }) => [name, source, held]);
    expect(policies).toContainEqual(["own", "repository", ["pickle-load at block"]]);
    expect(policies).toContainEqual(["broken", "broken", []]);
    expect(policies).toContainEqual(["clean", "organization", []]);
    expect(of(report, "broken").policy.problem).toMatch(/^line 1: preset/);
    const checks = report.repositories.map(({ name, check }) => [
      name,
      check.required,
      check.name,
      check.isPinned,
    ]);
    expect(checks).toContainEqual(["pinned", "yes", "no-pickle", true]);
    expect(checks).toContainEqual(["classic", "yes", "no-pickle", false]);
    expect(checks).toContainEqual(["clean", "no", null, false]);
    expect(of(report, "by-action").actionChecks).toEqual(["no-pickle"]);
    expect(new Set(report.repositories.map(({ app }) => app))).toEqual(new Set(["unknown"]));
  });

  test("the trend of a repository and of all", async () => {
    const report = await json(["--only", "old,clean"]);
    const { points, history, ref, uses } = of(report, "old");
    expect(points.map(({ date, total }) => [date.slice(0, 10), total])).toEqual([
      ["2024-11-27", 6],
      ["2025-06-15", 4],
      ["2026-01-01", 4],
    ]);
    expect(points.at(-1)?.commit).toBe(ref?.commit);
    expect(history?.isComplete).toBe(true);
    expect(uses.map(({ path, line }) => `${path}:${String(line)}`)).toContain(`${HOSTILE}:5`);
    expect(report.points[0]).toEqual({ date: "2024-11-30", total: 6 });
    expect(report.points.at(-1)).toEqual({ date: "2026-11-30", total: 4 });
    const late = await json(["--only", "old", "--since", "2025-12-01"]);
    expect(of(late, "old").history?.isComplete).toBe(false);
    expect(late.points.map(({ total }) => total)).toContain(4);
    // Nothing is as young as that: the head is looked at all the same. What was counted before goes on to be told.
    const none = await json(["--only", "old", "--since", "2026-06-01"]);
    expect(of(none, "old").left?.["total"]).toBe(4);
    expect(of(none, "old").points.map(({ total }) => total)).toEqual([6, 4, 4]);
  });

  test.each([
    ["--archived", ["archived"]],
    ["--forks", ["fork"]],
    ["--only=o*,CLEAN", ["clean", "old", "own"]],
    ["--exclude=*[a-z]*", []],
  ])("with %s those that are meant", async (option, names) => {
    const report = await json([option, "--points", "1"]);
    const seen = report.repositories.map(({ name }) => name).sort();
    if (option.startsWith("--only") || names.length === 0) expect(seen).toEqual(names);
    else expect(seen).toEqual(expect.arrayContaining(names));
    expect(report.repositories.length + report.leftOut.length).toBe(12);
  });

  test("under one policy for all where one is named", async () => {
    const report = await json(["--no-policy", "--points", "1"]);
    expect(new Set(report.repositories.map(({ policy }) => policy.source))).toEqual(new Set(["given"]));
    expect(of(report, "own").left).toMatchObject({ block: 2 });
  });

  test("with the key of the App, where it is installed", async () => {
    const other = all["clean"];
    if (other) other.isInInstallation = false;
    const { APP_ID, PRIVATE_KEY, GHE_HOST, GHE_PROTOCOL } = appEnvironment(github);
    const env = { APP_ID, PRIVATE_KEY, GHE_HOST, GHE_PROTOCOL } as Record<string, string>;
    const report = await json(["--points", "1"], env);
    expect([of(report, "clean").app, of(report, "old").app]).toEqual(["no", "yes"]);
    expect(report.totals).toMatchObject({ audited: 9, failed: 0 });
    github.isInstalled = false;
    expect(await audit([], env)).toMatchObject({
      code: 2,
      err: "no-pickle: the App is not installed on acme\n",
    });
    github.isInstalled = true;
    if (other) other.isInInstallation = true;
  });

  test.each(["text", "markdown"])("as %s without anything that steers what shows it", async (format) => {
    const { out, code } = await audit(["--format", format, "--html", join(folder, "page.html")]);
    expect(code).toBe(0);
    // eslint-disable-next-line no-control-regex -- controls are what is looked for
    expect(out).not.toMatch(/\u001b/);
    if (format === "text") expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const page = readFileSync(join(folder, "page.html"), "utf8");
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;\\u{1b}[31m.py:5");
    expect(page).toMatch(/<td data-label="Repository"><a href="http:\/\/127[^"]+\/acme\/old">old<\/a><\/td>/);
    expect(page).toContain('<span class="tag">private</span>');
  });
});

describe("what was found before", () => {
  test("is found again only where something has changed", async () => {
    await json();
    let since = github.requests.length;
    const again = await json();
    expect(cloned(since)).toEqual([]);
    expect(again.repositories.every(({ isKept }) => isKept)).toBe(true);
    all["clean"]?.git.commit("main", { "d.py": UNSAFE });
    since = github.requests.length;
    const after = await json();
    expect(cloned(since)).toEqual(["clean"]);
    expect(of(after, "clean").left?.["total"]).toBe(2);
    all["clean"]?.git.commit("main", { "d.py": SAFE });
    since = github.requests.length;
    await json(["--no-policy"]);
    // That of `broken` counts for nothing: there the defaults held before, too.
    expect(cloned(since)).toHaveLength(8);
    expect(cloned(since)).not.toContain("broken");
  });

  test("tells the trend where only heads are looked at", async () => {
    const one = github.createRepository("maria", "notes");
    github.people.add("maria");
    const run = async (): Promise<Json> =>
      JSON.parse(
        (
          await runHere(["audit", "--org", "Maria", "--points", "1", "--cache", cache, "--format", "json"], {
            env: tokenEnv(),
          })
        ).out,
      ) as Json;
    one.git.commit("main", { "a.py": UNSAFE });
    expect((await run()).points).toEqual([{ date: "2026-11-30", total: 2 }]);
    one.git.time += DAY;
    one.git.commit("main", { "b.py": UNSAFE });
    const report = await run();
    expect(report.owner).toMatchObject({ login: "maria", kind: "user" });
    expect(of(report, "notes").points.map(({ total }) => total)).toEqual([2, 4]);
    expect([report.points[0]?.total, report.points.at(-1)?.total]).toEqual([2, 4]);
  });

  test("is there after a kill, and nothing is done twice", async () => {
    const env = { ...tokenEnv(), PATH: process.env["PATH"] ?? "", HOME: "/nonexistent" };
    const cli = join(import.meta.dirname, "..", "..", "dist", "cli.js");
    const args = [cli, "audit", "--org", "acme", "--cache", cache, "--jobs", "1", "--format", "json"];
    const first = github.requests.length;
    // The fourth in line is being cloned: it is killed in the middle of that.
    let child = spawn(process.execPath, args, { env, stdio: "ignore" });
    const names = (): string[] => cloned(first);
    await github.until(() => (names().length === 4 ? true : undefined), "the fourth clone", 60_000);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.on("close", resolve));
    const done = names().slice();
    const state = join(cache, "organizations", github.host.replace(":", "-"), "acme");
    const kept = readdirSync(state).filter((name) => name.startsWith("repository-"));
    expect(kept).toHaveLength(3);
    for (const name of kept) JSON.parse(unsealed(readFileSync(join(state, name), "utf8")) ?? "cut off");
    expect(readdirSync(state).some((name) => name.startsWith("clone-"))).toBe(true);
    // A draft that was cut off is none, and neither is an entry that is broken.
    writeFileSync(join(state, "repository-old.json.1.new"), "{");
    const since = github.requests.length;
    child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "ignore"] });
    let out = "";
    child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(0);
    expect(cloned(since)).toHaveLength(6);
    expect(cloned(since).filter((name) => done.includes(name))).toHaveLength(1);
    const report = JSON.parse(out) as Json;
    expect(report.repositories.filter(({ isKept }) => isKept)).toHaveLength(3);
    expect(report.totals).toMatchObject({ audited: 9, uses: 10 });
    expect(readdirSync(state).some((name) => name.startsWith("clone-"))).toBe(false);
  }, 120_000);

  test("is not asked for, and not kept, with --no-cache", async () => {
    const { code } = await runHere(["audit", "--org", "acme", "--no-cache", "--only", "clean"], {
      env: tokenEnv(),
    });
    expect(code).toBe(0);
    expect(existsSync(cache)).toBe(false);
  });
});

describe("what goes wrong", () => {
  test("in one repository is said, and the rest goes on", async () => {
    all["secret"]?.hiddenFrom.add(TOKEN_USER);
    const { code, out, err } = await audit(["--only", "secret,old"]);
    all["secret"]?.hiddenFrom.clear();
    expect([code, err]).toEqual([1, ""]);
    expect(out.replace(/\s+/g, " ")).toContain(
      "Could not be looked at: 1 secret: git does not find it, or may not read it: the token needs contents: read",
    );
    expect(out).toMatch(/^ {2}old +4 +2 /m);
    expect((await json(["--only", "secret,old"])).totals).toMatchObject({ audited: 2, failed: 0 });
  });

  test.each<[string, { status: number; headers?: Record<string, string> }[], number[], string | null]>([
    ["a server that fails for the moment", [{ status: 502 }], [2000], null],
    ["too much at a time", [{ status: 429 }, { status: 429 }], [60_000, 120_000], null],
    [
      "a server that goes on failing",
      [{ status: 503 }, { status: 503 }, { status: 503 }],
      [2000, 4000],
      "The requested URL returned error: 503",
    ],
  ])("with git: %s", async (_, faults, slept, why) => {
    for (const fault of faults) github.failNext({ operation: "git acme/clean", ...fault });
    const report = await json(["--only", "clean"]);
    expect(waits).toEqual(slept);
    if (why === null) expect(of(report, "clean").failure).toBe(null);
    else expect(of(report, "clean").failure).toContain(why);
  });

  test("with the API is waited for, and said", async () => {
    const operation = "graphql query NoPickleOwner";
    github.failNext({ operation, status: 403, headers: { "retry-after": "9" } });
    const { err, code } = await audit(["--only", "clean"]);
    expect([code, waits]).toEqual([0, [9000]]);
    expect(err).toBe("no-pickle: GitHub's rate limit is reached: waiting 9 seconds\n");
  });

  test.each<[string, readonly string[], Record<string, string>, RegExp]>([
    ["no credentials", ["--org", "acme"], {}, /^no-pickle: set GITHUB_TOKEN, or APP_ID and PRIVATE_KEY$/],
    [
      "nobody of that name",
      ["--org", "nobody"],
      { token: "yes" },
      /^no-pickle: nobody was not found, or GITHUB_TOKEN may not see it$/,
    ],
    [
      "a token that is refused",
      ["--org", "acme"],
      { GITHUB_TOKEN: "wrong" },
      /^no-pickle: GITHUB_TOKEN was refused \(401\)/,
    ],
    ["no name", ["--org", "a/b"], {}, /^no-pickle: --org takes the name of an organization or a user$/],
    ["a repository", ["--org", "acme", "--repo", "."], {}, /^no-pickle: --repo does not go with --org$/],
    ["options of an organization", ["--forks"], {}, /^no-pickle: --forks goes with --org$/],
    [
      "a day in words",
      ["--org", "acme", "--since", "last year"],
      {},
      /^no-pickle: with --org, --since takes YYYY-MM-DD$/,
    ],
    [
      "a page that cannot be written",
      ["--org", "acme", "--only", "clean", "--html", "/nowhere/a.html"],
      { token: "yes" },
      /^no-pickle: cannot write \/nowhere\/a\.html: ENOENT$/,
    ],
  ])("%s is one line, and exit code 2", async (_, args, { token, ...env }, line) => {
    const base = { GITHUB_API_URL: `http://${github.host}/api/v3`, ...env };
    const run = await runHere(["audit", "--cache", cache, ...args], { env: token ? tokenEnv() : base });
    expect(run.code).toBe(2);
    expect(run.err.trimEnd()).toMatch(line);
    expect(run.out).toBe("");
  });
});

test("the token is in no argument of git, no file and nothing that is printed", async () => {
  const bin = mkdtempSync(join(folder, "bin-"));
  const log = join(bin, "log");
  const git = `#!/bin/sh\nprintf '%s\\n' "$*" >> ${log}\nPATH=${process.env["PATH"] ?? ""} exec git "$@"\n`;
  writeFileSync(join(bin, "git"), git);
  chmodSync(join(bin, "git"), 0o755);
  const env = { ...tokenEnv(), PATH: `${bin}:${process.env["PATH"] ?? ""}` };
  const { out, err, code } = await audit(["--format", "json", "--only", "secret,old"], env);
  expect(code).toBe(0);
  const { GITHUB_TOKEN: token } = env;
  const secrets = [token, Buffer.from(`x-access-token:${token}`).toString("base64")];
  const files = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));
  expect(texts.length).toBeGreaterThan(2);
  const calls = readFileSync(log, "utf8");
  expect(calls).toMatch(/fetch/);
  for (const secret of secrets)
    for (const text of [out, err, calls, ...texts]) expect(text.includes(secret)).toBe(false);
});

test("what the user's own git is told to do has no part in it", async () => {
  const home = mkdtempSync(join(folder, "home-"));
  const marker = join(home, "ran");
  writeFileSync(
    join(home, ".gitconfig"),
    [
      `[url "ssh://nowhere.invalid/"]\n\tinsteadOf = http://${github.host}/`,
      '[http]\n\textraHeader = "Authorization: Basic d3Jvbmc6d3Jvbmc="',
      `[credential]\n\thelper = "!touch ${marker}"`,
      `[core]\n\thooksPath = ${home}/hooks\n\taskPass = ${home}/ask`,
      `[init]\n\ttemplateDir = ${home}/template`,
    ].join("\n"),
  );
  const env = { ...tokenEnv(), HOME: home, GIT_DIR: "/nowhere", GIT_ASKPASS: join(home, "ask") };
  const report = await json(["--only", "secret"], env);
  expect([of(report, "secret").failure, of(report, "secret").left?.["total"]]).toEqual([null, 2]);
  expect(existsSync(marker)).toBe(false);
});
