import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runHere } from "../support/run-here.js";

const UNSAFE = "import pickle\n\n\ndef handler(body):\n    return pickle.loads(body)\n";
const SAFE = "import json\n\n\ndef handler(body):\n    return json.loads(body)\n";
const BOTH = ["pickle-import", "pickle-load"];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-quiet-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface JsonReport {
  readonly findings: readonly { path: string; ruleId: string; origin: string }[];
  readonly suppressed: readonly { path: string; ruleId: string }[];
  readonly notScanned: readonly { path: string; reason: string }[];
  readonly stats: { filesChanged: number; filesScanned: number };
}

async function json(args: readonly string[], options: Parameters<typeof runHere>[1] = {}) {
  const { code, out, err } = await runHere([...args, "--format", "json"], options);
  expect(err).toBe("");
  const report = JSON.parse(out) as JsonReport;
  return { code, ...report, rules: report.findings.map(({ ruleId }) => ruleId) };
}

async function text(args: readonly string[], options: Parameters<typeof runHere>[1] = {}): Promise<string> {
  const { out, err } = await runHere(args, options);
  expect(err).toBe("");
  return out;
}

/** Makes a folder of files; a name that ends in "@" is a link to its text. */
function tree(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const root = join(folder, name);
  mkdirSync(root, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    const full = join(root, path.replace(/@$/, ""));
    mkdirSync(dirname(full), { recursive: true });
    if (path.endsWith("@")) symlinkSync(content.toString(), full);
    else writeFileSync(full, content);
  }
  return root;
}

function git(root: string, ...args: readonly string[]): string {
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always"];
  return execFileSync("git", ["-C", root, ...who, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" },
  }).trim();
}

function repository(name: string, files: Readonly<Record<string, string>>): string {
  const root = tree(name, files);
  git(root, "init", "--quiet", "--initial-branch=main");
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--allow-empty", "--message=first");
  return root;
}

describe("what is named is looked at, or said to be not scanned", () => {
  test("files whose names do not tell of Python", async () => {
    const cwd = tree("named", {
      "notes.txt": UNSAFE,
      script: UNSAFE,
      "tool.unknown": UNSAFE,
      "README.md": "# pickle.loads\n\nWhat `pickle.loads(body)` does: import pickle (",
      "run.rb": "#!/usr/bin/ruby\nputs pickle loads; import pickle (\n",
      "picture.png": "\u0000\u0001",
    });
    for (const name of ["notes.txt", "script", "tool.unknown"])
      expect(await json(["scan", name], { cwd })).toMatchObject({ code: 1, rules: BOTH });
    const others = await json(["scan", "README.md", "run.rb", "picture.png"], { cwd });
    expect(others).toMatchObject({
      code: 0,
      rules: [],
      notScanned: [{ path: "README.md" }, { path: "run.rb" }, { path: "picture.png" }],
    });
    expect(others.notScanned.find(({ path }) => path === "README.md")?.reason).toContain(
      "does not read as Python",
    );
    expect((await json(["scan"], { cwd })).findings.map(({ path }) => path)).toEqual(["script", "script"]);
  });

  test("standard input, pipes and devices", async () => {
    const cwd = tree("streams", { "a.py": SAFE });
    for (const name of ["-", "/dev/stdin"])
      expect(await json(["scan", name], { cwd, input: UNSAFE })).toMatchObject({ code: 1, rules: BOTH });
    const named = await json(["scan", "--stdin-filename", "pkg/a.py"], { cwd, input: UNSAFE });
    expect(named.findings[0]?.path).toBe("pkg/a.py");
    execFileSync("mkfifo", [join(cwd, "fifo.py")]);
    for (const name of ["fifo.py", "/dev/zero"]) {
      const { code, notScanned } = await json(["scan", name], { cwd });
      expect([code, notScanned[0]?.path]).toEqual([1, name]);
    }
    expect((await json(["scan"], { cwd })).notScanned[0]?.path).toBe("fifo.py");
    expect((await runHere(["scan", "-", "a.py"], { cwd })).err).toContain("by itself");
  });

  test("links that lead out, and to files of other names", async () => {
    writeFileSync(join(folder, "outside.py"), UNSAFE);
    const cwd = tree("links", {
      "text.txt": UNSAFE,
      "real.py": SAFE,
      "same.py@": "real.py",
      "other.py@": "text.txt",
      "out.py@": "../outside.py",
      "gone.py@": "nowhere.py",
    });
    const { code, findings, notScanned } = await json(["scan"], { cwd });
    expect([code, findings.map(({ path }) => path)]).toEqual([1, ["other.py", "other.py"]]);
    expect(notScanned.map(({ path }) => path).sort()).toEqual(["gone.py", "out.py"]);
  });

  test("a folder that may not be read", async () => {
    const cwd = repository("closed", { "b.py": SAFE });
    tree("closed", { "in/a.py": UNSAFE });
    chmodSync(join(cwd, "in"), 0o000);
    const dist = join(import.meta.dirname, "..", "..", "dist", "cli.js");
    // For root nothing is closed: somebody else has to try.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) {
      chmodSync(folder, 0o755);
      execFileSync("chown", ["-R", "65534:65534", cwd]);
    }
    for (const [args, path] of [
      [["scan", cwd], join(cwd, "in")],
      [["diff", "--repo", cwd], "in"],
    ] as const) {
      const child = spawn(process.execPath, [dist, ...args, "--format", "json"], {
        cwd: "/",
        ...(isRoot && { uid: 65534 }),
        env: { PATH: process.env["PATH"], HOME: "/nonexistent" },
        stdio: ["ignore", "pipe", "inherit"],
      });
      let out = "";
      child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
      const [code] = (await once(child, "close")) as [number];
      expect(code).toBe(1);
      const { notScanned } = JSON.parse(out) as JsonReport;
      const reason = expect.stringContaining("the folder could not be read") as string;
      expect(notScanned).toMatchObject([{ path, reason }]);
    }
    chmodSync(join(cwd, "in"), 0o755);
  });
});

