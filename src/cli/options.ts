import { InvalidArgumentError, Option, type Command } from "commander";

import { LEVELS } from "../findings/finding.js";
import type { DiffOptions } from "./diff.js";
import type { FixOptions } from "./fix.js";
import type { InspectOptions } from "./inspect.js";
import { FORMATS } from "./io.js";
import type { RatchetOptions } from "./ratchet.js";
import type { ReviewOptions } from "./review.js";
import type { ScanOptions } from "./scan.js";

/** What commander makes of the options: `--no-policy` is `policy: false`. */
export interface RawOptions {
  readonly policy?: string | boolean;
  readonly [name: string]: unknown;
}

/** Gives a command the options of all that report. */
export function reporting(command: Command): Command {
  const known = withPolicy(
    command.addOption(new Option("--format <format>", "how to print").choices(FORMATS).default("text")),
  )
    .option("-o, --output <file>", "write the report to a file")
    .option("--organization <file>", ORGANIZATION);
  return selecting(known).option(
    "--statistics",
    "how often each rule found something, in place of the findings",
    false,
  );
}

/** What `--organization` names. */
export const ORGANIZATION = "the organization's policy: what extends means, and its floor";

/** Gives a command the options that choose among findings and files. */
export function selecting(command: Command): Command {
  return command
    .addOption(new Option("--select <rules>", "only these rules: ids, or with *").argParser(listed))
    .addOption(new Option("--ignore <rules>", "not these rules").argParser(listed))
    .addOption(new Option("--exclude <globs>", "not these files and folders").argParser(listed))
    .addOption(new Option("--level <level>", "only what is as serious as this").choices(LEVELS));
}

/** Gives a command the options of all that look at something under a policy. */
export function withPolicy(command: Command): Command {
  return command
    .option("--policy <file>", "use this policy")
    .option("--no-policy", "use the built-in policy")
    .option("--color", "always color")
    .option("--no-color", "never color")
    .option("-q, --quiet", "no summary, no progress", false);
}

/** Lists are given with commas, or by saying the option again. */
export function listed(text: string, before: readonly string[] = []): readonly string[] {
  const items = text.split(",").map((item) => item.trim());
  return [...before, ...items.filter((item) => item !== "")];
}

const MAX_THREADS = 64;

/** @throws InvalidArgumentError if that is no number of threads */
export function threadCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_THREADS) return count;
  throw new InvalidArgumentError(`It has to be a whole number from 1 to ${String(MAX_THREADS)}.`);
}

/** The options of a command, as commander has checked them against its declarations. */
export function common({
  policy,
  ...rest
}: RawOptions): DiffOptions & FixOptions & InspectOptions & RatchetOptions & ReviewOptions & ScanOptions {
  const named = typeof policy === "string" ? { policy } : {};
  return { ...rest, ...named, usePolicy: policy !== false } as unknown as ReturnType<typeof common>;
}
