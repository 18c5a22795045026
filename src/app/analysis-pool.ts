import { NOTHING_FOUND, type FileAnalysis } from "../analysis/analyze-file.js";
import { UNPREPARED, type PatchedText, type PreparedText } from "../analysis/prepare-text.js";
import { mostPlaces } from "../jobs/places.js";
import { threadPool } from "../threads/thread-pool.js";
import type { LoweringTask, PairTask } from "./analysis-thread.js";
import type { Analysis, AnalysisWork } from "./analyze-changes.js";
import { runInThread, type AnalysisThreads, type RunLimits } from "./analysis-run.js";
import { createAnalysisTurns } from "./analysis-turns.js";

/** Limits on what the analysis of untrusted code may use. */
export interface Budget extends Pick<RunLimits, "fileMs" | "fileFindings" | "findings"> {
  /** Time for all files of one review, in milliseconds, without the time that it waits for a thread. */
  readonly jobMs: number;
  /** How long a file may keep a thread while other installations wait; once, then it is put off. In milliseconds. */
  readonly contendedMs: number;
  /** The largest heap of a thread. */
  readonly heapMegabytes: number;
}

/** The limits of a server. */
export const BUDGET: Budget = {
  fileMs: 15_000,
  contendedMs: 4_000,
  jobMs: 45_000,
  fileFindings: 1000,
  findings: 5000,
  heapMegabytes: 320,
};

/** A pool of threads that analyze, and that installations share. */
export interface AnalysisPool extends Analysis {
  /** The same for an installation, which takes turns with the others. */
  readonly of: (installationId: number) => Analysis;
  readonly close: () => Promise<void>;
}

/** An idle thread is ended after this time. */
const IDLE_MS = 60_000;

/**
 * Analyzes in worker threads, so that the main thread stays responsive. When a file takes too long or too much memory, its
 * thread is ended: that file is reported as not scanned, and a new thread goes on with the others.
 * @param thread the module that runs there, `analysis-thread.js`
 * @param threads how many, and as many again for installations of which nothing runs
 */
export function createAnalysisPool(thread: URL, threads: number, budget: Budget): AnalysisPool {
  const pool: AnalysisThreads = threadPool(
    thread,
    {
      name: "analyze",
      minThreads: 1,
      maxThreads: mostPlaces(threads),
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: budget.heapMegabytes },
    },
    (error) => {
      // No thread can be started: a server that went on would accept jobs and never do one.
      throw error;
    },
  );
  const turns = createAnalysisTurns(threads, () => performance.now());

  const analyze = async (work: AnalysisWork, installationId: number): Promise<readonly FileAnalysis[]> => {
    const done: FileAnalysis[] = [];
    let left = budget.jobMs;
    let putOff = -1;
    // One run for all files; another one for those that are left when it had to be ended, or gave way to others.
    while (done.length < work.files.length) {
      const files = work.files.slice(done.length);
      const why = reasonToStop(left, done, budget);
      if (why !== null) {
        done.push(...files.map(({ path }) => skipped(path, why)));
        break;
      }
      const limits: RunLimits = {
        ...budget,
        fileMs: Math.min(budget.fileMs, left),
        findings: budget.findings - count(done),
        // What was put off once is not put off again.
        contendedMs: (file) => (done.length + file === putOff ? Infinity : budget.contendedMs),
        isContended: () => turns.othersWait(installationId),
      };
      const run = await turns.take(installationId, () => runInThread(pool, { ...work, files }, limits));
      left -= run.ms;
      done.push(...run.analyses);
      const stuck = work.files[done.length];
      if (run.end.kind === "put-off") putOff = done.length;
      else if (run.end.kind === "failed" && stuck) done.push(skipped(stuck.path, run.end.problem));
    }
    return done;
  };

  /** Where the thread has to be ended, nothing is known of these texts: they count as new in every line. */
  const prepare = async (
    texts: readonly PatchedText[],
    installationId: number,
  ): Promise<readonly PreparedText[]> =>
    turns.take(installationId, () =>
      pool.run(texts, { name: "prepare", signal: AbortSignal.timeout(budget.fileMs) }).then(
        (prepared) => prepared as readonly PreparedText[],
        () => texts.map(() => UNPREPARED),
      ),
    );

  const pair = async (task: PairTask, installationId: number): Promise<ReadonlyMap<string, string>> =>
    task.some((side) => side.length === 0)
      ? NO_PAIRS
      : turns.take(installationId, () =>
          pool.run(task, { name: "pair", signal: AbortSignal.timeout(budget.fileMs) }).then(
            (pairs) => pairs as ReadonlyMap<string, string>,
            () => NO_PAIRS,
          ),
        );

  const lowering = async (task: LoweringTask, installationId: number): Promise<readonly string[]> =>
    task[0].length === 0
      ? []
      : turns.take(installationId, () =>
          pool.run(task, { name: "lowering", signal: AbortSignal.timeout(budget.fileMs) }).then(
            (paths) => paths as readonly string[],
            () => task[0].map(({ path }) => path),
          ),
        );

  const of = (installationId: number): Analysis => ({
    analyze: (work) => analyze(work, installationId),
    prepare: (texts) => prepare(texts, installationId),
    pair: (...task) => pair(task, installationId),
    lowering: (...task) => lowering(task, installationId),
  });
  return { ...of(0), of, close: () => pool.close({ force: true }) };
}

const NO_PAIRS: ReadonlyMap<string, string> = new Map();

function reasonToStop(left: number, done: readonly FileAnalysis[], { findings }: Budget): string | null {
  if (left <= 0) return "the time for this review ran out";
  return count(done) > findings
    ? `there are more than ${String(findings)} findings in the files before it`
    : null;
}

function count(analyses: readonly FileAnalysis[]): number {
  return analyses.reduce((sum, { findings, waived }) => sum + findings.length + waived.length, 0);
}

function skipped(path: string, reason: string): FileAnalysis {
  return { ...NOTHING_FOUND, notScanned: [{ path, reason, blocking: true }] };
}
