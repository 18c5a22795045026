import type { Level } from "../findings/finding.js";
import { visible } from "./escape.js";
import { alternativeFor, ruleOf, type Report } from "./report.js";

const COMMANDS: Readonly<Record<Level, string>> = { block: "error", warn: "warning", note: "notice" };

/** GitHub Actions workflow commands: each finding becomes an annotation of the run. */
export function renderWorkflowCommands(report: Report): string {
  const lines = report.findings.map((finding) => {
    const { range } = finding;
    const alternative = alternativeFor(finding, ruleOf(finding));
    const properties = [
      `file=${property(finding.path)}`,
      `line=${String(range.startLine + 1)}`,
      `endLine=${String(range.endLine + 1)}`,
      // GitHub ignores columns on annotations of several lines.
      ...(range.startLine === range.endLine
        ? [`col=${String(range.startColumn + 1)}`, `endColumn=${String(range.endColumn)}`]
        : []),
      `title=${property(`no-pickle: ${finding.ruleId}`)}`,
    ];
    const text = `${finding.message} Instead, for ${alternative.need}: ${alternative.use} ${alternative.url}`;
    return `::${COMMANDS[finding.level]} ${properties.join(",")}::${data(text)}`;
  });
  const gaps = report.notScanned.map(({ path, reason, blocking }) => {
    const command = blocking ? "error" : "notice";
    return `::${command} file=${property(path)},title=no-pickle%3A not scanned::${data(reason)}`;
  });
  return [...lines, ...gaps].map((line) => `${line}\n`).join("");
}

/** One command to the runner, which shows the text with the run. */
export function workflowCommand(command: "error" | "warning" | "notice", text: string): string {
  return `::${command} title=no-pickle::${data(text)}\n`;
}

function data(text: string): string {
  return visible(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
