import type { DocumentFormat } from "../documents/document-format.js";
import { dedented } from "../documents/dedent.js";
import type { Excerpt } from "../documents/excerpt.js";
import { readDocument } from "../documents/read-document.js";
import type { Settings } from "../documents/settings-as-python.js";
import { hasMarks, masked, withoutVariables } from "../documents/template.js";
import type { Range } from "../findings/finding.js";
import { sourceText, type SourceText } from "../parse/source-text.js";
import type { Span } from "../parse/syntax-tree.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { analyzePython, type Placement } from "./analyze-python.js";
import { callsWrapper } from "./calls-wrapper.js";
import { fixOfLiterals, fixOfProgram } from "./document-fixes.js";
import { mayMatter } from "./document-sieve.js";
import { waiverInLine } from "./inline-waivers.js";
import { filesNamed } from "./run-files.js";
import { mayHoldFinding } from "./sieve.js";
import type { Candidate, Gap, SourceAnalysis } from "./source-analysis.js";

/** The most programs of one document that are looked at. */
const MAX_PROGRAMS = 200;

/**
 * Finds what a document runs and sets: its programs are analyzed as Python, each by itself, and its settings as Python that
 * sets the same.
 */
export function analyzeDocument(
  path: string,
  format: DocumentFormat,
  text: string,
  tools: AnalysisTools,
): SourceAnalysis {
  if (!mayMatter(format, text)) return NOTHING;
  if (text.length > MAX_LENGTH) return { ...NOTHING, gaps: [{ line: null, reason: TOO_LONG }] };
  const { programs, settings } = readDocument(format, path, text);
  const file = sourceText(text);
  const ordinals = new Map<string, number>();
  const has = (one: string): boolean => tools.repository?.has(one) === true;
  const isThere = (name: string): boolean => filesNamed(path, [name.replace(/^\.\//, "")], has).length > 0;
  const parts = programs
    .filter(({ runsFile }) => runsFile === undefined || isThere(runsFile))
    .slice(0, MAX_PROGRAMS)
    .flatMap((program) => analyzeProgram(path, dedented(program), { file, ordinals }, tools) ?? []);
  if (mayHoldFinding(settings.text) || settings.tags.length > 0)
    parts.push(analyzeSettings(path, settings, { file, ordinals }, tools));
  const gaps: Gap[] = parts.flatMap((part) => part.gaps);
  if (programs.length > MAX_PROGRAMS)
    gaps.push({ line: null, reason: `more than ${String(MAX_PROGRAMS)} programs of Python in one document` });
  if (settings.isCut) gaps.push({ line: null, reason: "a document of more values than are read" });
  return {
    candidates: distinct(
      parts.flatMap((part) => part.candidates),
      beginning,
    ).map((one) => withWaiver(one, file)),
    gaps,
    parsed: parts.length > 0,
  };
}

/** The longest document that is read, in UTF-16 units; what is longer, and has nothing in it to look for, is data. */
const MAX_LENGTH = 2_000_000;
const TOO_LONG = "a document of more than two million characters";

const NOTHING: SourceAnalysis = { candidates: [], gaps: [], parsed: false };

type Around = Pick<Placement, "ordinals"> & { readonly file: SourceText };

function analyzeProgram(
  path: string,
  program: Excerpt,
  around: Around,
  tools: AnalysisTools,
): SourceAnalysis | null {
  if (!mayHoldFinding(program.text) && !callsWrapper(path, program.text, tools)) return null;
  const analyze = (text: string): SourceAnalysis =>
    analyzePython(
      path,
      text,
      {
        ...around,
        originalSpan: spanOf(program),
        fixInFile: (fix) => fixOfProgram(fix, program, around.file.text),
      },
      tools,
    );
  const plain = analyze(program.text);
  // With an error it does not run as it stands: what is filled in makes it whole.
  if (plain.gaps.length === 0) return plain;
  const filled = withoutVariables(hasMarks(program.text) ? masked(program.text) : program.text);
  if (filled === program.text) return plain;
  const other = analyze(filled);
  return other.gaps.length < plain.gaps.length ? other : plain;
}

function analyzeSettings(
  path: string,
  settings: Settings,
  around: Around,
  tools: AnalysisTools,
): SourceAnalysis {
  const { file } = around;
  const analysis = analyzePython(
    path,
    settings.text,
    {
      ...around,
      originalSpan: spanOf(settings),
      document: { tags: settings.tags },
      fixInFile: (fix) => fixOfLiterals(fix, settings, file.text),
      statementOf: (range) => file.line(range.startLine).trim(),
    },
    tools,
  );
  // What is written here is valid; that it cannot be read is no gap of the document.
  return { ...analysis, candidates: distinct(analysis.candidates, ({ startLine }) => startLine), gaps: [] };
}

function spanOf({ at }: Excerpt): (span: Span) => Span {
  return ({ start, end }) => {
    const from = at(start);
    return { start: from, end: Math.max(from, at(Math.max(start, end - 1))) + 1 };
  };
}

/** One finding for each place and rule: what stands there may be read in two ways. */
function distinct(candidates: readonly Candidate[], placeOf: (range: Range) => string | number): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ finding: { ruleId, symbol, range } }) => {
    const key = JSON.stringify([ruleId, symbol, placeOf(range)]);
    return !seen.has(key) && seen.add(key).has(key);
  });
}

function beginning({ startLine, startColumn }: Range): string {
  return `${String(startLine)}:${String(startColumn)}`;
}

function withWaiver(candidate: Candidate, file: SourceText): Candidate {
  if (candidate.inlineWaiver) return candidate;
  const { ruleId, range } = candidate.finding;
  return { ...candidate, inlineWaiver: waiverInLine(file.line, range.startLine, ruleId) };
}
