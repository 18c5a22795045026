import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * The full path of what a URI names; for a text that was never saved one in the folder. Null for what is in no file
 * (a side of a diff, an output).
 */
export function pathOfUri(uri: string, folder: string): string | null {
  if (uri.startsWith("untitled:")) {
    const name = /[^/\\:]*$/.exec(uri)?.[0] ?? "";
    return join(folder, name === "" ? "untitled" : name);
  }
  if (!uri.startsWith("file:")) return null;
  try {
    const path = fileURLToPath(uri);
    return path.includes("\0") ? null : path;
  } catch {
    return null;
  }
}

/** The URI of a file. */
export function uriOfPath(path: string): string {
  return pathToFileURL(path).href;
}

/** The innermost of some folders that a file is in; null where it is in none. */
export function folderAround(path: string, folders: readonly string[]): string | null {
  const around = folders.filter((folder) => path.startsWith(folder.endsWith("/") ? folder : `${folder}/`));
  return around.sort((a, b) => b.length - a.length)[0] ?? null;
}
