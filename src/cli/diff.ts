import { isManifest } from "../dependencies/parse-manifest.js";
import { resolve } from "node:path";

import { isPolicyChange } from "../analysis/analyze-policy-change.js";
import type { RatchetTexts } from "../audit/ratchet-change.js";
import { isIgnored } from "../policy/levels.js";
import { POLICY_PATH } from "../policy/policy.js";
import { plural } from "../report/report.js";
import { readChangedFiles } from "./changed-files.js";
import { changedPaths, type ChangedPaths } from "./changed-paths.js";
import { comparedBy } from "./diff-sides.js";
import { READ_LIMIT } from "./files-on-disk.js";
import { ask, openRepository, promisorOf, type Git } from "./git.js";
import { readObjects } from "./git-objects.js";
import { UsageError, type CommonOptions, type Io } from "./io.js";
import { loadPolicy, readNamed, type LoadedPolicy } from "./load-policy.js";
import { originOf } from "./origin.js";
import { patchedFiles, readPatch } from "./patched-files.js";
import { exitCode, printReport } from "./print-report.js";
import { ratchetOfDiff } from "./ratchet-of-diff.js";
import { runAnalysis, type Work } from "./run-analysis.js";
import { selection } from "./selection.js";
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
  const { isExcluded } = selection(options);
  if (options.patch !== undefined) return diffPatch(io, dir, options.patch, revisions, options);
  const git = await openRepository(dir, io.env);
  const { sides, looked, ruledBy } = await comparedBy(git, revisions, options.staged);
  const loaded = await loadPolicy(io, options, async () => ({
    text: await policyAt(git, ruledBy.commit),
    place: ruledBy.name,
    origin: originOf(await ask(git, ["config", "--get", "remote.origin.url"], "").catch(() => "")),
  }));
  const changed = await changedPaths(git, sides);
  const wanted = changed.files.filter((file) => {
    if (isPolicyChange(withPrevious(file))) return loaded.isOwn;
    return !isIgnored(loaded.policy, file.path) && !isExcluded(file.path);
  });
  const deleted = changed.deleted.filter(({ path }) => loaded.isOwn || path !== POLICY_PATH);
  const isNothing =
    wanted.length === 0 && !deleted.some(({ path }) => path === POLICY_PATH || isManifest(path));
  const work = isNothing
    ? null
    : await readChangedFiles(git, sides, { files: wanted, deleted }, loaded.policy);
  const untracked = changed.untracked > 0 ? `, with ${plural(changed.untracked, "untracked file")}` : "";
  const notes = [
    ...newPolicy(changed, loaded, ruledBy.name),
    ...leftOut(changed, wanted.length),
    ...((await promisorOf(git)) !== null ? [PARTIAL] : []),
  ];
  const said = `${looked}: ${plural(changed.total, "changed file")}${untracked}`;
  const { ratchet: path } = loaded.policy;
  const looking = {
    ...{ filesChanged: changed.total, looked: said, notes, closed: closedFolders(git) },
    ratchet: path === null ? null : await ratchetOfDiff(git, sides, ruledBy.commit, path),
    ruledBy: ruledBy.name,
  };
  return finish(io, loaded, work, looking, options);
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
  const none = { text: null, place: "what a patch tells (name one with --policy)", origin: null };
  const loaded = await loadPolicy(io, options, () => Promise.resolve(none));
  const read = readPatch(bytes.toString("utf8"));
  const { isExcluded } = selection(options);
  const files = read.files.filter(({ path }) => !isIgnored(loaded.policy, path) && !isExcluded(path));
  const work: Work | null =
    files.length === 0
      ? null
      : {
          files: patchedFiles(dir, { ...read, files }),
          around: { kind: "disk", folder: dir, roots: ["."], paths: walk(dir, ".").paths },
        };
  const name = patch === "-" ? "the patch on standard input" : `the patch ${patch}`;
  const looked = `${name}: ${plural(read.total, "changed file")}`;
  return finish(io, loaded, work, { filesChanged: read.total, looked, notes: [], closed: [] }, options);
}

/** What was looked at, before it is known under which policy. */
interface Looked {
  readonly filesChanged: number;
  readonly looked: string;
  readonly notes: readonly string[];
  /** Folders that could not be looked into. */
  readonly closed: readonly string[];
  readonly ratchet?: RatchetTexts | null;
  /** What the ratchet is taken from. */
  readonly ruledBy?: string;
}

async function finish(
  io: Io,
  loaded: LoadedPolicy,
  work: Work | null,
  { filesChanged, looked, notes, closed, ratchet = null, ruledBy = "" }: Looked,
  options: DiffOptions,
): Promise<number> {
  const scope = { looked, policy: loaded.described, notes: [...notes, ...loaded.notes] };
  const report = await runAnalysis(io, loaded, work, { filesChanged, scope, ratchet, ruledBy });
  const gaps = closed.map((path) => ({ path, reason: "the folder could not be read", blocking: true }));
  const shown = selection(options).select({ ...report, notScanned: [...gaps, ...report.notScanned] });
  printReport(io, shown, options);
  return exitCode(shown, loaded.policy);
}

function withPrevious({
  path,
  previousPath,
}: ChangedPaths["files"][number]): Parameters<typeof isPolicyChange>[0] {
  return previousPath === null ? { path } : { path, previousPath };
}

const PARTIAL =
  "in this partial clone git fetches what is missing; calls that a changed manifest exposes are looked for in changed files only";

/** Git passes over what it may not read, with a word on standard error. */
function closedFolders({ warnings }: Git): string[] {
  const found = warnings.flatMap(
    (line) => /^warning: could not open directory '(.*)': Permission denied$/.exec(line)?.[1] ?? [],
  );
  return [...new Set(found.map((path) => path.replace(/\/$/, "")))];
}

/** That a policy on the branch does not count yet. */
function newPolicy({ files, deleted }: ChangedPaths, { isOwn }: LoadedPolicy, place: string): string[] {
  const isChanged = files.some((file) => isPolicyChange(withPrevious(file)));
  const isDeleted = deleted.some(({ path }) => path === POLICY_PATH);
  if (!isOwn || (!isChanged && !isDeleted)) return [];
  const what = isDeleted ? "takes away" : "brings another";
  return [
    `this change ${what} ${POLICY_PATH}: that counts once it is merged; this run goes by what is in ${place}`,
  ];
}

function leftOut({ files }: ChangedPaths, wanted: number): string[] {
  const count = files.filter((file) => !isPolicyChange(withPrevious(file))).length - wanted;
  return count > 0 ? [`left out by the policy or --exclude: ${plural(count, "file")}`] : [];
}

async function policyAt(git: Git, commit: string): Promise<string | null> {
  const name = `${commit}:${POLICY_PATH}`;
  const content = (await readObjects(git, [name], READ_LIMIT)).get(name);
  return Buffer.isBuffer(content) ? content.toString("utf8") : null;
}
