import { documentFormat, isShellScript } from "../documents/document-format.js";
import { extractNotebook, type ExtractedPython } from "../parse/notebook.js";
import { withLineFeeds } from "../parse/line-feeds.js";
import { sourceText } from "../parse/source-text.js";
import type { FixCandidate } from "../rule-kit/rule.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { analyzePython, errorText } from "./analyze-python.js";
import { analyzeDocument } from "./analyze-document.js";
import { callsWrapper } from "./calls-wrapper.js";
import { beginsAsPython, isPythonScript, type FileKind } from "./file-kind.js";
import { fixInNotebook } from "./notebook-fixes.js";
import { MAX_FINDINGS } from "./run-rules.js";
import { mayHoldFinding, mayHoldWords } from "./sieve.js";
import type { SourceAnalysis } from "./source-analysis.js";

/** Finds every unsafe use in one text. Never throws; what went wrong is in `gaps`. */
export function analyzeSource(
  path: string,
  kind: FileKind,
  text: string,
  tools: AnalysisTools,
): SourceAnalysis {
  try {
    const analyze = (): SourceAnalysis => analyzeText(path, kind, text, tools);
    const analysis = tools.seen ? tools.seen.analysisOf(path, kind, text, tools, analyze) : analyze();
    if (analysis.candidates.length <= MAX_FINDINGS) return analysis;
    const reason = `more than ${String(MAX_FINDINGS)} findings; the first ones are listed`;
    return {
      ...analysis,
      candidates: analysis.candidates.slice(0, MAX_FINDINGS),
      gaps: [...analysis.gaps, { line: null, reason }],
    };
  } catch (error) {
    const reason = `the analysis failed: ${errorText(error)}`;
    return { candidates: [], gaps: [{ line: null, reason }], parsed: false };
  }
}

function analyzeText(path: string, kind: FileKind, text: string, tools: AnalysisTools): SourceAnalysis {
  if (kind === "script" && !isPythonScript(text)) {
    if (isShellScript(text)) return analyzeDocument(path, "shell", text, tools);
    return beginsAsPython(path, text) ? withMinorGaps(analyzeText(path, "python", text, tools)) : NOTHING;
  }
  if (kind === "document" && isPythonScript(text)) return analyzeText(path, "python", text, tools);
  if (kind === "document" || kind === "manifest") {
    const format = documentFormat(path);
    return format ? analyzeDocument(path, format, text, tools) : NOTHING;
  }
  if (kind === "path-lines") return analyzeText(path, "python", withImportLinesOnly(text), tools);
  if (kind !== "notebook") {
    // For Python a lone carriage return ends a line; for git, and in reports, it does not.
    const python = withLineFeeds(text);
    if (!mayHoldFinding(python, path) && !callsWrapper(path, python, tools)) return NOTHING;
    return analyzePython(path, python, { file: sourceText(text), originalSpan: IDENTITY }, tools);
  }
  // JSON can spell any letter as an escape; only without them does the raw text tell.
  if (!text.includes("\\u") && !mayHoldWords(text)) return NOTHING;
  const notebook = extractNotebook(text);
  if (!notebook.ok)
    return { candidates: [], gaps: [{ line: null, reason: notebook.problem }], parsed: false };
  if (!mayHoldFinding(notebook.python.text)) return NOTHING;
  const { text: code, originalSpan, cellAt } = notebook.python;
  const fixInFile = (fix: FixCandidate): FixCandidate | null => fixInNotebook(fix, notebook.python, text);
  return analyzePython(path, code, { file: sourceText(text), originalSpan, cellAt, fixInFile }, tools);
}

/** The gaps of a text that may be no Python at all. */
function withMinorGaps(analysis: SourceAnalysis): SourceAnalysis {
  return { ...analysis, gaps: analysis.gaps.map((gap) => ({ ...gap, isMinor: true })) };
}

/** A `.pth` file with spaces in place of the lines that Python does not run. */
function withImportLinesOnly(text: string): string {
  return text.replace(/^(?!import[ \t]).*/gm, (line) => " ".repeat(line.length));
}

const NOTHING: SourceAnalysis = { candidates: [], gaps: [], parsed: false };
const IDENTITY: ExtractedPython["originalSpan"] = (span) => span;
