import type { AnalysisTools } from "../analysis/analysis-tools.js";
import type { Surroundings } from "../analysis/surroundings.js";
import type { Policy } from "../policy/policy.js";
import type { Parser } from "../parse/syntax-tree.js";
import type { Report } from "../report/report.js";
import type { Io } from "./io.js";
import { addTo, reportOf, emptyShare, type FileTaskResult, type Share } from "./outcome.js";

/** One file to analyze: how, or why not. Texts are read late, so that only one is held at a time. */
export interface Task {
  readonly path: string;
  readonly analyze: (tools: AnalysisTools) => Promise<FileTaskResult> | FileTaskResult;
}

/** How far a run is. */
export type Progress = Pick<Share, "files" | "characters" | "findings">;

/** What came of a file in which nothing was found. */
export const NOTHING_FOUND = {
  scanned: true,
  analysis: { findings: [], notScanned: [], waived: [] },
  text: "",
} as const;

/** What came of a file that turned out to be no Python. */
export const NOT_PYTHON: FileTaskResult = NOTHING_FOUND;

/** Runs the tasks in order and gathers a report. */
export async function runAnalysis(
  io: Io,
  policy: Policy,
  tasks: readonly Task[],
  filesChanged: number,
  surroundings: Surroundings | null,
  onProgress: (done: Progress) => void = () => undefined,
): Promise<Report> {
  const started = io.clock();
  const all = emptyShare();
  // Where there is nothing to look at no parser is loaded.
  if (tasks.length > 0) await runTasks(all, tasks, policy, surroundings, await io.parser(), onProgress);
  const durationMs = Math.round(io.clock() - started);
  return reportOf(io, policy, [all], { filesChanged, durationMs });
}

/** Runs the tasks in order and adds what comes of them to a share. */
export async function runTasks(
  share: Share,
  tasks: readonly Task[],
  policy: Policy,
  surroundings: Surroundings | null,
  parser: Parser,
  onProgress: (done: Progress) => void,
): Promise<void> {
  for (const task of tasks) {
    const analyzed = task.analyze({ parse: parser.parse, policy, ...surroundings });
    addTo(share, task.path, analyzed instanceof Promise ? await analyzed : analyzed);
    onProgress(share);
    const settled = parser.settle();
    if (settled) await settled;
  }
}

/** The exit code of a report: 1 if something blocks, or was not scanned where the policy minds that. */
export function exitCode(report: Report, policy: Policy): 0 | 1 {
  const blocks = report.findings.some(({ level }) => level === "block");
  const gaps = report.notScanned.some(({ blocking }) => blocking);
  return blocks || (gaps && policy.notScanned === "block") ? 1 : 0;
}
