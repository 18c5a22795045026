import { expect } from "vitest";

import { analyzeWholeFile, type FileAnalysis } from "../../src/analysis/analyze-file.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { availableParsers } from "./parsers.js";

const parsers = await availableParsers();

/** Analyzes a text on every binding of the parser; they must agree. */
export function analyze(path: string, text: string): FileAnalysis {
  const results = parsers.map(({ parse }) => analyzeWholeFile(path, text, { parse, policy: DEFAULT_POLICY }));
  for (const result of results) expect(result).toEqual(results[0]);
  if (!results[0]) throw new Error("no parser");
  return results[0];
}
