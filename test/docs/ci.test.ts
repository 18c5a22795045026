import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";

import { hookText } from "../../src/cli/init-pre-commit.js";
import { WORKFLOW_PATH, workflowText } from "../../src/cli/init-workflow.js";
import { VERSION } from "../support/packed.js";
import { readAction } from "../support/run-action.js";

const ROOT = join(import.meta.dirname, "..", "..");
const TEXT = readFileSync(join(ROOT, "docs", "ci.md"), "utf8");
const BLOCKS = [...TEXT.matchAll(/```(yaml|groovy)\n([^]*?)```/g)].map(([, language = "", text = ""]) => ({
  language,
  text,
}));

interface Step {
  readonly uses?: string;
  readonly with?: Record<string, string>;
  readonly run?: string;
}

interface Workflow {
  readonly on: unknown;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, { readonly steps: readonly Step[] }>;
}

interface GitLabJob {
  readonly script: readonly string[];
  readonly artifacts: { readonly reports: { readonly codequality: string; readonly junit: string } };
}

const YAML = BLOCKS.filter(({ language }) => language === "yaml").map(({ text }) => parse(text) as unknown);
const WORKFLOWS = YAML.filter((block): block is Workflow => Object.hasOwn(block as object, "jobs"));
const STEPS = WORKFLOWS.flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps }) => steps));

const folder = mkdtempSync(join(tmpdir(), "no-pickle-docs-"));
const repository = join(folder, "repository");

beforeAll(() => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  mkdirSync(join(repository, ".venv"), { recursive: true });
  const command = `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, "dist", "cli.js")}" "$@"\n`;
  writeFileSync(join(bin, "no-pickle"), command);
  chmodSync(join(bin, "no-pickle"), 0o755);
  git("init", "--quiet", "--initial-branch=main");
  git("remote", "add", "origin", repository);
  execFileSync("ln", ["-s", bin, join(repository, ".venv", "bin")]);
  writeFileSync(join(repository, ".gitignore"), ".venv\n");
  writeFileSync(join(repository, "a.py"), "import json\n");
  git("add", ".");
  git("commit", "--quiet", "--message=one");
  git("switch", "--quiet", "--create", "feature");
  writeFileSync(join(repository, "a.py"), "import pickle\n\nx = pickle.load(f)\n");
  git("commit", "--quiet", "--all", "--message=two");
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function git(...args: string[]): string {
  const identity = ["-c", "user.name=x", "-c", "user.email=x@example.com"];
  return execFileSync("git", [...identity, ...args], { cwd: repository, encoding: "utf8" }).trim();
}

function sh(
  script: string,
  env: Record<string, string> = {},
): { readonly code: number | null; readonly out: string } {
  const PATH = [join(folder, "bin"), process.env["PATH"] ?? ""].join(delimiter);
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", script], {
    cwd: repository,
    encoding: "utf8",
    env: { PATH, HOME: folder, ...env },
  });
  return { code: status, out: stdout + stderr };
}

describe("the workflows for GitHub", () => {
  test("begin with the one that init writes", () => {
    expect(BLOCKS[0]?.text).toBe(`# ${WORKFLOW_PATH}\n${workflowText("OWNER/no-pickle@COMMIT")}`);
  });

  test("give the Action inputs that it has, and read outputs that it has", () => {
    const { inputs, outputs } = readAction(ROOT);
    const uses = STEPS.filter((step) => step.uses?.startsWith("OWNER/no-pickle@"));
    expect(uses).toHaveLength(3);
    for (const step of uses)
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
    const read = [...TEXT.matchAll(/steps\.no-pickle\.outputs\.([\w-]+)/g)].map(([, name = ""]) => name);
    expect(read.length).toBeGreaterThan(0);
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(read));
    for (const name of [...Object.keys(inputs), ...Object.keys(outputs)])
      expect(TEXT).toContain(`| \`${name}\` `);
  });

  test("check nothing out where the token may write to pull requests, and put no expression into a script", () => {
    for (const { permissions, jobs } of WORKFLOWS) {
      if (permissions["pull-requests"] !== "write") continue;
      const steps = Object.values(jobs).flatMap((job) => job.steps);
      expect(steps.filter(({ uses }) => uses?.startsWith("actions/checkout"))).toEqual([]);
    }
    expect(STEPS.filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });

  test("look at a whole tree where it is checked out, with a token that may only read", () => {
    const audit = WORKFLOWS.filter(({ on }) => Object.hasOwn(on as object, "workflow_dispatch"));
    expect(audit).toHaveLength(1);
    for (const { on, permissions, jobs } of audit) {
      expect(Object.keys(on as object)).toEqual(["schedule", "workflow_dispatch"]);
      expect(permissions).toEqual({ contents: "read" });
      const [checkout, action] = Object.values(jobs).flatMap(({ steps }) => steps.map(({ uses }) => uses));
      expect(checkout).toMatch(/^actions\/checkout@/);
      expect(action).toMatch(/^OWNER\/no-pickle@/);
    }
  });

  test("write SARIF, findings or not", () => {
    const run = STEPS.find((step) => step.run?.startsWith("no-pickle scan"))?.run ?? "";
    expect(sh(run)).toMatchObject({ code: 0 });
    expect(sarifResults()).toBeGreaterThan(0);
    expect(sh(run.replace("scan", "scan --policy /nonexistent")).code).not.toBe(0);
  });
});

