import type { MessagePort } from "node:worker_threads";

import type { FileAnalysis } from "../analysis/analyze-file.js";
import { SeenTexts } from "../analysis/seen-texts.js";
import { analyzeInTurn, type AnalysisWork } from "./analyze-changes.js";
import { loadParser } from "./load-parser.js";

/** What a thread is given. */
export interface ThreadTask {
  readonly work: AnalysisWork;
  /** Where the results go, one by one: what is done is not lost with the thread. */
  readonly port: MessagePort;
  readonly budget: { readonly fileFindings: number; readonly findings: number };
}

/** That it was begun, the result of the next file, that there are no more. */
export type ThreadMessage = "begin" | FileAnalysis | "end";

// Not the native parser: a thread that is ended in the middle of it takes the whole process along. And what other people
// wrote is parsed in a sandbox.
const parser = await loadParser("wasm");
/** In characters, for all repositories together. */
const ROOM = 16_000_000;
const seen = new SeenTexts(ROOM);

/** Runs in a worker thread: analyzes files, and sends each result as soon as it is there. */
export async function analyze({ work, port, budget }: ThreadTask): Promise<void> {
  let found = 0;
  port.postMessage("begin" satisfies ThreadMessage);
  for await (const { file, analysis } of analyzeInTurn(work, parser, seen)) {
    const some = firstOf(analysis, file.path, budget.fileFindings);
    port.postMessage(some satisfies ThreadMessage);
    found += some.findings.length + some.waived.length;
    if (found > budget.findings) break;
  }
  port.postMessage("end" satisfies ThreadMessage);
  port.close();
}

/** The first findings of a file that has too many; that there are more is said, and blocks. */
function firstOf(analysis: FileAnalysis, path: string, most: number): FileAnalysis {
  const { findings, waived, notScanned } = analysis;
  if (findings.length + waived.length <= most) return analysis;
  const reason = `it has more than ${String(most)} findings: the others are not listed`;
  return {
    findings: findings.slice(0, most),
    waived: waived.slice(0, Math.max(0, most - findings.length)),
    notScanned: [...notScanned, { path, reason, blocking: true }],
  };
}
