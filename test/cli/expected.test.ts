import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { FORMATS } from "../../src/cli/io.js";
import { runHere } from "../support/run-here.js";

const UNSAFE = "import pickle\n\n\ndef handler(body):\n    return pickle.loads(body)\n";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-expected-"));
  mkdirSync(join(folder, "tests"));
  writeFileSync(join(folder, "app.py"), UNSAFE);
  writeFileSync(
    join(folder, "tests", "a.py"),
    "import torch\n\nmodel = torch.load('<&\"a')\nother = torch.load(path)\n",
  );
  writeFileSync(join(folder, "broken.py"), "import pickle\ndef (:\n");
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: readonly string[]) {
  return runHere(args, { cwd: folder });
}

async function places(...args: readonly string[]): Promise<readonly string[]> {
  const { out } = await run("scan", "--format", "concise", "--quiet", ...args);
  return out.split("\n").flatMap((line) => /^(\S+:\d+):\d+: \w+ (\S+)/.exec(line)?.slice(1).join(" ") ?? []);
}

describe("formats", () => {
  test("concise has one line a finding, and what was looked at", async () => {
    const { code, out } = await run("scan", "app.py", "--format", "concise");
    expect(code).toBe(1);
    expect(out).toMatch(
      /^app\.py:1:1: block pickle-import .*\napp\.py:5:12: block pickle-load .*\n2 findings: /,
    );
    expect(out).toMatch(/looked at app\.py: 1 file\n +policy +built-in defaults/);
  });

  test("junit counts what blocks as failures, and what was not scanned as errors", async () => {
    const { out } = await run("scan", "--format", "junit");
    expect(out).toMatch(/<testsuites name="no-pickle" tests="6" failures="5" errors="1" skipped="0"/);
    expect(out).toMatch(
      /<testcase classname="tests\/a.py" name="torch-load tests\/a.py:3:9" file="tests\/a.py"><failure/,
    );
    expect(out.match(/<testcase /g)).toHaveLength(6);
    const nothing = await run("scan", "--format", "junit", "--select", "dill-load", "app.py");
    expect(nothing.out).toMatch(
      /tests="1" failures="0".*\n.*\n +<testcase classname="no-pickle" name="nothing unsafe found"\/>/,
    );
  });

  test("gitlab has an entry for each finding, each with a fingerprint of its own", async () => {
    writeFileSync(join(folder, "same.py"), UNSAFE);
    const { out } = await run("scan", "--format", "gitlab");
    rmSync(join(folder, "same.py"));
    const issues = JSON.parse(out) as {
      check_name: string;
      severity: string;
      fingerprint: string;
      location: object;
    }[];
    expect(issues[0]).toMatchObject({
      check_name: "pickle-import",
      severity: "critical",
      location: { path: "app.py", lines: { begin: 1, end: 1 } },
    });
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    expect(issues.at(-1)).toMatchObject({ check_name: "not-scanned", severity: "major" });
  });

  test("sarif names only the rules that found something", async () => {
    const { out } = await run("scan", "app.py", "--format", "sarif");
    const log = JSON.parse(out) as { runs: { tool: { driver: { rules: { id: string }[] } } }[] };
    expect(log.runs[0]?.tool.driver.rules.map(({ id }) => id)).toEqual(["pickle-import", "pickle-load"]);
  });

  test("text says the reason once for what is alike", async () => {
    const { out } = await run("scan");
    expect(out.match(/ why {5}/g)).toHaveLength(3);
    expect(out).toMatch(/also {4}in 1 more place:\ntests\/a\.py:4:9 block other = torch\.load\(path\)\n/);
    expect(out).toContain("no-pickle rules torch-load");
    expect(out).toMatch(/accept +where the risk is fine: `# no-pickle: allow\[RULE\] REASON`/);
  });

  test("text fits into a terminal, and says the same as without one", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "no-pickle-terminal-"));
    for (const name of ["app.py", "tests/a.py", "broken.py"])
      writeFileSync(join(cwd, name.replace("/", "-")), readFileSync(join(folder, name)));
    writeFileSync(join(cwd, "remark.py"), "import dill  # no-pickle: allow\nx = yaml.load(f)\n");
    for (const args of [["scan"], ["fix", "--check"], ["scan", "--statistics"]]) {
      const { out } = await runHere(args, { cwd, columns: 80, env: { NO_COLOR: "1" } });
      const code = /^ +(?:\d+ )?\| /;
      const long = out.split("\n").filter((line) => line.length > 80 && !code.test(line));
      // An address is not broken.
      expect(long.filter((line) => !/^ +https:\S+$/.test(line))).toEqual([]);
      const words = (text: string): string => text.replace(/\d+ ms/g, "").replace(/\s+/g, " ");
      expect(words(out)).toBe(words((await runHere(args, { cwd })).out));
    }
    rmSync(cwd, { recursive: true });
  });

  test.each(FORMATS)("%s goes to a file with --output", async (format) => {
    const { code, out, err } = await run("scan", "app.py", "--format", format, "--output", "report.out");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^no-pickle: 2 findings: .* see report\.out\n$/);
    const printed = (await run("scan", "app.py", "--format", format)).out;
    const withoutTime = (text: string): string => text.replace(/\d+ ms|"durationMs": \d+|time="[\d.]+"/g, "");
    expect(withoutTime(readFileSync(join(folder, "report.out"), "utf8"))).toBe(withoutTime(printed));
    rmSync(join(folder, "report.out"));
  });

  test("a file that cannot be written is one line", async () => {
    expect(await run("scan", "app.py", "--output", "no/such/report")).toEqual({
      code: 2,
      out: "",
      err: "no-pickle: cannot write no/such/report: ENOENT\n",
    });
  });
});

