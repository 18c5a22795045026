import { fileKind, maxBytes } from "../analysis/file-kind.js";
import { decodedFileText, fileText, unreadable, type FileText } from "../analysis/file-text.js";
import { behindLink, brokenLink, SUBMODULE } from "../analysis/linked-file.js";
import type { GitHubClient } from "./client.js";
import { errorLine, failureKind } from "./errors.js";
import { numbered } from "./graphql-document.js";
import type { TreeEntryFragment } from "./graphql-types.js";
import { readBlob } from "./read-blob.js";

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

/** Git's modes, in octal, of what is no regular file and no folder. */
const LINK = 0o120000;
const SUBMODULE_MODE = 0o160000;

/** What an entry is: a file, a link, or something else, which may be nothing. */
export function kindOfEntry(entry: TreeEntryFragment | null): "file" | "link" | "other" {
  const kind = (entry?.mode ?? 0) & 0o170000;
  return kind === 0o100000 ? "file" : kind === LINK ? "link" : "other";
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
  if (!entry) return unreadable(path, "the file is not there at the head commit");
  const blob = entry.object && "text" in entry.object ? entry.object : null;
  const kind = entry.mode & 0o170000;
  if (kind === SUBMODULE_MODE) return SUBMODULE;
  if (kind === LINK) return linkText(path, blob?.text ?? "");
  if (kind !== 0o100000) return { kind: "no-code" };
  if (blob && blob.byteSize > maxBytes(fileKind(path) ?? "script")) return fileText(path, "too-large");
  // A replacement character (U+FFFD) can stand for bytes that are not UTF-8: only the bytes themselves tell.
  const text = blob?.isTruncated ? null : (blob?.text ?? null);
  if (text !== null && !text.includes("\ufffd")) return decodedFileText(path, text);
  const limit = maxBytes(fileKind(path) ?? "script");
  try {
    return fileText(path, await readBlob(client, { owner, repo, sha: entry.oid }, limit));
  } catch (error) {
    // The review of the other files does not depend on it.
    if (!costsOneFile(error)) throw error;
    return unreadable(path, `GitHub does not give it: ${errorLine(error)}`);
  }
}

/** Whether only this file cannot be had; anything else is worth trying again, or concerns all files. */
function costsOneFile(error: unknown): boolean {
  const { kind } = failureKind(error, 0);
  return kind === "permanent" || kind === "gone";
}

/** Links are not followed here: what stands behind one is scanned under its own name, or not at all. */
function linkText(path: string, target: string): FileText {
  const behind = behindLink(path, target);
  return behind.kind === "file" ? brokenLink(target) : behind;
}
