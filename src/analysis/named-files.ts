import { fileKind } from "./file-kind.js";
import { perRepository, type Repository } from "./repository.js";

/** What can be the name of a file in a text of Python: with an ending, in whatever folder. */
const NAMES = /[\w+@-][\w.+@-]*\.\w{1,12}/g;

const MAX_NAMES = 200_000;

/** Whether Python of the repository names a file, by the last part of its path: it may well load it. */
export function namesFile(repository: Repository | undefined, path: string): boolean {
  if (!repository) return false;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return namesIn(repository).has(name);
}

const namesIn = perRepository((repository: Repository): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const path of repository.paths) {
    const kind = fileKind(path);
    if (kind === null || kind === "manifest" || names.size > MAX_NAMES) continue;
    for (const [name] of (repository.read(path) ?? "").matchAll(NAMES)) names.add(name);
  }
  return names;
});
