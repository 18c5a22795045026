import { isArtifactPath } from "./artifact-file.js";
import { folderOf } from "./module-files.js";

const NAMED = /["'/]([\w][\w. /-]{0,150}\.\w{1,12})["']/g;

/** The most files that one text is taken to load. */
const MAX_NAMED = 20;

/** Files that a text of Python may load, by the paths in its strings: as they lie beside it, and in the repository. */
export function artifactsNamedIn(path: string, text: string): string[] {
  return artifactsNamed(path, artifactNames(text));
}

/** The same of names that `artifactNames` found. */
export function artifactsNamed(path: string, names: readonly string[]): string[] {
  const paths = new Set<string>();
  for (const name of names) if (paths.size < 2 * MAX_NAMED) paths.add(folderOf(path) + name).add(name);
  return [...paths];
}

/** The names in its strings that are those of such files, as they are written there. */
export function artifactNames(text: string): string[] {
  const names = new Set<string>();
  for (const [, name = ""] of text.matchAll(NAMED)) {
    if (isArtifactPath(name)) names.add(name);
    if (names.size === 2 * MAX_NAMED) break;
  }
  return [...names];
}
