import { spawn } from "node:child_process";

import { UsageError } from "./io.js";

/** Runs git in one repository. Nothing of the repository's own configuration that runs programs takes part. */
export interface Git {
  readonly dir: string;
  /** @throws GitError if git exits with anything but 0 */
  readonly run: (args: readonly string[], input?: string) => Promise<Buffer>;
}

/** Git failed; `message` is the first line of what it printed. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/**
 * Opens a repository, bare ones too.
 * @throws UsageError if the folder is none
 */
export async function openRepository(
  dir: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Git> {
  const git: Git = { dir, run: (args, input) => runGit(dir, env, args, input) };
  await ask(git, ["rev-parse", "--git-dir"], `${dir} is not a git repository`);
  return git;
}

/**
 * The line that git answers.
 * @throws UsageError with this message if it fails
 */
export async function ask(git: Git, args: readonly string[], failure: string): Promise<string> {
  try {
    return (await git.run(args)).toString("utf8").trim();
  } catch (error) {
    throw error instanceof GitError ? new UsageError(failure) : error;
  }
}

/**
 * The commit that a revision names; where there is no commit yet, the empty tree for `HEAD`.
 * @throws UsageError if the revision names no commit
 */
export async function commitOf(git: Git, revision: string): Promise<string> {
  if (revision === "HEAD" && (await isUnborn(git)))
    return ask(git, ["hash-object", "-t", "tree", "--stdin"], "git cannot name the empty tree");
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  return ask(git, args, `unknown revision "${revision}" in ${git.dir}`);
}

/** Whether there is no commit yet. */
async function isUnborn(git: Git): Promise<boolean> {
  const head = await ask(git, ["symbolic-ref", "--quiet", "HEAD"], "").catch(() => null);
  const born = await ask(git, ["rev-parse", "--verify", "--quiet", "HEAD"], "").catch(() => null);
  return head !== null && born === null;
}

function runGit(
  dir: string,
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
  input = "",
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // External diff drivers and text converters of the repository would run its programs.
    const child = spawn(
      "git",
      ["-C", dir, "-c", "core.quotePath=true", "-c", "core.fsmonitor=false", ...args],
      {
        env: { ...env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
        stdio: ["pipe", "pipe", "pipe"],
      },
    );
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "ENOENT"
          ? new UsageError(`cannot run git in ${dir}: is git installed, and does the folder exist?`)
          : error,
      );
    });
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else {
        const [line = ""] = Buffer.concat(err).toString("utf8").trim().split("\n");
        reject(new GitError(line === "" ? `git ${args[0] ?? ""} failed` : line));
      }
    });
  });
}
