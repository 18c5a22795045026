import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makePackages, VERSION } from "../support/packed.js";
import { canInstallFromPypi, virtualEnvironment } from "../support/python-venv.js";

const SAFE = "import json\n\nx = json.load(open('a'))\n";
const UNSAFE = "import pickle\n\nx = pickle.load(open('a', 'rb'))\n";

const folder = mkdtempSync(join(tmpdir(), "no-pickle-hooks-"));
const packages = makePackages(join(folder, "build"));
const hooks = join(folder, "no-pickle-pre-commit");
let bin = "";

const canInstall = canInstallFromPypi();

beforeAll(() => {
  if (canInstall) bin = virtualEnvironment(join(folder, "venv"), ["pre-commit"]);
  cpSync(packages.hooks, hooks, { recursive: true });
  const pyproject = join(hooks, "pyproject.toml");
  const text = readFileSync(pyproject, "utf8");
  // Before the release there is no such version on PyPI: the wheel of this checkout in its place.
  expect(text).toContain(`dependencies = ["no-pickle==${VERSION}"]`);
  writeFileSync(pyproject, text.replace(`no-pickle==${VERSION}`, `no-pickle @ file://${packages.wheel}`));
  git(hooks, "init", "--quiet");
  git(hooks, "add", ".");
  git(hooks, "commit", "--quiet", "--message=one");
  git(hooks, "tag", `v${VERSION}`);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const REPOSITORY = `repos:
  - repo: ${hooks}
    rev: v${VERSION}
    hooks:
      - id: no-pickle
      - id: no-pickle-scan
        stages: [manual]
      - id: no-pickle-policy
`;

const local = (language: string, dependency: string): string => `repos:
  - repo: local
    hooks:
      - id: no-pickle
        name: no-pickle
        entry: no-pickle diff --staged
        language: ${language}
        additional_dependencies: [${JSON.stringify(dependency)}]
        pass_filenames: false
`;

describe.skipIf(!canInstall).each([
  ["the repository of hooks", REPOSITORY],
  ["repo: local with the wheel", local("python", packages.wheel)],
  ["repo: local with the npm package", local("node", packages.npm)],
])("%s", (name, config) => {
  const repository = join(folder, name.replace(/\W/g, "-"));

  test("holds the very first commit, and lets it through once it is safe", () => {
    mkdirSync(repository);
    git(repository, "init", "--quiet", "--initial-branch=main");
    write(repository, { ".pre-commit-config.yaml": config, "a.py": UNSAFE });
    expect(run(repository, join(bin, "pre-commit"), "install").status).toBe(0);
    const held = commit(repository);
    expect(held.stdout).toBe("");
    expect(held.stderr).toMatch(/no-pickle\.+Failed/);
    expect(held.stderr).toContain("a.py:3:5 block pickle-load");
    write(repository, { "a.py": SAFE });
    expect(commit(repository)).toMatchObject({ status: 0 });
  });

  test("holds what a later commit brings in, and nothing else", () => {
    git(repository, "commit", "--quiet", "--no-verify", "--allow-empty", "--message=empty");
    write(repository, { "old.py": UNSAFE });
    git(repository, "commit", "--quiet", "--no-verify", "--message=old");
    write(repository, { "old.py": `${UNSAFE}y = 1\n` });
    expect(commit(repository)).toMatchObject({ status: 0 });
    write(repository, { "new.py": UNSAFE });
    const { status, stderr } = commit(repository);
    expect(status).toBe(1);
    expect(stderr).toContain("new.py:3:5");
    expect(stderr).not.toContain("old.py");
    expect(run(repository, "env", "SKIP=no-pickle", "git", "commit", "--quiet", "--message=new").status).toBe(
      0,
    );
    git(repository, "reset", "--quiet", "--hard");
  });
});

test.skipIf(!canInstall)(
  "the hook over whole files sees what was there before; the one for the policy reads it",
  () => {
    const repository = join(folder, "the-repository-of-hooks");
    const scan = run(
      repository,
      join(bin, "pre-commit"),
      ..."run --hook-stage manual --all-files no-pickle-scan".split(" "),
    );
    expect(scan.status).toBe(1);
    expect(scan.stdout).toContain("old.py:3:5");
    write(repository, { ".github/no-pickle.yml": "preset: lax\n" });
    expect(commit(repository).stderr).toMatch(/no-pickle \(policy\)\.+Failed[^]*no-pickle\.yml:1:\d/);
  },
);

function write(repository: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  git(repository, "add", ".");
}

function commit(repository: string) {
  return run(repository, "git", "commit", "--quiet", "--message=next");
}

function git(repository: string, ...args: string[]): void {
  execFileSync("git", args, { cwd: repository, env: environment() });
}

function run(repository: string, command: string, ...args: string[]) {
  return spawnSync(command, args, { cwd: repository, encoding: "utf8", env: environment() });
}

function environment(): Record<string, string> {
  const who = { NAME: "x", EMAIL: "x@example.com" };
  const identity = Object.entries(who).flatMap(([key, value]) =>
    ["AUTHOR", "COMMITTER"].map((role) => [`GIT_${role}_${key}`, value] as const),
  );
  const PATH = [bin, process.env["PATH"] ?? ""].join(delimiter);
  return { PATH, HOME: folder, PRE_COMMIT_HOME: join(folder, "cache"), ...Object.fromEntries(identity) };
}
