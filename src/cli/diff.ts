import { resolve } from "node:path";

import { isIgnored } from "../policy/levels.js";
import { POLICY_PATH, type Policy } from "../policy/policy.js";
import { readChangedFiles } from "./changed-files.js";
import { changedPaths, type DiffSides } from "./changed-paths.js";
import { READ_LIMIT } from "./files-on-disk.js";
import { ask, commitOf, openRepository, type Git } from "./git.js";
import { readObjects } from "./git-objects.js";
import { UsageError, type CommonOptions, type Io } from "./io.js";
import { loadPolicy, readNamed } from "./load-policy.js";
import { patchedFiles, readPatch } from "./patched-files.js";
import { exitCode, printReport } from "./print-report.js";
import { runAnalysis, type Work } from "./run-analysis.js";
import { surroundingsOnDisk } from "./surroundings.js";
import { walk } from "./walk.js";

/** The options of `no-pickle diff`. */
export interface DiffOptions extends CommonOptions {
  readonly repo?: string;
  readonly staged: boolean;
  readonly patch?: string;
}

/** Reports what a change brings in. Returns the exit code. */
export async function diffCommand(
  io: Io,
  revisions: readonly string[],
  options: DiffOptions,
): Promise<number> {
  const dir = resolve(io.cwd, options.repo ?? ".");
  if (options.patch !== undefined) return diffPatch(io, dir, options.patch, revisions, options);
  const git = await openRepository(dir, io.env);
  const sides = await sidesOf(git, revisions, options.staged);
  const policy = await loadPolicy(io, options, () => policyAt(git, sides.base));
  const { files, deleted, total } = await changedPaths(git, sides);
  const wanted = files.filter(({ path }) => !isIgnored(policy, path));
  const top = sides.kind === "worktree" ? await topLevel(git) : null;
  const work =
    wanted.length === 0 ? null : await readChangedFiles(git, sides, { files: wanted, deleted }, top, policy);
  return finish(io, policy, work, total, options);
}

async function diffPatch(
  io: Io,
  dir: string,
  patch: string,
  revisions: readonly string[],
  options: DiffOptions,
): Promise<number> {
  if (revisions.length > 0 || options.staged) {
    throw new UsageError("--patch cannot be combined with revisions or --staged");
  }
  const bytes = patch === "-" ? await io.stdin() : await readNamed(io, "patch", patch);
  const policy = await loadPolicy(io, options, () => Promise.resolve(null));
  const read = readPatch(bytes.toString("utf8"));
  const { files, total } = read;
  const work =
    files.length === 0
      ? null
      : {
          files: patchedFiles(dir, read),
          surroundings: surroundingsOnDisk(dir, ["."], walk(dir, "."), policy),
        };
  return finish(io, policy, work, total, options);
}

async function finish(
  io: Io,
  policy: Policy,
  work: Work | null,
  total: number,
  options: DiffOptions,
): Promise<number> {
  const report = await runAnalysis(io, policy, work, total);
  printReport(io, report, options);
  return exitCode(report, policy);
}

/** `A...B` and `A` mean from the merge base, `A B` and `A..B` the two as they are; none means the work tree against HEAD. */
async function sidesOf(git: Git, revisions: readonly string[], staged: boolean): Promise<DiffSides> {
  const [first, second] = revisions;
  if (staged) {
    if (first !== undefined) throw new UsageError("--staged takes no revisions");
    return { kind: "staged", base: await commitOf(git, "HEAD") };
  }
  if (first === undefined) return { kind: "worktree", base: await commitOf(git, "HEAD") };
  if (second !== undefined) {
    return { kind: "commits", base: await commitOf(git, first), head: await commitOf(git, second) };
  }
  const [left = "", right] = first.includes("...") ? first.split("...") : first.split("..");
  const base = await commitOf(git, left || "HEAD");
  const head = await commitOf(git, right === undefined || right === "" ? "HEAD" : right);
  const fromMergeBase = right === undefined || first.includes("...");
  return { kind: "commits", base: fromMergeBase ? await mergeBase(git, base, head) : base, head };
}

async function mergeBase(git: Git, base: string, head: string): Promise<string> {
  return ask(git, ["merge-base", base, head], "the two revisions have no common ancestor");
}

async function topLevel(git: Git): Promise<string> {
  const failure = `${git.dir} has no work tree: name the revisions to compare`;
  return ask(git, ["rev-parse", "--show-toplevel"], failure);
}

async function policyAt(git: Git, commit: string): Promise<string | null> {
  const name = `${commit}:${POLICY_PATH}`;
  const content = (await readObjects(git, [name], READ_LIMIT)).get(name);
  return Buffer.isBuffer(content) ? content.toString("utf8") : null;
}
