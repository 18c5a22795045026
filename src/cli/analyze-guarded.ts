import { analyzeFile, NOTHING_FOUND, type FileAnalysis, type SourceFile } from "../analysis/analyze-file.js";
import type { AnalysisTools } from "../analysis/analysis-tools.js";
import { cpuMs, endAfter } from "../threads/end-after.js";
import { threadPool } from "../threads/thread-pool.js";
import { withinTime } from "../threads/within-time.js";
import { overtime, SHORT_TEXT, TOO_MUCH_MEMORY, type FileBudget } from "./budget.js";
import type { ThreadSetting } from "./rulings.js";

/** Analyzes files one by one; what one of them may use is bounded. */
export interface GuardedAnalysis {
  /** Never rejects: a file that takes too much is not scanned. */
  readonly analyze: (file: SourceFile) => Promise<FileAnalysis>;
  readonly close: () => Promise<void>;
}

/**
 * Analysis within the budget of a file. Long texts are left to a thread of their own, which is made for the first.
 * @param setting what that thread is given; null to have no threads
 */
export function guardedAnalysis(
  tools: AnalysisTools,
  budget: FileBudget,
  setting: ThreadSetting | null,
): GuardedAnalysis {
  let pool: ReturnType<typeof poolOf> | null = null;
  const alone = (file: SourceFile, given: ThreadSetting): Promise<FileAnalysis> =>
    inThread((pool ??= poolOf(given, budget)), file, budget);
  return {
    analyze: async (file) => {
      const length = lengthOf(file);
      if (length > budget.roomyText && setting) return alone(file, setting);
      if (length < SHORT_TEXT) return analyzeFile(file, tools);
      const before = cpuMs();
      const result = withinTime(budget.fileMs, () => analyzeFile(file, tools));
      if (result.isDone) return result.value;
      // On a machine that is busy with other things the time is up before it was used: a thread is ended by what it used.
      const isUsed = setting === null || cpuMs() - before >= budget.fileMs * MOSTLY;
      return isUsed ? skipped(file, overtime(budget.fileMs)) : alone(file, setting);
    },
    close: async () => pool?.destroy(),
  };
}

/** What part of its time a file has used if nothing else was in the way. */
const MOSTLY = 0.8;

function poolOf(setting: ThreadSetting, { heapMegabytes }: FileBudget) {
  return threadPool<SourceFile, FileAnalysis>(
    new URL(setting.thread),
    {
      name: "analyzeLong",
      minThreads: 1,
      maxThreads: 1,
      workerData: setting,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    },
    () => undefined,
  );
}

async function inThread(
  pool: ReturnType<typeof poolOf>,
  file: SourceFile,
  { fileMs }: FileBudget,
): Promise<FileAnalysis> {
  const end = endAfter(fileMs);
  try {
    return await pool.run(file, { signal: end.signal });
  } catch (error) {
    if (end.signal.aborted) return skipped(file, overtime(fileMs));
    if ((error as { code?: unknown }).code === "ERR_WORKER_OUT_OF_MEMORY")
      return skipped(file, TOO_MUCH_MEMORY);
    return skipped(file, `its analysis failed: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    end.clear();
  }
}

function skipped({ path }: SourceFile, reason: string): FileAnalysis {
  return { ...NOTHING_FOUND, notScanned: [{ path, reason, blocking: true }] };
}

function lengthOf(file: SourceFile): number {
  if ("head" in file) return Math.max(file.head.length, file.base?.length ?? 0);
  if (file.kind === "text") return file.text.length;
  return file.kind === "deleted" ? file.base.length : 0;
}
