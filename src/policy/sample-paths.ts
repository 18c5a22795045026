import { matchesGlob } from "./levels.js";

/** The most paths that one pattern is tried with. */
const MAX_SAMPLES = 64;

/**
 * Paths that a pattern matches, of several kinds: with and without folders, of ordinary files and of tests. None where the
 * pattern is of a kind that this cannot make up paths for.
 */
export function samplePaths(glob: string): string[] {
  const paths = new Set<string>();
  for (const one of expandBraces(glob)) {
    for (const folders of ["", "x/", "x/tests/"]) {
      for (const name of ["x.py", "test_x.py", "x"]) {
        const path = one
          .replace(/\*\*\/?$/, `${folders}${name}`)
          .replaceAll("**/", folders)
          .replaceAll(/\*+/g, name.replace(/\.py$/, ""))
          .replaceAll("?", "x")
          .replaceAll(/\[[!^]?([^\][])[^\][]*\]/g, "$1");
        if (paths.size < MAX_SAMPLES && matchesGlob(glob, path)) paths.add(path);
      }
    }
  }
  return [...paths];
}

/** `a/{b,c}` gives `a/b` and `a/c`; only braces without others in them. */
function expandBraces(glob: string): string[] {
  const match = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(glob);
  if (!match) return [glob];
  const [, before = "", list = "", after = ""] = match;
  return list
    .split(",")
    .slice(0, MAX_SAMPLES)
    .flatMap((one) => expandBraces(`${before}${one}${after}`).slice(0, MAX_SAMPLES));
}
