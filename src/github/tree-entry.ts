import { decodeText } from "../analysis/decode.js";
import { fileKind, maxBytes } from "../analysis/file-kind.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { numbered } from "./graphql-document.js";
import type { TreeEntryFragment } from "./graphql-types.js";

/** A file's text at a commit, or why there is none. */
export type FileText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "none"; readonly reason: string }
  /** A symbolic link or a submodule. */
  | { readonly kind: "not-a-file" };

/** An entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly type: string;
}

/** Fields that ask for entries by path: `f0: file(path: $p0)`, with their variables. */
export function entryFields(paths: readonly string[]): {
  readonly fields: string;
  readonly declared: string;
  readonly variables: Readonly<Record<string, string>>;
} {
  return {
    fields: paths
      .map((_, i) => `${numbered("f", i)}: file(path: $${numbered("p", i)}) { ...TreeEntry }`)
      .join("\n"),
    declared: paths.map((_, i) => `$${numbered("p", i)}: String!`).join(", "),
    variables: Object.fromEntries(paths.map((path, i) => [numbered("p", i), path])),
  };
}

/** Git's mode of a regular file, 100644 or 100755 in octal. */
function isRegular(mode: number): boolean {
  return (mode & 0o170000) === 0o100000;
}

/**
 * The text of an entry. GraphQL cuts texts at about half a megabyte, and gives none for what it takes for binary: those are
 * read once more, by REST.
 */
export async function textOf(
  client: GitHubClient,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  path: string,
  entry: TreeEntryFragment | null,
): Promise<FileText> {
  if (!entry) return { kind: "none", reason: "the file is not there at the head commit" };
  if (!isRegular(entry.mode)) return { kind: "not-a-file" };
  const blob = entry.object && "text" in entry.object ? entry.object : null;
  const limit = maxBytes(fileKind(path) ?? "python");
  if (blob && blob.byteSize > limit)
    return { kind: "none", reason: `larger than ${String(limit >> 20)} MiB` };
  // A replacement character (U+FFFD) can stand for bytes that are not UTF-8: only the bytes themselves tell.
  const text = blob?.isTruncated ? null : (blob?.text ?? null);
  if (text !== null && !text.includes("\ufffd")) return { kind: "text", text };
  const { data } = await client.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    file_sha: entry.oid,
  });
  const decoded = decodeText(Buffer.from(data.content, "base64"));
  return decoded.ok ? { kind: "text", text: decoded.text } : { kind: "none", reason: decoded.problem };
}
