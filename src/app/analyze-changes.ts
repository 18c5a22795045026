import type { FileAnalysis } from "../analysis/analyze-file.js";
import { analyzeFiles, examine, type AnalyzedFile } from "../analysis/analyze-files.js";
import { prepareText, type PrepareTexts } from "../analysis/prepare-text.js";
import type { SeenTexts } from "../analysis/seen-texts.js";
import { surroundingsOf } from "../analysis/surroundings.js";
import type { Changes } from "../github/read-changes.js";
import type { PolicyFile } from "../github/read-policy.js";
import { parsePolicy } from "../policy/parse-policy.js";
import { DEFAULT_POLICY, type Policy, type PolicyProblem } from "../policy/policy.js";
import type { Parser } from "../parse/syntax-tree.js";
import type { PolicySource, ReviewInput } from "../review/state.js";

/** The policy of a review, where it came from, and what is wrong with it. */
export interface DecidedPolicy {
  readonly policy: Policy;
  readonly policySource: PolicySource;
  readonly policyProblems: readonly PolicyProblem[];
}

/** The policy to review under: the one that was given, else the file that was read, else the defaults. */
export function decidePolicy(file: PolicyFile | null, given: Policy | undefined): DecidedPolicy {
  if (given) return { policy: given, policySource: { kind: "given" }, policyProblems: [] };
  if (!file) return { policy: DEFAULT_POLICY, policySource: { kind: "built-in" }, policyProblems: [] };
  const { source, content } = file;
  const parsed =
    content.kind === "text" ? parsePolicy(content.text) : { ok: false as const, problems: [content.problem] };
  return {
    policy: parsed.ok ? parsed.policy : DEFAULT_POLICY,
    policySource: source,
    policyProblems: parsed.ok ? [] : parsed.problems,
  };
}

/** What there is to analyze, as plain values that can be sent to another thread. */
export interface AnalysisWork {
  readonly files: Changes["files"];
  readonly around: Changes["around"];
  readonly policy: Policy;
}

/** Analyzes the files of a change, in this thread or in others. Results are in the order of the files. Never rejects. */
export type AnalyzeFiles = (work: AnalysisWork) => Promise<readonly FileAnalysis[]>;

/** All work on the texts of a change: what it takes grows with what a stranger wrote. */
export interface Analysis {
  readonly prepare: PrepareTexts;
  readonly analyze: AnalyzeFiles;
}

/**
 * Analyzes in this thread, file by file.
 * @param seen earlier analyses, which are reused for texts that are the same
 */
export function analyzeInTurn(
  { files, around, policy }: AnalysisWork,
  parser: Parser,
  seen?: SeenTexts,
): AsyncGenerator<AnalyzedFile> {
  const changed = files.map(({ path, head }): [string, string] => [path, head]);
  const surroundings = surroundingsOf(new Map([...around, ...changed]));
  return analyzeFiles(files, parser, { policy, ...surroundings, ...(seen && { seen }) });
}

/** Does it in this thread. */
export function analysisHere(parser: Parser): Analysis {
  return {
    prepare: (texts) => Promise.resolve(texts.map(prepareText)),
    analyze: async (work) => {
      const analyses: FileAnalysis[] = [];
      for await (const { analysis } of analyzeInTurn(work, parser)) analyses.push(analysis);
      return analyses;
    },
  };
}

/**
 * Analyzes a change under a policy and applies the policy's waivers.
 * @param today the day it is, `YYYY-MM-DD`
 */
export async function analyzeChanges(
  changes: Changes & { readonly filesChanged: number },
  policy: Policy,
  analyze: AnalyzeFiles,
  today: string,
): Promise<ReviewInput["examined"]> {
  const { files, around, hunks, filesChanged } = changes;
  const analyses = files.length === 0 ? [] : await analyze({ files, around, policy });
  const examined = examine(analyses, policy, today);
  return {
    ...examined,
    notScanned: [...changes.notScanned, ...examined.notScanned],
    filesChanged,
    filesScanned: files.length,
    hunks,
  };
}
