import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { GitRepository } from "../support/github/git-repository.js";
import { runCli } from "../support/run-cli.js";

/** Names of commits depend on when they were made; in Markdown something stands within, so that GitHub makes no link. */
const HASHES = /(?<=\()(?:at )?[0-9a-f\u200b]{7,8}(?=\\?\))/g;
const SAFE = "import json\n\n\ndef handler(body):\n    return json.loads(body)\n";
const UNSAFE = "import pickle\n\n\ndef handler(body):\n    return pickle.loads(body)\n";
let git: GitRepository;
let folder: string;

beforeAll(() => {
  git = GitRepository.create();
  git.commit("main", { "app.py": SAFE, "old.py": UNSAFE });
  git.commit(
    "feature",
    { "app.py": UNSAFE, "pkg/torch_model.py": "import torch\n\nmodel = torch.load(path)\n" },
    "main",
  );
  folder = mkdtempSync(join(tmpdir(), "no-pickle-cli-"));
});

afterAll(() => {
  git.remove();
  rmSync(folder, { recursive: true });
});

interface JsonReport {
  readonly schemaVersion: number;
  readonly findings: readonly { path: string; line: number; ruleId: string; origin: string; fix: unknown }[];
  readonly notScanned: readonly { path: string; reason: string }[];
  readonly stats: { filesChanged: number; filesScanned: number; durationMs: number };
}

async function json(args: readonly string[], options: Parameters<typeof runCli>[1] = {}) {
  const { code, out, err } = await runCli([...args, "--format", "json"], options);
  expect(err).toBe("");
  return { code, report: JSON.parse(out) as JsonReport };
}

const places = ({ findings }: JsonReport) =>
  findings.map(({ path, line, ruleId }) => `${path}:${String(line)} ${ruleId}`);
const ALL = ["app.py:1 pickle-import", "app.py:5 pickle-load", "pkg/torch_model.py:3 torch-load"];

