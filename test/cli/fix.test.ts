import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { replaceFile } from "../../src/cli/write-file.js";
import { runHere } from "../support/run-here.js";

const UNSAFE = "import yaml\n\nx = yaml.load(f)\n";
const SAFE = "import yaml\n\nx = yaml.safe_load(f)\n";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-fix-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const read = (path: string): string => readFileSync(join(folder, path), "latin1");
const fix = (...args: readonly string[]) => runHere(["fix", ...args], { cwd: folder });

describe("fix", () => {
  test("writes, says what it did, what is left and why, and changes nothing when it is run again", async () => {
    write("a.py", UNSAFE);
    write("sub/b.py", "import torch\nimport pickle\n\nx = torch.load(p)\ny = pickle.load(f)\n");
    const { code, out, err } = await fix();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatchSnapshot();
    expect(read("a.py")).toBe(SAFE);
    expect((await fix()).out).toContain("Nothing to fix.");
    expect(readdirSync(folder).sort()).toEqual(["a.py", "sub"]);
  });

  test("with --unsafe also what may refuse honest data", async () => {
    write("a.py", "import torch\n\nx = torch.load(p)\n");
    expect((await fix("--unsafe")).out).toContain(
      "Fixed 1 finding in 1 file.\n  Files that hold more than tensors",
    );
    expect(read("a.py")).toContain("torch.load(p, weights_only=True)");
  });

  test("with --unsafe test code is left alone, unless its file is named", async () => {
    const before = "import torch\n\nx = torch.load(p)\n";
    write("tests/test_a.py", before);
    expect((await fix("--unsafe")).out).toContain(
      "in test code, where the unsafe form may be what is tested",
    );
    expect(read("tests/test_a.py")).toBe(before);
    await fix("--unsafe", "tests/test_a.py");
    expect(read("tests/test_a.py")).toContain("weights_only=True");
  });

  test("both ends of a file of plain data become JSON, with CRLF and a byte order mark kept", async () => {
    const text =
      '\ufeffimport pickle\r\n\r\npickle.dump({"a": 1}, open("a.pkl", "wb"))\r\nx = pickle.load(open("a.pkl", "rb"))\r\n';
    write("a.py", Buffer.from(text));
    expect((await fix("--unsafe")).out).toContain("Files that exist are pickles");
    expect(readFileSync(join(folder, "a.py"), "utf8")).toBe(
      text
        .replaceAll("pickle", "json")
        .replaceAll("pkl", "json")
        .replace('"wb"', '"w"')
        .replace('"rb"', '"r"'),
    );
  });

  test("keeps all other bytes, and the mode", async () => {
    const files = {
      "crlf.py": [Buffer.from(UNSAFE.replace(/\n/g, "\r\n")), Buffer.from(SAFE.replace(/\n/g, "\r\n"))],
      "bom.py": [Buffer.from(`\ufeff${UNSAFE}`), Buffer.from(`\ufeff${SAFE}`)],
      "latin.py": [
        Buffer.from(`# coding: latin-1\n# ü\n${UNSAFE}`, "latin1"),
        Buffer.from(`# coding: latin-1\n# ü\n${SAFE}`, "latin1"),
      ],
      "no-end.py": [Buffer.from(UNSAFE.trimEnd()), Buffer.from(SAFE.trimEnd())],
      "mixed.py": [Buffer.from(`a = 1\r\n${UNSAFE}`), Buffer.from(`a = 1\r\n${SAFE}`)],
    } as const;
    for (const [name, [before]] of Object.entries(files)) {
      write(name, before);
      chmodSync(join(folder, name), 0o751);
    }
    expect((await fix()).code).toBe(0);
    for (const [name, [, after]] of Object.entries(files)) {
      expect(readFileSync(join(folder, name)), name).toEqual(after);
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o751);
    }
  });

  test("goes by the policy, waivers and the options that choose", async () => {
    write("a.py", UNSAFE);
    write("ours.py", UNSAFE);
    write("third/a.py", UNSAFE);
    write(
      ".github/no-pickle.yml",
      "ignore: ['third/**']\nwaivers:\n  - { rule: yaml-unsafe-load, path: ours.py, symbol: yaml.load, reason: 'it is ours', expires: 2027-01-31 }\n",
    );
    expect((await fix("--check", "--select", "torch-*")).code).toBe(0);
    expect((await fix("--check", "--exclude", "a.py")).code).toBe(0);
    await fix();
    expect([read("a.py"), read("ours.py"), read("third/a.py")]).toEqual([SAFE, UNSAFE, UNSAFE]);
  });

  test("takes an import out only where no other file imports the name from there", async () => {
    const before = "import yaml\nfrom yaml import Loader\n\nx = yaml.load(f, Loader=Loader)\n";
    write("a.py", before);
    write("b.py", before);
    write("user.py", "from a import Loader\n\nprint(Loader)\n");
    await fix();
    expect(read("a.py")).toContain("from yaml import Loader");
    expect(read("b.py")).toBe(SAFE);
  });

  test("leaves alone what it cannot parse, a link out of the folder, what it may not write", async () => {
    const outside = mkdtempSync(join(tmpdir(), "no-pickle-outside-"));
    try {
      write("broken.py", `${UNSAFE}def (:\n`);
      writeFileSync(join(outside, "a.py"), UNSAFE);
      symlinkSync(join(outside, "a.py"), join(folder, "link.py"));
      write("real.py", UNSAFE);
      symlinkSync(join(folder, "real.py"), join(folder, "inside.py"));
      const { code, out } = await fix();
      expect(code).toBe(0);
      expect(out).toContain("in a file that does not parse");
      expect(readFileSync(join(outside, "a.py"), "utf8")).toBe(UNSAFE);
      expect(read("real.py")).toBe(SAFE);
      expect(read("broken.py")).toContain("yaml.load(f)");
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  test("a notebook is fixed within its JSON", async () => {
    const notebook = JSON.stringify(
      {
        cells: [{ cell_type: "code", source: ["import yaml\n", "yaml.load(f)"] }],
        metadata: {},
        nbformat: 4,
      },
      null,
      1,
    );
    write("a.ipynb", notebook);
    await fix();
    expect(read("a.ipynb")).toBe(notebook.replace("yaml.load(f)", "yaml.safe_load(f)"));
  });
});

describe("--check and --diff", () => {
  test("write nothing, and end with 1 where there is something to fix", async () => {
    write("a.py", UNSAFE);
    const checked = await fix("--check");
    expect(checked).toMatchObject({ code: 1, err: "" });
    expect(checked.out).toContain("Would fix 1 finding in 1 file.");
    const shown = await fix("--diff");
    expect(shown.code).toBe(1);
    expect(shown.err).toContain("Would fix 1 finding in 1 file.");
    expect(read("a.py")).toBe(UNSAFE);
    execFileSync("git", ["apply", "-"], { cwd: folder, input: shown.out });
    expect(read("a.py")).toBe(SAFE);
    expect((await fix("--check")).code).toBe(0);
    expect(await fix("--diff", "--quiet")).toEqual({ code: 0, out: "", err: "" });
  });

  test.each([
    [["--check", "--diff"], "say one of them"],
    [["--diff", "--format", "json"], "does not go with --format json"],
    [["nowhere.py"], "no such file or folder"],
  ])("%j: one line says what is wrong", async (args, message) => {
    const { code, out, err } = await fix(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^no-pickle: [^\n]*\n$/);
    expect(err).toContain(message);
  });
});

test("the JSON says what was fixed, and of the rest what comes next", async () => {
  write("a.py", `${UNSAFE}import pickle\ny = pickle.load(f)\n`);
  const { out } = await fix("--format", "json", "--check");
  expect(JSON.parse(out)).toMatchObject({
    schemaVersion: 1,
    tool: { name: "no-pickle", version: "0.0.0" },
    written: false,
    fixed: [{ ruleId: "yaml-unsafe-load", path: "a.py", line: 3, column: 5, symbol: "yaml.load" }],
    left: [
      { ruleId: "pickle-import", path: "a.py", line: 4, why: "no-fix" },
      {
        ruleId: "pickle-load",
        path: "a.py",
        line: 5,
        why: "no-fix",
        caveat: null,
        next: { url: expect.stringMatching(/^https:/) as string },
      },
    ],
    notFixed: [],
  });
});

test("of a file that cannot be written it says so, and writes the others", async () => {
  write("a.py", UNSAFE);
  write("b.py", UNSAFE);
  chmodSync(join(folder, "a.py"), 0o444);
  // All that it takes is loaded before, by whoever runs the tests.
  expect((await fix("--check")).code).toBe(1);
  const { code, err } = await asSomebody(() => fix());
  expect({ code, err }).toEqual({
    code: 2,
    err: "no-pickle: a.py was not fixed: it cannot be written to\n",
  });
  expect([read("a.py"), read("b.py")]).toEqual([UNSAFE, SAFE]);
});

/** Runs as somebody who may not write everything: root may. The files of the folder are theirs. */
async function asSomebody<Made>(run: () => Promise<Made>): Promise<Made> {
  if (process.getuid?.() !== 0) return run();
  for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))])
    chownSync(path, NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}

const NOBODY = 65_534;
test("a file that somebody changed meanwhile stays theirs, and nothing is left beside it", () => {
  write("a.py", UNSAFE);
  const path = join(folder, "a.py");
  expect(replaceFile(path, Buffer.from(SAFE), Buffer.from("another"))).toBe("it was changed meanwhile");
  expect(replaceFile(join(folder, "none.py"), Buffer.from(SAFE), Buffer.from(""))).toContain("ENOENT");
  expect(replaceFile(path, Buffer.from(SAFE), Buffer.from(UNSAFE))).toBeNull();
  expect([read("a.py"), readdirSync(folder)]).toEqual([SAFE, ["a.py"]]);
});
