import { readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { join, resolve, sep } from "node:path";

import { isArtifactPath } from "../analysis/artifact-file.js";
import { fileKind } from "../analysis/file-kind.js";
import { SKIPPED } from "../analysis/wanted-file.js";
import type { NotScanned } from "../findings/finding.js";
import { isPythonFile } from "./python-file.js";

/** What version control keeps for itself. */
const OWN: ReadonlySet<string> = new Set([".git", ".hg", ".svn"]);

/** What there is in a folder and below it; paths have `/` between parts. */
export interface Tree {
  /** The Python files and notebooks, sorted. */
  readonly paths: readonly string[];
  readonly notScanned: readonly NotScanned[];
  /** The names of folders that were left out for their names. */
  readonly skipped: ReadonlySet<string>;
  /** How many files and folders were left out because git ignores them. */
  readonly ignored: number;
}

/**
 * The Python files and notebooks below a folder, by their paths from `cwd`. A link that leads to another file than one that
 * is found anyway is followed, as long as it stays within `cwd`.
 * @param ignored what git ignores, by path from `cwd`; folders end with a slash
 */
export function walk(cwd: string, root: string, ignored: ReadonlySet<string> = new Set()): Tree {
  const start = root
    .split(sep)
    .join("/")
    .replace(/(?<!\/)\/+$/, "")
    .replace(/^\.\//, "");
  const paths: string[] = [];
  const notScanned: NotScanned[] = [];
  const skipped = new Set<string>();
  let left = 0;
  const pending = [start === "." ? "" : start === "" && root !== "" ? "/" : start];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of list(resolve(cwd, folder), folder, notScanned)) {
      const path = folder === "" ? entry.name : join(folder, entry.name).split(sep).join("/");
      if (entry.isDirectory()) {
        if (OWN.has(entry.name)) continue;
        if (SKIPPED.has(entry.name)) skipped.add(entry.name);
        else if (ignored.has(`${path}/`)) left++;
        else pending.push(path);
      } else if (ignored.has(path)) left++;
      else {
        const found = look(entry, path, cwd, resolve(cwd, root));
        if (found === "wanted") paths.push(path);
        else if (found !== "other") notScanned.push({ path, ...found });
      }
    }
  }
  return { paths: paths.sort(), notScanned, skipped, ignored: left };
}

type Look = "wanted" | "other" | Omit<NotScanned, "path">;

function look(entry: Dirent, path: string, cwd: string, root: string): Look {
  if (entry.isSymbolicLink()) return behind(path, cwd, root);
  if (!entry.isFile()) return tells(path) ? { reason: NO_FILE, blocking: false } : "other";
  if (isArtifactPath(entry.name)) return "wanted";
  const found = isPythonFile(entry.name, resolve(cwd, path));
  if (found === "unknown")
    return {
      reason: "it may not be read, so that its first line cannot tell whether it is Python",
      blocking: false,
    };
  return found === "yes" ? "wanted" : "other";
}

const NO_FILE = "a pipe, a socket or a device";

/** Whether a name alone tells of code. */
function tells(path: string): boolean {
  const kind = fileKind(path);
  return kind !== null && kind !== "script" && kind !== "manifest";
}

function behind(path: string, cwd: string, root: string): Look {
  if (!tells(path)) return "other";
  try {
    const target = realpathSync(resolve(cwd, path));
    if (statSync(target).isDirectory()) return "other";
    if (!target.startsWith(`${realpathSync(cwd)}${sep}`))
      return {
        reason: "a symbolic link out of the repository, or of the folder that is scanned",
        blocking: true,
      };
    if (!statSync(target).isFile()) return { reason: NO_FILE, blocking: false };
    // It is analyzed under its own name.
    const isFound = target.startsWith(`${realpathSync(root)}${sep}`) && fileKind(target) === fileKind(path);
    return isFound ? "other" : "wanted";
  } catch {
    return { reason: "a symbolic link to what could not be read", blocking: true };
  }
}

/** A folder that may not be read is said so; one that is gone by now holds nothing. */
function list(folder: string, path: string, notScanned: NotScanned[]): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR")
      notScanned.push({
        path: path || ".",
        reason: `the folder could not be read (${code}): give the right to read it, or leave it out with --exclude`,
        blocking: true,
      });
    return [];
  }
}
