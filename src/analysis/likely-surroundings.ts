import { isManifest } from "../dependencies/parse-manifest.js";
import { moduleFiles } from "../python/import-paths.js";
import { KNOWN_NAMES } from "./known-names.js";
import { filesNamed } from "./run-files.js";
import { MAX_SURROUNDING } from "./surroundings.js";

/** The folders of a remote repository that were listed. */
export interface ListedFolders {
  readonly isListed: (folder: string) => boolean;
  /** The entries of a listed folder: `blob` for a file, `tree` for a folder. */
  readonly entries: (folder: string) => readonly { readonly name: string; readonly type: string }[];
}

/** A file, the modules that it imports, and the names of files that it may run. */
export interface Importer {
  readonly path: string;
  readonly modules: readonly string[];
  readonly runs: readonly string[];
}

/** The most folders that are listed. */
const MAX_FOLDERS = 60;

/**
 * The folders to list before `likelySurroundings` can tell: those above the files, the nearest to the root first, where
 * manifests are and where imports begin. "" is the root.
 */
export function foldersAbove(paths: readonly string[]): string[] {
  const above = new Set<string>(["", "src", "lib"]);
  for (const path of paths) {
    let end = path.indexOf("/");
    for (let depth = 0; end !== -1 && depth < MAX_FOLDERS; depth++, end = path.indexOf("/", end + 1))
      above.add(path.slice(0, end));
  }
  const sorted = [...above].map((folder) => ({ folder, depth: folder.split("/").length }));
  const nearest = sorted.sort((a, b) => a.depth - b.depth).slice(0, MAX_FOLDERS);
  return nearest.flatMap(({ folder }) => [folder, join(folder, "requirements")]);
}

/**
 * The files worth asking for besides the changed ones: manifests in the folders above them, and the modules that they
 * import, unless the listed folders rule them out. Some may not exist.
 */
export function likelySurroundings(files: readonly Importer[], folders: ListedFolders): string[] {
  const found = new Set<string>();
  for (const folder of foldersAbove(files.map(({ path }) => path))) {
    for (const { name, type } of folders.entries(folder))
      if (type === "blob" && isManifest(join(folder, name))) found.add(join(folder, name));
  }
  for (const file of likelyModules(files, folders)) found.add(file);
  return [...found].slice(0, MAX_SURROUNDING);
}

/** Where the modules that these files import can be, themselves aside. Some may not exist. Ends when there are enough. */
export function likelyModules(files: readonly Importer[], folders: ListedFolders): string[] {
  const found = new Set<string>();
  const own = new Set(files.map(({ path }) => path));
  const { isThere, mayBegin, isTired } = presence(folders);
  const seen = new Set<string>();
  for (const { path, modules, runs } of files) {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    for (const module of modules) {
      if (found.size >= MAX_SURROUNDING || isTired()) return [...found];
      const dot = module.indexOf(".");
      const first = dot === -1 ? module : module.slice(0, dot);
      // What is named like a library that the rules know counts as the library.
      if ((first !== "" && !mayBegin(folder, first)) || KNOWN_NAMES.modules.has(first)) continue;
      // The files of a folder import the same modules.
      const question = `${folder}\0${module}`;
      if (seen.has(question)) continue;
      seen.add(question);
      for (const candidate of moduleFiles(path, module)) {
        const known = isThere(candidate);
        if (known !== false && !own.has(candidate)) found.add(candidate);
        if (known === true) break;
      }
    }
    for (const file of filesNamed(path, runs, (one) => isThere(one) === true))
      if (!own.has(file)) found.add(file);
  }
  return [...found];
}

/** The most looks into folders: on the main thread, for as many imports as a change has. */
const MAX_LOOKS = 200_000;

interface Presence {
  /** Whether a file is there; null if only asking for it would tell. */
  readonly isThere: (path: string) => boolean | null;
  /** Whether something of this name can be imported in a folder (with its slash; "" for the root), as far as is known. */
  readonly mayBegin: (folder: string, name: string) => boolean;
  /** Whether there were so many questions that no more are answered. */
  readonly isTired: () => boolean;
}

/** What the listed folders tell. Each is read once. */
function presence({ isListed, entries }: ListedFolders): Presence {
  const names = new Map<string, ReadonlySet<string> | null>();
  let looks = 0;
  const namesIn = (folder: string): ReadonlySet<string> | null => {
    looks++;
    let known = names.get(folder);
    if (known === undefined) {
      known = isListed(folder) ? new Set(entries(folder).map(({ name, type }) => `${type} ${name}`)) : null;
      names.set(folder, known);
    }
    return known;
  };
  const isThere = (path: string): boolean | null => {
    for (let start = 0; ;) {
      const end = path.indexOf("/", start);
      const known = namesIn(path.slice(0, Math.max(0, start - 1)));
      if (known === null) return null;
      if (end === -1) return known.has(`blob ${path.slice(start)}`);
      if (!known.has(`tree ${path.slice(start, end)}`)) return false;
      start = end + 1;
    }
  };
  const beginnings = new Map<string, ReadonlySet<string> | null>();
  const mayBegin = (folder: string, name: string): boolean => {
    looks++;
    let known = beginnings.get(folder);
    if (known === undefined) {
      known = beginningsIn(importRoots(folder).map(namesIn));
      looks += known?.size ?? 0;
      beginnings.set(folder, known);
    }
    return known?.has(name) ?? true;
  };
  return { isThere, mayBegin, isTired: () => looks > MAX_LOOKS };
}

/** The names of all packages and modules in some folders; null where one of these was not listed. */
function beginningsIn(folders: readonly (ReadonlySet<string> | null)[]): ReadonlySet<string> | null {
  const names = new Set<string>();
  for (const folder of folders) {
    if (folder === null) return null;
    for (const entry of folder) {
      if (entry.startsWith("tree ")) names.add(entry.slice("tree ".length));
      else if (entry.endsWith(".py")) names.add(entry.slice("blob ".length, -".py".length));
    }
  }
  return names;
}

/** The folders in which a file's imports begin, without their slashes. */
function importRoots(folder: string): string[] {
  const roots = ["", "src", "lib"];
  for (let end = folder.indexOf("/"); end !== -1; end = folder.indexOf("/", end + 1))
    roots.push(folder.slice(0, end));
  return roots;
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
