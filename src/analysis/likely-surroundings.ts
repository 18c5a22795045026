import { isManifest } from "../dependencies/parse-manifest.js";
import { filesRunBy } from "./run-files.js";
import { importedModules, moduleFiles } from "../python/import-paths.js";
import { MAX_SURROUNDING, type Looked } from "./surroundings.js";

/** The folders of a remote repository that were listed. */
export interface ListedFolders {
  readonly isListed: (folder: string) => boolean;
  /** The entries of a listed folder: `blob` for a file, `tree` for a folder. */
  readonly entries: (folder: string) => readonly { readonly name: string; readonly type: string }[];
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
    const parts = path.split("/").slice(0, -1);
    parts.forEach((_, i) => above.add(parts.slice(0, i + 1).join("/")));
  }
  const sorted = [...above].sort((a, b) => a.split("/").length - b.split("/").length).slice(0, MAX_FOLDERS);
  return sorted.flatMap((folder) => [folder, join(folder, "requirements")]);
}

/**
 * The files worth asking for besides the changed ones: manifests in the folders above them, and the modules that they
 * import, unless the listed folders rule them out. Some may not exist.
 */
export function likelySurroundings(files: readonly Looked[], folders: ListedFolders): string[] {
  const manifests = foldersAbove(files.map(({ path }) => path)).flatMap((folder) =>
    folders
      .entries(folder)
      .filter(({ type }) => type === "blob")
      .map(({ name }) => join(folder, name))
      .filter(isManifest),
  );
  return [...new Set([...manifests, ...likelyModules(files, folders)])].slice(0, MAX_SURROUNDING);
}

/** Where the modules that these files import can be, themselves aside. Some may not exist. */
export function likelyModules(files: readonly Looked[], folders: ListedFolders): string[] {
  const own = new Set(files.map(({ path }) => path));
  const modules = new Set<string>();
  for (const { path, head } of files) {
    for (const module of importedModules(head)) {
      for (const candidate of moduleFiles(path, module)) {
        const known = isThere(candidate, folders);
        if (known !== false && !own.has(candidate)) modules.add(candidate);
        if (known === true) break;
      }
    }
    const isKnown = (file: string): boolean => isThere(file, folders) === true;
    for (const file of filesRunBy(path, head, isKnown)) if (!own.has(file)) modules.add(file);
  }
  return [...modules];
}

/** Whether a file is there; null if only asking for it would tell. */
function isThere(path: string, { isListed, entries }: ListedFolders): boolean | null {
  const parts = path.split("/");
  for (const [i, name] of parts.entries()) {
    const folder = parts.slice(0, i).join("/");
    if (!isListed(folder)) return null;
    const type = i === parts.length - 1 ? "blob" : "tree";
    if (!entries(folder).some((entry) => entry.name === name && entry.type === type)) return false;
  }
  return true;
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
