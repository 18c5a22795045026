import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";

import { runHere } from "../support/run-here.js";

const UNSAFE = "import pickle\n\n\ndef handler(body):\n    return pickle.loads(body)\n";
const POLICY = ".github/no-pickle.yml";
const WORKFLOW = ".github/workflows/no-pickle.yml";
const PRE_COMMIT = ".pre-commit-config.yaml";
const ACTION = `acme/no-pickle@${"a".repeat(40)}`;
let folder: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-init-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function repository(files: Readonly<Record<string, string>> = {}): string {
  const root = join(folder, String(count++));
  mkdirSync(root);
  execFileSync("git", ["init", "--quiet", root]);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

const read = (root: string, path: string): string => readFileSync(join(root, path), "utf8");
const init = (cwd: string, ...args: readonly string[]) => runHere(["init", ...args], { cwd });

describe("a first policy", () => {
  test("fits the repository, and is valid", async () => {
    const root = repository({
      "src/app.py": UNSAFE,
      "tests/test_app.py": UNSAFE,
      "third_party/lib/a.py": UNSAFE,
      "lib/_vendor/b.py": UNSAFE,
      "generated/c.py": UNSAFE,
      "docs/vendor/readme.md": "x\n",
      ".gitattributes": "generated/** linguist-vendored\nsrc/* linguist-vendored=false\n",
    });
    const { code, out, err } = await init(join(root, "src"));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`wrote ${POLICY}\n`);
    expect(out).toContain("4 uses here today");
    expect(out).toContain("not looked at: generated, lib/_vendor, third_party");
    expect(out).toContain("another\n       maintainer has to accept it");
    const text = read(root, POLICY);
    expect(parse(text)).toEqual({
      preset: "strict",
      ignore: ["generated/**", "lib/_vendor/**", "third_party/**"],
    });
    expect(text).toContain(
      "# When this was written, 4 uses stood here: of a change, 4 would block under\n# strict and 1",
    );
    expect(text).toContain('#   - paths: ["tests/**"]');
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect((await runHere(["policy", "validate"], { cwd: root })).code).toBe(0);
  });

  test.each<[string, Record<string, string>]>([
    ["empty", {}],
    ["in use", { "a.py": UNSAFE, "b.py": "import torch\n\nmodel = torch.load(path)\n" }],
  ])("is valid with all that it proposes, in a repository that is %s", async (_, files) => {
    const root = repository(files);
    expect((await init(root, "--preset", "balanced")).code).toBe(0);
    const all = read(root, POLICY).replace(/^# ((?:rules|overrides|ignore|waivers|extends):| {2})/gm, "$1");
    writeFileSync(join(root, POLICY), all);
    expect(Object.keys(parse(all) as object).sort()).toEqual([
      "extends",
      "ignore",
      "overrides",
      "preset",
      "rules",
      "waivers",
    ]);
    expect(await runHere(["policy", "validate"], { cwd: root })).toMatchObject({ code: 0 });
  });

  test("names no folder whose name means something else in a pattern", async () => {
    const root = repository({ "a[b]/vendor/x.py": UNSAFE, 'q"\n/vendor/x.py': UNSAFE });
    await init(root);
    expect(parse(read(root, POLICY))).toEqual({ preset: "strict" });
  });

  test("a dry run writes nothing", async () => {
    const root = repository({ "a.py": UNSAFE });
    const { code, out } = await init(root, "--dry-run", "--workflow", ACTION, "--pre-commit");
    expect(code).toBe(0);
    for (const path of [POLICY, WORKFLOW, PRE_COMMIT]) {
      expect(out).toContain(`would write ${path}\n`);
      expect(existsSync(join(root, path))).toBe(false);
    }
    expect(out).toContain("\n    preset: strict\n");
  });
});

describe("what is there", () => {
  test("is kept, and that is said", async () => {
    const root = repository();
    const args = ["--workflow", ACTION, "--pre-commit"];
    await init(root, ...args);
    const before = [POLICY, WORKFLOW, PRE_COMMIT].map((path) => read(root, path));
    const { code, out } = await init(root, ...args);
    expect(code).toBe(0);
    expect(out).toBe(
      `kept ${POLICY}\n       It is there already, and valid.\n` +
        `kept ${WORKFLOW}\n       It runs no-pickle already.\n` +
        `kept ${PRE_COMMIT}\n       It has the hook already.\n`,
    );
    expect([POLICY, WORKFLOW, PRE_COMMIT].map((path) => read(root, path))).toEqual(before);
  });

  test("is left for the reader where it does not do", async () => {
    const root = repository({
      [POLICY]: "preset: lax\n",
      [WORKFLOW]: "on: push\njobs: { a: { steps: [] } }\n",
      [PRE_COMMIT]: "repos: [{ repo: meta, hooks: [] }]\n",
    });
    const { code, out } = await init(root, "--workflow", ACTION, "--pre-commit");
    expect(code).toBe(1);
    expect(out).toContain(`to do ${POLICY}\n       It is there, with 1 problem: no-pickle policy validate`);
    expect(out).toContain(`to do ${WORKFLOW}\n       It is there, and does not run the Action`);
    expect(out).toContain(`to do ${PRE_COMMIT}\n       Add this to it, as its list repos is not written one`);
    expect(out).toContain("\n       - repo: local\n");
    expect(read(root, PRE_COMMIT)).toBe("repos: [{ repo: meta, hooks: [] }]\n");
  });

  test("counts in a workflow of another name, too", async () => {
    const other = ".github/workflows/ci.yaml";
    const root = repository({ [other]: "on: push\njobs: { a: { steps: [{ run: no-pickle ci }] } }\n" });
    expect((await init(root, "--workflow", ACTION)).out).toContain(`kept ${other}\n`);
    expect(existsSync(join(root, WORKFLOW))).toBe(false);
  });
});

describe("the ratchet", () => {
  test("counts what stands there, under the policy that is written with it", async () => {
    const root = repository({ "app.py": UNSAFE, "vendor/a.py": UNSAFE });
    const dry = await init(root, "--ratchet", "--dry-run");
    expect(dry.out).toContain("would write .no-pickle-ratchet.json\n");
    expect(existsSync(join(root, ".no-pickle-ratchet.json"))).toBe(false);
    const { code, out } = await init(root, "--ratchet");
    expect(code).toBe(0);
    expect(out).toContain("wrote .no-pickle-ratchet.json\n       2 left; in CI: no-pickle ratchet check\n");
    expect(out).toContain("Next: git add .github/no-pickle.yml .no-pickle-ratchet.json");
    expect((await runHere(["ratchet", "check"], { cwd: root })).code).toBe(0);
    expect(read(root, ".no-pickle-ratchet.json")).not.toContain("vendor");
    expect((await init(root, "--ratchet")).out).toContain("kept .no-pickle-ratchet.json\n");
  });

  test("is mentioned where something stands, and there is none", async () => {
    const hint = "no-pickle ratchet init counts them";
    expect((await init(repository({ "app.py": UNSAFE }))).out).toContain(hint);
    expect((await init(repository({ "app.py": "x = 1\n" }))).out).not.toContain(hint);
    const counted = repository({ "app.py": UNSAFE });
    await runHere(["ratchet", "init"], { cwd: counted });
    expect((await init(counted)).out).not.toContain(hint);
  });
});

describe("the hook", () => {
  const ENTRY = { id: "no-pickle", name: "no-pickle", entry: "no-pickle diff --staged", language: "system" };

  test.each<[string, string]>([
    [
      "indented",
      "# mine\nrepos:\n  - repo: meta\n    hooks:\n      - id: identity # last\nfail_fast: true\n",
    ],
    [
      "not indented, without a last line feed",
      "exclude: x\nrepos:\n- repo: meta\n  hooks:\n  - id: identity",
    ],
    [
      "with CRLF",
      "repos:\r\n  - repo: meta\r\n    hooks:\r\n      - id: identity\r\n\r\nci:\r\n  skip: []\r\n",
    ],
    ["with a byte order mark", "\ufeffrepos:\n  - repo: meta\n    hooks: [{ id: identity }]\n"],
    [
      "with a text at its end",
      "repos:\n  - repo: meta\n    hooks:\n      - id: identity\n        files: |\n          a\n          b\n",
    ],
    [
      "with comments below",
      "repos:\n  - repo: meta\n    hooks: [{ id: identity }]\n  # - repo: old\n# the end\n",
    ],
    ["with anchors", "x: &h [{ id: identity }]\nrepos:\n  - repo: meta\n    hooks: *h\n\n\ny: 1\n"],
  ])("is added to settings %s, of which nothing else changes", async (_, before) => {
    const root = repository({ [PRE_COMMIT]: before, [POLICY]: "preset: strict\n" });
    const { code, out } = await init(root, "--pre-commit");
    expect([code, out.includes(`added to ${PRE_COMMIT}\n`)]).toEqual([0, true]);
    const after = read(root, PRE_COMMIT);
    const settings = parse(after) as { repos: unknown[] };
    expect(settings.repos.at(-1)).toEqual({ repo: "local", hooks: [{ ...ENTRY, pass_filenames: false }] });
    expect({ ...settings, repos: settings.repos.slice(0, -1) }).toEqual(parse(before));
    const added = after.length - before.length;
    const places = Array.from({ length: before.length + 1 }, (_, at) => at);
    const isOneInsertion = places.some((at) => after.slice(0, at) + after.slice(at + added) === before);
    expect(isOneInsertion).toBe(true);
    expect(after.replaceAll("\r\n", "").includes("\n")).toBe(!before.includes("\r\n"));
  });

  test.each<[string, string | Buffer]>([
    ["that are broken", "repos:\n  - repo: [\n"],
    ["without a list", "fail_fast: true\n"],
    ["with an empty list", "repos: []\n"],
    ["that are a list", "- repo: meta\n"],
    ["that are not UTF-8", Buffer.from([0x72, 0xff, 0x0a])],
    ["of two documents", "repos:\n- repo: meta\n---\nrepos:\n- repo: meta\n"],
    ["that say repos twice", "repos:\n- repo: meta\nrepos:\n- repo: local\n"],
    ["with a list that is an alias", "a: &a\n  - repo: meta\nrepos: *a\n"],
  ])("is for the reader to add to settings %s", async (_, before) => {
    const root = repository({ [POLICY]: "preset: strict\n" });
    writeFileSync(join(root, PRE_COMMIT), before);
    const { code, out, err } = await init(root, "--pre-commit");
    expect([code, err]).toEqual([1, ""]);
    expect(out).toContain(`to do ${PRE_COMMIT}\n       Add this to it, as `);
    expect(readFileSync(join(root, PRE_COMMIT))).toEqual(Buffer.from(before));
  });

  test("installs what is named", async () => {
    const hookOf = async (named: string): Promise<unknown> => {
      const root = repository({ [POLICY]: "preset: strict\n", "here.whl": "", "here.tgz": "" });
      expect((await init(root, "--pre-commit", "--package", named)).code).toBe(0);
      const { repos } = parse(read(root, PRE_COMMIT)) as { repos: { hooks: object[] }[] };
      const { language, additional_dependencies: installs } = repos[0]?.hooks[0] as Record<string, unknown>;
      return [language, String(installs).replace(root, "ROOT")];
    };
    expect(await hookOf("./here.whl")).toEqual(["python", "ROOT/here.whl"]);
    expect(await hookOf("here.tgz")).toEqual(["node", "ROOT/here.tgz"]);
    expect(await hookOf("no-pickle==0.1.0")).toEqual(["python", "no-pickle==0.1.0"]);
    expect(await hookOf("https://example.com/a.whl")).toEqual(["python", "https://example.com/a.whl"]);
  });
});

describe("one clear line", () => {
  const outside = (): string => {
    const path = join(folder, `outside-${String(count++)}`);
    mkdirSync(path);
    return path;
  };

  test.each<[string, () => string, readonly string[], string]>([
    ["outside of a repository", outside, [], "is in no git repository: run git init there first"],
    ["a folder that is not there", repository, ["nowhere"], "nowhere does not exist"],
    [
      "no Action",
      repository,
      ["--workflow", "./here"],
      '"./here" is no Action: write OWNER/no-pickle@COMMIT',
    ],
    [
      "a package without a hook",
      repository,
      ["--package", "x"],
      "--package is about the hook: add --pre-commit",
    ],
    ["no package", repository, ["--pre-commit", "--package", "a.whl"], "there is no file a.whl"],
    ["another preset", repository, ["--preset", "lax"], "Allowed choices are strict, balanced"],
  ])("for %s", async (_, place, args, message) => {
    const cwd = place();
    const { code, out, err } = await init(cwd, ...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(existsSync(join(cwd, POLICY))).toBe(false);
  });

  test("for a link in the way, through which nothing is written", async () => {
    const target = outside();
    const root = repository();
    symlinkSync(target, join(root, ".github"));
    expect(await init(root)).toEqual({
      code: 2,
      out: "",
      err: "no-pickle: .github is a symbolic link: nothing is written through it\n",
    });
    expect(existsSync(join(target, "no-pickle.yml"))).toBe(false);
  });

  test("for what cannot be written", async () => {
    const err = async (files: Record<string, string>): Promise<string> => (await init(repository(files))).err;
    expect(await err({ ".github": "a file\n" })).toBe("no-pickle: .github is no folder\n");
    expect(await err({ [`${POLICY}/a`]: "" })).toBe(`no-pickle: cannot write ${POLICY}: EEXIST\n`);
  });
});
