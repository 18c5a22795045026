import { InvalidArgumentError, Option, type Command } from "commander";

import { isDate } from "../policy/apply-waivers.js";
import { UsageError, type CommonOptions } from "./io.js";
import { listed, type RawOptions } from "./options.js";

/** The options of `no-pickle audit --org`. */
export interface OrganizationOptions extends Pick<
  CommonOptions,
  "policy" | "usePolicy" | "organization" | "quiet" | "color"
> {
  readonly org: string;
  readonly format: "text" | "json" | "markdown";
  /** A file for the page. */
  readonly html?: string;
  /** `YYYY-MM-DD` */
  readonly since?: string;
  readonly points: number;
  readonly archived: boolean;
  readonly forks: boolean;
  /** Names, with `*`; all where there are none. */
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly jobs: number;
  /** Minutes for each repository. */
  readonly timeout: number;
  /** The folder for what was found before; false for none. */
  readonly cache?: string | boolean;
}

/** How many points of a history are looked at, unless something else is said. */
const POINTS = 8;

/** Gives `audit` the options that go with `--org`. */
export function withOrganization(command: Command): Command {
  return command
    .option("--org <name>", "all repositories of an organization or a user on GitHub")
    .addOption(
      new Option("--only <names>", "with --org: only these repositories, or with *").argParser(listed),
    )
    .addOption(new Option("--exclude <names>", "with --org: not these repositories").argParser(listed))
    .option("--archived", "with --org: archived ones, too")
    .option("--forks", "with --org: forks, too")
    .addOption(
      new Option("-j, --jobs <n>", "with --org: how many at a time (default: 4)").argParser(upTo(32)),
    )
    .addOption(
      new Option("--timeout <minutes>", "with --org: for each of them (default: 10)").argParser(upTo(600)),
    );
}

/**
 * The options of an audit of an organization; null where it is of a repository.
 * @throws UsageError if options do not go together
 */
export function organizationOptions({ policy, ...rest }: RawOptions): OrganizationOptions | null {
  if (typeof rest["org"] !== "string") {
    for (const name of ["only", "exclude", "archived", "forks", "jobs", "timeout"])
      if (rest[name] !== undefined) throw new UsageError(`--${name} goes with --org`);
    return null;
  }
  if (!/^[\w-]+$/.test(rest["org"]))
    throw new UsageError("--org takes the name of an organization or a user");
  for (const name of ["repo", "ref"])
    if (rest[name] !== undefined) throw new UsageError(`--${name} does not go with --org`);
  const { since } = rest;
  if (typeof since === "string" && !isDate(since))
    throw new UsageError("with --org, --since takes YYYY-MM-DD");
  const named = typeof policy === "string" ? { policy } : {};
  const defaults = { points: POINTS, archived: false, forks: false, jobs: 4, timeout: 10 };
  return { ...defaults, ...rest, ...named, usePolicy: policy !== false } as unknown as OrganizationOptions;
}

function upTo(most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (Number.isInteger(count) && count >= 1 && count <= most) return count;
    throw new InvalidArgumentError(`It has to be a whole number from 1 to ${String(most)}.`);
  };
}
