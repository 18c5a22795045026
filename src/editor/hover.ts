import { MarkupKind, type Hover, type Position } from "vscode-languageserver/node";

import type { Finding } from "../findings/finding.js";
import { messageMarkdown } from "../report/escape.js";
import { alternativeFor, rulePage, ruleOf } from "../report/report.js";
import { editorRange } from "./diagnostics.js";

/** What is said of the findings at a place: what is wrong, what an attacker can do, what to write instead. */
export function hoverAt(
  { line, character }: Position,
  findings: readonly Finding[],
  baseUrl: string | null,
): Hover | null {
  const here = findings.filter(
    ({ range: { startLine, startColumn, endLine, endColumn } }) =>
      (line > startLine || (line === startLine && character >= startColumn)) &&
      (line < endLine || (line === endLine && character <= endColumn)),
  );
  const [first] = here;
  if (!first) return null;
  const value = here.map((finding) => explain(finding, baseUrl)).join("\n\n---\n\n");
  return { contents: { kind: MarkupKind.Markdown, value }, range: editorRange(first.range) };
}

function explain(finding: Finding, baseUrl: string | null): string {
  const { meta } = ruleOf(finding);
  const { need, use, url } = alternativeFor(finding, ruleOf(finding));
  const page = rulePage(finding.ruleId, baseUrl);
  return [
    `**${messageMarkdown(finding.message)}**`,
    meta.danger,
    `Instead, for ${need}: ${use} ([documentation](${url})).`,
    ...(finding.fix ? [`A quick fix is offered. ${finding.fix.caveat ?? ""}`.trim()] : []),
    `When it is fine: ${meta.safeWhen}`,
    page === null ? `\`${meta.id}\`, ${meta.cwe.join(", ")}` : `[About \`${meta.id}\`](${page})`,
  ].join("\n\n");
}
