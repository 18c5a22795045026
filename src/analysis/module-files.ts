import type { Value } from "../python/value.js";
import { moduleFile, moduleFileIn } from "../python/import-paths.js";
import { KNOWN_ANYWHERE } from "../rule-kit/aliases.js";
import { detached } from "./detached.js";
import { KNOWN_NAMES } from "./known-names.js";
import { perRepository, type Repository } from "./repository.js";

/** The file of a module as the files of a folder import it; those are many, so the answers are kept. */
export function fileIn(folder: string, module: string, repository: Repository): string | null {
  if (isElsewhere(module, repository)) return null;
  const files = filesIn(folder, repository);
  const known = files.get(module);
  if (known !== undefined) return known;
  const own = detached(module);
  const file = own.startsWith(".")
    ? moduleFile(`${folder}x.py`, own, repository.has)
    : upFrom(folder, own, repository);
  files.set(own, file);
  return file;
}

/** The file of a module in a folder, or else in the ones above it; the answer of each folder is kept for all below it. */
function upFrom(folder: string, module: string, repository: Repository): string | null {
  const files = filesIn(folder, repository);
  const known = files.get(module);
  if (known !== undefined) return known;
  const file =
    folder === ""
      ? moduleFile("x.py", module, repository.has)
      : (moduleFileIn(folder, module, repository.has) ??
        upFrom(folderOf(folder.slice(0, -1)), module, repository));
  files.set(module, file);
  return file;
}

/** Whether a module cannot be in the repository, by its name alone. The name of a known library counts as that library. */
function isElsewhere(module: string, repository: Repository): boolean {
  const at = module.indexOf(".");
  if (KNOWN_NAMES.modules.has(at < 0 ? module : module.slice(0, at))) return true;
  return !namesIn(repository).has(module.slice(module.lastIndexOf(".") + 1));
}

/**
 * Whether a module that the file imports is reached by way of a library, and is known whatever it is a member of. What is named
 * like a file or folder of the repository, or like one that the file itself lies in, is no library.
 */
export function isReexport(file: string, module: string, repository: Repository): boolean {
  const [root = "", ...members] = module.split(".");
  if (!members.some((part) => KNOWN_ANYWHERE.has(part))) return false;
  return !namesIn(repository).has(root) && !file.split("/").includes(root);
}

function filesIn(folder: string, repository: Repository): Map<string, string | null> {
  const folders = filesByFolder(repository);
  const files = folders.get(folder) ?? new Map<string, string | null>();
  folders.set(folder, files);
  return files;
}

/** The files of modules, by the folder that asked for them and their name. */
const filesByFolder = perRepository(() => new Map<string, Map<string, string | null>>());

/** The names of all files and folders, as names of modules: most imports name none of them, and need no further look. */
const namesIn = perRepository(({ paths }): ReadonlySet<string> => {
  // The module of `from . import x` is the folder itself, whose name is empty.
  const names = new Set([""]);
  for (const path of paths) for (const part of path.split("/")) names.add(part.replace(/\.py$/, ""));
  return names;
});

/** The folder of a path, with the slash; "" for the root. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/**
 * A symbol that lies in the repository, as files in any folder can use it: `/app/store.py` for a module, `/app/store.py:load`
 * for a member of one. Others are given back as they are.
 * @param path the file by whose imports it is named
 */
export function deferred(path: string, symbol: SymbolValue, repository: Repository): SymbolValue {
  const { name } = symbol;
  if (name.startsWith("/")) return { ...symbol, via: [] };
  const dots = /^\.*/.exec(name)?.[0] ?? "";
  const parts = name.slice(dots.length).split(".");
  for (let count = parts.length; count >= (dots === "" ? 1 : 0); count--) {
    const file = fileIn(folderOf(path), dots + parts.slice(0, count).join("."), repository);
    if (file === null || file === path) continue;
    const rest = parts.slice(count).join(".");
    return { ...symbol, name: rest === "" ? `/${file}` : `/${file}:${rest}`, via: [] };
  }
  return { ...symbol, via: [] };
}

type SymbolValue = Extract<Value, { kind: "symbol" }>;

/** The file of a module in a package, which is given by its `__init__.py`. */
export function submoduleOf(file: string, name: string, repository: Repository): string | null {
  return file.endsWith("__init__.py") ? moduleFileIn(folderOf(file), name, repository.has) : null;
}