test("the job for GitLab fails for what a change brings in, and keeps it", () => {
  const jobs = YAML.flatMap((block) => Object.values(block as Record<string, GitLabJob>));
  const [{ script, artifacts }] = jobs.filter((job) => Object.hasOwn(job, "script")) as [GitLabJob];
  const CI_MERGE_REQUEST_DIFF_BASE_SHA = git("rev-parse", "main");
  const CI_COMMIT_SHA = git("rev-parse", "feature");
  const { code, out } = sh(script.join("\n"), { CI_MERGE_REQUEST_DIFF_BASE_SHA, CI_COMMIT_SHA });
  expect(code).toBe(1);
  expect(out).toContain("a.py:3:5 block pickle-load");
  expect(JSON.parse(readFileSync(join(repository, "no-pickle.json"), "utf8"))).toMatchObject({
    schemaVersion: 1,
  });
  const issues = JSON.parse(
    readFileSync(join(repository, artifacts.reports.codequality), "utf8"),
  ) as readonly object[];
  expect(issues).toHaveLength(2);
  // What GitLab requires of each.
  for (const issue of issues)
    expect(issue).toMatchObject({
      description: expect.any(String) as string,
      check_name: expect.stringMatching(/^pickle-/) as string,
      fingerprint: expect.any(String) as string,
      severity: "critical",
      location: { path: "a.py", lines: { begin: expect.any(Number) as number } },
    });
  expect(readFileSync(join(repository, artifacts.reports.junit), "utf8")).toMatch(/<failure/);
  // A run that could not do its work is no run that found something.
  const CI_COMMIT = "0123456789".repeat(4);
  expect(sh(script.join("\n"), { CI_MERGE_REQUEST_DIFF_BASE_SHA, CI_COMMIT_SHA: CI_COMMIT }).code).not.toBe(
    0,
  );
});

test("so does the one for Jenkins", () => {
  const groovy = BLOCKS.find(({ language }) => language === "groovy")?.text ?? "";
  const steps = [...groovy.matchAll(/^\s+sh '(.*)'$/gm)].map(([, script = ""]) => script);
  expect(steps).toHaveLength(4);
  const codes = steps.slice(1).map((script) => sh(script, { CHANGE_TARGET: "main" }).code);
  expect(codes).toEqual([0, 0, 1]);
  expect(sarifResults()).toBeGreaterThan(0);
});

test("and the one for Jenkins with JUnit alone", () => {
  const groovy = BLOCKS.filter(({ language }) => language === "groovy")[1]?.text ?? "";
  const steps = [...groovy.matchAll(/^\s+sh '(.*)'$/gm)].map(([, script = ""]) => script);
  expect(steps).toHaveLength(3);
  const codes = steps.slice(1).map((script) => sh(script, { CHANGE_TARGET: "main" }).code);
  expect(codes).toEqual([0, 1]);
  const [, file = ""] = /junit '(.*)'/.exec(groovy) ?? [];
  expect(readFileSync(join(repository, file), "utf8")).toMatch(/tests="2" failures="2" errors="0"/);
});

test("the hook is the one that init writes", () => {
  const wheel = "/path/to/no_pickle-0.1.0-py3-none-any.whl";
  const hook = YAML.find((block) => Object.hasOwn(block as object, "repos"));
  expect(hook).toEqual(parse(`repos:\n${hookText(wheel)}`));
});

test("git's own hook holds what a commit brings in, whichever way it is made", () => {
  const [, hook = ""] = /```sh\n(#![^]*?)```/.exec(TEXT) ?? [];
  const path = join(repository, ".git", "hooks", "pre-commit");
  writeFileSync(path, hook);
  chmodSync(path, 0o755);
  const identity = {
    GIT_AUTHOR_NAME: "x",
    GIT_AUTHOR_EMAIL: "x@x",
    GIT_COMMITTER_NAME: "x",
    GIT_COMMITTER_EMAIL: "x@x",
  };
  for (const [file, script] of [
    ["staged.py", "git add . && git commit -m 3"],
    ["a.py", "git commit -a -m 3"],
    ["a.py", "git commit -m 3 a.py"],
  ] as const) {
    writeFileSync(join(repository, file), "import dill\n\nx = dill.load(f)\n");
    const { code, out } = sh(script, identity);
    expect([script, code]).toEqual([script, 1]);
    expect(out).toContain(`${file}:3:5 block dill-load`);
    git("reset", "--quiet", "--hard");
  }
  writeFileSync(join(repository, "b.py"), "x = 1\n");
  expect(sh("git add . && git commit -m 3", identity).code).toBe(0);
  rmSync(path);
  git("reset", "--quiet", "--hard", "HEAD~1");
});

test("every version that is named is the one that is built", () => {
  const others = ["README.md", "src/cli/help.ts"].map((file) => readFileSync(join(ROOT, file), "utf8"));
  const named = [
    ...[TEXT, ...others].join("\n").matchAll(/no[-_]pickle(?:==|-)(\d[\w.]*?)(?=[-`"'\s/]|\.tgz)/g),
  ].map(([, version]) => version);
  expect(named.length).toBeGreaterThan(5);
  expect(new Set(named)).toEqual(new Set([VERSION]));
});

function sarifResults(): number {
  const { runs } = JSON.parse(readFileSync(join(repository, "no-pickle.sarif"), "utf8")) as {
    readonly runs: readonly { readonly results: readonly unknown[] }[];
  };
  return runs[0]?.results.length ?? 0;
}
