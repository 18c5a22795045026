import { writeFileSync } from "node:fs";
import { resolve } from "node:path";

import type { Policy } from "../policy/policy.js";
import { renderConcise } from "../report/concise.js";
import { renderGitlab } from "../report/gitlab.js";
import { renderJson } from "../report/json.js";
import { renderJunit } from "../report/junit.js";
import { renderMarkdown } from "../report/markdown.js";
import type { Report } from "../report/report.js";
import { renderSarif } from "../report/sarif.js";
import { renderStatistics } from "../report/statistics.js";
import { COLOR, inColumns, PLAIN, type Style } from "../report/style.js";
import { summaryLine } from "../report/summary.js";
import { renderText } from "../report/text.js";
import { renderWorkflowCommands } from "../report/workflow-commands.js";
import { UsageError, type CommonOptions, type Io } from "./io.js";

/**
 * Prints a report in the chosen format, or writes it to the file that `--output` names.
 * @throws UsageError if that cannot be written, or the options do not go together
 */
export function printReport(io: Io, report: Report, options: CommonOptions): void {
  if (options.statistics === true && options.format !== "text")
    throw new UsageError("--statistics is a text report: it does not go with --format");
  const { output } = options;
  if (output === undefined) {
    io.out(render(report, options, styleFor(io, options.color)));
    return;
  }
  writeReport(io, output, render(report, options, options.color === true ? COLOR : PLAIN));
  if (!options.quiet) io.err(`no-pickle: ${summaryLine(report)}: see ${output}\n`);
}

/** Writes what a command tells to a file. @throws UsageError if that cannot be done */
export function writeReport(io: Io, path: string, text: string): void {
  try {
    writeFileSync(resolve(io.cwd, path), text);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

/** The exit code of a report: 1 if something blocks, or was not scanned where the policy minds that. */
export function exitCode(report: Report, policy: Policy): 0 | 1 {
  const blocks = report.findings.some(({ level }) => level === "block");
  const gaps = report.notScanned.some(({ blocking }) => blocking);
  return blocks || (gaps && policy.notScanned === "block") ? 1 : 0;
}

function render(report: Report, { format, quiet, statistics }: CommonOptions, style: Style): string {
  if (statistics === true) return renderStatistics(report, style, quiet);
  switch (format) {
    case "json":
      return renderJson(report);
    case "sarif":
      return renderSarif(report);
    case "github":
      return renderWorkflowCommands(report);
    case "markdown":
      return renderMarkdown(report);
    case "junit":
      return renderJunit(report);
    case "gitlab":
      return renderGitlab(report);
    case "concise":
      return renderConcise(report, style, quiet);
    case "text":
      return renderText(report, style, quiet);
  }
}

/** The style of what is printed: as wide as the terminal, in color where that is wanted. */
export function styleFor(io: Io, color: boolean | undefined): Style {
  const style = wantsColor(io, color) ? COLOR : PLAIN;
  return io.outIsTerminal && io.columns !== undefined ? inColumns(style, io.columns) : style;
}

/** Whether to color what is printed. An explicit option wins; then `NO_COLOR` (any non-empty value, see no-color.org); then whether it is a terminal. */
function wantsColor(io: Io, color: boolean | undefined): boolean {
  if (color !== undefined) return color;
  return io.outIsTerminal && (io.env["NO_COLOR"] ?? "") === "";
}