describe("the policy", () => {
  test("is that of the repository, wherever in it the command is called", async () => {
    const root = repository("inside", {
      "src/app.py": UNSAFE,
      "src/vendored/b.py": UNSAFE,
      ".github/no-pickle.yml": "rules: { pickle-import: off }\nignore: [src/vendored/**]\n",
    });
    for (const [cwd, args, path] of [
      [root, [], "src/app.py"],
      [join(root, "src"), ["."], "app.py"],
      [join(root, "src", "vendored"), [".."], "../app.py"],
      [folder, ["inside/src"], "inside/src/app.py"],
      ["/", [join(root, "src")], join(root, "src", "app.py")],
    ] as const) {
      const { findings } = await json(["scan", ...args], { cwd });
      expect(findings.map((one) => `${one.path} ${one.ruleId}`)).toEqual([`${path} pickle-load`]);
    }
    const report = await text(["scan", "."], { cwd: join(root, "src") });
    expect(report).toMatch(/looked at \.: 1 file\n/);
    expect(report).toMatch(/policy +\.github\/no-pickle\.yml of \/.*inside \(preset strict\)/);
    expect(report).toContain("left out by the policy: 1 file");
  });

  test("that is not there is written by another command", async () => {
    const { code, err } = await runHere(["policy", "validate"], {
      cwd: repository("none", { "a.py": SAFE }),
    });
    expect(code).toBe(2);
    expect(err).toMatch(
      /^no-pickle: there is no .*no-pickle\.yml, so the defaults count: no-pickle init writes one\n$/,
    );
  });

  test("that cannot be read is not one that is not there", async () => {
    const cwd = repository("unread", { "a.py": SAFE });
    mkdirSync(join(cwd, ".github", "no-pickle.yml"), { recursive: true });
    for (const args of [["scan"], ["fix"], ["ratchet", "init"], ["inspect", "a.py"]])
      expect(await runHere(args, { cwd })).toEqual({
        code: 2,
        out: "",
        err: `no-pickle: cannot read the policy ${join(cwd, ".github", "no-pickle.yml")}: EISDIR\n`,
      });
  });

  test("that a change brings is mentioned and does not count", async () => {
    const root = repository("brings", { "app.py": SAFE });
    git(root, "checkout", "--quiet", "-b", "feature");
    tree("brings", { "app.py": UNSAFE, ".github/no-pickle.yml": "rules: { pickle-load: off }\n" });
    git(root, "add", "--all");
    for (const args of [["diff"], ["diff", "--staged"]]) {
      const report = await text(args, { cwd: root });
      expect(report).toContain(
        "this change brings another .github/no-pickle.yml: that counts once it is merged",
      );
      expect(report).toContain("policy-weakened");
      expect(report).toMatch(/policy +built-in defaults \(preset strict\): there is no .* in HEAD/);
    }
    git(root, "commit", "--quiet", "--message=second");
    const { rules } = await json(["diff", "main...feature"], { cwd: root });
    expect(rules).toEqual(["policy-weakened", ...BOTH]);
    const none = await json(["diff", "main...feature", "--no-policy"], { cwd: root });
    expect(none.rules).toEqual(BOTH);
    git(root, "rm", "--quiet", ".github/no-pickle.yml");
    expect(await text(["diff", "--staged"], { cwd: root })).toContain("this change takes away");
  });

  test("of the organization counts where it is shown, and is said to be unseen where it is not", async () => {
    const root = repository("shared", {
      "app.py": SAFE,
      ".github/no-pickle.yml": "extends: organization\nrules: { pickle-load: off }\n",
    });
    tree("shared", { "app.py": UNSAFE });
    writeFileSync(
      join(folder, "org.yml"),
      "floor: { rules: { pickle-load: warn } }\nrules: { pickle-import: off }\n",
    );
    const unseen = await text(["diff"], { cwd: root });
    expect(unseen).toContain("extends that of the organization, which is not seen from here");
    const shown = ["--organization", join(folder, "org.yml")];
    const { findings } = await json(["diff", ...shown], { cwd: root });
    expect(findings).toMatchObject([{ ruleId: "pickle-load", level: "warn" }]);
    expect(await text(["diff", ...shown], { cwd: root })).toMatch(
      /gives rules; the floor of .*org\.yml holds pickle-load at warn/,
    );
    git(root, "remote", "add", "origin", "git@github.com:acme/shared.git");
    expect(await text(["diff"], { cwd: root })).toContain("extends that of acme");
    const { out } = await runHere(["policy", "validate", ...shown], { cwd: root });
    expect(out).toMatch(/rules: pickle-load +warn +the floor of .*org\.yml; without it off/);
    expect(out).toMatch(/rules: pickle-import +off +.*org\.yml, which it extends/);
  });

  test("is judged line by line, dates too", async () => {
    const cwd = tree("dates", {
      "wrong.yml": [
        "rules: { pickle-lod: off }",
        "waivers:",
        "  - { rule: pickle-load, path: a.py, reason: x, expires: 2027-02-30 }",
        "presett: strict",
      ].join("\n"),
      "dates.yml": [
        "waivers:",
        "  - { rule: pickle-load, path: a.py, reason: x, expires: soon }",
        "  - { rule: pickle-load, path: a.py, reason: x, expires: 2026-11-29 }",
        "  - { rule: pickle-load, path: a.py, reason: x, expires: 2026-11-30 }",
      ].join("\n"),
      "a.py": UNSAFE,
    });
    const wrong = await runHere(["policy", "validate", "wrong.yml"], { cwd });
    expect(wrong.err.match(/^wrong\.yml:\d+/gm)).toEqual(["wrong.yml:1", "wrong.yml:4"]);
    const dates = await runHere(["policy", "validate", "dates.yml"], { cwd });
    expect(dates.code).toBe(2);
    expect(dates.err).toMatch(/^dates\.yml:2:\d+: expires: "soon" is no date/m);
    expect(dates.err).toMatch(/^dates\.yml:3:\d+: note: .* its last day was 2026-11-29/m);
    expect(dates.err).toContain("no-pickle: 1 problem in dates.yml");
    writeFileSync(
      join(cwd, "past.yml"),
      "waivers: [{ rule: pickle-load, path: a.py, reason: ours, expires: soon }]\n",
    );
    const report = await text(["scan", "a.py", "--policy", "past.yml"], { cwd });
    expect(report).toMatch(
      /a\.py:5 note: the waiver of pickle-load \(ours\) is not in force: its last day, soon,/,
    );
  });
});

