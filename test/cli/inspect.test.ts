import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { runHere } from "../support/run-here.js";

let folder: string;
const inspect = (...args: readonly string[]) => runHere(["inspect", ...args], { cwd: folder });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-inspect-"));
  const runs = Buffer.from("\x80\x02cposix\nsystem\nX\x04\0\0\0true\x85R.", "latin1");
  writeFileSync(join(folder, "runs"), runs);
  writeFileSync(join(folder, "plain.pkl"), Buffer.from("\x80\x02]K\x01a.", "latin1"));
  writeFileSync(join(folder, "code.py"), "import pickle\n");
  writeFileSync(join(folder, "text.txt"), "text\n");
  mkdirSync(join(folder, "sub"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("says what a file would run, whatever its name, and under which policy that is judged", async () => {
  const { code, out, err } = await inspect("runs", "text.txt");
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(out).toBe(
    [
      "runs: dangerous",
      "  is      pickle",
      "  holds   plain data, in 1 pickle",
      "  runs    posix.system('true'), which starts programs",
      "  names   posix.system",
      "",
      "text.txt: nothing that is loaded as code",
      "",
      "  looked at runs, text.txt",
      "  policy    built-in defaults (preset strict): there is no .github/no-pickle.yml in this folder",
      "",
    ].join("\n"),
  );
  expect(JSON.parse((await inspect("runs", "--format", "json")).out)).toMatchObject({
    files: [{ path: "runs", verdict: "dangerous", names: ["posix.system"] }],
  });
});

test("plain data is inert; code is for another command, and that is said", async () => {
  expect((await inspect("plain.pkl", "--quiet")).out).toMatch(/^plain\.pkl: inert\n/);
  expect((await inspect("code.py", "--quiet")).out).toBe(
    "code.py: nothing that is loaded as code; no-pickle scan looks at Python\n",
  );
});

test.each([
  ["gone", "no such file: gone"],
  ["sub", "sub is a folder: no-pickle scan sub looks at what is in it"],
  ["pipe", "pipe is no regular file: inspect a copy of what it gives"],
  ["/dev/zero", "/dev/zero is no regular file: inspect a copy of what it gives"],
])("%s is not looked at, in one line", async (path, why) => {
  expect(await inspect(path)).toEqual({ code: 2, out: "", err: `no-pickle: ${why}\n` });
});
