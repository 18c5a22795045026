import { spawn } from "node:child_process";

import { UsageError } from "./io.js";

/** Runs git in one repository. Nothing of the repository's own configuration that runs programs takes part. */
export interface Git {
  readonly dir: string;
  /** @throws GitError if git exits with anything but 0 */
  readonly run: (args: readonly string[], input?: string) => Promise<Buffer>;
  /** What git complained of although it went on, line by line. */
  readonly warnings: readonly string[];
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
  const warnings: string[] = [];
  const warn = (lines: readonly string[]): void => void warnings.push(...lines);
  const git: Git = { dir, run: (args, input) => runGit(dir, env, args, warn, input), warnings };
  try {
    await git.run(["rev-parse", "--git-dir"]);
  } catch (error) {
    throw error instanceof GitError ? new UsageError(whyNot(dir, error.message)) : error;
  }
  return git;
}

/** Why git does not take a folder for a repository, and what to do. */
function whyNot(dir: string, message: string): string {
  if (message.includes("dubious ownership"))
    return `git does not open ${dir}, which belongs to another user: git config --global --add safe.directory ${dir}`;
  if (/cannot change to .*: Not a directory/.test(message))
    return `${dir} is a file, or below one: a folder is wanted`;
  if (message.includes("cannot change to")) return `cannot open ${dir}: does the folder exist?`;
  if (message.includes("not a git repository")) return `${dir} is not a git repository`;
  return `git cannot open ${dir}: ${message.replace(/^fatal: /, "")}`;
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
 * The commit that a revision names, or the tree that it names where it is one: the empty tree for a name of zeros, which
 * git's hooks give for what is not there, and for `HEAD` where there is no commit yet.
 * @throws UsageError if the revision names neither
 */
export async function commitOrTree(git: Git, revision: string): Promise<string> {
  if (/^0{40}(?:0{24})?$/.test(revision)) return emptyTree(git);
  for (const kind of ["commit", "tree"]) {
    const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{${kind}}`];
    const found = await ask(git, args, "").catch(() => null);
    if (found !== null) return found;
  }
  if (revision === "HEAD" && (await isUnborn(git))) return emptyTree(git);
  throw new UsageError(`unknown revision "${revision}" in ${git.dir}${await revisionHint(git, revision)}`);
}

/** What to do about a revision that is not there. */
async function revisionHint(git: Git, revision: string): Promise<string> {
  const shallow = await shallowHint(git);
  if (shallow !== "") return shallow;
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `origin/${revision}^{commit}`];
  const isRemote = await ask(git, args, "").then(
    () => true,
    () => false,
  );
  return isRemote ? `, did you mean "origin/${revision}"?` : ": git branch --all lists the branches";
}

/** Whether there is no commit yet. */
export async function isUnborn(git: Git): Promise<boolean> {
  const head = await ask(git, ["symbolic-ref", "--quiet", "HEAD"], "").catch(() => null);
  const born = await ask(git, ["rev-parse", "--verify", "--quiet", "HEAD"], "").catch(() => null);
  return head !== null && born === null;
}

async function emptyTree(git: Git): Promise<string> {
  return ask(git, ["hash-object", "-t", "tree", "--stdin"], "git cannot name the empty tree");
}

/** What to do about commits that are not there, where the clone has only the latest; "" where it has all. */
export async function shallowHint(git: Git): Promise<string> {
  const answer = await ask(git, ["rev-parse", "--is-shallow-repository"], "").catch(() => "");
  return answer === "true"
    ? ": this clone is shallow; run git fetch --unshallow, or check out with fetch-depth: 0"
    : "";
}

/** The remote that git fetches objects from when they are asked for, in a clone with a filter; else null. */
export async function promisorOf(git: Git): Promise<string | null> {
  const args = ["config", "--get-regexp", "^remote\\..*\\.promisor$", "true"];
  const found = await ask(git, args, "").catch(() => "");
  return /^remote\.(.*)\.promisor true$/m.exec(found)?.[1] ?? null;
}

/** Fetches objects with one request, as git by itself does it with one for each. What fails here is told when they are read. */
export async function fetchObjects(git: Git, remote: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const args = ["-c", "fetch.negotiationAlgorithm=noop", "fetch", remote, "--quiet", "--no-tags"];
  const more = ["--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none", "--stdin"];
  await git.run([...args, ...more], `${names.join("\n")}\n`).catch(() => undefined);
}

function runGit(
  dir: string,
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
  warn: (lines: readonly string[]) => void,
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
      const lines = Buffer.concat(err).toString("utf8").trim().split("\n");
      if (code === 0) {
        warn(lines.filter((line) => line !== ""));
        resolve(Buffer.concat(out));
      } else {
        const [line = ""] = lines;
        reject(new GitError(line === "" ? `git ${args[0] ?? ""} failed` : line));
      }
    });
  });
}
