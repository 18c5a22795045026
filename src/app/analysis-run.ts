import { MessageChannel, receiveMessageOnPort, type MessagePort } from "node:worker_threads";

import type { Piscina } from "piscina";

import type { FileAnalysis } from "../analysis/analyze-file.js";
import type { PatchedText, PreparedText } from "../analysis/prepare-text.js";
import type { LoweringTask, PairTask, ThreadMessage, ThreadTask } from "./analysis-thread.js";
import type { AnalysisWork } from "./analyze-changes.js";

/** The threads: their module has four functions, `analyze`, `prepare`, `pair` and `lowering`. */
export type AnalysisThreads = Piscina<
  ThreadTask | readonly PatchedText[] | PairTask | LoweringTask,
  readonly PreparedText[] | ReadonlyMap<string, string> | readonly string[]
>;

/** What one run may use. */
export interface RunLimits {
  /** Time for one file, in milliseconds. */
  readonly fileMs: number;
  /** The same for the file with this index while others wait. */
  readonly contendedMs: (file: number) => number;
  /** Whether others wait. */
  readonly isContended: () => boolean;
  /** The most findings of one file, and of the run: nobody reads more, and each takes memory. */
  readonly fileFindings: number;
  readonly findings: number;
}

/** What came of a run. */
export interface Run {
  /** The results of the first files, in their order. */
  readonly analyses: readonly FileAnalysis[];
  /** How long it took, in milliseconds. */
  readonly ms: number;
  readonly end:
    /** All files have a result, or others had to have their turn. */
    | { readonly kind: "done" }
    /** The next file kept others waiting too long. */
    | { readonly kind: "put-off" }
    /** Why the next file has no result. */
    | { readonly kind: "failed"; readonly problem: string };
}

/** How often a run is looked at, in milliseconds. */
const LOOK_MS = 100;
/** How long a run goes on from file to file while others wait, in milliseconds. */
const SLICE_MS = 1000;

/** Sends files to a thread, and ends the thread when one of them takes too long. Never rejects. */
export async function runInThread(
  pool: AnalysisThreads,
  work: AnalysisWork,
  limits: RunLimits,
): Promise<Run> {
  const { port1: here, port2: there } = new MessageChannel();
  const analyses: FileAnalysis[] = [];
  const began = performance.now();
  const stopped = new AbortController();
  let end: Run["end"] = { kind: "done" };
  /** When the file in hand was begun; a thread that starts or waits has none. */
  let since = Infinity;
  const take = (message: ThreadMessage): void => {
    if (message !== "begin" && message !== "end") analyses.push(message);
    since = performance.now();
    if (since - began > SLICE_MS && limits.isContended()) here.postMessage("give way");
  };
  const watch = setInterval(
    () => {
      const ms = performance.now() - since;
      if (ms > limits.fileMs) end = { kind: "failed", problem: tooLong(limits.fileMs) };
      else if (ms > limits.contendedMs(analyses.length) && limits.isContended()) end = { kind: "put-off" };
      else return;
      clearInterval(watch);
      stopped.abort();
    },
    Math.min(LOOK_MS, limits.fileMs),
  );
  try {
    await new Promise<void>((resolve, reject) => {
      here.on("message", (message: ThreadMessage) => {
        take(message);
        if (message === "end") resolve();
      });
      const { fileFindings, findings } = limits;
      const task: ThreadTask = { work, port: there, budget: { fileFindings, findings } };
      pool.run(task, { name: "analyze", transferList: [there], signal: stopped.signal }).catch(reject);
    });
  } catch (error) {
    for (const message of messagesLeft(here)) take(message);
    if (!stopped.signal.aborted) end = { kind: "failed", problem: problemOf(error) };
  } finally {
    clearInterval(watch);
    here.close();
  }
  return { analyses, ms: performance.now() - began, end };
}

/** Results that the thread sent before it was ended may still be in the port. */
function* messagesLeft(port: MessagePort): Iterable<ThreadMessage> {
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port))
    yield next.message as ThreadMessage;
}

function tooLong(ms: number): string {
  return `its analysis took longer than ${String(Math.round(ms / 1000))} seconds`;
}

function problemOf(error: unknown): string {
  if ((error as { code?: unknown }).code === "ERR_WORKER_OUT_OF_MEMORY")
    return "its analysis took too much memory";
  return `its analysis failed: ${error instanceof Error ? error.message : String(error)}`;
}
