import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { GitHubStandIn } from "../support/github/stand-in.js";
import { findingsIn, makePackages, VERSION } from "../support/packed.js";
import { readAction, runAction } from "../support/run-action.js";
import { runCli } from "../support/run-cli.js";
import { PERMISSIONS, pullPayload, workflowRun } from "../support/workflow-run.js";
import { UNSAFE } from "../support/world.js";

const ROOT = join(import.meta.dirname, "..", "..");
const FIXTURES = join(ROOT, "test", "fixtures");
const empty = mkdtempSync(join(tmpdir(), "no-pickle-package-"));
const packed = join(empty, "package");
/** A checkout of the tag that the Action runs on: with the package in it. */
const tag = join(empty, "tag");
const packages = makePackages(join(tag, "build"));

beforeAll(() => {
  execFileSync("tar", ["xzf", packages.npm, "-C", empty]);
  copyFileSync(join(ROOT, "action.yml"), join(tag, "action.yml"));
});

afterAll(() => {
  rmSync(empty, { recursive: true });
});

/** Runs the command of the package, in an empty folder, as npm would. */
function run(...args: string[]): {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(packed, "dist", "cli.js"), ...args], {
    cwd: empty,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", HOME: empty },
    maxBuffer: 2 ** 28,
  });
  return { code: status, out: stdout, err: stderr };
}

describe("the package for npm", () => {
  test("is under 2 MB and has no dependencies", () => {
    expect(statSync(packages.npm).size).toBeLessThan(2_000_000);
    const manifest = JSON.parse(readFileSync(join(packed, "package.json"), "utf8")) as object;
    expect(manifest).toMatchObject({
      name: "no-pickle",
      version: VERSION,
      bin: { "no-pickle": "dist/cli.js" },
    });
    expect(Object.keys(manifest).filter((key) => /dependencies|scripts|private/i.test(key))).toEqual([]);
  });

  test("asks for nothing but what Node has and what is in it", async () => {
    const { metafile } = await build({
      entryPoints: ["cli.js", "cli/scan-thread.js", "worker.js"].map((file) => join(packed, "dist", file)),
      outdir: empty,
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "esm",
      packages: "external",
      logLevel: "silent",
    });
    const imported = Object.values(metafile.inputs).flatMap(({ imports }) =>
      imports.flatMap(({ path, external }) => (external === true ? [path] : [])),
    );
    const required = Object.keys(metafile.inputs).flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/require\d*\("([^"]+)"\)/g)].map(([, name = ""]) => name),
    );
    const others = [...imported, ...required].filter((name) => !isBuiltin(name));
    // Piscina asks for this one, and does without.
    expect(others).toEqual(["@napi-rs/nice"]);
  });

  test("finds what the checkout finds, in threads too", async () => {
    const args = ["scan", FIXTURES, "--no-policy", "--format", "json"];
    const ours = await runCli(args);
    const theirs = run(...args, "-j", "2");
    expect({ code: theirs.code, err: theirs.err }).toEqual({ code: 1, err: "" });
    expect(findingsIn(theirs.out)).toEqual(findingsIn(ours.out));
  });

  test("knows its version, and explains rules", () => {
    expect(run("--version")).toEqual({ code: 0, out: `${VERSION}\n`, err: "" });
    expect(run("rules", "torch-load").out).toContain("weights_only");
  });

  test("has the commands that talk to GitHub, and says where the others are", () => {
    expect(run("review", "acme/project#1").err).toMatch(/GITHUB_TOKEN is not set/);
    expect(run("doctor", "acme/project").err).toMatch(/set APP_ID and PRIVATE_KEY/);
    expect(run("jobs", "list").err).toMatch(/where it is installed/);
  });

  test("passes on the license of all that is in it", () => {
    const notices = readFileSync(join(packed, "dist", "THIRD-PARTY.txt"), "utf8");
    for (const name of ["commander", "web-tree-sitter", "tree-sitter-python", "@octokit/core", "piscina"]) {
      expect(notices).toMatch(new RegExp(`^${name} \\d`, "m"));
    }
    expect(readFileSync(join(packed, "LICENSE"), "utf8")).toMatch(/MIT/);
  });
});

