import { randomBytes } from "node:crypto";
import { appendFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { visible } from "../report/escape.js";
import { renderMarkdown } from "../report/markdown.js";
import { reportOf, type Report } from "../report/report.js";
import { renderSarif } from "../report/sarif.js";
import { PLAIN } from "../report/style.js";
import { renderText } from "../report/text.js";
import { renderWorkflowCommands, workflowCommand } from "../report/workflow-commands.js";
import type { CiOutcome } from "./ci-run.js";
import type { Io, POSTS } from "./io.js";
import { policyOf } from "./review.js";

/** The options of `no-pickle ci`. */
export interface CiOptions {
  readonly post: (typeof POSTS)[number];
  /** Where to write SARIF. */
  readonly sarif?: string;
  /** Whether a look at all there is keeps an issue up to date. */
  readonly dashboard?: boolean;
}

/** The files in which GitHub Actions takes what a step has to say; undefined where there are none. */
export interface CiFiles {
  readonly outputs: string | undefined;
  readonly summary: string | undefined;
}

type Examined = Extract<CiOutcome, { kind: "examined" }>;

/** Reports what was found: the log, annotations, the summary of the job, outputs, SARIF. Returns the exit code. */
export function reportExamined(io: Io, outcome: Examined, options: CiOptions & CiFiles): 0 | 1 {
  const { input, settled, check, unposted, lineOf } = outcome;
  const { findings, waived } = settled;
  const report = reportOf(
    { ...input.examined, findings, waived },
    {
      version: io.version,
      durationMs: Math.round(io.clock()),
      lineOf,
      scope: {
        looked: `${input.pull.owner}/${input.pull.repo} at ${input.pull.headSha.slice(0, 7)}`,
        policy: policyOf(input),
        notes: [],
      },
    },
  );
  printFindings(io, report, options);
  if (input.policyProblems.length > 0) {
    const [first] = input.policyProblems;
    const where = first ? ` (line ${String(first.line)}: ${first.message})` : "";
    io.out(workflowCommand("error", `The policy of ${input.pull.landsOn} is not valid${where}`));
  }
  if (unposted !== null) io.out(workflowCommand("notice", `${NOT_POSTED} ${unposted}`));
  io.out(`no-pickle: ${check.conclusion}: ${visible(check.title)}\n`);
  const notes = [check.summary, ...(unposted === null ? [] : [NOT_POSTED]), AFTER_AN_ACCEPT];
  append(options.summary, `# no-pickle\n\n${notes.join("\n\n")}\n`);
  return concluded(check.conclusion, report, options);
}

/** Reports what stands in a whole tree, in the same places. Returns the exit code. */
export function reportTree(io: Io, report: Report, blocks: boolean, options: CiOptions & CiFiles): 0 | 1 {
  printFindings(io, report, options);
  append(options.summary, renderMarkdown(report));
  const passed = report.findings.length > 0 ? "neutral" : "success";
  return concluded(blocks ? "failure" : passed, report, options);
}

function printFindings(io: Io, report: Report, { post, sarif }: CiOptions): void {
  if (sarif !== undefined) writeFileSync(resolve(io.cwd, sarif), renderSarif(report));
  io.out(withoutCommands(renderText(report, PLAIN, false)));
  if (post !== "none") io.out(renderWorkflowCommands(report));
}

function concluded(conclusion: string, report: Report, { sarif, outputs }: CiOptions & CiFiles): 0 | 1 {
  const lines = [
    `conclusion=${conclusion}`,
    `findings=${String(report.findings.length)}`,
    ...(sarif === undefined ? [] : [`sarif-file=${sarif}`]),
  ];
  append(outputs, lines.map((line) => `${line}\n`).join(""));
  return conclusion === "failure" ? 1 : 0;
}

const NOT_POSTED =
  "This run may not write to the pull request, so nothing was posted there: the annotations and this summary have it all. A run for a fork may never write in `pull_request`; docs/ci.md of no-pickle says how it can.";
const AFTER_AN_ACCEPT =
  "An accept, and a waiver on the base branch, count from the next run on: re-run this job after them.";

/** Reports that nothing was looked at, and why. Returns the exit code. */
export function reportUnexamined(
  io: Io,
  { kind, why }: Exclude<CiOutcome, { kind: "examined" }>,
  { outputs, summary }: CiFiles,
): 0 | 1 {
  const conclusion = kind === "nothing" ? "neutral" : "failure";
  io.out(workflowCommand(kind === "nothing" ? "notice" : "error", `Nothing was looked at: ${why}`));
  append(summary, `# no-pickle\n\nNothing was looked at: ${visible(why)}\n`);
  append(outputs, `conclusion=${conclusion}\nfindings=0\n`);
  return kind === "nothing" ? 0 : 1;
}

/** Text that came from a pull request, printed so that nothing in it is a command to the runner. */
function withoutCommands(text: string): string {
  const token = randomBytes(16).toString("hex");
  return `::stop-commands::${token}\n${text}\n::${token}::\n`;
}

function append(file: string | undefined, text: string): void {
  if (file) appendFileSync(file, text);
}
