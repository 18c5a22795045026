import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { RATCHET_PATH } from "../audit/ratchet-file.js";
import { issueLine } from "../app/keep-issue.js";
import { workflowCommand } from "../report/workflow-commands.js";
import { auditHere } from "./audit.js";
import { reportTree, type CiFiles, type CiOptions } from "./ci-report.js";
import { onlyNew } from "./held-by-ratchet.js";
import { UsageError, type Io } from "./io.js";
import { loadPolicy } from "./load-policy.js";
import { issueTarget, postIssue } from "./post-issue.js";
import { exitCode } from "./print-report.js";
import { scanTree } from "./scan.js";
import { policyOfFolder } from "./scan-sources.js";
import { scanTargets } from "./scan-targets.js";

/** Of a machine of GitHub's. */
const THREADS = 4;

/**
 * Looks at all that a run has checked out: for runs by the clock or by hand. Where the repository has a ratchet, only what that
 * does not let through counts. Returns the exit code, as a scan would.
 * @throws UsageError if nothing is checked out
 */
export async function ciTree(io: Io, options: CiOptions & CiFiles): Promise<0 | 1> {
  const folder = io.env["GITHUB_WORKSPACE"] ?? "";
  if (folder === "" || !existsSync(folder) || readdirSync(folder).length === 0) {
    throw new UsageError(
      `ci looks at changes, and the event "${io.env["GITHUB_EVENT_NAME"] ?? ""}" brings none: put actions/checkout before this step and it looks at everything, as no-pickle scan does`,
    );
  }
  const there: Io = { ...io, cwd: folder };
  const targets = await scanTargets(there, [], { usePolicy: true }, () => false);
  const loaded = await loadPolicy(there, { usePolicy: true }, () => policyOfFolder(there, targets.folder));
  const all = await scanTree(there, targets, loaded, { threads: THREADS, quiet: true });
  const named = loaded.policy.ratchet;
  const ratchet = join(targets.folder, named ?? RATCHET_PATH);
  const isHeld = named !== null || existsSync(ratchet);
  const report = isHeld ? await onlyNew(all, ratchet, { cwd: folder, ...targets }) : all;
  const code = reportTree(io, report, exitCode(report, loaded.policy) === 1, options);
  if (options.dashboard === true) await keepIssueOfRun(there);
  return code;
}

/** How much of the history is looked at. */
const POINTS = 40;

/** Brings the issue up to date. What stands in the way costs a warning, never the verdict. */
async function keepIssueOfRun(io: Io): Promise<void> {
  try {
    const target = issueTarget(io, io.env["GITHUB_REPOSITORY"] ?? "");
    const audit = await auditHere(io, { usePolicy: true, quiet: true, points: POINTS });
    const kept = await postIssue(io, target, audit, true);
    io.out(workflowCommand("notice", issueLine(target.place, kept)));
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    io.out(workflowCommand("warning", `The issue was not brought up to date: ${why}`));
  }
}
