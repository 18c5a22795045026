import type { Policy } from "../policy/policy.js";
import type { Report } from "../report/report.js";
import { renderJson } from "../report/json.js";
import { renderMarkdown } from "../report/markdown.js";
import { renderSarif } from "../report/sarif.js";
import { COLOR, PLAIN, renderText } from "../report/text.js";
import { renderWorkflowCommands } from "../report/workflow-commands.js";
import type { CommonOptions, Io } from "./io.js";

/** Prints a report in the chosen format. */
export function printReport(io: Io, report: Report, options: CommonOptions): void {
  io.out(render(io, report, options));
}

/** The exit code of a report: 1 if something blocks, or was not scanned where the policy minds that. */
export function exitCode(report: Report, policy: Policy): 0 | 1 {
  const blocks = report.findings.some(({ level }) => level === "block");
  const gaps = report.notScanned.some(({ blocking }) => blocking);
  return blocks || (gaps && policy.notScanned === "block") ? 1 : 0;
}

function render(io: Io, report: Report, { format, color, quiet }: CommonOptions): string {
  switch (format) {
    case "json":
      return renderJson(report);
    case "sarif":
      return renderSarif(report);
    case "github":
      return renderWorkflowCommands(report);
    case "markdown":
      return renderMarkdown(report);
    case "text":
      return renderText(report, wantsColor(io, color) ? COLOR : PLAIN, quiet);
  }
}

/** An explicit option wins; then `NO_COLOR` (any non-empty value, see no-color.org); then whether it is a terminal. */
function wantsColor(io: Io, color: boolean | undefined): boolean {
  if (color !== undefined) return color;
  return io.outIsTerminal && (io.env["NO_COLOR"] ?? "") === "";
}
