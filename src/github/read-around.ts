import {
  likelyModules,
  likelySurroundings,
  type Importer,
  type ListedFolders,
} from "../analysis/likely-surroundings.js";
import { UNPREPARED, type PrepareTexts } from "../analysis/prepare-text.js";
import { BATCH, type Snapshot } from "./snapshot.js";

/** How often modules that modules import are asked for, with one request each. */
const MORE_HOPS = 2;

/**
 * The texts of unchanged files that these need, by path: manifests, and the modules that they import.
 * @param folders the folders that were loaded
 */
export async function readAround(
  { head, prepare }: { readonly head: Snapshot; readonly prepare: PrepareTexts },
  files: readonly Importer[],
  folders: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const around = new Map<string, string>();
  if (files.length === 0) return around;
  const listed: ListedFolders = {
    isListed: (folder) => folders.has(folder),
    entries: (folder) => head.folder(folder),
  };
  const asked = new Set(files.map(({ path }) => path));
  let next = likelySurroundings(files, listed);
  for (let hop = 1; next.length > 0; hop++) {
    await head.load(next);
    const read: { readonly path: string; readonly text: string }[] = [];
    for (const path of next) {
      asked.add(path);
      const found = head.isThere(path) ? await head.text(path) : null;
      if (found?.kind !== "text") continue;
      around.set(path, found.text);
      read.push({ path, text: found.text });
    }
    if (hop > MORE_HOPS || read.length === 0) break;
    const prepared = await prepare(read.map(({ text }) => ({ head: text, patch: null })));
    const importers = read.map(({ path }, i) => ({ path, ...(prepared[i] ?? UNPREPARED) }));
    next = likelyModules(importers, listed)
      .filter((path) => !asked.has(path))
      .slice(0, BATCH);
  }
  return around;
}
