import { resolve } from "node:path";

import { analyzeWholeFile } from "../analysis/analyze-file.js";
import type { AnalysisTools } from "../analysis/analysis-tools.js";
import { callsWrapper } from "../analysis/analyze-source.js";
import { decodeText, isPointer, type DecodedText } from "../analysis/decode.js";
import { fileKind, maxBytes, mayBeUnreadable } from "../analysis/file-kind.js";
import { mayTell } from "../analysis/sieve.js";
import type { FileTaskResult } from "./outcome.js";
import { readFromDisk } from "./read-from-disk.js";
import { NOTHING_FOUND, NOT_PYTHON, type Task } from "./run-analysis.js";

/** Looks for everything unsafe in one file; `path` is from `cwd`. */
export function scanTask(cwd: string, path: string): Task {
  return { path, analyze: (tools) => scanFile(cwd, path, tools) };
}

function scanFile(cwd: string, path: string, tools: AnalysisTools): FileTaskResult {
  const bytes = readFromDisk(resolve(cwd, path));
  const kind = fileKind(path) ?? "python";
  if (bytes === "missing") return { scanned: false, reason: "the file could not be read" };
  if (bytes === "too-large" || bytes.length > maxBytes(kind)) {
    if (mayBeUnreadable(kind)) return NOT_PYTHON;
    return { scanned: false, reason: `larger than ${String(maxBytes(kind) >> 20)} MiB` };
  }
  let decoded: DecodedText | undefined;
  const decode = (): DecodedText => (decoded ??= decodeText(bytes));
  if (kind === "python" && isSilent(bytes, path, tools, decode))
    return { ...NOTHING_FOUND, size: bytes.length };
  const result = decode();
  if (!result.ok) return mayBeUnreadable(kind) ? NOT_PYTHON : { scanned: false, reason: result.problem };
  return { scanned: true, analysis: analyzeWholeFile(path, result.text, tools), text: result.text };
}

/** Whether nothing can be found, as the bytes tell: most files are not even decoded. */
function isSilent(bytes: Buffer, path: string, tools: AnalysisTools, decode: () => DecodedText): boolean {
  if (mayTell(bytes, path) || bytes.includes(0) || isPointer(bytes)) return false;
  const decoded = decode();
  return decoded.ok && !callsWrapper(path, decoded.text, tools);
}
