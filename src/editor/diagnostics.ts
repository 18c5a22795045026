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

/** What an editor shows of what was found in a text. */
export function diagnosticsOf(uri: string, outcome: Outcome, baseUrl: string | null): Diagnostic[] {
  return [
    ...outcome.findings.map((finding) => ofFinding(uri, finding, baseUrl)),
    ...outcome.notScanned.map(({ reason }) => ({
      range: wholeLine(lineIn(reason)),
      severity: DiagnosticSeverity.Information,
      source: SOURCE,
      code: "not-scanned",
      message: `Not all of it was looked at: ${visible(reason)}`,
    })),
    ...outcome.remarks.map(({ line, text }) => ({
      range: wholeLine(line),
      severity: DiagnosticSeverity.Warning,
      source: SOURCE,
      code: "remark",
      message: visible(text),
    })),
  ];
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

function ofFinding(uri: string, finding: Finding, baseUrl: string | null): Diagnostic {
  const { ruleId, level, message, range, related } = finding;
  const href = rulePage(ruleId, baseUrl);
  return {
    range: editorRange(range),
    severity: SEVERITIES[level],
    source: SOURCE,
    code: ruleId,
    ...(href !== null && { codeDescription: { href } }),
    message: visible(message),
    // A comment that asks to look away does nothing.
    ...(isSuppression(finding) && { tags: [DiagnosticTag.Unnecessary] }),
    ...(related.length > 0 && {
      relatedInformation: related.map((one) => ({
        location: { uri, range: editorRange(one.range) },
        message: visible(one.label),
      })),
    }),
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
