import { compareFindings, type Finding, type NotScanned } from "../findings/finding.js";
import type { Parser } from "../parse/syntax-tree.js";
import { applyWaivers, type Lapsed } from "../policy/apply-waivers.js";
import type { Policy } from "../policy/policy.js";
import type { Waived } from "../policy/waived.js";
import { analyzeFile, type FileAnalysis, type SourceFile } from "./analyze-file.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { matchMoves } from "./match-moves.js";

/** A file and what came of it. */
export interface AnalyzedFile {
  readonly file: SourceFile;
  readonly analysis: FileAnalysis;
}

/**
 * Analyzes files one by one. The next is not asked for before its turn has come: of files that are read as they are asked
 * for, only one text is held at a time.
 */
export async function* analyzeFiles(
  files: Iterable<SourceFile>,
  parser: Parser,
  tools: Omit<AnalysisTools, "parse">,
): AsyncGenerator<AnalyzedFile> {
  const all = { ...tools, parse: parser.parse };
  for (const file of files) {
    yield { file, analysis: analyzeFile(file, all) };
    const settled = parser.settle();
    if (settled) await settled;
  }
}

/** The texts of the files that a change takes away or moves, by the paths that they had: other files imported them from there. */
export function goneTexts(files: Iterable<SourceFile>): ReadonlyMap<string, string> {
  const gone = new Map<string, string>();
  for (const file of files) {
    if ("kind" in file && file.kind === "deleted") gone.set(file.path, file.base);
    else if ("head" in file && file.previousPath !== undefined && file.previousPath !== file.path)
      if (file.base !== null) gone.set(file.previousPath, file.base);
  }
  return gone;
}

/** What the analysis of a change, or of a tree, came to. */
export interface Examined {
  readonly findings: readonly Finding[];
  readonly waived: readonly Waived[];
  /** Waivers of the policy that would hold, were they not past. */
  readonly lapsed: readonly Lapsed[];
  readonly notScanned: readonly NotScanned[];
  readonly filesChanged: number;
  readonly filesScanned: number;
  /** What is said of lines besides. */
  readonly remarks?: FileAnalysis["remarks"];
  /** All that stands in the changed files, where the policy names a ratchet. */
  readonly stands?: FileAnalysis["stands"];
}

/**
 * Puts together what came of all files, tells what was moved between them, and takes out what the policy's waivers let through.
 * @param today the day it is, `YYYY-MM-DD`
 */
export function examine(
  analyses: readonly FileAnalysis[],
  policy: Policy,
  today: string,
): Omit<Examined, "filesChanged" | "filesScanned"> {
  const { findings, waived, lapsed } = applyWaivers(
    matchMoves(analyses).flatMap((analysis) => analysis.findings),
    analyses.flatMap((analysis) => analysis.before),
    policy,
    today,
  );
  return {
    findings: [...findings].sort(compareFindings),
    waived: [...analyses.flatMap((analysis) => analysis.waived), ...waived],
    lapsed,
    notScanned: analyses.flatMap((analysis) => analysis.notScanned),
    remarks: analyses.flatMap((analysis) => analysis.remarks ?? []),
    ...(policy.ratchet !== null && { stands: analyses.flatMap((analysis) => analysis.stands ?? []) }),
  };
}
