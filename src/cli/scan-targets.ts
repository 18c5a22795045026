import { lstatSync, statSync, type Stats } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

import type { NotScanned } from "../findings/finding.js";
import { isIgnored } from "../policy/levels.js";
import type { Policy } from "../policy/policy.js";
import { plural } from "../report/report.js";
import { baseOf } from "./base-folder.js";
import { isOpenPipe } from "./files-on-disk.js";
import { ignoredIn } from "./git-ignored.js";
import { UsageError, type CommonOptions, type Io } from "./io.js";
import { within } from "./scan-sources.js";
import { walk } from "./walk.js";

/** The files that a scan is of. Paths are seen from `folder`: the policy speaks of them so. */
export interface ScanTargets {
  readonly folder: string;
  readonly roots: readonly string[];
  /** Files that were named outright. */
  readonly named: readonly string[];
  readonly notScanned: readonly NotScanned[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
  /** How many files there are. */
  readonly count: number;
  /** The files that a policy does not leave out. */
  readonly wanted: (policy: Policy) => readonly string[];
  /** A path as somebody in the current folder writes it. */
  readonly shown: (path: string) => string;
  readonly looked: (count: number) => string;
}

/**
 * Finds the files at and below some paths.
 * @throws UsageError if there is no such path, or they belong to different repositories
 */
export async function scanTargets(
  io: Io,
  paths: readonly string[],
  options: Pick<CommonOptions, "policy" | "usePolicy"> & { readonly gitignore?: boolean },
  isExcluded: (path: string) => boolean,
): Promise<ScanTargets> {
  const written = paths.length === 0 ? ["."] : paths;
  const folder = commonFolder(io.cwd, written, options);
  const ignored = options.gitignore === false ? NOTHING : await ignoredIn(folder, io.env);
  const found = new Set<string>();
  const named: string[] = [];
  const notScanned: NotScanned[] = [];
  const shown = new Map<string, string>();
  const skipped = new Set<string>();
  let [left, excluded] = [0, 0];
  const roots: string[] = [];
  for (const root of written) {
    const full = resolve(io.cwd, root);
    const path = full === folder ? "." : within(folder, full, root);
    roots.push(path);
    const show = (one: string): string => shownFrom(io.cwd, folder, root, one);
    const status = statusOf(full, root);
    if (status.isDirectory()) {
      const tree = walk(folder, path, ignored.paths);
      for (const one of tree.paths) {
        shown.set(one, show(one));
        if (isExcluded(one) || isExcluded(show(one))) excluded++;
        else found.add(one);
      }
      for (const gap of tree.notScanned) {
        shown.set(gap.path, show(gap.path));
        if (!isExcluded(gap.path) && !isExcluded(show(gap.path))) notScanned.push(gap);
      }
      for (const name of tree.skipped) skipped.add(name);
      left += tree.ignored;
    } else {
      shown.set(path, show(path));
      const problem = noFile(status, full);
      if (problem !== null) notScanned.push({ path, reason: problem, blocking: true });
      else if (isExcluded(path) || isExcluded(show(path))) excluded++;
      else {
        found.add(path);
        named.push(path);
      }
    }
  }
  const all = [...found];
  const notes = [
    ...(ignored.problem === null ? [] : [ignored.problem]),
    ...(left > 0 ? [`left out by .gitignore: ${plural(left, "file or folder", "files and folders")}`] : []),
    ...(excluded > 0 ? [`left out by --exclude: ${plural(excluded, "file")}`] : []),
    ...(skipped.size > 0 ? [`left out by name: ${[...skipped].sort().join(", ")}`] : []),
  ];
  return {
    ...{ folder, roots, named, notScanned, notes, count: all.length },
    wanted: (policy) => all.filter((path) => !isIgnored(policy, path)),
    shown: (path) => shown.get(path) ?? path,
    looked: (count) =>
      `${written.length > 5 ? plural(written.length, "path") : written.join(", ")}: ${plural(count, "file")}`,
  };
}

const NOTHING = { paths: new Set<string>(), problem: null };

/** The one folder that all paths are seen from. */
function commonFolder(
  cwd: string,
  paths: readonly string[],
  { policy, usePolicy }: Pick<CommonOptions, "policy" | "usePolicy">,
): string {
  const folders = [...new Set(paths.map((path) => baseOf(cwd, path)))];
  const [first = cwd, second] = folders;
  if (second === undefined) return first;
  if (policy === undefined && usePolicy)
    throw new UsageError(
      `${first} and ${second} may have policies of their own: scan them one by one, or say --policy or --no-policy`,
    );
  return cwd;
}

function statusOf(full: string, root: string): Stats {
  const status = statSync(full, { throwIfNoEntry: false });
  if (status) return status;
  const isBroken = lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  throw new UsageError(
    isBroken ? `${root} is a symbolic link to nowhere` : `no such file or folder: ${root}`,
  );
}

function noFile(status: Stats, full: string): string | null {
  if (status.isFile() || isOpenPipe(full)) return null;
  if (status.isFIFO()) return "a pipe: no-pickle scan - --stdin-filename NAME.py < PIPE reads it";
  return "a socket or a device";
}

/** As somebody in the current folder writes it; in full where its root was written so. */
function shownFrom(cwd: string, folder: string, root: string, path: string): string {
  const full = resolve(folder, path);
  if (isAbsolute(root)) return full.split(sep).join("/");
  return relative(cwd, full).split(sep).join("/") || join(".", path);
}
