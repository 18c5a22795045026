import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

import { analyzeWholeFile } from "../analysis/analyze-file.js";
import { callsWrapper, type AnalysisTools } from "../analysis/analyze-source.js";
import { decodeText, isPointer, type DecodedText } from "../analysis/decode.js";
import { fileKind, maxBytes, mayBeUnreadable } from "../analysis/file-kind.js";
import { mayTell } from "../analysis/sieve.js";
import { isIgnored } from "../policy/levels.js";
import { UsageError, type Io } from "./io.js";
import { POLICY_PATH } from "../policy/policy.js";
import { loadPolicy } from "./load-policy.js";
import type { CommonOptions } from "./options.js";
import { printReport } from "./print-report.js";
import { progressLine } from "./progress.js";
import { readFromDisk } from "./read-from-disk.js";
import {
  exitCode,
  NOTHING_FOUND,
  NOT_PYTHON,
  runAnalysis,
  type FileTaskResult,
  type Task,
} from "./run-analysis.js";
import { surroundingsOnDisk } from "./surroundings.js";
import { walk } from "./walk.js";

/** Reports everything unsafe in files and folders. Returns the exit code. */
export async function scanCommand(io: Io, paths: readonly string[], options: CommonOptions): Promise<number> {
  const roots = paths.length === 0 ? ["."] : paths;
  for (const root of roots) {
    if (!statSync(resolve(io.cwd, root), { throwIfNoEntry: false })) {
      throw new UsageError(`no such file or folder: ${root}`);
    }
  }
  const policy = await loadPolicy(io, options, () => policyOfFolder(io));
  const files = roots.flatMap((root) => walk(io.cwd, root)).filter((path) => !isIgnored(policy, path));
  const surroundings = surroundingsOnDisk(io.cwd, roots, files);
  const tasks = [...new Set(files)].map((path): Task => ({
    path,
    analyze: (tools) => scanFile(io, path, tools),
  }));
  const progress = progressLine(io, tasks.length, options.quiet);
  const report = await runAnalysis(io, policy, tasks, tasks.length, surroundings, progress.update);
  progress.clear();
  printReport(io, report, options);
  return exitCode(report, policy);
}

function scanFile(io: Io, path: string, tools: AnalysisTools): FileTaskResult {
  const bytes = readFromDisk(resolve(io.cwd, path));
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
  const textOf = (): string | null => {
    const decoded = decode();
    return decoded.ok ? decoded.text : null;
  };
  if (mayTell(bytes, path, textOf) || bytes.includes(0) || isPointer(bytes)) return false;
  const text = textOf();
  return text !== null && !callsWrapper(path, text, tools);
}

async function policyOfFolder(io: Io): Promise<string | null> {
  try {
    return await readFile(resolve(io.cwd, POLICY_PATH), "utf8");
  } catch {
    return null;
  }
}
