import { Argument, Command, CommanderError, Option } from "commander";

import type { CiOptions } from "./ci-report.js";
import { addAudit } from "./audit-options.js";
import { withExamples } from "./help.js";
import type { InitOptions } from "./init.js";
import { POSTS, UsageError, type Io } from "./io.js";
import { addMigrate } from "./migrate-options.js";
import {
  common,
  ORGANIZATION,
  reporting,
  selecting,
  threadCount,
  withPolicy,
  type RawOptions,
} from "./options.js";

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

const RATCHET_ACTIONS = [
  ["init", "count what there is"],
  ["check", "exit 1 if there is more of anything than was counted"],
  ["update", "lower the counts to what there is"],
] as const;

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
    .option("--watch", "again whenever something changes", false)
    .action(async (revisions: string[], options: RawOptions) => {
      if (revisions.length > 2) throw new UsageError("diff takes at most two revisions");
      const { diffCommand } = await import("./diff.js");
      const known = common(options);
      const run = (): Promise<number> => diffCommand(io, revisions, known);
      done(await (options["watch"] === true ? repeat(io, [known.repo ?? "."], run) : run()));
    });

  reporting(program.command("scan"))
    .description("everything in files and folders")
    .argument("[paths...]", "files and folders (default: this folder); - reads standard input")
    .addOption(
      new Option("-j, --threads <n>", "how many threads look at files").argParser(threadCount).default(1),
    )
    .option("--stdin-filename <name>", "what the text on standard input is called")
    .option("--no-gitignore", "look at what git ignores, too")
    .option("--ratchet [file]", "only what a ratchet (.no-pickle-ratchet.json) does not let through")
    .option("--no-ratchet", "everything, also where the policy names a ratchet")
    .option("--watch", "again whenever something changes", false)
    .action(async (paths: string[], options: RawOptions) => {
      const { scanCommand } = await import("./scan.js");
      const run = (): Promise<number> => scanCommand(io, paths, common(options));
      const watched = paths.length === 0 ? ["."] : paths;
      done(await (options["watch"] === true ? repeat(io, watched, run) : run()));
    });

  selecting(withPolicy(program.command("fix")))
    .description("apply proven fixes, and say what is left for a person")
    .argument("[paths...]", "files and folders (default: this folder)")
    .option("--check", "write nothing; exit 1 if something would be fixed", false)
    .option("--diff", "the same, and print the change as a patch", false)
    .option(
      "--unsafe",
      "also fixes after which honest data may be refused; in test code only in files that are named",
      false,
    )
    .addOption(new Option("--format <format>", "text or json").choices(["text", "json"]).default("text"))
    .option("--organization <file>", ORGANIZATION)
    .option("--no-gitignore", "look at what git ignores, too")
    .action(async (paths: string[], options: RawOptions) => {
      const { fixCommand } = await import("./fix.js");
      done(await fixCommand(io, paths, common(options)));
    });

  const ratchet = program.command("ratchet").description("a count of what there is that only ever goes down");
  for (const [action, description] of RATCHET_ACTIONS) {
    withPolicy(ratchet.command(action))
      .description(description)
      .option("--file <file>", "the ratchet (default: .no-pickle-ratchet.json at the root of the repository)")
      .addOption(new Option("--format <format>", "text or json").choices(["text", "json"]).default("text"))
      .option("--organization <file>", ORGANIZATION)
      .action(async (options: RawOptions) => {
        const { ratchetCommand } = await import("./ratchet.js");
        done(await ratchetCommand(io, action, common(options)));
      });
  }

  addAudit(program, io, done);
  addMigrate(program, io, done);

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
    .command("ci")
    .description("in GitHub Actions: the review of the change that the run is about, with GITHUB_TOKEN")
    .addOption(
      new Option("--post <what>", "what to write: a review, annotations of the run, or none")
        .choices(POSTS)
        .default("review"),
    )
    .option("--sarif <file>", "write SARIF to a file")
    .option("--dashboard", "on a schedule or by hand: keep one issue up to date, too")
    .action(async (options: CiOptions) => {
      const { ciCommand } = await import("./ci.js");
      done(await ciCommand(io, options));
    });

  program
    .command("init")
    .description("writes a first policy for a repository, and a workflow, a hook and a ratchet if asked to")
    .argument("[folder]", "the repository around it (default: this folder)")
    .addOption(
      new Option("--preset <preset>", "what the policy begins with")
        .choices(["strict", "balanced"])
        .default("strict"),
    )
    .option("--workflow <action>", "a workflow, too, that runs the Action: OWNER/no-pickle@COMMIT")
    .option("--pre-commit", "a hook for pre-commit, too", false)
    .option("--package <package>", "what the hook installs; without it the no-pickle of the PATH runs")
    .option("--ratchet", "a count of what stands there, too, which only ever goes down", false)
    .option("--dry-run", "print what would be written", false)
    .action(async (folder: string | undefined, options: InitOptions) => {
      const { initCommand } = await import("./init.js");
      done(await initCommand(io, folder, options));
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
      done(await (await import("./jobs.js")).jobsCommand(io, null));
    });
  jobs
    .command("retry")
    .description("put jobs that were given up back into the queue")
    .argument("[ids...]", "default: all of them")
    .action(async (ids: string[]) => {
      done(await (await import("./jobs.js")).jobsCommand(io, ids));
    });

  program
    .command("rules")
    .description("the rules, one explained, or those that speak of something")
    .argument("[words...]", "the id of a rule, or words to look for: torch, CWE-502, S301")
    .addOption(new Option("--format <format>", "text or json").choices(["text", "json"]).default("text"))
    .action(async (words: string[], { format }: { format: string }) => {
      const { rulesCommand } = await import("./rules.js");
      done(rulesCommand(io, words, format === "json"));
    });

  const policy = program.command("policy").description("the policy file");
  policy
    .command("validate")
    .description("check a policy file, and say what counts and where it came from")
    .argument("[file]", "default: .github/no-pickle.yml")
    .option("--organization <file>", "the organization's policy: what extends means, and its floor")
    .action(async (file: string | undefined, options: { readonly organization?: string }) => {
      const { policyValidateCommand } = await import("./policy.js");
      done(await policyValidateCommand(io, file, options));
    });

  program
    .command("lsp")
    .description("a language server for editors, on standard input and output")
    .option("--stdio", "the same: some editors say so")
    .option("--clientProcessId <id>", "the editor's process: the server ends when that does")
    .action(() => io.serveEditor());

  program
    .command("completion")
    .description("a script that completes commands and options in a shell")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]))
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { completionScript } = await import("./completion.js");
      io.out(completionScript(program, shell));
    });
  return withExamples(program);
}

async function repeat(io: Io, folders: readonly string[], run: () => Promise<number>): Promise<number> {
  const { watching } = await import("./watch.js");
  return watching(io, folders, run);
}