describe("diff", () => {
  test("tells what a use was that is written without an import of another file now", async () => {
    const own = GitRepository.create();
    const code = "def get(f):\n    return codec.load(f)\n";
    own.commit("main", {
      "app.py": `from compat import codec\n\n\n${code}`,
      "compat.py": "import dill as codec\n",
    });
    own.commit("feature", { "app.py": `import dill\n\n\n${code.replace("codec", "dill")}` }, "main");
    const { code: exit, report } = await json(["diff", "main", "feature", "--repo", own.dir]);
    own.remove();
    expect(report.findings.map(({ ruleId, origin }) => `${ruleId} ${origin}`)).toEqual(["dill-load touched"]);
    expect(exit).toBe(0);
  });

  test.each([[["main...feature"]], [["main", "feature"]], [["main..feature"]], [["main"]]])(
    "%j",
    async (revisions) => {
      const { code, report } = await json(["diff", ...revisions, "--repo", git.dir]);
      expect(code).toBe(1);
      expect(places(report)).toEqual(ALL);
      expect(report).toMatchObject({
        schemaVersion: 1,
        suppressed: [],
        notScanned: [],
        stats: { filesChanged: 2, filesScanned: 2 },
      });
      expect(report.findings[2]).toMatchObject({
        origin: "introduced",
        fix: { startLine: 3, endLine: 3, replacement: "model = torch.load(path, weights_only=True)" },
      });
    },
  );

  test("finds nothing where nothing is brought in", async () => {
    expect((await json(["diff", "feature...main", "--repo", git.dir])).code).toBe(0);
  });

  test("reads a bare repository", async () => {
    const bare = GitRepository.borrow(git.dir);
    expect(places((await json(["diff", "main...feature", "--repo", bare.dir])).report)).toEqual(ALL);
    bare.remove();
  });

  test("reads the work tree and the index", async () => {
    execFileSync("git", ["-C", git.dir, "checkout", "--quiet", "main"]);
    writeFileSync(join(git.dir, "app.py"), UNSAFE);
    expect(places((await json(["diff"], { cwd: git.dir })).report)).toEqual(ALL.slice(0, 2));
    expect((await json(["diff", "--staged"], { cwd: git.dir })).report.findings).toEqual([]);
    execFileSync("git", ["-C", git.dir, "add", "--all"]);
    expect(places((await json(["diff", "--staged"], { cwd: git.dir })).report)).toEqual(ALL.slice(0, 2));
    execFileSync("git", ["-C", git.dir, "reset", "--quiet", "--hard", "main"]);
  });

  test("reads a patch, with the files as before it or as after it", async () => {
    const patch = execFileSync("git", ["-C", git.dir, "diff", "main", "feature"], { encoding: "utf8" });
    for (const branch of ["main", "feature"]) {
      execFileSync("git", ["-C", git.dir, "checkout", "--quiet", branch]);
      expect(
        places((await json(["diff", "--patch", "-", "--repo", git.dir], { input: patch })).report),
      ).toEqual(ALL);
    }
    const wrong = patch.replaceAll(" def handler", " def other");
    const { code, report } = await json(["diff", "--patch", "-", "--repo", git.dir], { input: wrong });
    expect(code).toBe(1);
    expect(report.notScanned[0]?.reason).toContain("the patch does not apply");
  });

  test("finds Python by its first line, whatever the name", async () => {
    const repository = GitRepository.create();
    const script = `#!/usr/bin/env python3\n${UNSAFE}`;
    repository.commit("main", { "tool.txt": UNSAFE, "run.sh": "#!/bin/sh\n", "notes.txt": "a\n" });
    repository.commit(
      "feature",
      {
        "run.sh": script,
        ".hook": script,
        "upload.cgi": script,
        "bin/DEPLOY": script,
        "notes.txt": UNSAFE,
        "lib.pth": "# import a\nimport pickle; pickle.loads(b'')\npickle.loads(b'')\n",
        "app.py.j2": `{% if a %}\n${UNSAFE}{% endif %}\n`,
      },
      "main",
    );
    const { report } = await json(["diff", "main...feature", "--repo", repository.dir]);
    const found = places(report).filter((place) => place.endsWith("pickle-load"));
    expect(found).toEqual(
      [".hook:6", "app.py.j2:6", "bin/DEPLOY:6", "lib.pth:2", "run.sh:6", "upload.cgi:6"].map(
        (place) => `${place} pickle-load`,
      ),
    );
    expect(report.notScanned.map(({ path }) => path)).toEqual(["app.py.j2"]);
    const patch = execFileSync("git", ["-C", repository.dir, "diff", "main", "feature"], {
      encoding: "utf8",
    });
    execFileSync("git", ["-C", repository.dir, "checkout", "--quiet", "feature"]);
    const range = ["diff", "--patch", "-", "--repo", repository.dir];
    expect(places((await json(range, { input: patch })).report)).toEqual(places(report));
    expect(new Set(places((await json(["diff", "main"], { cwd: repository.dir })).report))).toEqual(
      new Set(places(report)),
    );
    repository.remove();
  });

  test("says of links and submodules what was not looked at", async () => {
    const repository = GitRepository.create();
    repository.commit("main", { "data/text.txt": UNSAFE, "app.py": SAFE });
    writeFileSync(join(folder, "outside.txt"), UNSAFE);
    repository.commit(
      "feature",
      {
        "followed.py": { linkTo: "data/text.txt" },
        "same.py": { linkTo: "app.py" },
        "out.py": { linkTo: join(folder, "outside.txt") },
        "above.py": { linkTo: "../../outside.txt" },
        "step.txt": { linkTo: join(folder, "outside.txt") },
        "steps.py": { linkTo: "step.txt" },
        "endless.txt": { linkTo: "/dev/zero" },
        "endless.py": { linkTo: "endless.txt" },
        "gone.py": { linkTo: "nowhere.txt" },
      },
      "main",
    );
    repository.addSubmodule("feature", "vendored", repository.head("main"));
    const inGit = (...args: string[]): Buffer => execFileSync("git", ["-C", repository.dir, ...args]);
    inGit("checkout", "--quiet", "feature");
    const committed = await json(["diff", "main...feature", "--repo", repository.dir]);
    // As git leaves the folder of a submodule that is not fetched.
    mkdirSync(join(repository.dir, "vendored"), { recursive: true });
    inGit("reset", "--quiet", "--soft", "main");
    const staged = await json(["diff", "--staged", "--repo", repository.dir]);
    const worktree = await json(["diff", "--repo", repository.dir]);
    for (const { code, report } of [committed, staged, worktree]) {
      expect(code).toBe(1);
      expect(places(report)).toEqual(["followed.py:1 pickle-import", "followed.py:5 pickle-load"]);
      expect(report.notScanned.map(({ path }) => path)).toEqual([
        "above.py",
        "endless.py",
        "gone.py",
        "out.py",
        "steps.py",
        "vendored",
      ]);
    }
    repository.remove();
  });

  test("takes its policy from the base, not from the change", async () => {
    const repository = GitRepository.create();
    repository.commit("main", {
      "app.py": SAFE,
      ".github/no-pickle.yml": "ignore: [vendored/**]\nrules: { pickle-import: off }\n",
    });
    const off = "rules: { pickle-load: off, pickle-import: off }\n";
    repository.commit(
      "feature",
      { "app.py": UNSAFE, "vendored/x.py": UNSAFE, ".github/no-pickle.yml": off },
      "main",
    );
    const range = ["diff", "main...feature", "--repo", repository.dir];
    expect(places((await json(range)).report)).toEqual([
      ".github/no-pickle.yml:1 policy-weakened",
      "app.py:5 pickle-load",
    ]);
    expect((await json([...range, "--no-policy"])).report.findings).toHaveLength(4);
    writeFileSync(
      join(folder, "waiving.yml"),
      "waivers:\n  - { rule: pickle-load, path: app.py, reason: signed }\nrules: { pickle-import: off }\nignore: [vendored]\n",
    );
    const waived = await json([...range, "--policy", join(folder, "waiving.yml")]);
    expect(places(waived.report)).toEqual(["vendored/x.py:5 pickle-load"]);
    repository.remove();
  });
});

