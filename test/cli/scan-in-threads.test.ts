import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { Io } from "../../src/cli/io.js";
import { scanCommand, threadsFor } from "../../src/cli/scan.js";
import { runCli } from "../support/run-cli.js";

const FILES = 600;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-threads-"));
  for (const sub of ["a", "b"]) mkdirSync(join(folder, sub));
  for (let i = 0; i < FILES; i++) {
    const name = join(folder, i % 2 === 0 ? "a" : "b", `f${String(i)}.py`);
    writeFileSync(name, textOf(i));
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Wrappers of loads, files that call those of others, files of which a part cannot be read, waivers, and nothing. */
function textOf(i: number): string {
  const load = "    return pickle.loads(x)";
  if (i % 5 === 0) return `import pickle\n\n\ndef restore(x):\n${load}\n`;
  if (i % 7 === 0) return `from a.f${String((i % 20) * 10)} import restore\n\nrestore(open("x").read())\n`;
  if (i % 11 === 0) return "import pickle\ndef (:\n";
  if (i % 13 === 0) return "import pickle  # no-pickle: allow[pickle-import] ours\n";
  return `x = ${String(i)}\n`;
}

interface JsonReport {
  readonly findings: readonly { readonly ruleId: string }[];
  readonly suppressed: readonly unknown[];
  readonly notScanned: readonly unknown[];
  readonly stats: { readonly filesChanged: number; readonly filesScanned: number };
}

async function json(...args: readonly string[]): Promise<JsonReport> {
  const { code, out, err } = await runCli(["scan", "--format", "json", ...args], { cwd: folder });
  expect([code, err]).toEqual([1, ""]);
  const report = JSON.parse(out) as JsonReport;
  const { filesChanged, filesScanned } = report.stats;
  return { ...report, stats: { filesChanged, filesScanned } };
}

test("threads find what one finds, and say it in the same order", async () => {
  const alone = await json();
  const count = (rule: string): number => alone.findings.filter(({ ruleId }) => ruleId === rule).length;
  expect([count("pickle-load"), count("unsafe-wrapper")]).toEqual([120, 68]);
  expect([alone.suppressed.length, alone.notScanned.length]).toEqual([28, 38]);
  for (const threads of ["2", "64"]) expect(await json("-j", threads)).toEqual(alone);
  const { out } = await runCli(["scan", "--threads=3", "-q", "a", "b", "a"], { cwd: folder });
  expect(out).toBe((await runCli(["scan", "-q", "a", "b"], { cwd: folder })).out);
});

test.each([
  [0, 8, 1],
  [399, 8, 1],
  [600, 1, 1],
  [600, 2, 2],
  [600, 64, 3],
])("%i files and %i threads make %i", (files, threads, used) => {
  expect(threadsFor(files, threads)).toBe(used);
});

async function scanWith(code: string, threads: number): Promise<number> {
  const module = join(folder, "thread.mjs");
  writeFileSync(module, code);
  const io: Pick<Io, "cwd" | "scanThread" | "clock" | "errIsTerminal"> = {
    cwd: folder,
    scanThread: pathToFileURL(module),
    clock: () => 0,
    errIsTerminal: false,
  };
  return scanCommand(io as Io, [], { format: "json", usePolicy: false, quiet: true, threads });
}

test.each([
  ["that ends with an error", "export const scan = () => { throw new Error('out of luck') };", "out of luck"],
  ["that ends without a word", "export const scan = () => { process.exit() };", "exited"],
  ["that cannot be started", "throw new Error('half installed')", "half installed"],
])("a thread %s ends the scan", async (_, code, problem) => {
  await expect(scanWith(code, 2)).rejects.toThrow(problem);
});

test("when one thread fails the others come to the end of what they do", async () => {
  const ended = join(folder, "ended");
  const slow = `setTimeout(() => { writeFileSync(${JSON.stringify(ended)}, ""); resolve({}); }, 300)`;
  const fast = "reject(new Error('out of luck'))";
  const work = `new Promise((resolve, reject) => { first === 0 ? ${slow} : ${fast}; })`;
  const code = `import { writeFileSync } from "node:fs";\nexport const scan = (first) => ${work};`;
  await expect(scanWith(code, 2)).rejects.toThrow("out of luck");
  expect(existsSync(ended)).toBe(true);
});
