import { decodeText } from "../analysis/decode.js";
import { fileKind, maxBytes } from "../analysis/file-kind.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";

/** A file's text at a commit, or why there is none. */
export type FileText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "none"; readonly reason: string }
  /** A link or a submodule: holds no code of its own. */
  | { readonly kind: "not-a-file" };

/** An entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly type: string;
}

/** An entry of a tree as `TREE_ENTRY` asks for it: a file, a folder, a link or a submodule. */
export interface TreeEntry {
  readonly mode: number;
  readonly oid: string;
  readonly object: {
    readonly byteSize?: number;
    readonly isBinary?: boolean | null;
    readonly isTruncated?: boolean;
    readonly text?: string | null;
    /** Only of a folder. */
    readonly entries?: readonly FolderEntry[] | null;
  } | null;
}

/** The fragment that a query for tree entries needs. */
export const TREE_ENTRY = `fragment Entry on TreeEntry {
    mode
    oid
    object {
      ... on Blob { byteSize isBinary isTruncated text }
      ... on Tree { entries { name type } }
    }
  }`;

/** The name of the field for the `i`th path. */
export function fieldOf(i: number): `f${number}` {
  return `f${String(i)}` as `f${number}`;
}

/** Fields that ask for entries by path: `f0: file(path: $p0)`, with their variables. */
export function entryFields(paths: readonly string[]): {
  readonly fields: string;
  readonly declared: string;
  readonly variables: Readonly<Record<string, string>>;
} {
  return {
    fields: paths.map((_, i) => `${fieldOf(i)}: file(path: $p${String(i)}) { ...Entry }`).join("\n"),
    declared: paths.map((_, i) => `$p${String(i)}: String!`).join(", "),
    variables: Object.fromEntries(paths.map((path, i) => [`p${String(i)}`, path])),
  };
}

/** Git's mode of a regular file, 100644 or 100755 in octal. */
function isRegular(mode: number): boolean {
  return (mode & 0o170000) === 0o100000;
}

/**
 * The text of an entry. What GraphQL cuts short (about half a megabyte) or takes for binary is read once more as a blob.
 */
export async function textOf(
  client: GitHubClient,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  path: string,
  entry: TreeEntry | null,
): Promise<FileText> {
  if (!entry) return { kind: "none", reason: "the file is not there at the head commit" };
  if (!isRegular(entry.mode)) return { kind: "not-a-file" };
  const { byteSize = 0, isTruncated = false, text = null } = entry.object ?? {};
  const limit = maxBytes(fileKind(path) ?? "python");
  if (byteSize > limit) return { kind: "none", reason: `larger than ${String(limit >> 20)} MiB` };
  // A replacement character can mean bytes that are no UTF-8: only the blob tells.
  if (text !== null && !isTruncated && !text.includes("\ufffd")) return { kind: "text", text };
  const { data } = await client.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    file_sha: entry.oid,
  });
  const { content } = data as { readonly content: string };
  const decoded = decodeText(Buffer.from(content, "base64"));
  return decoded.ok ? { kind: "text", text: decoded.text } : { kind: "none", reason: decoded.problem };
}
