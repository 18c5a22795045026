import { beginsStatement, scanImports } from "./scan-imports.js";

/** Which files a repository has; paths with `/`. */
export type HasFile = (path: string) => boolean;

/** The modules that a text imports, as they are written there (relative ones keep their dots), without parsing it. */
export function importedModules(text: string): string[] {
  const modules = new Set<string>();
  const add = (dots: number, parts: readonly string[]): void => {
    modules.add(`${".".repeat(dots)}${parts.join(".")}`.normalize("NFKC"));
  };
  scanImports(
    text,
    {
      imported: (parts, _as, dots, isFrom) => {
        if (modules.size > MAX_MODULES) return;
        if (isFrom) add(dots, parts.slice(0, -1));
        if (parts.at(-1) !== "*") add(dots, parts);
      },
    },
    beginsStatement,
  );
  return [...modules].slice(0, MAX_MODULES);
}

/** More than this many names of modules are not followed. */
const MAX_MODULES = 300;

/** The file of a module as the file at `path` imports it, if the repository has it. */
export function moduleFile(path: string, module: string, has: HasFile): string | null {
  for (const candidate of moduleFiles(path, module)) {
    if (has(candidate)) return candidate;
  }
  return null;
}

/** The file of a module, which is not relative, in this folder (with its slash; "" for the root) and in no other. */
export function moduleFileIn(folder: string, module: string, has: HasFile): string | null {
  const base = `${folder}${module.split(".").filter(isNamed).join("/")}`;
  if (base === folder) return null;
  return [`${base}.py`, `${base}/__init__.py`].find(has) ?? null;
}

/** Where the file of a module can be, the likeliest place first. */
export function moduleFiles(path: string, module: string): string[] {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const parts = module.slice(dots).split(".").filter(isNamed);
  const folders = path.split("/").slice(0, -1);
  // No repository has so many folders in each other; each would be asked for each import.
  if (folders.length > MAX_FOLDERS) return [];
  if (dots > 0)
    return dots - 1 > folders.length ? [] : filesOf(folders.slice(0, folders.length - (dots - 1)), parts);
  if (parts.length === 0) return [];
  const roots = folders.map((_, i) => folders.slice(0, folders.length - i));
  return [...roots, [], ["src"], ["lib"]].flatMap((root) => filesOf(root, parts));
}

/** Imports of files in more folders than this are not followed. */
const MAX_FOLDERS = 50;

const isNamed = (part: string): boolean => part !== "";

function filesOf(root: readonly string[], parts: readonly string[]): string[] {
  const base = [...root, ...parts].join("/");
  if (parts.length === 0) return [base === "" ? "__init__.py" : `${base}/__init__.py`];
  return [`${base}.py`, `${base}/__init__.py`];
}
