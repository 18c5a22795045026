import type { GitHubClient } from "./client.js";
import type { ListedFile } from "./read-files.js";
import { BATCH } from "./snapshot.js";

/** What differs between two commits, by their trees alone. */
export interface TreeDiff {
  /** Without patches, and without renames: those are an added and a removed file. */
  readonly files: readonly ListedFile[];
  /** Whether there were more folders than are looked at. */
  readonly isComplete: boolean;
}

/** The most folders that are compared. */
const MAX_FOLDERS = 5000;

interface Entry {
  readonly name: string;
  readonly type: string;
  readonly oid: string;
  readonly mode: number;
}

interface TreesData {
  readonly repository: Readonly<
    Record<
      string,
      { readonly entries?: readonly Entry[] | null; readonly tree?: { readonly oid: string } } | null
    >
  > | null;
}

interface Place {
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
 * Compares the trees of two commits, going down only where they differ. For changes of which GitHub does not list all
 * files: its lists end at 3,000 (pull requests) and 300 (comparisons).
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

/** Adds the files that differ; returns the folders below that do. */
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

async function rootTrees(
  client: GitHubClient,
  place: Place,
  commits: readonly string[],
): Promise<(string | null)[]> {
  const fields = commits.map(
    (_, i) => `t${String(i)}: object(oid: $o${String(i)}) { ... on Commit { tree { oid } } }`,
  );
  const { repository } = await ask(client, place, fields, commits);
  return commits.map((_, i) => repository?.[`t${String(i)}`]?.tree?.oid ?? null);
}

async function readTrees(
  client: GitHubClient,
  place: Place,
  oids: readonly string[],
): Promise<ReadonlyMap<string, readonly Entry[]>> {
  const distinct = [...new Set(oids)];
  const trees = new Map<string, readonly Entry[]>();
  for (let start = 0; start < distinct.length; start += BATCH) {
    const batch = distinct.slice(start, start + BATCH);
    const fields = batch.map(
      (_, i) =>
        `t${String(i)}: object(oid: $o${String(i)}) { ... on Tree { entries { name type oid mode } } }`,
    );
    const { repository } = await ask(client, place, fields, batch);
    for (const [i, oid] of batch.entries()) trees.set(oid, repository?.[`t${String(i)}`]?.entries ?? []);
  }
  return trees;
}

async function ask(
  client: GitHubClient,
  { owner, repo }: Place,
  fields: readonly string[],
  oids: readonly string[],
): Promise<TreesData> {
  const declared = oids.map((_, i) => `$o${String(i)}: GitObjectID!`).join(", ");
  return client.graphql<TreesData>(
    `query NoPickleTrees($owner: String!, $repo: String!, ${declared}) {
      repository(owner: $owner, name: $repo) { ${fields.join("\n")} }
    }`,
    { owner, repo, ...Object.fromEntries(oids.map((oid, i) => [`o${String(i)}`, oid])) },
  );
}
