import type { ArtifactContent, ArtifactFile } from "../analysis/artifact-file.js";
import {
  artifactContent,
  isArtifactPath,
  linkContent,
  MAX_ARTIFACT,
  beginsAsPickle,
  mayBeArtifact,
} from "../analysis/artifact-file.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import type { TreeEntryFragment } from "./graphql-types.js";
import type { ListedFile } from "./read-files.js";
import type { Snapshot } from "./snapshot.js";
import { kindOfEntry } from "./tree-entry.js";

/** The most bytes that are read of the files of one change, both sides together. */
const MAX_BYTES = 200 * 1024 * 1024;

/** What reading such files needs. */
export interface ArtifactSource {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  readonly head: Snapshot;
  /** The files at the commit that the change starts from. */
  readonly base: () => Promise<Snapshot>;
}

/** Whether a changed file may run something when it is loaded: by its name, or because GitHub has no lines of it to show. */
export function mayBeArtifactOf({ path, status, patch, changes }: ListedFile): boolean {
  if (status === "removed" || status === "unchanged") return false;
  return mayBeArtifact(path, (patch === null && changes === 0) || beginsAsPickle(patch), null);
}

/** Reads files that may run something when they are loaded. */
export interface ArtifactReader {
  /** Those of a change, before it and after. The entries of the head have been loaded. */
  readonly changed: (listed: readonly ListedFile[]) => Promise<ArtifactFile[]>;
  /** Those of some paths at the head that there are; their entries have been loaded. */
  readonly unchanged: (paths: readonly string[]) => Promise<ArtifactFile[]>;
}

/** Reads such files by the ids of their blobs, in all no more than 200 MiB. What is too large is not read, and said so. */
export function artifactReader(source: ArtifactSource): ArtifactReader {
  const room = { left: MAX_BYTES };
  return {
    changed: async (listed) => {
      const wanted = listed.filter(
        (file) => mayBeArtifactOf(file) && isWanted(file, source.head.entry(file.path)),
      );
      const older = wanted.filter(({ status }) => status !== "added" && status !== "copied");
      const base = older.length > 0 ? await source.base() : null;
      await base?.load(older.map(({ path, previousPath }) => previousPath ?? path));
      const artifacts: ArtifactFile[] = [];
      for (const file of wanted) {
        const { path, previousPath } = file;
        const now = source.head.entry(path);
        const before = older.includes(file) ? (base?.entry(previousPath ?? path) ?? null) : null;
        // It was only moved.
        if (before !== null && before.oid === now?.oid) continue;
        artifacts.push({
          path,
          ...(previousPath === null ? {} : { previousPath }),
          kind: "artifact",
          content: await contentOf(source, now, room),
          base: before === null ? null : await contentOf(source, before, room),
        });
      }
      return artifacts;
    },
    unchanged: async (paths) => {
      const artifacts: ArtifactFile[] = [];
      for (const path of paths) {
        const entry = source.head.entry(path);
        if (kindOfEntry(entry) !== "file") continue;
        artifacts.push({
          path,
          kind: "artifact",
          content: await contentOf(source, entry, room),
          base: "none",
        });
      }
      return artifacts;
    },
  };
}

/** Of files without a telling name those that GitHub, too, takes for binary, and that are not large. */
function isWanted({ path, patch }: ListedFile, entry: TreeEntryFragment | null): boolean {
  if (isArtifactPath(path)) return kindOfEntry(entry) !== "other";
  const blob = kindOfEntry(entry) === "file" ? entry?.object : null;
  if (!blob || !("byteSize" in blob)) return false;
  return (blob.isBinary === true || beginsAsPickle(patch)) && mayBeArtifact(path, true, blob.byteSize);
}

async function contentOf(
  { client, owner, repo }: ArtifactSource,
  entry: TreeEntryFragment | null,
  room: { left: number },
): Promise<ArtifactContent> {
  const blob = entry?.object && "byteSize" in entry.object ? entry.object : null;
  if (!entry || !blob) return artifactContent("missing");
  if (kindOfEntry(entry) === "link") return linkContent(blob.text ?? "");
  if (blob.byteSize > MAX_ARTIFACT) return artifactContent("too-large");
  if (blob.byteSize === 0) return new Uint8Array();
  room.left -= blob.byteSize;
  if (room.left < 0)
    return { unread: `the files before it in this change have ${String(MAX_BYTES >> 20)} MiB` };
  const { data } = await client.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
    headers: { ...REQUEST_DEFAULTS.headers, accept: "application/vnd.github.raw+json" },
    // The client takes raw bytes for a text: it is not to look at them.
    request: { ...REQUEST_DEFAULTS.request, parseSuccessResponseBody: false },
    owner,
    repo,
    file_sha: entry.oid,
  });
  return streamed(data, blob.byteSize);
}

/** Reads a stream of bytes to its end, and no more of it than there are to be. */
async function streamed(data: unknown, size: number): Promise<ArtifactContent> {
  const bytes = new Uint8Array(size);
  let at = 0;
  // What the client hands out then, which its types do not say.
  for await (const chunk of data as AsyncIterable<Uint8Array>) {
    if (at + chunk.length > size) return { unread: "GitHub sends another file than it said" };
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return at === size ? bytes : { unread: "GitHub sent only a part of it" };
}