describe("what is looked at", () => {
  test("by rule, level and file", async () => {
    expect(await places()).toEqual([
      "app.py:1 pickle-import",
      "app.py:5 pickle-load",
      "broken.py:1 pickle-import",
      "tests/a.py:3 torch-load",
      "tests/a.py:4 torch-load",
    ]);
    expect(await places("--select", "torch-*,pickle-load")).toEqual([
      "app.py:5 pickle-load",
      "tests/a.py:3 torch-load",
      "tests/a.py:4 torch-load",
    ]);
    expect(await places("--ignore", "pickle-import", "--ignore", "torch-load")).toEqual([
      "app.py:5 pickle-load",
    ]);
    expect(await places("--exclude", "tests,broken.py", "--level", "block")).toEqual([
      "app.py:1 pickle-import",
      "app.py:5 pickle-load",
    ]);
    expect(await places("--exclude", "**/*.py")).toEqual([]);
  });

  test("is said, and counts for the exit code", async () => {
    const { code, out } = await run("scan", "--select", "dill-load", "--exclude", "broken.py");
    expect(code).toBe(0);
    expect(out).toContain("left out by --select, --ignore, --exclude or --level: 4 of 4 findings");
    expect(out).toContain("left out by --exclude: 1 file");
    const { err } = await run("scan", "--select", "torch-laod");
    expect(err).toBe('no-pickle: no rule "torch-laod", did you mean "torch-load"?\n');
  });

  test("in numbers", async () => {
    const { code, out } = await run("scan", "--statistics");
    expect(code).toBe(1);
    expect(out).toMatch(/^ {5}2 {2}block {2}torch-load +\S.*\n {5}1 {2}block {2}pickle-load/m);
    expect(out).not.toContain("app.py:1");
    expect((await run("scan", "--statistics", "--format", "json")).code).toBe(2);
  });
});

/** The help of the program and of all commands, with their names. */
async function commandsBelow(words: readonly string[] = []): Promise<{ name: string; out: string }[]> {
  const { code, out } = await run(...words, "--help");
  expect(code).toBe(0);
  const [, list = ""] = /\nCommands:\n([^]*?)\n\n/.exec(out) ?? [];
  const names = [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = ""]) => name);
  const below: { name: string; out: string }[] = [];
  for (const name of names.filter((one) => one !== "help"))
    below.push(...(await commandsBelow([...words, name])));
  return [{ name: ["no-pickle", ...words].join(" "), out }, ...below];
}

