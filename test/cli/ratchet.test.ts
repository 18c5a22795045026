import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { runHere } from "../support/run-here.js";

const TWO = "import pickle\n\nx = pickle.load(f)\ny = pickle.load(g)\n";
const FILE = ".no-pickle-ratchet.json";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-ratchet-"));
  mkdirSync(join(folder, ".git"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const said = (...args: readonly string[]) => runHere(["ratchet", ...args], { cwd: folder });
/** Without what every report says of where it looked. */
const ratchet = (...args: readonly string[]) => said(...args, "--quiet");

test("what there is passes, one more does not, and says where it stands", async () => {
  write("a.py", TWO);
  expect(await ratchet("init")).toMatchObject({ code: 0, out: `${FILE}: 3 left\n`, err: "" });
  expect(readFileSync(join(folder, FILE), "utf8")).toMatchSnapshot();
  expect(await ratchet("check")).toMatchObject({ code: 0, out: `${FILE}: 3 left\n` });
  write("a.py", `${TWO}z = pickle.load(h)\n`);
  const { code, out } = await ratchet("check");
  expect(code).toBe(1);
  expect(out).toBe(
    `more a.py: 3 of pickle.load (pickle-load), 2 allowed\n  a.py:5\n${FILE}: 4 left, 1 more than allowed; 1 count rose\n`,
  );
  expect(JSON.parse((await ratchet("check", "--format", "json")).out)).toMatchObject({
    left: 4,
    allowed: 3,
    risen: [{ ruleId: "pickle-load", path: "a.py", symbol: "pickle.load", allowed: 2, count: 3, lines: [5] }],
  });
});

test("it only ever goes down", async () => {
  write("a.py", TWO);
  await ratchet("init");
  write("a.py", TWO.replace("y = pickle.load(g)\n", ""));
  expect((await ratchet("check")).out).toBe(
    `${FILE}: 2 left, 1 fewer than allowed; no-pickle ratchet update keeps it so\n`,
  );
  expect((await ratchet("update")).code).toBe(0);
  write("a.py", TWO);
  const before = readFileSync(join(folder, FILE), "utf8");
  expect((await ratchet("update")).code).toBe(1);
  expect(readFileSync(join(folder, FILE), "utf8")).toBe(before);
});

test("one fewer here does not pay for one more there, but what is moved keeps its place", async () => {
  write("a.py", TWO);
  await ratchet("init");
  renameSync(join(folder, "a.py"), join(folder, "moved.py"));
  expect((await ratchet("check")).code).toBe(0);
  write("moved.py", TWO.replace("y = pickle.load(g)", "y = pickle.loads(g)"));
  expect((await ratchet("check")).out).toContain("1 of pickle.loads (pickle-load), 0 allowed");
});

test("a file that cannot be read any more is taken to be as it was", async () => {
  write("a.py", TWO);
  await ratchet("init");
  writeFileSync(join(folder, "a.py"), Buffer.from([0x61, 0, 0x62]));
  const { code, out } = await ratchet("update");
  expect(code).toBe(1);
  expect(out).toContain("a.py was not scanned");
  expect(readFileSync(join(folder, FILE), "utf8")).toContain("a.py");
});

test("scan --ratchet shows what is new only", async () => {
  write("a.py", TWO);
  write("sub/b.py", TWO);
  await ratchet("init");
  const scan = (...args: readonly string[]) =>
    runHere(["scan", ...args, "--format", "concise"], { cwd: folder });
  expect(await scan("--ratchet")).toMatchObject({ code: 0 });
  expect(await scan("--ratchet", FILE, "sub")).toMatchObject({ code: 0 });
  write("sub/b.py", `${TWO}z = pickle.load(h)\n`);
  const { code, out } = await scan("--ratchet");
  expect(code).toBe(1);
  expect(out.split("\n").filter((line) => line.includes(": block "))).toEqual([
    expect.stringContaining("sub/b.py:5:5: block pickle-load") as string,
  ]);
  const text = await runHere(["scan", "--ratchet"], { cwd: folder });
  expect(text.out).toContain(`${FILE}: 7 left, 1 more than allowed; only what is new is shown`);
});

test.each([
  ["check", null, "no-pickle ratchet init makes one"],
  ["check", "<<<<<<< ours\n", "is no ratchet: it holds the marks of a merge"],
  ["init", "{}", "is there: no-pickle ratchet update lowers it"],
])("%s with %j: one line says what to do", async (action, content, message) => {
  if (content !== null) write(FILE, content);
  const { code, out, err } = await ratchet(action);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/^no-pickle: [^\n]*\n$/);
  expect(err).toContain(message);
});

test("every report says what was looked at, and under which policy", async () => {
  write("a.py", TWO);
  write("vendor/b.py", TWO);
  write(".github/no-pickle.yml", "ignore: [vendor/**]\n");
  for (const [action, line] of [
    ["init", "3 left"],
    ["check", "3 left"],
    ["update", "3 left"],
  ] as const) {
    const { out } = await said(action);
    expect(out).toMatch(
      new RegExp(
        `^${FILE}: ${line}\n  looked at .: [23] files\n  policy    .github/no-pickle.yml of .*\\(preset strict\\)\n  note .*\n  note      left out by the policy: 1 file\n$`,
      ),
    );
  }
});
