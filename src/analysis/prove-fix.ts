import type { Finding, Fix } from "../findings/finding.js";
import { sourceText } from "../parse/source-text.js";
import { ruleById } from "../rules/registry.js";
import type { Edit, FixCandidate } from "../rule-kit/rule.js";
import type { AnalysisTools } from "./analysis-tools.js";
import type { FileKind } from "./file-kind.js";
import { analyzeSource } from "./analyze-source.js";
import type { Candidate } from "./source-analysis.js";

/** How many characters may be analyzed again, in all, to prove the fixes of one file. */
export const PROOF_BUDGET = 2_000_000;
/** As how many characters a finding counts: it takes that much of the time of an analysis. */
const CHARACTERS_OF_FINDING = 150;
/** How many fixes of one file are tried. */
const MAX_PROOFS = 50;

/**
 * Offers fixes for the findings of a file. A fix is offered only if, with it applied, the file parses as before,
 * the finding is gone and no other has come (so every name it uses is bound).
 */
export function fixProver(
  path: string,
  kind: FileKind,
  text: string,
  all: readonly Candidate[],
  tools: AnalysisTools,
): (candidate: Candidate) => Fix | null {
  // A suggestion is made of lines: those of a notebook are JSON.
  if (kind === "notebook") return () => null;
  let budget = PROOF_BUDGET;
  let proofs = 0;
  return (candidate) => {
    if (tools.wantsFix?.(candidate.finding) === false) return null;
    for (const fix of candidate.fixes) {
      if (fix.isWide) continue;
      const applied = applyEdits(text, fix.edits);
      budget -= applied.length + all.length * CHARACTERS_OF_FINDING;
      if (budget < 0 || ++proofs > MAX_PROOFS) return null;
      const after = analyzeSource(path, kind, applied, tools);
      // A file with errors of its own could hide new ones; then nothing is proven.
      if (after.gaps.length > 0) continue;
      const expected = without(signatures(all), signature(candidate));
      if (sameSignatures(signatures(after.candidates), expected)) return toFix(text, applied, fix);
    }
    return null;
  };
}

/** Applies edits that do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const fromTheEnd = [...edits].sort((a, b) => b.span.start - a.span.start);
  return fromTheEnd.reduce(
    (result, { span, text: replacement }) =>
      result.slice(0, span.start) + replacement + result.slice(span.end),
    text,
  );
}

/** Applies a proven fix to the text it was proven on. */
export function applyFix(text: string, fix: Fix): string {
  const lines = text.split("\n");
  lines.splice(fix.startLine, fix.endLine - fix.startLine + 1, ...fix.replacement.split("\n"));
  return lines.join("\n");
}

function toFix(text: string, applied: string, fix: FixCandidate): Fix | null {
  const source = sourceText(text);
  const offsets = fix.edits.flatMap(({ span }) => [span.start, span.end]);
  const startLine = source.positionOf(Math.min(...offsets)).line;
  const endLine = source.positionOf(Math.max(...offsets)).line;
  const lines = text.split("\n");
  // GitHub's handling of suggestions in files with CRLF line ends is not dependable.
  if (lines.slice(startLine, endLine + 1).some((line) => line.endsWith("\r"))) return null;
  const after = applied.split("\n");
  const newEnd = endLine + (after.length - lines.length);
  const replacement = after.slice(startLine, newEnd + 1).join("\n");
  return { startLine, endLine, replacement, caveat: fix.caveat };
}

function signature({ finding }: { readonly finding: Finding }): string {
  return JSON.stringify([finding.ruleId, finding.level, finding.symbol, finding.enclosing]);
}

/** Findings about the change itself aside: a comment that asks to look away has nothing to hide after the fix. */
function signatures(candidates: readonly Candidate[]): string[] {
  return candidates
    .filter(({ finding }) => !ruleById(finding.ruleId)?.ofChanges)
    .map(signature)
    .sort();
}

function without(list: readonly string[], item: string): string[] {
  const index = list.indexOf(item);
  return list.filter((_, i) => i !== index);
}

function sameSignatures(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
