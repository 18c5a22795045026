import type { Report } from "../report/report.js";
import { renderJson } from "../report/json.js";
import { renderMarkdown } from "../report/markdown.js";
import { renderSarif } from "../report/sarif.js";
import { COLOR, PLAIN, renderText } from "../report/text.js";
import { renderWorkflowCommands } from "../report/workflow-commands.js";
import type { Io } from "./io.js";
import type { CommonOptions } from "./options.js";

/** Prints a report in the chosen format. */
export function printReport(io: Io, report: Report, options: CommonOptions): void {
  io.out(render(io, report, options));
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