describe("comments that let something through", () => {
  test("are obeyed and said to be, or not obeyed and said why", async () => {
    const line = (comment: string): string => `import pickle\n\nx = pickle.load(f)  ${comment}\n`;
    const cwd = tree("comments", {
      "obeyed.py": line("# no-pickle: allow[pickle-load] ours"),
      "misspelt.py": line("# no-pickle: allow[pickle-lod] ours"),
      "bare.py": line("# no-pickle: allow"),
      "without.py": line("# no-pickle: allow[pickle-load]"),
    });
    const obeyed = await json(["scan", "obeyed.py"], { cwd });
    expect(obeyed.rules).toEqual(["pickle-import"]);
    expect(obeyed.suppressed.map(({ ruleId }) => ruleId)).toEqual(["pickle-load"]);
    expect(await text(["scan", "obeyed.py"], { cwd })).not.toContain("not obeyed");
    expect(await text(["scan", "misspelt.py"], { cwd })).toContain(
      'misspelt.py:3 note: this comment allows "pickle-lod", and there is no such rule, did you mean "pickle-load"?',
    );
    for (const name of ["bare.py", "without.py"])
      expect(await text(["scan", name], { cwd })).toContain(
        `${name}:3 note: this comment lets nothing through: write`,
      );
  });
});

