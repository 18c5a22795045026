import { decodeText } from "../analysis/decode.js";
import { fileKind, maxBytes } from "../analysis/file-kind.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";

/** A file's text at a commit, or why there is none. */
export type FileText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "none"; readonly reason: string }
  /** A link or a submodule: holds no code of its own. */
  | { readonly kind: "not-a-file" };

/** Texts by path, and where the pull request's head was when they were read. */
export interface TextsAnswer {
  readonly texts: ReadonlyMap<string, FileText>;
  readonly headSha: string | null;
}

interface Place {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** Files asked for in one request; more would come near GitHub's ten seconds. */
const BATCH = 50;

interface TextsData {
  readonly repository: {
    readonly pullRequest: { readonly headRefOid: string } | null;
    readonly object: Readonly<Record<string, Entry | null>> | null;
  } | null;
}

interface Entry {
  readonly mode: number;
  readonly oid: string;
  readonly object: {
    readonly byteSize?: number;
    readonly isBinary?: boolean | null;
    readonly isTruncated?: boolean;
    readonly text?: string | null;
  } | null;
}

/**
 * Reads files at a commit in one GraphQL request for each 50. What GraphQL cuts short (about half a megabyte) or takes
 * for binary is read once more as a blob.
 */
export async function readTexts(
  client: GitHubClient,
  place: Place,
  commit: string,
  paths: readonly string[],
): Promise<TextsAnswer> {
  const texts = new Map<string, FileText>();
  let headSha: string | null = null;
  for (let start = 0; start < paths.length; start += BATCH) {
    const batch = paths.slice(start, start + BATCH);
    const data = await client.graphql<TextsData>(textsQuery(batch.length), {
      owner: place.owner,
      repo: place.repo,
      number: place.number,
      commit,
      ...Object.fromEntries(batch.map((path, i) => [`p${String(i)}`, path])),
    });
    headSha = data.repository?.pullRequest?.headRefOid ?? null;
    for (const [i, path] of batch.entries()) {
      const entry = data.repository?.object?.[`f${String(i)}`] ?? null;
      texts.set(path, await textOf(client, place, path, entry));
    }
  }
  return { texts, headSha };
}

function textsQuery(count: number): string {
  const numbers = Array.from({ length: count }, (_, i) => String(i));
  const variables = numbers.map((i) => `$p${i}: String!`).join(", ");
  const fields = numbers.map((i) => `f${i}: file(path: $p${i}) { ...Text }`).join("\n");
  return `query NoPickleTexts($owner: String!, $repo: String!, $number: Int!, $commit: GitObjectID!, ${variables}) {
    repository(owner: $owner, name: $repo) {
      pullRequest(number: $number) { headRefOid }
      object(oid: $commit) { ... on Commit { ${fields} } }
    }
  }
  fragment Text on TreeEntry {
    mode
    oid
    object { ... on Blob { byteSize isBinary isTruncated text } }
  }`;
}

/** Git's mode of a regular file, 100644 or 100755 in octal. */
function isRegular(mode: number): boolean {
  return (mode & 0o170000) === 0o100000;
}

async function textOf(
  client: GitHubClient,
  place: Place,
  path: string,
  entry: Entry | null,
): Promise<FileText> {
  if (!entry) return { kind: "none", reason: "the file is not there at the head commit" };
  if (!isRegular(entry.mode)) return { kind: "not-a-file" };
  const { byteSize = 0, isTruncated = false, text = null } = entry.object ?? {};
  const limit = maxBytes(fileKind(path) ?? "python");
  if (byteSize > limit) return { kind: "none", reason: `larger than ${String(limit >> 20)} MiB` };
  // A replacement character can mean bytes that are no UTF-8: only the blob tells.
  if (text !== null && !isTruncated && !text.includes("\ufffd")) return { kind: "text", text };
  return readBlob(client, place, entry.oid);
}

async function readBlob(client: GitHubClient, place: Place, sha: string): Promise<FileText> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
    ...REQUEST_DEFAULTS,
    owner: place.owner,
    repo: place.repo,
    file_sha: sha,
  });
  const { content } = data as { readonly content: string };
  const decoded = decodeText(Buffer.from(content, "base64"));
  return decoded.ok ? { kind: "text", text: decoded.text } : { kind: "none", reason: decoded.problem };
}
