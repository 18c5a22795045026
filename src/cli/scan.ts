import { join } from "node:path";

import type { Policy } from "../policy/policy.js";
import type { Report } from "../report/report.js";
import { plural } from "../report/report.js";
import { filesOnDisk, namedFile } from "./files-on-disk.js";
import type { CommonOptions, Io } from "./io.js";
import { loadPolicy, type LoadedPolicy } from "./load-policy.js";
import { exitCode, printReport } from "./print-report.js";
import { progressLine } from "./progress.js";
import { reportOfParts, runAnalysis, type Progress, type RunFacts, type Work } from "./run-analysis.js";
import { scanTargets, type ScanTargets } from "./scan-targets.js";
import { policyOfFolder, standardInput } from "./scan-sources.js";
import { selection } from "./selection.js";
import { withShownPaths } from "./shown-paths.js";

/** The options of `no-pickle scan`. */
export interface ScanOptions extends CommonOptions {
  /** How many threads to use at most. One takes the least memory and CPU, and the longest. */
  readonly threads: number;
  /** What the text on standard input is called. */
  readonly stdinFilename?: string;
  /** False with `--no-gitignore`: what git ignores is looked at, too. */
  readonly gitignore?: boolean;
  /**
   * Only what a ratchet does not let through; true for the one at the root of the repository, false for none, also where the
   * policy names one.
   */
  readonly ratchet?: string | boolean;
}

/** Reports everything unsafe in files and folders. Returns the exit code. */
export async function scanCommand(io: Io, paths: readonly string[], options: ScanOptions): Promise<number> {
  const chosen = selection(options);
  const input = await standardInput(io, paths, options.stdinFilename);
  const targets = await scanTargets(io, input ? [] : paths, options, chosen.isExcluded);
  const folder = input?.folder ?? targets.folder;
  const loaded = await loadPolicy(io, options, () => policyOfFolder(io, folder));
  const report = input
    ? await runAnalysis(io, loaded, stdinWork(input), {
        filesChanged: 1,
        scope: { looked: `standard input, as ${input.path}`, policy: loaded.described, notes: loaded.notes },
      })
    : await scanTree(io, targets, loaded, options);
  const ratchet = ratchetOf(options, loaded.policy, folder);
  const held =
    ratchet === null || input
      ? report
      : await (await import("./held-by-ratchet.js")).onlyNew(report, ratchet, { cwd: io.cwd, ...targets });
  const shown = chosen.select(input ? report : withShownPaths(held, targets.shown));
  printReport(io, shown, options);
  return exitCode(shown, loaded.policy);
}

/** The ratchet that was asked for, else the one that the policy names. */
function ratchetOf({ ratchet }: ScanOptions, policy: Policy, folder: string): string | true | null {
  if (ratchet === false) return null;
  if (ratchet !== undefined && (ratchet !== true || policy.ratchet === null)) return ratchet;
  return policy.ratchet === null ? null : join(folder, policy.ratchet);
}

function stdinWork({ folder, path, bytes }: NonNullable<Awaited<ReturnType<typeof standardInput>>>): Work {
  return { files: [namedFile(path, bytes)], around: { kind: "disk", folder, roots: ["."], paths: [path] } };
}

/** Each thread should have at least so many files, as it takes a third of a second to start. */
const FILES_OF_A_THREAD = 200;

/** How many threads are used for a number of files. */
export function threadsFor(files: number, threads: number): number {
  return Math.max(1, Math.min(threads, Math.floor(files / FILES_OF_A_THREAD)));
}

/** Looks at all files of a scan; paths are seen from the folder of its targets. */
export async function scanTree(
  io: Io,
  targets: ScanTargets,
  loaded: LoadedPolicy,
  { threads, quiet }: Pick<ScanOptions, "threads" | "quiet">,
): Promise<Report> {
  const { folder, roots, named } = targets;
  const paths = targets.wanted(loaded.policy);
  const around = { kind: "disk", folder, roots, paths } as const;
  const facts = factsOf(targets, paths.length, loaded);
  const progress = progressLine(io, paths.length, quiet);
  const report = await run(
    io,
    { tree: { folder, paths, named }, around },
    loaded,
    facts,
    threads,
    progress.update,
  );
  progress.clear();
  return { ...report, notScanned: [...targets.notScanned, ...report.notScanned] };
}

async function run(
  io: Io,
  {
    tree,
    around,
  }: {
    readonly tree: Parameters<typeof filesOnDisk>[0];
    readonly around: Extract<Work["around"], { kind: "disk" }>;
  },
  { policy, organization }: LoadedPolicy,
  facts: RunFacts,
  threads: number,
  onProgress: (done: Progress) => void,
): Promise<Report> {
  const needed = threadsFor(tree.paths.length, threads);
  if (needed > 1) {
    const started = io.clock();
    const { scanInThreads } = await import("./scan-in-threads.js");
    const work = { tree, around, policy, organization, thread: io.scanThread.href };
    const parts = await scanInThreads(needed, work, onProgress);
    return reportOfParts(io, policy, parts, facts, io.clock() - started);
  }
  const work = tree.paths.length === 0 ? null : { files: filesOnDisk(tree), around };
  return runAnalysis(io, { policy, organization }, work, facts, onProgress);
}

function factsOf(targets: ScanTargets, count: number, { described, notes }: LoadedPolicy): RunFacts {
  const ignored = targets.count - count;
  const byPolicy = ignored > 0 ? [`left out by the policy: ${plural(ignored, "file")}`] : [];
  const scope = {
    looked: targets.looked(count),
    policy: described,
    notes: [...targets.notes, ...byPolicy, ...notes],
  };
  return { filesChanged: count, scope };
}
