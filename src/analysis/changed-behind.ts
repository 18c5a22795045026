import { digest } from "../findings/fingerprint.js";
import { detached } from "./detached.js";
import { linksOf, type ModuleLinks } from "./module-links.js";
import { perRepository, type Repository } from "./repository.js";
import { MAX_HOPS } from "./surroundings.js";

/** The most files that are looked through behind one name. */
const MAX_FILES = 100;

/**
 * Tells what a change made of the files that an imported name of a file comes from, and of those that these import: who
 * accepted a use has seen them as they were then.
 * @param changed the paths of the files that the change changes
 * @returns for a name, or for "*" all that is imported without one, a line for each such file
 */
export function changedBehind(
  path: string,
  text: string,
  repository: Repository | undefined,
  changed: ReadonlySet<string> | undefined,
): (name: string) => readonly string[] {
  const isAlone = !changed || changed.size === 0 || (changed.size === 1 && changed.has(path));
  if (!repository || isAlone) return () => [];
  let links: ModuleLinks | null = null;
  const known = new Map<string, readonly string[]>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    links ??= linksOf(path, text, repository);
    const named = (links.names.get(detached(name.normalize("NFKC"))) ?? []).map(({ file }) => file);
    // `import app.store` binds `app`, which may be no file.
    const below = links.files.filter((file) => `/${file}`.includes(`/${name}/`));
    const files = name === "*" ? links.stars : [...named, ...below];
    const said = reachedFrom(files, path, repository)
      .filter((file) => changed.has(file))
      .map((file) => `${file} ${digest(repository.read(file) ?? "")}`);
    known.set(name, said);
    return said;
  };
}

/** These files and all that they import, in some steps. */
function reachedFrom(files: readonly string[], path: string, repository: Repository): string[] {
  const reached = new Set<string>();
  let added = files;
  for (let hops = 0; hops < MAX_HOPS && added.length > 0; hops++) {
    // What is over the limit is not followed either: each step could be many times the one before.
    const fresh = [...new Set(added)]
      .filter((file) => file !== path && !reached.has(file))
      .slice(0, MAX_FILES - reached.size);
    for (const file of fresh) reached.add(file);
    added = fresh.flatMap(importedBy(repository));
  }
  return [...reached].sort();
}

/** What each file of a repository imports, read off once. */
export const importedBy = perRepository((repository) => {
  const known = new Map<string, readonly string[]>();
  return (file: string): readonly string[] => {
    const files = known.get(file) ?? linksOf(file, repository.read(file) ?? "", repository).files;
    known.set(file, files);
    return files;
  };
});