describe("scan", () => {
  test("finds everything, as existing, sorted", async () => {
    mkdirSync(join(folder, "tree", "node_modules"), { recursive: true });
    writeFileSync(join(folder, "tree", "b.py"), UNSAFE);
    writeFileSync(
      join(folder, "tree", "a.ipynb"),
      '{"cells":[{"cell_type":"code","source":["import dill\\n","dill.loads(x)\\n"]}]}',
    );
    writeFileSync(join(folder, "tree", "node_modules", "c.py"), UNSAFE);
    const { code, report } = await json(["scan", "tree"], { cwd: folder });
    expect(code).toBe(1);
    expect(places(report)).toEqual([
      "tree/a.ipynb:1 dill-load",
      "tree/b.py:1 pickle-import",
      "tree/b.py:5 pickle-load",
    ]);
    expect(new Set(report.findings.map(({ origin }) => origin))).toEqual(new Set(["existing"]));
  });
});

describe("bad input gets one clear line and exit code 2", () => {
  test.each<[string, string[], RegExp]>([
    ["not a repository", ["diff", "main", "--repo", tmpdir()], /is not a git repository/],
    ["no such folder", ["diff", "--repo", "/nonexistent"], /not a git repository|does the folder exist/],
    [
      "unknown revision",
      ["diff", "nope"],
      /unknown revision "nope" in .*: git branch --all lists the branches$/m,
    ],
    ["an option as a revision", ["diff", "main", "--", "--output=x"], /unknown revision "--output=x"/],
    ["three revisions", ["diff", "a", "b", "c"], /at most two/],
    ["no such path", ["scan", "nope"], /no such file or folder: nope/],
    ["unknown command", ["frobnicate"], /unknown command/],
    ["unknown format", ["scan", "--format", "xml"], /Allowed choices/],
    ["no number of threads", ["scan", "-j", "0"], /a whole number from 1 to 64/],
    ["unknown rule", ["rules", "torch-laod"], /did you mean "torch-load"/],
    ["no such policy", ["scan", "--policy", "nope.yml"], /cannot read the policy nope.yml/],
    ["no such patch", ["diff", "--patch", "nope.diff"], /cannot read the patch nope.diff/],
    ["no pull request", ["review", "what"], /OWNER\/REPO#N/],
    ["no token", ["review", "a/b#1"], /GITHUB_TOKEN is not set/],
  ])("%s", async (_, args, message) => {
    const { code, out, err } = await runCli(args, { cwd: git.dir });
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(message);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  test("a text that is no diff", async () => {
    expect(await runCli(["diff", "--patch", "-"], { cwd: git.dir, input: "hello\n" })).toMatchObject({
      code: 2,
      err: "no-pickle: the patch holds no diff\n",
    });
  });

  test("a wrong policy, by line and column", async () => {
    writeFileSync(
      join(folder, "wrong.yml"),
      "presett: strict\nrules:\n  pickle-lod: off\n  torch-load: maybe\n",
    );
    const { code, err } = await runCli(["policy", "validate", "wrong.yml"], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toContain('wrong.yml:1:1: unknown key "presett", did you mean "preset"?');
    expect(err).toContain('wrong.yml:3:3: unknown rule "pickle-lod", did you mean "pickle-load"?');
    expect(err).toContain("wrong.yml:4:3: torch-load:");
    writeFileSync(join(folder, "right.yml"), "preset: balanced\n");
    expect(await runCli(["policy", "validate", "right.yml"], { cwd: folder })).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^right\.yml is valid\n {2}preset +balanced +right\.yml\n/) as string,
    });
  });
});

describe("what cannot be scanned is named", () => {
  test.each<[string, string | Buffer, RegExp]>([
    ["latin.py", Buffer.from("import pickle # \xe9\n", "latin1"), /not valid UTF-8/],
    ["nul.py", "import pickle\0\n", /NUL byte/],
    ["broken.py", "import pickle\ndef (:\n", /syntax error at line 2; the rest was analyzed/],
    ["huge.py", Buffer.alloc(50 << 20, "x = 1\n"), /larger than 5 MiB/],
    ["deep.py", `import pickle\nx = ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`, /nested more than/],
    ["broken.ipynb", '{"cells": pickle loads', /not a notebook: the JSON is not valid/],
  ])("%s", async (name, content, reason) => {
    writeFileSync(join(folder, name), content);
    const { code, report } = await json(["scan", name], { cwd: folder });
    rmSync(join(folder, name));
    expect(code).toBe(1);
    expect(report.notScanned).toHaveLength(1);
    expect(report.notScanned[0]?.reason).toMatch(reason);
  });

  test("a file that vanished", async () => {
    const repository = GitRepository.create();
    repository.commit("main", { "a.py": SAFE, "b.py": SAFE });
    writeFileSync(join(repository.dir, "a.py"), UNSAFE);
    execFileSync("git", ["-C", repository.dir, "add", "--all"]);
    const id = execFileSync("git", ["-C", repository.dir, "rev-parse", ":a.py"], { encoding: "utf8" }).trim();
    rmSync(join(repository.dir, ".git", "objects", id.slice(0, 2), id.slice(2)), { force: true });
    const { code, out, err } = await runCli(["diff", "--staged", "--format", "json"], {
      cwd: repository.dir,
    });
    repository.remove();
    // Git itself may refuse to print the diff; then that is the one line.
    if (code === 1) expect((JSON.parse(out) as JsonReport).notScanned[0]).toMatchObject({ path: "a.py" });
    else expect([code, err.trim().split("\n").length]).toEqual([2, 1]);
  });
});

describe("output", () => {
  test.each(["--version", "-V"])("the version, and nothing else (%s)", async (flag) => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await runCli([flag])).toEqual({ code: 0, out: `${version}\n`, err: "" });
    expect(await runCli([flag, "--no-such-option"])).toMatchObject({ code: 0, out: `${version}\n` });
    expect((await runCli([])).err).toContain("-V, --version");
  });

  test("text shows the line, the range, why and what instead", async () => {
    const { out } = await runCli(["diff", "main...feature", "--repo", git.dir]);
    expect(out.replace(/\d+ ms/, "N ms").replace(HASHES, "HASH")).toMatchSnapshot();
  });

  test("github prints workflow commands", async () => {
    const { out } = await runCli(["diff", "main...feature", "--repo", git.dir, "--format", "github"]);
    expect(out).toMatchSnapshot();
  });

  test("markdown prints a table", async () => {
    const { out } = await runCli(["diff", "main...feature", "--repo", git.dir, "--format", "markdown"]);
    expect(out.replace(HASHES, "HASH")).toMatchSnapshot();
  });

  test("color only where asked for, when piped", async () => {
    const range = ["diff", "main...feature", "--repo", git.dir];
    expect((await runCli(range)).out).not.toContain("\u001b[");
    expect((await runCli([...range, "--color"])).out).toContain("\u001b[31;1mblock");
  });

  test("hostile names do not steer the terminal", async () => {
    writeFileSync(
      join(folder, "a\u001b[2Jb.py"),
      "import pickle  # \u001b]0;title\u0007\npickle.loads(x)  # \u202e\n",
    );
    for (const format of ["text", "github"]) {
      const { out } = await runCli(["scan", ".", "--format", format, "--policy", "right.yml"], {
        cwd: folder,
      });
      expect(out).not.toContain("\u001b");
      expect(out).not.toContain("\u202e");
    }
  });

  test("a reader that stops early is no error", async () => {
    const child = spawn("sh", ["-c", `"$0" dist/cli.js rules --format json | head -c 10`, process.execPath], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString("utf8")));
    await once(child, "close");
    expect(err).toBe("");
  });

  test.skipIf(process.platform === "win32")(
    "what cannot be printed is one line, and exit code 2",
    async () => {
      const child = spawn("sh", ["-c", `"$0" dist/cli.js rules > /dev/full`, process.execPath], {
        stdio: ["ignore", "ignore", "pipe"],
      });
      let err = "";
      child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString("utf8")));
      expect(await once(child, "close")).toEqual([2, null]);
      expect(err).toBe("no-pickle: cannot write what was found: ENOSPC\n");
    },
  );
});
