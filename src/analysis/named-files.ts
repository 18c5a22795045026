import { fileKind } from "./file-kind.js";
import { perRepository, type Repository } from "./repository.js";

/** Where a string ends with what can be the name of a file: with an ending, in whatever folder. */
const ENDS = /\.\w{1,12}["']/g;
const PART = /[\w.+@-]/;
/** The longest name. */
const MAX_NAME = 255;

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
    const text = repository.read(path) ?? "";
    for (const { 0: end, index } of text.matchAll(ENDS)) {
      let start = index;
      while (start > 0 && index - start < MAX_NAME && PART.test(text[start - 1] ?? "")) start--;
      names.add(text.slice(start, index + end.length - 1));
    }
  }
  return names;
});
