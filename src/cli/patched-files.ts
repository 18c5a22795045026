import { join, resolve, sep } from "node:path";

import parseDiff from "parse-diff";

import type { DeletedFile, SourceFile } from "../analysis/analyze-file.js";
import { fileKind, isScript } from "../analysis/file-kind.js";
import { fileText, type FileText } from "../analysis/file-text.js";
import { baseText, headText } from "../diff/apply-patch.js";
import type { Hunk } from "../diff/hunk.js";
import { hunksOf } from "../diff/parse-patch.js";
import { readFromDisk } from "./files-on-disk.js";
import { UsageError } from "./io.js";

/** A file that a patch changes or creates. */
export interface PatchedFile {
  readonly path: string;
  readonly previousPath: string;
  readonly isNew: boolean;
  readonly chunks: readonly parseDiff.Chunk[];
}

/** What a patch touches. */
export interface Patch {
  /** The Python files and notebooks among it, deletions aside. */
  readonly files: readonly PatchedFile[];
  readonly deleted: readonly DeletedFile[];
  /** How many files it touches in all. */
  readonly total: number;
}

/**
 * Reads a unified diff.
 * @throws UsageError if the text is none
 */
export function readPatch(patch: string): Patch {
  const files = parseDiff(patch);
  const isDiff = files.some(
    ({ chunks, from, to }) => chunks.length > 0 || from !== undefined || to !== undefined,
  );
  if (patch.trim() !== "" && !isDiff) throw new UsageError("the patch holds no diff");
  const wanted = files.flatMap((file): PatchedFile[] => {
    const path = unquote(file.to ?? "");
    if (path === "/dev/null" || file.deleted === true) return [];
    if (fileKind(path) === null && !beginsAsPython(file.chunks)) return [];
    const isNew = file.new === true || file.from === "/dev/null";
    return [{ path, previousPath: isNew ? path : unquote(file.from ?? path), isNew, chunks: file.chunks }];
  });
  return { files: wanted, deleted: files.flatMap(deletedFile), total: files.length };
}

function deletedFile({ from, to, deleted, chunks }: parseDiff.File): DeletedFile[] {
  const path = unquote(from ?? "");
  const parsed = deleted === true || to === "/dev/null" ? hunksOf(chunks) : null;
  const base = parsed?.ok && fileKind(path) !== null ? baseText("", parsed.hunks) : null;
  return base?.ok ? [{ path, kind: "deleted", base: base.text }] : [];
}

/** Whether the first lines of the new text, which name Python, stand in a patch. */
function beginsAsPython([first]: readonly parseDiff.Chunk[]): boolean {
  const lines = first?.newStart === 1 ? first.changes.filter(({ type }) => type !== "del") : [];
  return isScript(lines.map(({ content }) => content.slice(1)).join("\n"));
}

/** The files of a patch with their texts in `dir`, where they may be as before the patch or as after. */
export function* patchedFiles(
  dir: string,
  { files, deleted }: Pick<Patch, "files" | "deleted">,
): Generator<SourceFile> {
  yield* deleted;
  for (const file of files) {
    const { path, previousPath } = file;
    const parsed = hunksOf(file.chunks);
    if (!parsed.ok) {
      yield { path, kind: "not-scanned", reason: parsed.problem };
      continue;
    }
    const sides = sidesOf(dir, file, parsed.hunks);
    yield "head" in sides ? { path, previousPath, ...sides, hunks: parsed.hunks } : { path, ...sides };
  }
}

/** The texts before and after, or why the patch and the folder do not go together. */
function sidesOf(
  dir: string,
  { path, previousPath, isNew }: PatchedFile,
  hunks: readonly Hunk[],
): { readonly head: string; readonly base: string | null } | Exclude<FileText, { kind: "text" }> {
  if (isNew) {
    const created = headText("", hunks);
    return created.ok
      ? { head: created.text, base: null }
      : misfit("the patch does not apply to an empty file");
  }
  const found = read(dir, path) ?? read(dir, previousPath);
  if (found === null) return misfit("the patch does not apply: there is no such file here");
  if (found.kind !== "text") return found;
  const before = baseText(found.text, hunks);
  if (before.ok) return { head: found.text, base: before.text };
  const after = headText(found.text, hunks);
  if (after.ok) return { head: after.text, base: found.text };
  return misfit(`the patch does not apply: line ${String(after.line)} differs`);
}

function misfit(reason: string): Extract<FileText, { kind: "not-scanned" }> {
  return { kind: "not-scanned", reason };
}

function read(dir: string, path: string): FileText | null {
  const full = resolve(join(dir, path));
  // A patch must not reach files outside of the folder.
  if (!full.startsWith(resolve(dir) + sep)) return null;
  const bytes = readFromDisk(full);
  return bytes === "missing" ? null : fileText(path, bytes);
}

/** Git quotes unusual names in octal; `parse-diff` takes the quotes off and leaves the escapes. */
function unquote(path: string): string {
  if (!/\\[0-7]{3}/.test(path)) return path;
  const bytes = path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
