import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { openRepository } from "../../src/cli/git.js";
import { readObjects } from "../../src/cli/git-objects.js";
import { objectStream } from "../../src/cli/object-stream.js";

let folder: string;
const blobs: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-objects-"));
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" }).trim();
  git("init", "-q");
  // Nothing, line ends, what looks like an answer of git, and more than a pipe holds.
  for (const text of ["", "\n", "a\nb\n", `${"0".repeat(40)} blob 3\nabc\n`, "long ".repeat(100_000)]) {
    writeFileSync(join(folder, "file"), text);
    blobs.push(git("hash-object", "-w", "file"));
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("it reads what a process for each few would read, as often as it is asked", async () => {
  const git = await openRepository(folder, process.env);
  const stream = objectStream(git, process.env);
  const names = [...blobs, "f".repeat(40), "no such thing", ...blobs.slice(0, 2)];
  const expected = await readObjects(git, names, 1000);
  expect([...expected.values()].filter((one) => typeof one === "string").sort()).toEqual([
    "missing",
    "missing",
    "too-large",
  ]);
  for (const some of [names, names.slice(2), [], [...names].reverse()]) {
    const read = await stream.read(some, 1000);
    expect(read).toEqual(new Map(some.map((name) => [name, expected.get(name)])));
  }
  expect((await stream.read(blobs, 1_000_000)).get(blobs.at(-1) ?? "")).toHaveLength(500_000);
  stream.close();
});
