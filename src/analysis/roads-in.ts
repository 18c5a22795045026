import { scanImports } from "../python/scan-imports.js";
import { KNOWN_NAMES, OTHER_ROADS } from "./known-names.js";

/** The first parts of the names of what leads to modules by other names than theirs. */
export const OTHER_ROOTS = new Set(OTHER_ROADS.children.keys());
/** Any but `vars(x)`, which is the namespace of what is named there. */
const OWN_VARS = /\bvars\b(?!\([A-Za-z_])/;

/**
 * The beginnings of other ways to a module in a text: by a string, or as an entry of a namespace.
 * @param words those of the text that tell
 */
export function otherRootsIn(text: string, words: ReadonlySet<string>): ReadonlySet<string> {
  const roots = [...words].filter(
    (word) => OTHER_ROOTS.has(word) && (word !== "vars" || OWN_VARS.test(text)),
  );
  if (roots.length === 0) return new Set();
  const imported = partsOfImports(text);
  return new Set(roots.filter((root) => ALWAYS_THERE.has(root) || imported.has(root)));
}

/** What is there without an import; a namespace of the file holds the builtin functions as well. */
const ALWAYS_THERE: ReadonlySet<string> = new Set([
  "__import__",
  "__builtins__",
  "globals",
  "locals",
  "vars",
  ...KNOWN_NAMES.modules,
]);

/** All parts of all names in the imports of a text. */
function partsOfImports(text: string): ReadonlySet<string> {
  const all = new Set<string>();
  scanImports(text, {
    imported: (parts) => {
      for (const part of parts) all.add(part);
    },
  });
  return all;
}
