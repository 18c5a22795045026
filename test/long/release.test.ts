import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";

import { GitHubStandIn } from "../support/github/stand-in.js";
import { makePackages, VERSION } from "../support/packed.js";
import { canInstallFromPypi, virtualEnvironment } from "../support/python-venv.js";
import { runAction } from "../support/run-action.js";
import { PERMISSIONS, pullPayload, workflowRun } from "../support/workflow-run.js";
import { UNSAFE } from "../support/world.js";

// Every step of .github/workflows/release.yml that does not need GitHub, npm or PyPI to agree.
const ROOT = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "no-pickle-release-"));
const checkout = join(folder, "checkout");
const identity = {
  GIT_AUTHOR_NAME: "x",
  GIT_AUTHOR_EMAIL: "x@x",
  GIT_COMMITTER_NAME: "x",
  GIT_COMMITTER_EMAIL: "x@x",
};
const env = { PATH: process.env["PATH"] ?? "", HOME: folder, ...identity };
const canInstall = canInstallFromPypi();
let packages: ReturnType<typeof makePackages>;

beforeAll(() => {
  // What is about to be committed, too.
  run(folder, "git", "clone", "--quiet", ROOT, checkout);
  for (const file of run(ROOT, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").split(
    "\0",
  )) {
    if (file !== "") cpSync(join(ROOT, file), join(checkout, file));
  }
  run(checkout, "git", "add", ".");
  run(checkout, "git", "commit", "--quiet", "--allow-empty", "--message=now");
  packages = makePackages(join(checkout, "build"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(cwd: string, command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

test("the changelog has the version, and is asked for the day", () => {
  const place = join(folder, "changelog");
  mkdirSync(place);
  cpSync(join(ROOT, "package.json"), join(place, "package.json"));
  const text = readFileSync(join(ROOT, "CHANGELOG.md"), "utf8");
  const check = (changelog: string) => {
    writeFileSync(join(place, "CHANGELOG.md"), changelog);
    const script = join(ROOT, "scripts", "release", "check.ts");
    return spawnSync("npx", ["tsx", script, place], { cwd: ROOT, encoding: "utf8" });
  };
  expect(check(text.replace(/^## .*$/m, `## ${VERSION} - unreleased`))).toMatchObject({ status: 1 });
  const { status, stdout } = check(text.replace(/^## .*$/m, `## ${VERSION} - 2026-12-01`));
  expect({ status, first: stdout.split("\n")[0] }).toEqual({ status: 0, first: VERSION });
});

test("npm takes the package", () => {
  const { status, stderr } = spawnSync("npm", ["publish", "--dry-run", "--access", "public", packages.npm], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  expect({ status, stderr }).toMatchObject({
    status: 0,
    stderr: expect.stringContaining(`no-pickle@${VERSION}`) as string,
  });
});

test.skipIf(!canInstall)("PyPI takes the wheel", () => {
  const bin = virtualEnvironment(join(folder, "venv"), ["twine"]);
  expect(run(folder, join(bin, "twine"), "check", "--strict", packages.wheel)).toContain("PASSED");
});

test("the Action runs from the tag as it is, and the tag is not on main", async () => {
  run(checkout, "scripts/release/tag.sh", VERSION);
  const tag = join(folder, "tag");
  run(
    folder,
    "git",
    "clone",
    "--quiet",
    "--depth=1",
    `--branch=v${VERSION.split(".")[0] ?? ""}`,
    `file://${checkout}`,
    tag,
  );
  const github = await GitHubStandIn.start(PERMISSIONS);
  const repository = github.createRepository("acme", "project");
  repository.git.commit("main", { "README.md": "x\n" });
  repository.git.commit("feature", { "app.py": UNSAFE }, "main");
  const pull = github.openPull(repository, "feature");
  const workflow = workflowRun(github, "pull_request_target", pullPayload(repository, pull));
  const { code, log } = await runAction(tag, workflow.env);
  expect(code).toBe(1);
  expect(log).not.toContain("npm");
  expect(pull.reviews).toHaveLength(1);
  await github.stop();
});

test("and from a commit without a release it makes the command itself", async () => {
  const commit = join(folder, "commit");
  run(folder, "git", "clone", "--quiet", checkout, commit);
  run(commit, "git", "checkout", "--quiet", `v${VERSION}~1`);
  const github = await GitHubStandIn.start(PERMISSIONS);
  const repository = github.createRepository("acme", "project");
  repository.git.commit("main", { "README.md": "x\n" });
  repository.git.commit("feature", { "app.py": UNSAFE }, "main");
  const pull = github.openPull(repository, "feature");
  const workflow = workflowRun(github, "pull_request_target", pullPayload(repository, pull));
  expect((await runAction(commit, workflow.env)).code).toBe(1);
  expect(pull.reviews).toHaveLength(1);
  await github.stop();
});

test("the hooks get a repository of their own, and a tag", () => {
  const bare = join(folder, "hooks.git");
  run(folder, "git", "init", "--quiet", "--bare", "--initial-branch=main", bare);
  run(checkout, "scripts/release/hooks.sh", VERSION, bare);
  const files = run(bare, "git", "ls-tree", "--name-only", `v${VERSION}`).trim().split("\n");
  expect(files.sort()).toEqual([".pre-commit-hooks.yaml", "LICENSE", "README.md", "pyproject.toml"]);
  expect(run(bare, "git", "show", `v${VERSION}:pyproject.toml`)).toContain(`"no-pickle==${VERSION}"`);
});

describe("the workflow", () => {
  const workflow = parse(readFileSync(join(ROOT, ".github", "workflows", "release.yml"), "utf8")) as {
    readonly permissions: object;
    readonly jobs: Record<
      string,
      {
        readonly permissions?: object;
        readonly steps: readonly { uses?: string; run?: string; with?: object }[];
      }
    >;
  };
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test("pins what it uses, and puts no expression into a script", () => {
    for (const { uses, run: script } of steps) {
      if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
      expect(script ?? "").not.toContain("${{");
    }
  });

  test("says where all that it publishes comes from, and what is in the image", () => {
    const { npm, pypi, image } = workflow.jobs;
    expect(npm?.permissions).toEqual({ "id-token": "write" });
    expect(npm?.steps.map(({ run: script }) => script)).toContain(
      "npm publish --provenance --access public ./no-pickle-*.tgz",
    );
    // Trusted publishing attests by itself.
    expect(pypi?.permissions).toEqual({ "id-token": "write" });
    expect(pypi?.steps.at(-1)?.uses).toMatch(/^pypa\/gh-action-pypi-publish@/);
    const build = image?.steps.find(({ uses }) => uses?.startsWith("docker/build-push-action@"));
    expect(build?.with).toMatchObject({ push: true, sbom: true, provenance: "mode=max" });
  });

  test("gives each job what it needs only, and names scripts that are there", () => {
    expect(workflow.permissions).toEqual({});
    expect(Object.values(workflow.jobs).filter(({ permissions }) => permissions === undefined)).toEqual([]);
    const named = steps.flatMap(({ run: script }) =>
      [...(script ?? "").matchAll(/scripts\/[\w./]+/g)].map(String),
    );
    expect(named).toHaveLength(3);
    for (const path of named)
      expect(run(ROOT, "git", "ls-files", "--cached", "--others", path).trim()).toBe(path);
  });
});
