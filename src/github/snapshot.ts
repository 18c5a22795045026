import type { FileText } from "../analysis/file-text.js";
import type { GitHubClient } from "./client.js";
import { TREE_ENTRY } from "./fragments.js";
import { numbered, sendDocument, type GraphqlDocument } from "./graphql-document.js";
import type { TreeEntryFragment } from "./graphql-types.js";
import { entryFields, textOf, type FolderEntry } from "./tree-entry.js";

/** The commit of a snapshot. With every request the head of pull request `number` is read as well; 0 for none. */
export interface SnapshotPlace {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly commit: string;
}

/** The files of one commit: each is asked for when it is needed first, and kept. */
export interface Snapshot {
  readonly commit: string;
  /** Asks for those of these files and folders that are not known yet: one request for each 50. */
  readonly load: (paths: readonly string[]) => Promise<void>;
  /** The text of a file that was loaded. */
  readonly text: (path: string) => Promise<FileText>;
  /** What is at a path that was loaded; null for nothing. */
  readonly entry: (path: string) => TreeEntryFragment | null;
  /** Whether a path that was loaded is there. */
  readonly isThere: (path: string) => boolean;
  /** The entries of a folder that was loaded; none where there is no such folder. "" is the root. */
  readonly folder: (path: string) => readonly FolderEntry[];
  /** Every path that was asked for. */
  readonly asked: () => readonly string[];
  /** Where the head of the pull request was at the last request; null before the first. */
  readonly headSha: () => string | null;
}

/** Files asked for in one request. With more, GitHub could reach its limit of ten seconds for a query. */
export const BATCH = 50;

/** What is at the first path that was asked for (`f0`), at the second, ... */
type NumberedEntries = Readonly<Record<`f${number}`, TreeEntryFragment | null>>;

/**
 * Takes a snapshot that already knows some answers.
 * @param root the entries of the root folder, where they are known
 */
export function takeSnapshot(
  client: GitHubClient,
  place: SnapshotPlace,
  known: ReadonlyMap<string, TreeEntryFragment | null> = new Map(),
  root: readonly FolderEntry[] | null = null,
): Snapshot {
  const entries = new Map(known);
  let rootEntries = root;
  let headSha: string | null = null;
  return {
    commit: place.commit,
    load: async (paths) => {
      const missing = [...new Set(paths)].filter((path) => path !== "" && !entries.has(path));
      for (let start = 0; start < missing.length; start += BATCH) {
        const batch = missing.slice(start, start + BATCH);
        const { repository } = await sendDocument(client, textsQuery(batch), {
          owner: place.owner,
          repo: place.repo,
          commit: place.commit,
          number: place.number,
          isWatched: place.number > 0,
          ...entryFields(batch).variables,
        });
        headSha = repository?.pullRequest?.headRefOid ?? headSha;
        rootEntries = repository?.object?.tree?.entries ?? rootEntries;
        const found: NumberedEntries = repository?.object ?? {};
        for (const [i, path] of batch.entries()) entries.set(path, found[numbered("f", i)] ?? null);
      }
    },
    text: (path) => textOf(client, place, path, entries.get(path) ?? null),
    entry: (path) => entries.get(path) ?? null,
    isThere: (path) => (entries.get(path) ?? null) !== null,
    folder: (path) => (path === "" ? rootEntries : entriesOf(entries.get(path))) ?? [],
    asked: () => [...entries.keys()],
    headSha: () => headSha,
  };
}

function entriesOf(folder: TreeEntryFragment | null | undefined): readonly FolderEntry[] | null {
  return folder?.object && "entries" in folder.object ? folder.object.entries : null;
}

/** Files and folders at a commit, and the head of a pull request at the same moment. */
export function textsQuery(paths: readonly string[]): GraphqlDocument<"NoPickleTexts"> {
  const { fields, declared } = entryFields(paths);
  const text = `
  query NoPickleTexts(
    $owner: String!, $repo: String!, $commit: GitObjectID!, $number: Int!, $isWatched: Boolean!, ${declared}
  ) {
    repository(owner: $owner, name: $repo) {
      pullRequest(number: $number) @include(if: $isWatched) { headRefOid }
      object(oid: $commit) { ... on Commit { tree { entries { name type } } ${fields} } }
    }
  }
  ${TREE_ENTRY}`;
  return { name: "NoPickleTexts", text };
}