describe("any state of a repository", () => {
  test("files that git does not know yet", async () => {
    const root = repository("untracked", { "app.py": SAFE, ".gitignore": "ignored.py\n" });
    tree("untracked", {
      "new.py": UNSAFE,
      "bin/tool": `#!/usr/bin/env python\n${UNSAFE}`,
      "ignored.py": UNSAFE,
      "x.txt": "x",
    });
    repository("untracked/nested", { "inner.py": UNSAFE });
    const { code, findings, notScanned } = await json(["diff"], { cwd: join(root, "bin") });
    expect(code).toBe(1);
    expect([...new Set(findings.map(({ path, origin }) => `${origin} ${path}`))]).toEqual([
      "introduced bin/tool",
      "introduced new.py",
    ]);
    expect(notScanned.map(({ path }) => path)).toEqual(["nested"]);
    expect(await text(["diff"], { cwd: root })).toContain("with 3 untracked files");
    const scanned = await json(["scan"], { cwd: root });
    expect(scanned.findings.map(({ path }) => path)).not.toContain("ignored.py");
    expect(await text(["scan"], { cwd: root })).toContain("left out by .gitignore: 1 file or folder");
    expect(
      (await json(["scan", "--no-gitignore"], { cwd: root })).findings.map(({ path }) => path),
    ).toContain("ignored.py");
    expect((await json(["scan", "ignored.py"], { cwd: root })).rules).toEqual(BOTH);
    // What is tracked is not ignored, whatever a pattern says.
    git(root, "add", "--force", "ignored.py");
    expect((await json(["scan"], { cwd: root })).findings.map(({ path }) => path)).toContain("ignored.py");
  });

  test("binary files, whatever their names", async () => {
    const root = repository("binary", { "app.py": SAFE });
    const pickled = Buffer.from("\x80\x02cposix\nsystem\nX\x04\0\0\0true\x85R.", "latin1");
    tree("binary", { "data/cache": pickled, "data/a.renamed": pickled, "data/plain": Buffer.from("\0\0\0") });
    const short = Buffer.from("\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.", "latin1");
    tree("binary", { "data/short.json": short, "data/euro.json": Buffer.from('{"a": "€ 1"}\n') });
    git(root, "add", ".");
    git(root, "commit", "--quiet", "-m", "data");
    const { code, findings } = await json(["diff", "HEAD~1..HEAD"], { cwd: root });
    expect(code).toBe(1);
    expect(findings.map(({ path, ruleId }) => `${ruleId} ${path}`)).toEqual([
      "pickled-code data/a.renamed",
      "pickled-code data/cache",
      "pickled-code data/short.json",
    ]);
  });

  test("no commit yet, the empty tree, and a name of zeros", async () => {
    const root = tree("unborn", { "app.py": UNSAFE });
    git(root, "init", "--quiet", "--initial-branch=main");
    expect((await json(["diff"], { cwd: root })).rules).toEqual(BOTH);
    git(root, "add", "--all");
    expect(await json(["diff", "--staged"], { cwd: root })).toMatchObject({ code: 1, rules: BOTH });
    git(root, "commit", "--quiet", "--message=first");
    const empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    for (const args of [[empty, "HEAD"], [`${empty}...HEAD`], [`${empty}..HEAD`], ["0".repeat(40), "HEAD"]])
      expect((await json(["diff", ...args], { cwd: root })).rules).toEqual(BOTH);
  });

  test("a shallow clone, and one of somebody else", async () => {
    const root = repository("deep", { "app.py": SAFE });
    for (const branch of ["feature", "main"]) {
      git(root, "checkout", "--quiet", "-B", branch);
      git(root, "commit", "--quiet", "--allow-empty", `--message=${branch}`);
    }
    git(root, "checkout", "--quiet", "-B", "other", "main~1");
    tree("deep", { "app.py": UNSAFE });
    git(root, "commit", "--quiet", "--all", "--message=other");
    git(folder, "clone", "--quiet", "--depth=1", "--no-single-branch", `file://${root}`, "shallow");
    const cwd = join(folder, "shallow");
    for (const range of ["origin/main...origin/other", "origin/main~1"]) {
      const { code, err } = await runHere(["diff", range], { cwd });
      expect([code, err.trim().split("\n").length]).toEqual([2, 1]);
      expect(err).toContain("this clone is shallow; run git fetch --unshallow");
    }
    expect((await json(["diff", "origin/main", "origin/other"], { cwd })).rules).toEqual(BOTH);
    const env = { GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };
    const { code, err } = await runHere(["diff", "--staged"], { cwd, env });
    expect([code, err]).toEqual([
      2,
      `no-pickle: git does not open ${cwd}, which belongs to another user: git config --global --add safe.directory ${cwd}\n`,
    ]);
  });

  test("a branch that only the remote has is named with it", async () => {
    const root = repository("remote", { "app.py": SAFE });
    git(root, "branch", "other");
    git(folder, "clone", "--quiet", `file://${root}`, "cloned");
    const { code, err } = await runHere(["diff", "other...HEAD"], { cwd: join(folder, "cloned") });
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /unknown revision "other" in .*, did you mean "origin\/other"\?\n$/,
      ) as string,
    });
  });

  test("a clone without objects fetches what is looked at, and no more", async () => {
    const root = repository("full", {
      "helper.py": "import pickle\n\n\ndef restore(x):\n    return pickle.loads(x)\n",
      "unused.py": `${SAFE}# unused\n`,
      "app.py": SAFE,
      "model.bin": "x".repeat(1000),
      "old.png": "old",
    });
    git(root, "config", "uploadpack.allowFilter", "true");
    git(root, "config", "uploadpack.allowAnySHA1InWant", "true");
    git(root, "checkout", "--quiet", "-b", "feature");
    git(root, "mv", "model.bin", "moved.bin");
    tree("full", {
      "app.py": "from helper import restore\n\nrestore(x)\n",
      "moved.bin": "y".repeat(1000),
      "new.png": "new",
      "data.csv": "1,2",
    });
    git(root, "rm", "--quiet", "old.png");
    git(root, "add", "--all");
    git(root, "commit", "--quiet", "--message=second");
    git(folder, "clone", "--quiet", "--bare", "--filter=blob:none", `file://${root}`, "partial.git");
    const cwd = join(folder, "partial.git");
    const { rules, stats } = await json(["diff", "main...feature"], { cwd });
    expect([rules, stats.filesScanned]).toEqual([["unsafe-wrapper"], 2]);
    const missing = git(cwd, "rev-list", "--objects", "--all", "--missing=print").match(/^\?/gm) ?? [];
    expect(missing).toHaveLength(4);
  });

  test("settings of git that print otherwise", async () => {
    const root = repository("configured", { "a/app.py": SAFE, "b/c.py": SAFE });
    for (const [key, value] of [
      ["diff.relative", "true"],
      ["diff.submodule", "log"],
      ["diff.noprefix", "true"],
      ["color.ui", "always"],
      ["diff.external", "false"],
    ] as const)
      git(root, "config", key, value);
    tree("configured", { "b/c.py": UNSAFE });
    expect(
      (await json(["diff"], { cwd: join(root, "a") })).findings.map(
        ({ path, origin }) => `${path} ${origin}`,
      ),
    ).toEqual(["b/c.py introduced", "b/c.py introduced"]);
  });
});

test("a comparison of HEAD with itself says where the rest is looked at", async () => {
  const cwd = repository("with-itself", { "a.py": SAFE });
  writeFileSync(join(cwd, "a.py"), UNSAFE);
  expect((await text(["diff", "HEAD"], { cwd })).replace(/\s+/g, " ")).toContain(
    "; what is not committed is left out, which no-pickle diff looks at: 0 changed files",
  );
  expect((await json(["diff"], { cwd })).rules).toEqual(BOTH);
});
