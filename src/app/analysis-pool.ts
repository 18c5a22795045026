import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";

import type { Piscina } from "piscina";

import { NOTHING_FOUND, type FileAnalysis } from "../analysis/analyze-file.js";
import type { ThreadMessage, ThreadTask } from "./analysis-thread.js";
import type { AnalysisWork, AnalyzeFiles } from "./analyze-changes.js";
import { threadPool } from "../threads/thread-pool.js";

/** Limits on what the analysis of untrusted code may use. */
export interface Budget {
  /** Time for one file, in milliseconds. */
  readonly fileMs: number;
  /** Time for all files of one review, in milliseconds. */
  readonly jobMs: number;
  /** The most findings of one file, and of one review: nobody reads more, and each takes memory. */
  readonly fileFindings: number;
  readonly findings: number;
  /** The largest heap of a thread. */
  readonly heapMegabytes: number;
}

/** The limits of a server. */
export const BUDGET: Budget = {
  fileMs: 15_000,
  jobMs: 180_000,
  fileFindings: 1000,
  findings: 5000,
  heapMegabytes: 768,
};

/** A pool of threads that analyze. */
export interface AnalysisPool {
  readonly analyze: AnalyzeFiles;
  readonly close: () => Promise<void>;
}

/** An idle thread is ended after this time. */
const IDLE_MS = 60_000;

/**
 * Analyzes in worker threads, so that the main thread stays responsive. When a file takes too long or too much memory, its
 * thread is ended: that file is reported as not scanned, and a new thread goes on with the others.
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
      // No thread can be started: a server that went on would accept jobs and never do one.
      throw error;
    },
  );
  return {
    analyze: async (work) => {
      const deadline = performance.now() + budget.jobMs;
      const done: FileAnalysis[] = [];
      // One task for all files; another one for the files that are left when the thread had to be ended.
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
  /** The results of the first files, in their order. */
  readonly analyses: readonly FileAnalysis[];
  /** Why the next file has no result; null if all files have one. */
  readonly problem: string | null;
}

/** Sends files to a thread, and ends the thread when one of them takes too long. */
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
      // Results that the thread sent before it ended may still be in the port.
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
  return { ...NOTHING_FOUND, notScanned: [{ path, reason, blocking: true }] };
}
