import { basename } from "node:path";

import { scanImports } from "../python/scan-imports.js";

/** Tells whether another file takes a name from a module: `from module import name`, `module.name`. */
export type IsImportedElsewhere = (path: string, name: string) => boolean;

/**
 * Looks through all files, once, when it is first asked. A module is known by the last part of its name: rather one too many.
 * @param modules the paths of the files that are asked about
 */
export function namesElsewhere(
  paths: readonly string[],
  modules: readonly string[],
  read: (path: string) => string | null,
): IsImportedElsewhere {
  let taken: ReadonlySet<string> | undefined;
  return (path, name) => {
    taken ??= namesTaken(paths, new Set(modules.map(moduleOf)), read);
    return taken.has(`${moduleOf(path)}.${name}`) || taken.has(`${moduleOf(path)}.*`);
  };
}

function moduleOf(path: string): string {
  return basename(path).replace(/\.\w+$/, "");
}

function namesTaken(
  paths: readonly string[],
  modules: ReadonlySet<string>,
  read: (path: string) => string | null,
): ReadonlySet<string> {
  const taken = new Set<string>();
  for (const path of paths) {
    const text = /\.(?:pyi?|ipynb)$/.test(path) ? read(path) : null;
    if (text === null) continue;
    scanImports(text, {
      imported: (parts, _, __, isFrom) => {
        const [module = "", name = ""] = parts.slice(-2);
        if (isFrom && parts.length > 1 && modules.has(module)) taken.add(`${module}.${name}`);
      },
    });
    for (const [, module = "", name = ""] of text.matchAll(/\b(\w+)(?=\s{0,100}\.\s{0,100}(\w+))/g)) {
      if (modules.has(module)) taken.add(`${module}.${name}`);
    }
  }
  return taken;
}
