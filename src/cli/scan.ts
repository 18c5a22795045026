import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

import { isIgnored } from "../policy/levels.js";
import { POLICY_PATH } from "../policy/policy.js";
import type { Report } from "../report/report.js";
import { filesOnDisk } from "./files-on-disk.js";
import { UsageError, type CommonOptions, type Io } from "./io.js";
import { loadPolicy } from "./load-policy.js";
import { exitCode, printReport } from "./print-report.js";
import { progressLine } from "./progress.js";
import { reportOfParts, runAnalysis, type Progress } from "./run-analysis.js";
import type { ScanWork } from "./scan-in-threads.js";
import { surroundingsOnDisk } from "./surroundings.js";
import { walk } from "./walk.js";

/** The options of `no-pickle scan`. */
export interface ScanOptions extends CommonOptions {
  /** How many threads to use at most. One takes the least memory and CPU, and the longest. */
  readonly threads: number;
}

/** Reports everything unsafe in files and folders. Returns the exit code. */
export async function scanCommand(io: Io, paths: readonly string[], options: ScanOptions): Promise<number> {
  const roots = paths.length === 0 ? ["."] : paths;
  for (const root of roots) {
    if (!statSync(resolve(io.cwd, root), { throwIfNoEntry: false })) {
      throw new UsageError(`no such file or folder: ${root}`);
    }
  }
  const policy = await loadPolicy(io, options, () => policyOfFolder(io));
  const found = roots.flatMap((root) => walk(io.cwd, root)).filter((path) => !isIgnored(policy, path));
  const work = { cwd: io.cwd, roots, paths: [...new Set(found)], policy };
  const progress = progressLine(io, work.paths.length, options.quiet);
  const report = await scan(io, work, options.threads, progress.update);
  progress.clear();
  printReport(io, report, options);
  return exitCode(report, policy);
}

/** Each thread should have at least so many files, as it takes a third of a second to start. */
const FILES_OF_A_THREAD = 200;

/** How many threads are used for a number of files. */
export function threadsFor(files: number, threads: number): number {
  return Math.max(1, Math.min(threads, Math.floor(files / FILES_OF_A_THREAD)));
}

async function scan(
  io: Io,
  work: ScanWork,
  threads: number,
  onProgress: (done: Progress) => void,
): Promise<Report> {
  const { cwd, roots, paths, policy } = work;
  const needed = threadsFor(paths.length, threads);
  if (needed > 1) {
    const started = io.clock();
    const { scanInThreads } = await import("./scan-in-threads.js");
    const parts = await scanInThreads(io.scanThread, needed, work, onProgress);
    return reportOfParts(io, policy, parts, paths.length, io.clock() - started);
  }
  const files = filesOnDisk(cwd, paths);
  const all =
    paths.length === 0 ? null : { files, surroundings: surroundingsOnDisk(cwd, roots, paths, policy) };
  return runAnalysis(io, policy, all, paths.length, onProgress);
}

async function policyOfFolder(io: Io): Promise<string | null> {
  try {
    return await readFile(resolve(io.cwd, POLICY_PATH), "utf8");
  } catch {
    return null;
  }
}
