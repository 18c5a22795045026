import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ENGINES, findingsIn, makePackages, VERSION } from "../support/packed.js";
import { canInstallFromPypi, virtualEnvironment } from "../support/python-venv.js";

/** The oldest Node that is promised, and the newest that there is; from npm. */
const OLDEST = /\^(20\.\d+\.\d+)/.exec(ENGINES.node)?.[1] ?? "";
const NODES = [OLDEST, "latest"];

const FIXTURES = join(import.meta.dirname, "..", "fixtures");
const README = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8");
const CHECKOUT = join(import.meta.dirname, "..", "..", "dist", "cli.js");
const folder = mkdtempSync(join(tmpdir(), "no-pickle-packages-"));
const canInstall = canInstallFromPypi();
const packages = makePackages(join(folder, "build"));
const repository = join(folder, "repository");
const installed = join(folder, "prefix", "bin", "no-pickle");

beforeAll(() => {
  mkdirSync(repository);
  git("init", "--quiet", "--initial-branch=main");
  writeFileSync(join(repository, "a.py"), "import json\n");
  git("add", ".");
  git("commit", "--quiet", "--message=one");
  writeFileSync(join(repository, "a.py"), "import pickle\n\nx = pickle.load(open('a', 'rb'))\n");
  const prefix = join(folder, "prefix");
  asReadmeSays("npm install", { npm_config_prefix: prefix, npm_config_offline: "true" });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the one command of the README that begins so where `build` lies, as somebody who reads it does, and says how long it took. */
function asReadmeSays(start: string, env: Readonly<Record<string, string>> = {}, bin = ""): void {
  const commands = [...README.matchAll(/`([^`\n]+)`/g)]
    .map(([, command = ""]) => command)
    .filter((command) => command.startsWith(start) && command.includes("build/no"));
  expect(commands).toHaveLength(1);
  const [command = ""] = commands;
  const PATH = [bin, process.env["PATH"] ?? ""].join(delimiter);
  const started = Date.now();
  execFileSync("sh", ["-c", command], { cwd: folder, stdio: "pipe", env: { ...process.env, PATH, ...env } });
  process.stdout.write(`${command}: ${String(Date.now() - started)} ms\n`);
}

test("what the README says of their size", () => {
  const [, said = ""] = /about (\d+) kB/.exec(README) ?? [];
  for (const file of [packages.npm, packages.wheel]) {
    const kB = statSync(file).size / 1000;
    expect(Math.abs(kB / Number(said) - 1)).toBeLessThan(0.15);
  }
});

const scan = ["scan", FIXTURES, "--no-policy", "--format", "json"];

describe("installed by npm", () => {
  test("is one package", () => {
    expect(readdirSync(join(folder, "prefix", "lib", "node_modules"))).toEqual(["no-pickle"]);
  });

  test("looks at a change of another repository", () => {
    const { status, stdout } = run(installed, ["diff"]);
    expect(status).toBe(1);
    expect(stdout).toContain("a.py:3");
  });

  test.each(NODES)("finds what the checkout finds on Node %s", (version) => {
    const place = join(folder, `node-${version}`);
    const wanted = `node-${process.platform}-${process.arch}@${version}`;
    execFileSync("npm", ["install", "--prefix", place, "--no-audit", "--no-fund", wanted], { stdio: "pipe" });
    const node = join(place, "node_modules", wanted.replace(/@.*/, ""), "bin", "node");
    const cli = join(folder, "prefix", "lib", "node_modules", "no-pickle", "dist", "cli.js");
    const theirs = run(node, [cli, ...scan, "-j", "2"]);
    expect(theirs.stderr).toBe("");
    expect(findingsIn(theirs.stdout)).toEqual(findingsIn(run(process.execPath, [CHECKOUT, ...scan]).stdout));
  });
});

describe.skipIf(!canInstall)("installed by pip", () => {
  let bin = "";

  beforeAll(() => {
    bin = virtualEnvironment(join(folder, "venv"), []);
    asReadmeSays("pip install", { PIP_DISABLE_PIP_VERSION_CHECK: "1" }, bin);
  });

  test("is the same command", () => {
    const command = join(bin, "no-pickle");
    expect(run(command, ["--version"]).stdout).toBe(`${VERSION}\n`);
    expect(run(join(bin, "python"), ["-m", "no_pickle", "--version"]).stdout).toBe(`${VERSION}\n`);
    expect(run(command, ["diff"])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("a.py:3") as string,
    });
    const theirs = run(command, scan);
    expect(findingsIn(theirs.stdout)).toEqual(findingsIn(run(process.execPath, [CHECKOUT, ...scan]).stdout));
  });

  test("leaves nothing to be said by pip, and is removed as it came", () => {
    expect(run(join(bin, "pip"), ["check"])).toMatchObject({ status: 0 });
    run(join(bin, "pip"), ["uninstall", "--yes", "no-pickle"]);
    const left = readdirSync(folder, { recursive: true, encoding: "utf8" });
    expect(
      left.filter((file) => file.includes("site-packages/no_pickle") && !file.includes("__pycache__")),
    ).toEqual([]);
  });
});

function run(command: string, args: readonly string[]) {
  const { PATH = "" } = process.env;
  return spawnSync(command, args, {
    cwd: repository,
    encoding: "utf8",
    env: { PATH, HOME: folder },
    maxBuffer: 2 ** 28,
  });
}

function git(...args: string[]): void {
  const identity = ["-c", "user.name=x", "-c", "user.email=x@example.com"];
  execFileSync("git", [...identity, ...args], { cwd: repository });
}
