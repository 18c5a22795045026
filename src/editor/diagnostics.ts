import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic,
  type Range as EditorRange,
} from "vscode-languageserver/node";

import type { Finding, Level, Range } from "../findings/finding.js";
import { isSuppression } from "../policy/spoken-for.js";
import { visible } from "../report/escape.js";
import { rulePage } from "../report/report.js";
import type { PolicyProblem } from "../policy/policy.js";
import type { Outcome } from "./task.js";

/** What our diagnostics are marked with. */
export const SOURCE = "no-pickle";

const SEVERITIES: Readonly<Record<Level, DiagnosticSeverity>> = {
  block: DiagnosticSeverity.Error,
  warn: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Information,
};

/** Where a range of a text is in the documents that an editor has open. */
export type PlaceOf = (range: Range) => { readonly uri: string; readonly range: Range } | null;

/** What an editor shows of what was found in a file: for each of its documents, by URI. */
export function diagnosticsOf(
  documents: readonly string[],
  { findings, notScanned, remarks }: Pick<Outcome, "findings" | "notScanned" | "remarks">,
  placeOf: PlaceOf,
  baseUrl: string | null,
): Map<string, Diagnostic[]> {
  const shown = new Map<string, Diagnostic[]>(documents.map((uri) => [uri, []]));
  for (const finding of findings) {
    const place = placeOf(finding.range);
    if (place) shown.get(place.uri)?.push(ofFinding(place.range, finding, placeOf, baseUrl));
  }
  const say = (line: number, diagnostic: Omit<Diagnostic, "range" | "source">): void => {
    const place = placeOf({ startLine: line, startColumn: 0, endLine: line, endColumn: END_OF_LINE });
    const [uri = ""] = place ? [place.uri] : documents;
    const range = wholeLine(place?.range.startLine ?? 0);
    shown.get(uri)?.push({ range, source: SOURCE, ...diagnostic });
  };
  for (const { reason } of notScanned)
    say(lineIn(reason), {
      severity: DiagnosticSeverity.Information,
      code: "not-scanned",
      message: `Not all of it was looked at: ${visible(reason)}`,
    });
  for (const { line, text } of remarks)
    say(line, { severity: DiagnosticSeverity.Warning, code: "remark", message: visible(text) });
  return shown;
}

/** What an editor shows of what is wrong with a policy file. */
export function diagnosticsOfPolicy(problems: readonly PolicyProblem[]): Diagnostic[] {
  return problems.map(({ line, column, message }) => ({
    range: {
      start: { line: Math.max(0, line - 1), character: Math.max(0, column - 1) },
      end: { line: Math.max(0, line - 1), character: END_OF_LINE },
    },
    severity: DiagnosticSeverity.Error,
    source: SOURCE,
    code: "policy",
    message: `The policy is not valid, and the defaults count: ${visible(message)}`,
  }));
}

function ofFinding(range: Range, finding: Finding, placeOf: PlaceOf, baseUrl: string | null): Diagnostic {
  const { ruleId, level, message } = finding;
  const href = rulePage(ruleId, baseUrl);
  const related = finding.related.flatMap(({ label, range: there }) => {
    const place = placeOf(there);
    return place
      ? [{ location: { uri: place.uri, range: editorRange(place.range) }, message: visible(label) }]
      : [];
  });
  return {
    range: editorRange(range),
    severity: SEVERITIES[level],
    source: SOURCE,
    code: ruleId,
    ...(href !== null && { codeDescription: { href } }),
    message: visible(message),
    // A comment that asks to look away does nothing.
    ...(isSuppression(finding) && { tags: [DiagnosticTag.Unnecessary] }),
    ...(related.length > 0 && { relatedInformation: related }),
  };
}

/** A range as editors count it: the same way. */
export function editorRange({ startLine, startColumn, endLine, endColumn }: Range): EditorRange {
  return {
    start: { line: startLine, character: startColumn },
    end: { line: endLine, character: endColumn },
  };
}

/** Further than any line is long; an editor takes it for the end of the line. */
const END_OF_LINE = 10_000;

function wholeLine(line: number): EditorRange {
  return { start: { line, character: 0 }, end: { line, character: END_OF_LINE } };
}

/** The line that a reason names, from 0. */
function lineIn(reason: string): number {
  const [, line] = /\bline (\d+)/.exec(reason) ?? [];
  return line === undefined ? 0 : Math.max(0, Number(line) - 1);
}
