import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";

import type { Piscina } from "piscina";

import type { FileAnalysis } from "../analysis/analyze-file.js";
import type { ThreadMessage, ThreadTask } from "./analysis-thread.js";
import type { AnalysisWork, AnalyzeFiles } from "./analyze-changes.js";
import { threadPool } from "../threads/thread-pool.js";

/** How much of everything the analysis of other people's code may take. */
export interface Budget {
  /** For one file, in milliseconds. */
  readonly fileMs: number;
  /** For all files of one review. */
  readonly jobMs: number;
  /** What one file and all files of a review may have; nobody reads more, and each takes memory. */
  readonly fileFindings: number;
  readonly findings: number;
  /** The heap of a thread. */
  readonly heapMegabytes: number;
}

/** What a server grants. */
export const BUDGET: Budget = {
  fileMs: 15_000,
  jobMs: 180_000,
  fileFindings: 1000,
  findings: 5000,
  heapMegabytes: 768,
};

/** Threads that analyze. */
export interface AnalysisPool {
  readonly analyze: AnalyzeFiles;
  readonly close: () => Promise<void>;
}

/** How long a thread that has nothing to do is kept. */
const IDLE_MS = 60_000;

/**
 * Analyzes in worker threads, so that this one always answers. A file that takes too long or too much memory ends its
 * thread: the file is not scanned and is named, the others are taken up by a new thread.
 * @param thread the module that runs there, `analysis-thread.js`
 */
export function createAnalysisPool(thread: URL, threads: number, budget: Budget): AnalysisPool {
  const pool = threadPool<ThreadTask, undefined>(
    thread,
    {
      name: "analyze",
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: budget.heapMegabytes },
    },
    (error) => {
      // Without threads a server would take jobs and do none.
      throw error;
    },
  );
  return {
    analyze: async (work) => {
      const deadline = performance.now() + budget.jobMs;
      const done: FileAnalysis[] = [];
      // One run of a thread for all files, but for those that are left when it has to be ended.
      while (done.length < work.files.length) {
        const rest = work.files.slice(done.length);
        const left = deadline - performance.now();
        if (left <= 0) {
          done.push(...rest.map(({ path }) => skipped(path, "the time for this review ran out")));
          break;
        }
        if (count(done) > budget.findings) {
          const reason = `there are more than ${String(budget.findings)} findings in the files before it`;
          done.push(...rest.map(({ path }) => skipped(path, reason)));
          break;
        }
        const { analyses, problem } = await runOnce(
          pool,
          { ...work, files: rest },
          { ...budget, fileMs: Math.min(budget.fileMs, left), findings: budget.findings - count(done) },
        );
        done.push(...analyses);
        const stuck = work.files[done.length];
        if (problem !== null && stuck) done.push(skipped(stuck.path, problem));
      }
      return done;
    },
    close: () => pool.close({ force: true }),
  };
}

interface Run {
  /** Of the first files, in their order. */
  readonly analyses: readonly FileAnalysis[];
  /** Why it ended at the file after them; null if it came to the end. */
  readonly problem: string | null;
}

/** Sends files to a thread, and ends it when one of them takes longer than it may. */
function runOnce(pool: Piscina<ThreadTask, undefined>, work: AnalysisWork, budget: Budget): Promise<Run> {
  const { fileMs } = budget;
  const { port1: here, port2: there } = new MessageChannel();
  const overtime = new AbortController();
  const analyses: FileAnalysis[] = [];
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      overtime.abort();
    }, fileMs);
  };
  const take = (message: ThreadMessage): void => {
    if (typeof message === "object") analyses.push(message);
    wait();
  };
  return new Promise<Run>((resolve) => {
    here.on("message", (message: ThreadMessage) => {
      if (message === "end") resolve({ analyses, problem: null });
      else take(message);
    });
    const task: ThreadTask = { work, port: there, budget };
    pool.run(task, { transferList: [there], signal: overtime.signal }).catch((error: unknown) => {
      // What it sent before it ended counts.
      for (let next = receiveMessageOnPort(here); next; next = receiveMessageOnPort(here))
        take(next.message as ThreadMessage);
      resolve({ analyses, problem: problemOf(error, overtime.signal.aborted, fileMs) });
    });
  }).finally(() => {
    clearTimeout(timer);
    here.close();
  });
}

function problemOf(error: unknown, isOvertime: boolean, fileMs: number): string {
  if (isOvertime) return `its analysis took longer than ${String(Math.round(fileMs / 1000))} seconds`;
  if ((error as { code?: unknown }).code === "ERR_WORKER_OUT_OF_MEMORY")
    return "its analysis took too much memory";
  return `its analysis failed: ${error instanceof Error ? error.message : String(error)}`;
}

function count(analyses: readonly FileAnalysis[]): number {
  return analyses.reduce((sum, { findings, waived }) => sum + findings.length + waived.length, 0);
}

function skipped(path: string, reason: string): FileAnalysis {
  return { findings: [], waived: [], notScanned: [{ path, reason, blocking: true }] };
}