describe("help", () => {
  test("has examples and exit codes", async () => {
    for (const args of [["--help"], ["diff", "--help"], ["scan", "--help"], ["review", "--help"]]) {
      const { code, out } = await run(...args);
      expect(code).toBe(0);
      expect(out).toMatch(/\nExamples:\n[^]*\nExit codes:\n {2}0 [^]*\n {2}1 [^]*\n {2}2 /);
    }
  });

  test("of every command has examples with options that it has, and exit codes, in 80 columns", async () => {
    const commands = await commandsBelow();
    expect(commands.length).toBeGreaterThan(18);
    for (const { name, out } of commands) {
      expect(out, name).toMatch(/\nExamples:\n {2}\S[^]*\nExit codes:\n {2}0 {2}\w[^]*\n {2}2 {2}\w/);
      expect(
        out.split("\n").filter((line) => line.length > 80),
        name,
      ).toEqual([]);
      const [, examples = ""] = /\nExamples:\n([^]*)\nExit codes:/.exec(out) ?? [];
      const own = examples.split("\n").filter((line) => line.includes(`${name} `));
      const used = own.flatMap((line) => line.match(/(?<= )--?[a-z][a-z-]*/g) ?? []);
      if (name !== "no-pickle")
        for (const option of used) expect(out, name).toMatch(new RegExp(`^ .*${option}\\b`, "m"));
    }
  });

  test("finds rules by words", async () => {
    const { out } = await run("rules", "torch");
    const ids = out.split("\n").map((line) => line.split(" ")[0]);
    expect(ids).toEqual(expect.arrayContaining(["torch-load", "torch-hub-load"]));
    expect(ids).not.toContain("dill-load");
    expect((await run("rules", "torch", "hub")).out).toContain("torch-hub-load");
    expect((await run("rules", "S301")).out).toContain("pickle-load");
    expect((await run("rules", "torch-load")).out).toContain("# ");
    expect((await run("rules", "no-such-thing-at-all")).code).toBe(2);
  });

  test("completes in shells", async () => {
    const complete = async (...words: readonly string[]): Promise<readonly string[]> => {
      const { out } = await run("completion", "bash");
      const script = `${out}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _no_pickle; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const answer = execFileSync("bash", ["-c", script, "bash", "no-pickle", ...words], {
        encoding: "utf8",
      });
      return answer.split("\n").filter((word) => word !== "");
    };
    expect(await complete("sc")).toEqual(["scan"]);
    expect(await complete("policy", "")).toContain("validate");
    expect(await complete("diff", "--format", "j")).toEqual(["json", "junit"]);
    expect(await complete("scan", "src", "--stdin")).toEqual(["--stdin-filename"]);
    expect(await complete("rules", "torch-h")).toEqual(["torch-hub-load"]);
    expect(await complete("diff", "")).toEqual([]);
    for (const shell of ["zsh", "fish"]) {
      const { out } = await run("completion", shell);
      expect(out).toContain("scan");
      // Where the shell is at hand, it reads the script.
      const script = join(folder, "completion");
      writeFileSync(script, out);
      if (existsSync(`/usr/bin/${shell}`)) execFileSync(shell, ["-n", script]);
      rmSync(script);
    }
    expect((await run("completion", "tcsh")).code).toBe(2);
  });
});

test("--watch runs again when something changes", async () => {
  const cwd = mkdtempSync(join(folder, "watched-"));
  writeFileSync(join(cwd, "a.py"), "x = 1\n");
  const cli = join(import.meta.dirname, "..", "..", "dist", "cli.js");
  const child = spawn(process.execPath, [cli, "scan", "--watch", "--format", "concise"], { cwd });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString("utf8")));
  await expect.poll(() => err, { timeout: 20_000 }).toContain("waiting for changes");
  expect(out).toContain("nothing unsafe found in 1 file");
  writeFileSync(join(cwd, "a.py"), UNSAFE);
  await expect.poll(() => out, { timeout: 20_000 }).toContain("a.py:5:12: block pickle-load");
  child.kill();
  await once(child, "close");
});
