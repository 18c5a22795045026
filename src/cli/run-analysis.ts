import type { FileAnalysis, SourceFile } from "../analysis/analyze-file.js";
import { examine } from "../analysis/analyze-files.js";
import { isPolicyChange } from "../analysis/analyze-policy-change.js";
import { holdChange } from "../audit/hold-change.js";
import type { RatchetTexts } from "../audit/ratchet-change.js";
import { detached } from "../analysis/detached.js";
import type { Surroundings } from "../analysis/surroundings.js";
import { sourceText } from "../parse/source-text.js";
import type { Parser } from "../parse/syntax-tree.js";
import type { Policy } from "../policy/policy.js";
import { ratchetLine, type HeldRatchet } from "../report/ratchet-line.js";
import { reportOf, type Report, type Scope } from "../report/report.js";
import { guardedAnalysis } from "./analyze-guarded.js";
import { FILE_BUDGET } from "./budget.js";
import type { Io } from "./io.js";
import type { Rulings } from "./rulings.js";
import { surroundingsFrom, type Around } from "./surroundings.js";

/** Files to analyze, and what stands around them. */
export interface Work {
  /** They are read as they are asked for, so that only one text is held at a time. */
  readonly files: Iterable<SourceFile>;
  readonly around: Around | { readonly kind: "known"; readonly surroundings: Surroundings };
}

/** How far a run is. */
export interface Progress {
  readonly files: number;
  readonly characters: number;
  readonly findings: number;
}

/** What came of some files: plain values, which another thread can be sent. */
export interface Gathered extends Progress {
  readonly filesScanned: number;
  /** The results that hold anything. */
  readonly analyses: readonly FileAnalysis[];
  /** The source lines that reports show with the findings. */
  readonly lines: readonly (readonly [place: string, line: string])[];
}

/** What a report is told besides what was found. */
export interface RunFacts {
  readonly filesChanged: number;
  readonly scope?: Scope;
  /** The ratchet that a change is held against, and what it is taken from. */
  readonly ratchet?: RatchetTexts | null;
  readonly ruledBy?: string;
}

/** Analyzes files and makes a report of all of them; null for no files, for which no parser need be loaded. */
export async function runAnalysis(
  io: Io,
  rulings: Rulings,
  work: Work | null,
  facts: RunFacts,
  onProgress: (done: Progress) => void = () => undefined,
): Promise<Report> {
  const started = io.clock();
  const thread = io.scanThread.href;
  const parts = work ? [await gather(work, rulings, await io.parser(), thread, onProgress)] : [];
  return reportOfParts(io, rulings.policy, parts, facts, io.clock() - started);
}

/**
 * Analyzes files and keeps what came of them, without their texts. The next is not read before its turn has come.
 * @param thread the address of the module for threads, `scan-thread.js`
 */
export async function gather(
  { files, around }: Work,
  { policy, organization }: Rulings,
  parser: Parser,
  thread: string,
  onProgress: (done: Progress) => void,
): Promise<Gathered> {
  const surroundings = around.kind === "known" ? around.surroundings : surroundingsFrom(around, policy);
  const setting = around.kind === "known" ? null : { thread, around, policy, organization };
  const tools = { ...surroundings, ...organization, policy, parse: parser.parse };
  const guarded = guardedAnalysis(tools, FILE_BUDGET, setting);
  const done = { files: 0, filesScanned: 0, characters: 0, findings: 0 };
  const analyses: FileAnalysis[] = [];
  const lines: (readonly [string, string])[] = [];
  let last: string | null = null;
  try {
    for (const file of files) {
      const analysis = await guarded.analyze(file);
      const text = textOf(file);
      // One that may be text or not is looked at as both, one after the other.
      if (file.path !== last) {
        done.files++;
        if (isScanned(file)) done.filesScanned++;
      }
      last = file.path;
      done.characters += text?.length ?? 0;
      done.findings += analysis.findings.length;
      // V8 keeps a whole text alive for any substring of it: only copies are kept.
      if (Object.values(analysis).some(({ length }) => length > 0)) analyses.push(structuredClone(analysis));
      if (text !== null && analysis.findings.length > 0) lines.push(...linesOf(analysis, text));
      onProgress(done);
      const settled = parser.settle();
      if (settled) await settled;
    }
  } finally {
    await guarded.close();
  }
  return { ...done, analyses, lines };
}

function isScanned(file: SourceFile): boolean {
  if (textOf(file) !== null) return !isPolicyChange(file);
  return "kind" in file && (file.kind === "no-code" || file.kind === "artifact");
}

function textOf(file: SourceFile): string | null {
  if ("head" in file) return file.head;
  return file.kind === "text" ? file.text : null;
}

/** Each line once: a long one can hold thousands of findings. */
function linesOf({ findings }: FileAnalysis, text: string): Gathered["lines"] {
  const source = sourceText(text);
  const lines = new Map<string, string>();
  for (const { path, range } of findings) {
    const place = placeOf(path, range.startLine);
    if (!lines.has(place)) lines.set(place, detached(source.line(range.startLine)));
  }
  return [...lines];
}

function placeOf(path: string, line: number): string {
  return `${String(line)} ${path}`;
}

/** The report of a run, from all its parts in their order. */
export function reportOfParts(
  io: Pick<Io, "version" | "today">,
  policy: Policy,
  parts: readonly Gathered[],
  { filesChanged, scope, ratchet = null, ruledBy = "" }: RunFacts,
  durationMs: number,
): Report {
  const analyses = parts.flatMap((part) => part.analyses);
  const lines = new Map(parts.flatMap((part) => part.lines));
  const filesScanned = parts.reduce((sum, part) => sum + part.filesScanned, 0);
  const found = { ...examine(analyses, policy, io.today()), filesChanged, filesScanned };
  const examined = holdChange(found, ratchet, policy, io.today());
  const notes = examined.ratchet ? [noteOf(examined.ratchet, ruledBy)] : [];
  const lineOf: Report["lineOf"] = (path, line) => lines.get(placeOf(path, line)) ?? null;
  const details = { version: io.version, durationMs: Math.round(durationMs), lineOf };
  return reportOf(examined, {
    ...details,
    scope: scope ? { ...scope, notes: [...scope.notes, ...notes] } : null,
  });
}

function noteOf(ratchet: HeldRatchet, ruledBy: string): string {
  const { path, problem } = ratchet;
  return problem === null
    ? `${path} of ${ruledBy}: ${ratchetLine(ratchet, "there")}`
    : `${path} of ${ruledBy} lets nothing through: ${problem}`;
}
