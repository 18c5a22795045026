import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";

import { runHere } from "../support/run-here.js";

const ROOT = join(import.meta.dirname, "..", "..");
const PAGES = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .filter((page) => !page.startsWith("test/"));
const textOf = (page: string): string => readFileSync(join(ROOT, page), "utf8");

describe("what the pages link to is there", () => {
  test.each(PAGES)("%s", (page) => {
    const prose = textOf(page).replace(/^```[^]*?^```$/gm, "");
    for (const [, target = ""] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
      expect(existsSync(join(ROOT, file)), `${page} links to ${target}`).toBe(true);
      if (anchor !== undefined)
        expect(anchorsOf(textOf(file)), `${page} links to ${target}`).toContain(anchor);
    }
  });
});

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(text: string): string[] {
  const headings = text.replace(/^```[^]*?^```$/gm, "").match(/^#+ .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, "")
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

test("scripts of npm that are named are there", () => {
  const { scripts } = JSON.parse(textOf("package.json")) as { readonly scripts: object };
  const named = PAGES.flatMap((page) =>
    [...textOf(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
});

test("the README lists the permissions and events that the App asks for", () => {
  const { default_permissions: permissions, default_events: events } = parse(textOf("app.yml")) as {
    readonly default_permissions: Readonly<Record<string, string>>;
    readonly default_events: readonly string[];
  };
  const key = (words: string): string => words.trim().toLowerCase().replaceAll(" ", "_");
  const readme = textOf("README.md");
  const table = /\| Permission +\|[^]*?\n\n/.exec(readme)?.[0] ?? "";
  const rows = [...table.matchAll(/^ *\| ([A-Z][\w ]+?) +\| (read|write) +\|/gm)];
  expect(Object.fromEntries(rows.map(([, name = "", level = ""]) => [key(name), level]))).toEqual(
    permissions,
  );
  const listed = /^ *Events: ([^.]*)\./m.exec(readme)?.[1] ?? "";
  expect([...listed.matchAll(/_([^_]+)_/g)].map(([, name = ""]) => key(name))).toEqual(events);
});

/** Commands in code: the whole of a line of a block for a shell, or of a piece of code in a sentence. */
function commandsOf(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```(?:sh|yaml|groovy)\n([^]*?)^ *```$/gm)].map(
    ([, block = ""]) => block,
  );
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  return [...blocks.flatMap((block) => block.split("\n")), ...inline].flatMap((line) =>
    [...line.replace(/ # .*$/, "").matchAll(/(?<![\w./-])no-pickle ([a-z]+(?: [^|&>;)'"]*)?)/g)].map(
      ([, words = ""]) => words.trim(),
    ),
  );
}

describe("commands that the pages name", () => {
  const COMMANDS = new Set(
    PAGES.filter((page) => !page.startsWith("docs/rules/")).flatMap((page) => commandsOf(textOf(page))),
  );

  test("have the options that they are given", async () => {
    expect(COMMANDS.size).toBeGreaterThan(30);
    for (const command of COMMANDS) {
      const words = command.split(/\s+/);
      const [first = "", second = ""] = words;
      const path =
        ["ratchet", "policy", "jobs"].includes(first) && /^[a-z]+$/.test(second) ? [first, second] : [first];
      const { code, out } = await runHere([...path, "--help"]);
      expect([command, code]).toEqual([command, 0]);
      for (const option of words.filter((word) => /^--?[a-z]/.test(word)))
        expect(out, command).toMatch(new RegExp(`^ +(?:-\\w, )?${option.replace(/=.*/, "")}\\b`, "m"));
    }
  });

  test("are all those that there are", async () => {
    const { out } = await runHere(["--help"]);
    const [, list = ""] = /\nCommands:\n([^]*?)\n\n/.exec(out) ?? [];
    const names = [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = ""]) => name);
    const block = /## On the command line\n\n```sh\n([^]*?)```/.exec(textOf("README.md"))?.[1] ?? "";
    const shown = [...block.matchAll(/^no-pickle ([a-z]+)/gm)].map(([, name = ""]) => name);
    expect([...new Set(shown)].sort()).toEqual(names.filter((name) => name !== "help").sort());
  });
});

describe("commands of the README", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "no-pickle-readme-"));
    mkdirSync(join(folder, "src"));
    mkdirSync(join(folder, ".github"));
    const policy = /^```yaml\n(# yaml-language-server[^]*?)^```$/m.exec(textOf("README.md"))?.[1] ?? "";
    writeFileSync(join(folder, ".github", "no-pickle.yml"), policy);
    writeFileSync(join(folder, "src", "cache.py"), "import json\n");
    writeFileSync(join(folder, "model.pkl"), Buffer.from("\x80\x02]K\x01a.", "latin1"));
    const git = (...args: readonly string[]): void => {
      execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", ...args], { cwd: folder });
    };
    git("init", "--quiet", "--initial-branch=main");
    git("add", ".");
    git("commit", "--quiet", "--message=one");
    writeFileSync(join(folder, "src", "cache.py"), "import yaml\n\nx = yaml.load(f)\n");
    git("add", ".");
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each([
    ["diff main...HEAD", 0, /nothing unsafe found in 0 files/],
    ["diff --staged", 1, /src\/cache\.py:3:\d+ block yaml-/],
    ["scan src", 1, /policy +\.github\/no-pickle\.yml of this folder \(preset strict\)/],
    ["ratchet init", 0, /^\.no-pickle-ratchet\.json: 2 left\n/],
    ["ratchet check", 0, /^\.no-pickle-ratchet\.json: 2 left\n/],
    ["inspect model.pkl", 0, /^model\.pkl: inert\n/],
    ["fix src", 0, /^Fixed 1 finding in 1 file\.$/m],
    ["rules torch-load", 0, /^# torch\.load/],
    ["policy validate", 0, /^\.github\/no-pickle\.yml is valid\n/],
    ["completion bash", 0, /^complete .*-F _no_pickle no-pickle$/m],
    ["init", 0, /\.github\/no-pickle\.yml/],
  ])("no-pickle %s", async (command, code, said) => {
    if (command !== "ratchet init")
      expect(textOf("README.md")).toMatch(new RegExp(`^no-pickle ${command} `, "m"));
    const result = await runHere(command.split(" "), { cwd: folder });
    expect(result).toMatchObject({ code, err: "" });
    expect(result.out).toMatch(said);
  });
});
