import { Command, CommanderError, InvalidArgumentError, Option } from "commander";

import type { DiffOptions } from "./diff.js";
import type { InspectOptions } from "./inspect.js";
import { FORMATS, UsageError, type Io } from "./io.js";
import type { ReviewOptions } from "./review.js";
import type { ScanOptions } from "./scan.js";

/** Runs the command line. Returns the exit code; never throws for what a user can cause. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const done = (result: number): void => {
    code = result;
  };
  const program = buildProgram(io, done);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const message = error instanceof Error ? error.message : String(error);
    io.err(`no-pickle: ${message.split("\n")[0] ?? ""}\n`);
    if (!(error instanceof UsageError) && io.env["NO_PICKLE_DEBUG"] && error instanceof Error) {
      io.err(`${error.stack ?? ""}\n`);
    }
    return 2;
  }
}

/** Each command loads what it needs when it is called: to ask for the version loads nothing. */
function buildProgram(io: Io, done: (code: number) => void): Command {
  const program = new Command("no-pickle")
    .description("Finds unsafe deserialization in Python code, and in what a change brings in.")
    .version(io.version, "-V, --version")
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) => {
        write(text.replace(/^error: /, "no-pickle: "));
      },
    });

  reporting(program.command("diff"))
    .description("what a change brings in; without revisions, the work tree against HEAD")
    .argument("[revisions...]", "BASE...HEAD (from the merge base), BASE (the same up to HEAD), or BASE HEAD")
    .option("--repo <dir>", "the repository (bare ones too)")
    .option("--staged", "what is staged for the next commit", false)
    .option("--patch <file>", "a unified diff instead of revisions; - reads standard input")
    .action(async (revisions: string[], options: RawOptions) => {
      if (revisions.length > 2) throw new UsageError("diff takes at most two revisions");
      const { diffCommand } = await import("./diff.js");
      done(await diffCommand(io, revisions, common(options)));
    });

  reporting(program.command("scan"))
    .description("everything in files and folders")
    .argument("[paths...]", "files and folders (default: this folder)")
    .addOption(
      new Option("-j, --threads <n>", "how many threads look at files").argParser(threadCount).default(1),
    )
    .action(async (paths: string[], options: RawOptions) => {
      const { scanCommand } = await import("./scan.js");
      done(await scanCommand(io, paths, common(options)));
    });

  withPolicy(program.command("inspect"))
    .description("what files would do when they are loaded: pickles, archives of them, models")
    .argument("<files...>", "the files, whatever their names")
    .addOption(new Option("--format <format>", "text or json").choices(["text", "json"]).default("text"))
    .action(async (paths: string[], options: RawOptions) => {
      const { inspectCommand } = await import("./inspect.js");
      done(await inspectCommand(io, paths, common(options)));
    });

  reporting(program.command("review"))
    .description("a pull request on GitHub, with the token in GITHUB_TOKEN; prints the plan")
    .argument("<pull-request>", "OWNER/REPO#N or its URL")
    .option("--post", "post the review", false)
    .action(async (target: string, options: RawOptions) => {
      const { reviewCommand } = await import("./review.js");
      done(await reviewCommand(io, target, common(options)));
    });

  program
    .command("doctor")
    .description(
      "what stands between a repository and working reviews (APP_ID and PRIVATE_KEY, or GITHUB_TOKEN)",
    )
    .argument("<repository>", "OWNER/REPO")
    .action(async (repository: string) => {
      const { doctorCommand } = await import("./doctor.js");
      done(await doctorCommand(io, repository));
    });

  const jobs = program
    .command("jobs")
    .description("the jobs of a server, in DATABASE_URL or the folder DATA_DIR");
  jobs
    .command("list")
    .description("what waits, and what was given up and why")
    .action(async () => {
      const { jobsCommand } = await import("./jobs.js");
      done(await jobsCommand(io, null));
    });
  jobs
    .command("retry")
    .description("put jobs that were given up back into the queue")
    .argument("[ids...]", "default: all of them")
    .action(async (ids: string[]) => {
      const { jobsCommand } = await import("./jobs.js");
      done(await jobsCommand(io, ids));
    });

  program
    .command("rules")
    .description("the rules, or one explained")
    .argument("[id]", "the rule to explain")
    .addOption(new Option("--format <format>", "text or json").choices(["text", "json"]).default("text"))
    .action(async (id: string | undefined, { format }: { format: string }) => {
      const { rulesCommand } = await import("./rules.js");
      done(rulesCommand(io, id, format === "json"));
    });

  const policy = program.command("policy").description("the policy file");
  policy
    .command("validate")
    .description("check a policy file")
    .argument("[file]", "default: .github/no-pickle.yml")
    .action(async (file: string | undefined) => {
      const { policyValidateCommand } = await import("./policy.js");
      done(await policyValidateCommand(io, file));
    });
  return program;
}

/** What commander makes of the options: `--no-policy` is `policy: false`. */
interface RawOptions {
  readonly policy?: string | boolean;
  readonly [name: string]: unknown;
}

function reporting(command: Command): Command {
  return withPolicy(
    command.addOption(new Option("--format <format>", "how to print").choices(FORMATS).default("text")),
  );
}

function withPolicy(command: Command): Command {
  return command
    .option("--policy <file>", "use this policy")
    .option("--no-policy", "use the built-in policy")
    .option("--color", "always color")
    .option("--no-color", "never color")
    .option("-q, --quiet", "no summary, no progress", false);
}

const MAX_THREADS = 64;

function threadCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_THREADS) return count;
  throw new InvalidArgumentError(`It has to be a whole number from 1 to ${String(MAX_THREADS)}.`);
}

function common({ policy, ...rest }: RawOptions): DiffOptions & InspectOptions & ReviewOptions & ScanOptions {
  const named = typeof policy === "string" ? { policy } : {};
  // Commander has checked every option against its declaration above.
  return { ...rest, ...named, usePolicy: policy !== false } as unknown as DiffOptions &
    InspectOptions &
    ReviewOptions &
    ScanOptions;
}
