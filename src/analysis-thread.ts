import type { MessagePort } from "node:worker_threads";

import type { FileAnalysis } from "./analysis/analyze-file.js";
import { analysisSteps, type AnalysisWork } from "./analyze-changes.js";
import { loadParser } from "./grammar/load-parser.js";

/** What a thread is given. */
export interface ThreadTask {
  readonly work: AnalysisWork;
  /** Where the results go, one by one: what is done is not lost with the thread. */
  readonly port: MessagePort;
}

/** That it was begun, the result of the next file, that there are no more. */
export type ThreadMessage = "begin" | FileAnalysis | "end";

// Not the native parser: a thread that is ended in the middle of it takes the whole process along. And what other people
// wrote is parsed in a sandbox.
const parser = await loadParser("wasm");

/** Runs in a worker thread: analyzes files, and sends each result as soon as it is there. */
export async function analyze({ work, port }: ThreadTask): Promise<void> {
  port.postMessage("begin" satisfies ThreadMessage);
  for (const analysis of analysisSteps(work, parser)) {
    port.postMessage(analysis satisfies ThreadMessage);
    await parser.settle();
  }
  port.postMessage("end" satisfies ThreadMessage);
  port.close();
}
