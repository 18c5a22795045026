import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { FILE_SHAPES } from "./hostile-shapes.js";
import { megabytesOf } from "./peak-memory.js";

const SIZE = 1_000_000;
const BOUNDS = { seconds: 20, megabytes: 700 };

/**
 * `no-pickle scan` of each shape, alone in a folder: time and memory. Sets the exit code where a bound is missed.
 * @param named only those with this in their name
 */
export async function scanHostile(named: string): Promise<void> {
  const took: { readonly name: string; readonly seconds: number; readonly megabytes: number }[] = [];
  for (const { name, path, text } of FILE_SHAPES.filter((shape) => shape.name.includes(named))) {
    const dir = mkdtempSync(join(tmpdir(), "no-pickle-shape-"));
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text(SIZE));
    const one = { name: `${name} (${path})`, ...(await scan(dir)) };
    rmSync(dir, { recursive: true });
    took.push(one);
    if (isMissed(one)) print(`missed: ${inWords(one)}`);
  }
  const slowest = [...took].sort((a, b) => b.seconds - a.seconds).slice(0, 10);
  const largest = [...took].sort((a, b) => b.megabytes - a.megabytes).slice(0, 5);
  print(
    `\nThe slowest:\n${slowest.map(inWords).join("\n")}\n\nThe largest:\n${largest.map(inWords).join("\n")}`,
  );
  const missed = took.filter(isMissed).length;
  print(`\n${String(missed)} of ${String(took.length)} missed a bound: ${JSON.stringify(BOUNDS)}`);
  if (missed > 0) process.exitCode = 1;
}

function isMissed({ seconds, megabytes }: { readonly seconds: number; readonly megabytes: number }): boolean {
  return seconds > BOUNDS.seconds || megabytes > BOUNDS.megabytes;
}

function inWords(one: {
  readonly name: string;
  readonly seconds: number;
  readonly megabytes: number;
}): string {
  return `${one.name}: ${one.seconds.toFixed(1)} s, ${one.megabytes.toFixed(0)} MB`;
}

async function scan(dir: string): Promise<{ seconds: number; megabytes: number }> {
  const command = join(import.meta.dirname, "..", "dist", "cli.js");
  const started = performance.now();
  const child = spawn(process.execPath, [command, "scan", dir], { stdio: "ignore" });
  let megabytes = 0;
  // The kernel keeps the peak: it is only lost with the process.
  const timer = setInterval(() => {
    megabytes = Math.max(megabytes, megabytesOf(child.pid ?? 0, "VmHWM"));
  }, 20);
  const [code] = (await once(child, "exit")) as [number | null];
  clearInterval(timer);
  if (code !== 0 && code !== 1) throw new Error(`the scan of ${dir} ended with ${String(code)}`);
  return { seconds: (performance.now() - started) / 1000, megabytes };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
