import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";

import type { FileAnalysis } from "../analysis/analyze-file.js";
import { prepareText, type PatchedText, type PreparedText } from "../analysis/prepare-text.js";
import { loweringManifests, type ManifestSides } from "../dependencies/lowering-manifests.js";
import { pairRenames, type NamedText } from "../diff/similarity.js";
import { SeenTexts } from "../analysis/seen-texts.js";
import { analyzeInTurn, type AnalysisWork } from "./analyze-changes.js";
import { loadParser } from "./load-parser.js";

/** A task for a thread. */
export interface ThreadTask {
  readonly work: AnalysisWork;
  /** Receives the results one by one, so that they survive if the thread is ended. A message from it asks to end early. */
  readonly port: MessagePort;
  readonly budget: { readonly fileFindings: number; readonly findings: number };
}

/** The task has begun; the result of the next file; the task is done. */
export type ThreadMessage = "begin" | FileAnalysis | "end";

// WASM, not the native parser: ending a thread while native code runs crashes the whole process, and WASM is a sandbox for
// untrusted input.
const parser = await loadParser("wasm");
/** How many characters are kept of earlier analyses, of all repositories together. */
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
    if (found > budget.findings || receiveMessageOnPort(port)) break;
  }
  port.postMessage("end" satisfies ThreadMessage);
  port.close();
}

/** Runs in a worker thread: prepares texts. */
export function prepare(texts: readonly PatchedText[]): readonly PreparedText[] {
  return texts.map(prepareText);
}

/** The most uses of a file that are counted. */
const MOST_COUNTED = 5000;

/** New files and those that were removed, of which some may have got the name of a new one. */
export type PairTask = readonly [added: readonly NamedText[], removed: readonly NamedText[]];

/** Runs in a worker thread: pairs them. */
export function pair([added, removed]: PairTask): ReadonlyMap<string, string> {
  return pairRenames(added, removed);
}

/** Changed manifests, and those around them. */
export type LoweringTask = readonly [changed: readonly ManifestSides[], around: ReadonlyMap<string, string>];

/** Runs in a worker thread: finds those that lower something. */
export function lowering([changed, around]: LoweringTask): readonly string[] {
  return loweringManifests(changed, around);
}

/** Keeps the first findings of a file that has too many, and reports that there are more, which blocks. */
function firstOf(analysis: FileAnalysis, path: string, most: number): FileAnalysis {
  const { findings, waived, notScanned, stands, ...rest } = analysis;
  if (findings.length + waived.length <= most) {
    // Of a file with very many uses nothing is said to a ratchet: then it lets nothing through there.
    const isLong = stands?.some(({ uses }) => uses.length > MOST_COUNTED) === true;
    return isLong ? { ...rest, findings, waived, notScanned } : analysis;
  }
  const reason = `it has more than ${String(most)} findings: the others are not listed`;
  return {
    ...rest,
    findings: findings.slice(0, most),
    waived: waived.slice(0, Math.max(0, most - findings.length)),
    notScanned: [...notScanned, { path, reason, blocking: true }],
  };
}
