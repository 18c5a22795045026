import { moduleFile } from "../python/import-paths.js";
import type { Repository } from "./repository.js";
import { detached } from "./detached.js";
import { KNOWN_NAMES } from "./sieve.js";

/** The file of a module as the files of a folder import it; those are many, so the answers are kept. */
export function fileIn(folder: string, module: string, repository: Repository): string | null {
  if (isElsewhere(module, repository)) return null;
  const key = `in ${folder}`;
  let files = repository.memory.get(key) as Map<string, string | null> | undefined;
  if (!files) {
    files = new Map();
    repository.memory.set(key, files);
  }
  let file = files.get(module);
  if (file === undefined) {
    file = moduleFile(`${folder}x.py`, module, repository.has);
    files.set(detached(module), file);
  }
  return file;
}

/** Whether a module is none of the repository's, by its name alone. What is named like a library counts as the library. */
function isElsewhere(module: string, repository: Repository): boolean {
  const at = module.indexOf(".");
  if (KNOWN_NAMES.modules.has(at < 0 ? module : module.slice(0, at))) return true;
  return !namesIn(repository).has(module.slice(module.lastIndexOf(".") + 1));
}

/** The names of all files and folders, which are those of its modules: what is imported is mostly none of them. */
function namesIn({ memory, paths }: Repository): ReadonlySet<string> {
  const key = "names";
  let names = memory.get(key) as Set<string> | undefined;
  if (!names) {
    // `from . import x` is of the folder itself.
    names = new Set([""]);
    for (const path of paths) for (const part of path.split("/")) names.add(part.replace(/\.py$/, ""));
    memory.set(key, names);
  }
  return names;
}

/** The folder of a path, with the slash; "" for the root. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
