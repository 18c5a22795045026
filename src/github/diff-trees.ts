import type { GitHubClient } from "./client.js";
import { numbered, sendDocument, type GraphqlDocument } from "./graphql-document.js";
import type { FolderFragment } from "./graphql-types.js";
import type { ListedFile } from "./read-files.js";
import { BATCH } from "./snapshot.js";

/** The files that differ between two commits, found by comparing their folders. */
export interface TreeDiff {
  /** Without patches, and without renames: those are an added and a removed file. */
  readonly files: readonly ListedFile[];
  /** Whether there were more folders than are looked at. */
  readonly isComplete: boolean;
}

/** The most folders that are compared. */
const MAX_FOLDERS = 5000;

/** A file, folder, link or submodule in a folder. */
type Entry = NonNullable<FolderFragment["entries"]>[number];

/** A repository. */
export interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** Two versions of a folder; null where one side has none. */
interface FolderPair {
  readonly path: string;
  readonly base: string | null;
  readonly head: string | null;
}

/**
 * Compares the folders of two commits from the root down; a folder with the same id on both sides is the same and is not
 * read. For large changes: GitHub's own lists of files end at 3,000 (pull requests) and 300 (comparisons).
 */
export async function diffTrees(
  client: GitHubClient,
  place: Place,
  baseCommit: string,
  headCommit: string,
): Promise<TreeDiff> {
  const roots = await rootTrees(client, place, [baseCommit, headCommit]);
  let folders: FolderPair[] = [{ path: "", base: roots[0] ?? null, head: roots[1] ?? null }];
  const files: ListedFile[] = [];
  let compared = 0;
  while (folders.length > 0 && compared < MAX_FOLDERS) {
    compared += folders.length;
    const oids = folders.flatMap(({ base, head }) => [base, head]).filter((oid) => oid !== null);
    const trees = await readTrees(client, place, oids);
    folders = folders.flatMap((folder) => compareFolder(folder, trees, files));
  }
  return { files, isComplete: folders.length === 0 };
}

/** Adds the files that differ to `files`; returns the folders below that differ. */
function compareFolder(
  { path, base, head }: FolderPair,
  trees: ReadonlyMap<string, readonly Entry[]>,
  files: ListedFile[],
): FolderPair[] {
  const entriesOf = (oid: string | null): Map<string, Entry> =>
    new Map((oid === null ? [] : (trees.get(oid) ?? [])).map((entry) => [entry.name, entry]));
  const [old, now] = [entriesOf(base), entriesOf(head)];
  const below: FolderPair[] = [];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [before, after] = [old.get(name), now.get(name)];
    if (before?.oid === after?.oid && before?.mode === after?.mode) continue;
    const full = path === "" ? name : `${path}/${name}`;
    const folderOf = (entry: Entry | undefined): string | null => (entry?.type === "tree" ? entry.oid : null);
    if (folderOf(before) !== null || folderOf(after) !== null) {
      below.push({ path: full, base: folderOf(before), head: folderOf(after) });
    }
    const [wasFile, isFile] = [before?.type === "blob", after?.type === "blob"];
    if (!wasFile && !isFile) continue;
    files.push({
      path: full,
      previousPath: null,
      status: !wasFile ? "added" : !isFile ? "removed" : "modified",
      sha: (isFile ? after : before)?.oid ?? "",
      changes: before?.oid === after?.oid ? 0 : 1,
      patch: null,
    });
  }
  return below;
}

/** The ids of the root folders of commits; null for one that is not there. */
export async function rootTrees(
  client: GitHubClient,
  { owner, repo }: Place,
  commits: readonly string[],
): Promise<(string | null)[]> {
  const variables = { owner, repo, ...objectIds(commits) };
  const { repository } = await sendDocument(client, rootTreesQuery(commits), variables);
  return commits.map((_, i) => repository?.[numbered("t", i)]?.tree?.oid ?? null);
}

/** The entries of folders, by the ids of these. */
export async function readTrees(
  client: GitHubClient,
  { owner, repo }: Place,
  oids: readonly string[],
): Promise<ReadonlyMap<string, readonly Entry[]>> {
  const distinct = [...new Set(oids)];
  const trees = new Map<string, readonly Entry[]>();
  for (let start = 0; start < distinct.length; start += BATCH) {
    const batch = distinct.slice(start, start + BATCH);
    const variables = { owner, repo, ...objectIds(batch) };
    const { repository } = await sendDocument(client, treesQuery(batch), variables);
    for (const [i, oid] of batch.entries()) trees.set(oid, repository?.[numbered("t", i)]?.entries ?? []);
  }
  return trees;
}

/** The ids of the root folders of commits. */
export function rootTreesQuery(commits: readonly string[]): GraphqlDocument<"NoPickleRootTrees"> {
  return {
    name: "NoPickleRootTrees",
    text: `query NoPickleRootTrees(${declared(commits)}) {
      repository(owner: $owner, name: $repo) { ${objects(commits, "... on Commit { tree { oid } }")} }
    }`,
  };
}

/** The entries of folders. */
export function treesQuery(trees: readonly string[]): GraphqlDocument<"NoPickleTrees"> {
  return {
    name: "NoPickleTrees",
    text: `query NoPickleTrees(${declared(trees)}) {
      repository(owner: $owner, name: $repo) { ${objects(trees, "...Folder")} }
    }
    fragment Folder on Tree { entries { name type oid mode } }`,
  };
}

function declared(oids: readonly string[]): string {
  const ids = oids.map((_, i) => `$${numbered("o", i)}: GitObjectID!`);
  return ["$owner: String!, $repo: String!", ...ids].join(", ");
}

function objects(oids: readonly string[], selection: string): string {
  return oids
    .map((_, i) => `${numbered("t", i)}: object(oid: $${numbered("o", i)}) { ${selection} }`)
    .join("\n");
}

function objectIds(oids: readonly string[]): Record<`o${number}`, string> {
  return Object.fromEntries(oids.map((oid, i) => [numbered("o", i), oid]));
}
