import { closeSync, lstatSync, openSync, readdirSync, readSync, type Dirent } from "node:fs";
import { join, resolve, sep } from "node:path";

import { isArtifactPath } from "../analysis/artifact-file.js";
import { fileKind, isPythonScript, SCRIPT_START } from "../analysis/file-kind.js";

/** Folders that hold no source of the project; a path named on the command line is walked whatever its name. */
const SKIPPED: ReadonlySet<string> = new Set([
  ".git",
  ".hg",
  ".svn",
  ".tox",
  ".nox",
  ".venv",
  "__pycache__",
  "node_modules",
]);

/**
 * The Python files and notebooks at or below a path, sorted, as paths in the same style (`/` between parts).
 * Symbolic links are not followed; a file named outright is taken whatever its ending.
 */
export function walk(cwd: string, root: string): string[] {
  const start = root.split(sep).join("/").replace(/\/+$/, "").replace(/^\.\//, "");
  if (!lstatSync(resolve(cwd, root)).isDirectory()) return [start];
  const files: string[] = [];
  const pending = [start === "." ? "" : start === "" ? "/" : start];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of list(resolve(cwd, folder))) {
      const path = folder === "" ? entry.name : join(folder, entry.name).split(sep).join("/");
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name)) pending.push(path);
      } else if (entry.isFile() && isWanted(entry.name, resolve(cwd, path))) files.push(path);
    }
  }
  return files.sort();
}

/** Whether a file is Python or runs something when it is loaded, by its name; by its first lines where the name leaves it open, or it can be executed. */
function isWanted(name: string, path: string): boolean {
  if (isArtifactPath(name)) return true;
  const kind = fileKind(name);
  if (kind === "script" || (kind === null && isExecutable(path))) return isPythonScript(firstBytes(path));
  return kind !== null && kind !== "manifest";
}

function isExecutable(path: string): boolean {
  return ((lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o111) !== 0;
}

function firstBytes(path: string): string {
  const bytes = Buffer.alloc(SCRIPT_START);
  try {
    const file = openSync(path, "r");
    const length = readSync(file, bytes);
    closeSync(file);
    return bytes.toString("latin1", 0, length);
  } catch {
    return "";
  }
}

/** A folder that cannot be read, or is gone by now, holds nothing. */
function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
