import { HELPER_MODULES } from "../python/imported-paths.js";
import { beginsStatement, scanImports } from "../python/scan-imports.js";
import { detached } from "./detached.js";
import { KNOWN_NAMES } from "./known-names.js";
import { isOnTheWay } from "./telling-names.js";

/** What the imports of libraries in a file give to those that import the file. */
export interface ImportedNames {
  /** Names of modules and classes on the way to one of the rules' symbols, with their qualified names. */
  readonly modules: ReadonlyMap<string, readonly string[]>;
  /** Names through which something that the rules know can be reached. */
  readonly leading: ReadonlySet<string>;
}

/** Reads the imports of a text without parsing it. */
export function importedNames(text: string): ImportedNames {
  const modules = new Map<string, Set<string>>();
  const leading = new Set<string>();
  scanImports(
    text,
    {
      imported: (parts, as, dots) => {
        if (as === null) return;
        const [root = ""] = parts;
        const last = parts.at(-1) ?? "";
        const isLibrary = dots === 0 && (KNOWN_NAMES.modules.has(root) || HELPER_MODULES.has(root));
        if (isLibrary ? !KNOWN_NAMES.leads(parts.join(".")) : !KNOWN_NAMES.modules.has(last)) return;
        const name = detached(as);
        leading.add(name);
        // What is named like a library counts as the library.
        const symbol = dots === 0 && KNOWN_NAMES.modules.has(root) ? parts.join(".") : last;
        if (isOnTheWay(symbol)) modules.set(name, (modules.get(name) ?? new Set()).add(detached(symbol)));
      },
    },
    beginsStatement,
  );
  return { modules: new Map([...modules].map(([name, own]) => [name, [...own]])), leading };
}
