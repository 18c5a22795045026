import { expect } from "vitest";

import { analyzeWholeFile, type FileAnalysis } from "../../src/analysis/analyze-file.js";
import type { AnalysisTools } from "../../src/analysis/analysis-tools.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { availableParsers } from "./parsers.js";

const parsers = await availableParsers();

/** Analyzes a text on every binding of the parser; they must agree. */
export function analyze(path: string, text: string): FileAnalysis {
  return analyzeWith(path, text, {});
}

/** The same, with what is known of the repository around the file. */
export function analyzeWith(
  path: string,
  text: string,
  around: Pick<AnalysisTools, "floors"> & { readonly files?: Readonly<Record<string, string>> },
): FileAnalysis {
  const { files, ...rest } = around;
  const results = parsers.map(({ parse }) => {
    const repository = files ? { repository: repositoryOf(new Map(Object.entries(files))) } : {};
    return analyzeWholeFile(path, text, { parse, policy: DEFAULT_POLICY, ...rest, ...repository });
  });
  for (const result of results) expect(result).toEqual(results[0]);
  if (!results[0]) throw new Error("no parser");
  return results[0];
}
