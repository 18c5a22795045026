import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { runHere } from "../support/run-here.js";

let folder: string;

const STATE = `import os
import pickle

STATE = os.path.join("data", "state.pkl")


def save(count: int):
    with open(STATE, "wb") as file:
        pickle.dump({"count": count}, file)


def load():
    with open(STATE, "rb") as file:
        return pickle.load(file)
`;
const MODEL = `import pickle


def save_model(model, path):
    with open(path, "wb") as file:
        pickle.dump(model, file)


def load_model(path):
    with open(path, "rb") as file:
        return pickle.load(file)


def receive(socket):
    return pickle.loads(socket.recv(100))
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-migrate-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const migrate = (...args: readonly string[]) => runHere(["migrate", ...args], { cwd: folder });

describe("migrate", () => {
  test("tells each stored file, what can be done, and what is for a person; nothing is changed", async () => {
    write("app/state.py", STATE);
    write("app/model.py", MODEL);
    write("clean.sh", "rm data/state.pkl\n");
    const { code, out, err } = await runHere(["migrate"], { cwd: folder, columns: 80 });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatchSnapshot();
    // eslint-disable-next-line no-control-regex -- style
    for (const line of out.replace(/\u001b\[\d*m/g, "").split("\n"))
      expect(line.length, line).toBeLessThanOrEqual(80);
    expect(readFileSync(join(folder, "app/state.py"), "utf8")).toBe(STATE);
    expect(readdirSync(folder).sort()).toEqual(["app", "clean.sh"]);
  });

  test("prints the change as a patch, the same each time", async () => {
    write("app/state.py", STATE);
    const { code, out, err } = await migrate("--diff");
    expect(code).toBe(0);
    expect(out).toMatchSnapshot();
    expect(err).toContain("The change is on standard output");
    expect(await migrate("--diff")).toEqual({ code, out, err });
  });

  test("writes the change in two steps, a converter and what to do with them, to a new folder only", async () => {
    write("app/state.py", STATE);
    expect((await migrate("--out", "moved")).code).toBe(0);
    expect(readdirSync(join(folder, "moved")).sort()).toEqual([
      ...["1-read-both.patch", "2-write-new.patch", "README.md", "convert_state.py"],
    ]);
    expect(readFileSync(join(folder, "moved", "README.md"), "utf8")).toMatchSnapshot();
    expect(readFileSync(join(folder, "moved", "convert_state.py"), "utf8")).toMatchSnapshot();
    const again = await migrate("--out", "moved");
    expect(again).toEqual({
      code: 2,
      out: "",
      err: "no-pickle: moved is not empty: name a new folder, nothing is written over\n",
    });
    expect((await migrate("--out", "app/state.py/x")).code).toBe(2);
    expect(statSync(join(folder, "app/state.py")).isFile()).toBe(true);
  });

  test("ends with one line where no folder can be made", async () => {
    write("app/state.py", STATE);
    // A folder of Linux in which `mkdir` says that there is no such folder.
    const { code, err } = await migrate("--out", "/proc/moved/here");
    expect([code, err]).toEqual([2, "no-pickle: cannot write to /proc/moved/here: ENOENT\n"]);
  });

  test("keeps the name of a file on one line", async () => {
    write("app/new\nline.py", STATE);
    expect((await migrate()).out).toContain("app/new\\u{a}line.py:");
  });

  test("is for 80 columns, and with --quiet a line for each stored file", async () => {
    write("app/state.py", STATE);
    write("app/model.py", MODEL);
    write("app/bad\nname.py", "import pickle\ndef (:\n");
    for (const args of [[], ["--diff"]]) {
      const { out, err } = await migrate(...args);
      const text = args.length === 0 ? out : err;
      expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    }
    const { out, err } = await migrate("--quiet");
    expect(err).toBe("");
    expect(out).toBe(
      "data/state.pkl: moves to JSON\n{model path}: for a person\n" +
        "1 call whose data the code does not place in a file: app/model.py:15\n" +
        "app/bad\\u{a}name.py: not looked into: it does not parse, or is too long\n",
    );
  });

  test.each([
    [{ "notes.md": "x\n" }, "No Python was looked at: there is none.\n"],
    [{ "a.py": "x = 1\n" }, "Nothing that is written as a pickle and read again was found.\n"],
  ])("of %j it says what was looked at", async (files, said) => {
    for (const [path, text] of Object.entries(files)) write(path, text);
    expect(await migrate()).toEqual({ code: 0, out: said, err: "" });
  });

  test("leaves what lies under keys and in columns to a person, and says what could be written", async () => {
    write(
      "app/cache.py",
      `import pickle


def save(r, name: str, count: int):
    r.set(f"user:{name}", pickle.dumps({name: count}))
    r.set("other", pickle.dumps(count))


def load(r, name):
    return pickle.loads(r.get(f"user:{name}"))
`,
    );
    write(
      "app/models.py",
      `import pickle

from sqlalchemy import Column, LargeBinary, PickleType


class User(Base):
    extra = Column(PickleType)
    settings_blob = Column(LargeBinary)

    def keep(self, theme, load):
        self.settings_blob = pickle.dumps(load(theme))

    def settings(self):
        return pickle.loads(self.settings_blob)
