import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const GNU_TIME = "/usr/bin/time";

/** What one run took: CPU of the whole process and its children, the time by the clock, and the peak memory. */
export interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
}

/** Whether costs can be measured here. */
export function canMeasure(): boolean {
  return existsSync(GNU_TIME);
}

/**
 * Runs a command under GNU time, and gives what it took. Throws if the command failed: what stops early would look cheap.
 * 1 is not a failure: these commands end so when they have found something.
 */
export function costOf(command: readonly string[], cwd: string): Cost {
  const started = performance.now();
  const run = spawnSync(GNU_TIME, ["-f", "\n%U %S %M", ...command], {
    encoding: "utf8",
    cwd,
    maxBuffer: 1 << 30,
  });
  const wallMs = performance.now() - started;
  if (run.status !== 0 && run.status !== 1) {
    throw new Error(`${command.join(" ")}: ended with ${String(run.status ?? run.signal)}: ${run.stderr}`);
  }
  const [user = NaN, system = NaN, kilobytes = NaN] = (run.stderr.trim().split("\n").at(-1) ?? "")
    .split(" ")
    .map(Number);
  return { cpuMs: (user + system) * 1000, wallMs, peakMb: kilobytes / 1024 };
}
