import { isArtifactPath } from "./artifact-file.js";
import { folderOf } from "./module-files.js";

const NAMED = /["'/]([\w][\w. /-]{0,150}\.\w{1,12})["']/g;

/** The most files that one text is taken to load. */
const MAX_NAMED = 20;

/** Files that a text of Python may load, by the paths in its strings: as they lie beside it, and in the repository. */
export function artifactsNamedIn(path: string, text: string): string[] {
  const paths = new Set<string>();
  for (const [, name = ""] of text.matchAll(NAMED)) {
    if (isArtifactPath(name) && paths.size < 2 * MAX_NAMED) paths.add(folderOf(path) + name).add(name);
  }
  return [...paths];
}