`,
    );
    const { entries, stores, notPlaced } = JSON.parse((await migrate("--format", "json")).out) as {
      readonly entries: readonly {
        readonly name: string;
        readonly holds: string;
        readonly instead: string;
      }[];
      readonly stores: readonly object[];
      readonly notPlaced: readonly object[];
    };
    expect({ stores, notPlaced }).toMatchObject({
      stores: [],
      notPlaced: [{ path: "app/cache.py", line: 6 }],
    });
    expect(entries).toMatchObject([
      {
        ...{ name: 'r["user:*"]', kind: "key", written: ["app/cache.py:5"], read: ["app/cache.py:10"] },
        ...{
          declared: [],
          holds: "a dict of integers",
          instead: expect.stringMatching(/^json\.dumps/) as string,
        },
      },
      {
        ...{ name: "self.settings_blob", kind: "column", written: ["app/models.py:11"] },
        ...{
          read: ["app/models.py:14"],
          holds: "not known",
          instead: expect.stringMatching(/^JSON, if/) as string,
        },
      },
      { name: ".extra", kind: "column", declared: ["app/models.py:7"] },
    ]);
    const { out } = await runHere(["migrate"], { cwd: folder, columns: 80 });
    expect(out).toContain("for a person. No patch is made");
    // eslint-disable-next-line no-control-regex -- style
    for (const line of out.replace(/\u001b\[\d*m/g, "").split("\n"))
      expect(line.length, line).toBeLessThanOrEqual(80);
    expect((await migrate("--diff")).out).toBe("");
    expect((await migrate("--quiet")).out).toContain(".extra: for a person, as it is a column\n");
  });

  test("with --check says by its exit code whether something can be moved", async () => {
    write("app/model.py", MODEL);
    expect((await migrate("--check")).code).toBe(0);
    write("app/state.py", STATE);
    expect((await migrate("--check")).code).toBe(1);
  });

  test("looks for the other end everywhere, and tells of what the path has", async () => {
    write(".git/HEAD", "ref: refs/heads/main\n");
    write("one.py", 'import pickle\n\nwith open("x.pkl", "wb") as f:\n    pickle.dump([1], f)\n');
    write("sub/two.py", 'import pickle\n\nwith open("x.pkl", "rb") as f:\n    x = pickle.load(f)\n');
    write("sub/three.py", 'import pickle\n\nx = pickle.load(open("y.pkl", "rb"))\n');
    const { out } = await migrate("--format", "json", "one.py");
    const { stores } = JSON.parse(out) as { readonly stores: readonly unknown[] };
    expect(stores).toEqual([
      {
        name: "x.pkl",
        written: ["one.py:4"],
        read: ["sub/two.py:4"],
        holds: "a list of integers",
        to: "JSON",
        reliesOn: [],
        alsoNamed: [],
        converter: "convert_x.py",
        undecided: [],
        advice: [],
      },
    ]);
  });

  test("names files as they are seen from here, and in a patch from the root where it goes beyond", async () => {
    execFileSync("git", ["init", "-q"], { cwd: folder });
    write("one.py", 'import pickle\n\nwith open("x.pkl", "wb") as f:\n    pickle.dump([1], f)\n');
    write("sub/two.py", 'import pickle\n\nwith open("x.pkl", "rb") as f:\n    x = pickle.load(f)\n');
    const { out, err } = await runHere(["migrate", "--diff", "."], { cwd: join(folder, "sub") });
    expect(err).toContain("written    ../one.py:4");
    expect(err).toContain("read       two.py:4");
    expect(err.replaceAll(/\s+/g, " ")).toContain("Its paths are those from the root of the repository.");
    execFileSync("git", ["apply", "--check", "-"], { cwd: folder, input: out });
    expect(out).toContain("--- a/sub/two.py");
  });

  test("says what it did not look into, and nothing that a terminal obeys", async () => {
    write("bad.py", "import pickle\ndef (:\n");
    write(
      "esc.py",
      'import pickle\n\nx = pickle.load(open("\\x1b[31m.pkl", "rb"))\ny = pickle.loads(s.recv())\n',
    );
    const { out } = await migrate();
    expect(out).toContain("bad.py: it does not parse");
    expect(out).toContain("1 call whose data the code does not place in a file: esc.py:4");
    expect(out).not.toContain("\u001b");
    expect((await migrate("--format", "json")).out).not.toContain("\u001b");
    expect((await runHere(["migrate"], { cwd: mkdtempSync(join(folder, "empty-")) })).out).toBe(
      "No Python was looked at: there is none.\n",
    );
  });

  test.each([
    [["--diff", "--out", "x"], "--diff prints the change, --out writes it: say one of them"],
    [["--diff", "--format", "json"], "--diff prints a patch: it does not go with --format json"],
    [["--check", "--out", "x"], "--check writes nothing: it does not go with --out"],
    [["nowhere"], "no such file or folder: nowhere"],
  ])("refuses %j in one line", async (args, line) => {
    expect(await migrate(...args)).toEqual({ code: 2, out: "", err: `no-pickle: ${line}\n` });
  });
});
