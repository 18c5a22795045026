import type { GitHubClient } from "./client.js";
import { readTrees, rootTrees, type Place } from "./diff-trees.js";

/** The files of a commit, as far as they were listed. */
export interface ListedTree {
  readonly paths: readonly string[];
  /** Whether there were more folders than are listed. */
  readonly isComplete: boolean;
}

/** Lists all files of a commit, from the root down: one request for each 50 folders of a level. */
export async function listTree(
  client: GitHubClient,
  place: Place,
  commit: string,
  maxFolders: number,
): Promise<ListedTree> {
  const [root = null] = await rootTrees(client, place, [commit]);
  let folders = root === null ? [] : [{ path: "", oid: root }];
  const paths: string[] = [];
  let listed = 0;
  while (folders.length > 0 && listed < maxFolders) {
    const level = folders.slice(0, maxFolders - listed);
    const left = folders.slice(level.length);
    listed += level.length;
    const trees = await readTrees(
      client,
      place,
      level.map(({ oid }) => oid),
    );
    folders = level.flatMap((folder) =>
      (trees.get(folder.oid) ?? []).flatMap(({ name, type, oid }) => {
        const path = folder.path === "" ? name : `${folder.path}/${name}`;
        if (type === "blob") paths.push(path);
        return type === "tree" ? [{ path, oid }] : [];
      }),
    );
    folders.push(...left);
  }
  return { paths, isComplete: folders.length === 0 };
}
