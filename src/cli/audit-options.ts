import { InvalidArgumentError, Option, type Command } from "commander";

import type { AuditOptions } from "./audit.js";
import type { Io } from "./io.js";
import { organizationOptions, withOrganization } from "./organization-options.js";
import { ORGANIZATION, withPolicy, type RawOptions } from "./options.js";

const MAX_POINTS = 1000;

/** Adds `no-pickle audit` to the program. */
export function addAudit(program: Command, io: Io, done: (code: number) => void): void {
  withOrganization(withPolicy(program.command("audit")))
    .description("what there is, since when and whose, how it went over time, and what to do next")
    .option("--repo <dir>", "the repository (default: this one; bare ones too)")
    .option("--ref <ref>", "the branch or commit (default: HEAD)")
    .option("--since <date>", "the history from this day on")
    .addOption(
      new Option(
        "--points <n>",
        "how many commits of the history are looked at, at most (default: 40; with --org 8)",
      ).argParser(pointCount),
    )
    .option("--html <file>", "write one page with plots and tables, too")
    .option("--issue <owner/repo>", "keep one issue there up to date, too (with GITHUB_TOKEN)")
    .addOption(
      new Option("--format <format>", "how to print").choices(["text", "json", "markdown"]).default("text"),
    )
    .option("--organization <file>", ORGANIZATION)
    .option("--cache <dir>", "the folder for what was worked out before")
    .option("--no-cache", "keep nothing, and use nothing that was kept")
    .action(async (options: RawOptions) => {
      const ofOrganization = organizationOptions(options);
      if (ofOrganization) {
        const { organizationCommand } = await import("./organization.js");
        done(await organizationCommand(io, ofOrganization));
        return;
      }
      const { auditCommand } = await import("./audit.js");
      done(await auditCommand(io, auditOptions(options)));
    });
}

function auditOptions({ policy, ...rest }: RawOptions): AuditOptions {
  const named = typeof policy === "string" ? { policy } : {};
  return { points: 40, ...rest, ...named, usePolicy: policy !== false } as unknown as AuditOptions;
}

function pointCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_POINTS) return count;
  throw new InvalidArgumentError(`It has to be a whole number from 1 to ${String(MAX_POINTS)}.`);
}
