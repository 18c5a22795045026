import type { GitHubClient } from "./client.js";
import {
  entryFields,
  fieldOf,
  TREE_ENTRY,
  textOf,
  type FileText,
  type FolderEntry,
  type TreeEntry,
} from "./tree-entry.js";

/** Where a snapshot is taken. `number` is the pull request whose head is watched meanwhile; 0 for none. */
export interface SnapshotPlace {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly commit: string;
}

/** The files of one commit, asked for as need be and remembered. */
export interface Snapshot {
  /** Asks for what of these paths, files or folders, is not known yet: one request for each 50. */
  readonly load: (paths: readonly string[]) => Promise<void>;
  /** The text of a file that was loaded. */
  readonly text: (path: string) => Promise<FileText>;
  /** Whether a path that was loaded is there. */
  readonly isThere: (path: string) => boolean;
  /** The entries of a folder that was loaded; none where there is no such folder. "" is the root. */
  readonly folder: (path: string) => readonly FolderEntry[];
  /** Every path that was asked for. */
  readonly asked: () => readonly string[];
  /** Where the head of the pull request was at the last request; null before the first. */
  readonly headSha: () => string | null;
}

/** Files asked for in one request; more would come near GitHub's ten seconds. */
export const BATCH = 50;

interface EntriesData {
  readonly repository: {
    readonly pullRequest?: { readonly headRefOid: string } | null;
    readonly object: {
      readonly tree?: { readonly entries: readonly FolderEntry[] | null };
      readonly [file: `f${number}`]: TreeEntry | null;
    } | null;
  } | null;
}

/**
 * Takes a snapshot that already knows some answers.
 * @param root the entries of the root folder, where they are known
 */
export function takeSnapshot(
  client: GitHubClient,
  place: SnapshotPlace,
  known: ReadonlyMap<string, TreeEntry | null> = new Map(),
  root: readonly FolderEntry[] | null = null,
): Snapshot {
  const entries = new Map(known);
  let rootEntries = root;
  let headSha: string | null = null;
  return {
    load: async (paths) => {
      const missing = [...new Set(paths)].filter((path) => path !== "" && !entries.has(path));
      for (let start = 0; start < missing.length; start += BATCH) {
        const batch = missing.slice(start, start + BATCH);
        const { repository } = await ask(client, place, batch);
        headSha = repository?.pullRequest?.headRefOid ?? headSha;
        rootEntries = repository?.object?.tree?.entries ?? rootEntries;
        for (const [i, path] of batch.entries()) entries.set(path, repository?.object?.[fieldOf(i)] ?? null);
      }
    },
    text: (path) => textOf(client, place, path, entries.get(path) ?? null),
    isThere: (path) => (entries.get(path) ?? null) !== null,
    folder: (path) => (path === "" ? rootEntries : entries.get(path)?.object?.entries) ?? [],
    asked: () => [...entries.keys()],
    headSha: () => headSha,
  };
}

async function ask(
  client: GitHubClient,
  place: SnapshotPlace,
  paths: readonly string[],
): Promise<EntriesData> {
  const { fields, declared, variables } = entryFields(paths);
  const watched = place.number > 0;
  return client.graphql<EntriesData>(
    `query NoPickleTexts($owner: String!, $repo: String!, $commit: GitObjectID!, ${watched ? "$number: Int!, " : ""}${declared}) {
      repository(owner: $owner, name: $repo) {
        ${watched ? "pullRequest(number: $number) { headRefOid }" : ""}
        object(oid: $commit) { ... on Commit { tree { entries { name type } } ${fields} } }
      }
    }
    ${TREE_ENTRY}`,
    {
      owner: place.owner,
      repo: place.repo,
      commit: place.commit,
      ...(watched ? { number: place.number } : {}),
      ...variables,
    },
  );
}