describe("the Action", () => {
  test("puts nothing that somebody wrote into a script, and gives the token to the one step that needs it", () => {
    const { steps } = readAction(ROOT).runs;
    expect(steps.filter(({ run }) => run.includes("${{"))).toEqual([]);
    expect(steps.filter(({ env }) => env?.["GITHUB_TOKEN"] !== undefined)).toHaveLength(1);
  });

  test("reviews a pull request with the command of a release", async () => {
    const github = await GitHubStandIn.start(PERMISSIONS);
    const repository = github.createRepository("acme", "project");
    repository.git.commit("main", { "README.md": "x\n" });
    repository.git.commit("feature", { "app.py": UNSAFE }, "main");
    const pull = github.openPull(repository, "feature");
    const { env, written } = workflowRun(github, "pull_request_target", pullPayload(repository, pull));
    const { code, log, outputs } = await runAction(tag, env);
    expect({ code, log }).toEqual({
      code: 1,
      log: expect.stringMatching(/^::error file=app.py,line=5/m) as string,
    });
    expect(outputs).toMatchObject({ conclusion: "failure", findings: "2" });
    expect(JSON.parse(readFileSync(outputs["sarif-file"] ?? "", "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(written().summary).toMatch(/^# no-pickle/);
    expect(pull.reviews).toHaveLength(1);
    expect(github.violations).toEqual([]);
    await github.stop();
  });

  test("hands on what it is given: the secret that signs, the address of rule pages, what is to be posted", async () => {
    const github = await GitHubStandIn.start(PERMISSIONS);
    const repository = github.createRepository("acme", "project");
    repository.git.commit("main", { "README.md": "x\n" });
    repository.git.commit("feature", { "app.py": UNSAFE }, "main");
    const pull = github.openPull(repository, "feature");
    const { env } = workflowRun(github, "pull_request_target", pullPayload(repository, pull));
    const quiet = await runAction(tag, env, { post: "none" });
    expect(quiet).toMatchObject({ code: 1, outputs: { findings: "2" } });
    expect(pull.reviews).toEqual([]);
    const inputs = { secret: "long and secret", "base-url": "https://no-pickle.example.com" };
    for (let run = 0; run < 2; run++) expect((await runAction(tag, env, inputs)).code).toBe(1);
    expect(pull.reviews).toHaveLength(1);
    expect(pull.threads[0]?.comments[0]?.body).toContain("(https://no-pickle.example.com/rules/pickle-load)");
    // What another secret signed is somebody else's.
    await runAction(tag, env, { ...inputs, secret: "another one" });
    expect(pull.reviews).toHaveLength(2);
    await github.stop();
  });

  test("looks at all that is checked out where a run is by the clock", async () => {
    const github = await GitHubStandIn.start(PERMISSIONS);
    const { env, written } = workflowRun(github, "schedule", { schedule: "17 4 * * 1" });
    const nothing = await runAction(tag, env);
    expect(nothing).toMatchObject({ code: 2, outputs: { conclusion: "failure", "sarif-file": "" } });
    expect(nothing.log).toContain("put actions/checkout before this step");
    writeFileSync(join(env["GITHUB_WORKSPACE"] ?? "", "app.py"), UNSAFE);
    const { code, log, outputs } = await runAction(tag, env);
    expect(code).toBe(1);
    expect(log).toMatch(/^::error file=app.py,line=5/m);
    expect(outputs).toMatchObject({ conclusion: "failure", findings: "2" });
    expect(written().summary).toMatch(/^## no-pickle: unsafe deserialization found/m);
    await github.stop();
  });
});
