import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { analyzeChangedFile } from "../analysis/analyze-file.js";
import { decodeText } from "../analysis/decode.js";
import { fileKind, maxBytes, mayBeUnreadable } from "../analysis/file-kind.js";
import type { Surroundings } from "../analysis/surroundings.js";
import { isIgnored } from "../policy/levels.js";
import type { Policy } from "../policy/policy.js";
import { changedPaths, type ChangedPath, type DiffSides } from "./changed-files.js";
import { commitOf, GitError, openRepository, type Git } from "./git.js";
import { readObjects, type ReadObjects } from "./git-objects.js";
import { UsageError, type Io } from "./io.js";
import { POLICY_PATH } from "../policy/policy.js";
import { loadPolicy } from "./load-policy.js";
import type { CommonOptions } from "./options.js";
import { printReport } from "./print-report.js";
import { patchTasks } from "./patch-tasks.js";
import { READ_LIMIT, readFromDisk } from "./read-from-disk.js";
import { exitCode, NOT_PYTHON, runAnalysis, type Task } from "./run-analysis.js";
import { surroundingsInGit, surroundingsOnDisk } from "./surroundings.js";
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
  const { files, total } = await changedPaths(git, sides);
  const wanted = files.filter(({ path }) => !isIgnored(policy, path));
  const top = sides.kind === "worktree" ? await topLevel(git) : null;
  const names = wanted.flatMap(({ baseBlob, headBlob }) =>
    [baseBlob, headBlob].filter((name) => name !== null),
  );
  const blobs = await readObjects(git, names, READ_LIMIT);
  const tasks = wanted.map((file) => taskFor(file, blobs, top));
  const heads = wanted.flatMap(({ path, headBlob }) => {
    const bytes = headBlob === null ? null : blobs.get(headBlob);
    const decoded = Buffer.isBuffer(bytes) ? decodeText(bytes) : null;
    return decoded?.ok ? [{ path, head: decoded.text }] : [];
  });
  const surroundings =
    wanted.length === 0
      ? null
      : top === null
        ? await surroundingsInGit(git, sides.kind === "commits" ? sides.head : null, heads)
        : surroundingsOnDisk(top, ["."], walk(top, "."));
  return finish(io, policy, tasks, total, options, surroundings);
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
  const bytes = patch === "-" ? await io.stdin() : await readPatch(resolve(io.cwd, patch), patch);
  const policy = await loadPolicy(io, options, () => Promise.resolve(null));
  const { tasks, total } = patchTasks(dir, bytes.toString("utf8"));
  const surroundings = tasks.length === 0 ? null : surroundingsOnDisk(dir, ["."], walk(dir, "."));
  return finish(io, policy, tasks, total, options, surroundings);
}

async function readPatch(path: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `cannot read the patch ${name}: ${code === "ENOENT" ? "no such file" : String(code)}`,
    );
  }
}

async function finish(
  io: Io,
  policy: Policy,
  tasks: readonly Task[],
  total: number,
  options: DiffOptions,
  surroundings: Surroundings | null,
): Promise<number> {
  const report = await runAnalysis(io, policy, tasks, total, surroundings);
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
  try {
    return (await git.run(["merge-base", base, head])).toString("utf8").trim();
  } catch (error) {
    if (error instanceof GitError) throw new UsageError("the two revisions have no common ancestor");
    throw error;
  }
}

async function topLevel(git: Git): Promise<string> {
  try {
    return (await git.run(["rev-parse", "--show-toplevel"])).toString("utf8").trim();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UsageError(`${git.dir} has no work tree: name the revisions to compare`);
  }
}

async function policyAt(git: Git, commit: string): Promise<string | null> {
  const name = `${commit}:${POLICY_PATH}`;
  const content = (await readObjects(git, [name], READ_LIMIT)).get(name);
  return Buffer.isBuffer(content) ? content.toString("utf8") : null;
}

function taskFor(file: ChangedPath, blobs: ReadObjects, top: string | null): Task {
  return {
    path: file.path,
    analyze: (tools) => {
      const bytes =
        file.headBlob !== null
          ? (blobs.get(file.headBlob) ?? "missing")
          : top === null
            ? "missing"
            : readFromDisk(join(top, file.path));
      if (bytes === "missing") return { scanned: false, reason: "the file could not be read" };
      const kind = fileKind(file.path) ?? "python";
      if (bytes === "too-large" || bytes.length > maxBytes(kind)) {
        if (mayBeUnreadable(kind)) return NOT_PYTHON;
        return { scanned: false, reason: `larger than ${String(maxBytes(kind) >> 20)} MiB` };
      }
      const head = decodeText(bytes);
      if (!head.ok) {
        return mayBeUnreadable(kind) ? NOT_PYTHON : { scanned: false, reason: head.problem };
      }
      const old = file.baseBlob === null ? null : blobs.get(file.baseBlob);
      const base = Buffer.isBuffer(old) ? decodeText(old) : null;
      const analysis = analyzeChangedFile(
        {
          path: file.path,
          previousPath: file.previousPath ?? file.path,
          head: head.text,
          base: base?.ok ? base.text : null,
          hunks: file.hunks,
        },
        tools,
      );
      return { scanned: true, analysis, text: head.text };
    },
  };
}
