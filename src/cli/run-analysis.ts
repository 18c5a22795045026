import type { FileAnalysis } from "../analysis/analyze-file.js";
import { detached } from "../analysis/detached.js";
import type { Surroundings } from "../analysis/surroundings.js";
import type { AnalysisTools } from "../analysis/analyze-source.js";
import { compareFindings, type Finding, type NotScanned } from "../findings/finding.js";
import { applyWaivers, type Waived } from "../policy/apply-waivers.js";
import type { Policy } from "../policy/policy.js";
import type { Parser } from "../python/syntax-tree.js";
import type { Report } from "../report/report.js";
import type { Io } from "./io.js";

/** One file to analyze: how, or why not. Texts are read late, so that only one is held at a time. */
export interface Task {
  readonly path: string;
  readonly analyze: (tools: AnalysisTools) => Promise<FileTaskResult> | FileTaskResult;
}

/** What came of one task; `text` is what was analyzed, for showing source lines. */
export type FileTaskResult =
  | { readonly scanned: true; readonly analysis: FileAnalysis; readonly text: string; readonly size?: number }
  | { readonly scanned: false; readonly reason: string };

/** How far a run is. */
export interface Progress {
  readonly files: number;
  readonly characters: number;
  readonly findings: number;
}

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
  let parser: Parser | undefined;
  const findings: Finding[] = [];
  const notScanned: NotScanned[] = [];
  const waivedInline: Waived[] = [];
  const lines = new Map<string, string>();
  let filesScanned = 0;
  let characters = 0;
  for (const [index, task] of tasks.entries()) {
    // Where there is nothing to look at no parser is loaded.
    parser ??= await io.parser();
    const analyzed = task.analyze({ parse: parser.parse, policy, ...surroundings });
    const result = analyzed instanceof Promise ? await analyzed : analyzed;
    if (result.scanned) {
      filesScanned++;
      characters += result.size ?? result.text.length;
      // Copies: with parts of it in hand, all texts of a long scan would be kept.
      findings.push(...structuredClone(result.analysis.findings));
      notScanned.push(...result.analysis.notScanned);
      waivedInline.push(...structuredClone(result.analysis.waived));
      keepLines(lines, task.path, result);
    } else notScanned.push({ path: task.path, reason: result.reason, blocking: true });
    onProgress({ files: index + 1, characters, findings: findings.length });
    const settled = parser.settle();
    if (settled) await settled;
  }
  const { findings: kept, waived } = applyWaivers(findings, policy, io.today());
  return {
    version: io.version,
    findings: [...kept].sort(compareFindings),
    suppressed: [...waivedInline, ...waived].map(({ finding, by: { reason, expires } }) => ({
      finding,
      reason,
      expires,
    })),
    notScanned,
    stats: { filesChanged, filesScanned, durationMs: Math.round(io.clock() - started) },
    lineOf: (path, line) => lines.get(keyOf(path, line)) ?? null,
  };
}

/** Keeps the lines that are shown with findings. */
function keepLines(
  lines: Map<string, string>,
  path: string,
  { analysis, text }: Extract<FileTaskResult, { scanned: true }>,
): void {
  if (analysis.findings.length === 0) return;
  const all = text.split("\n");
  for (const { range } of analysis.findings) {
    lines.set(keyOf(path, range.startLine), detached((all[range.startLine] ?? "").replace(/\r$/, "")));
  }
}

function keyOf(path: string, line: number): string {
  return `${String(line)} ${path}`;
}

/** The exit code of a report: 1 if something blocks, or was not scanned where the policy minds that. */
export function exitCode(report: Report, policy: Policy): 0 | 1 {
  const blocks = report.findings.some(({ level }) => level === "block");
  const gaps = report.notScanned.some(({ blocking }) => blocking);
  return blocks || (gaps && policy.notScanned === "block") ? 1 : 0;
}
