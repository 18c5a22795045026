import { join } from "node:path";

import type { DeletedFile, SourceFile } from "../analysis/analyze-file.js";
import { fileText, type FileBytes } from "../analysis/file-text.js";
import type { ChangedPath, ChangedPaths, DiffSides } from "./changed-paths.js";
import { READ_LIMIT, readFromDisk } from "./files-on-disk.js";
import type { Git } from "./git.js";
import { readObjects } from "./git-objects.js";
import type { Work } from "./run-analysis.js";
import { surroundingsInGit, surroundingsOnDisk } from "./surroundings.js";
import { walk } from "./walk.js";

type ReadBlob = (name: string) => FileBytes;

/**
 * The changed files with their texts on both sides, and what stands around them.
 * @param top the folder of the work tree, where that is the head side; else null
 */
export async function readChangedFiles(
  git: Git,
  sides: DiffSides,
  { files: changed, deleted }: Omit<ChangedPaths, "total">,
  top: string | null,
): Promise<Work> {
  const names = changed.flatMap(({ baseBlob, headBlob }) =>
    [baseBlob, headBlob].filter((name) => name !== null),
  );
  const blobs = await readObjects(git, [...names, ...deleted.map(({ blob }) => blob)], READ_LIMIT);
  const blob: ReadBlob = (name) => blobs.get(name) ?? "missing";
  const gone = deleted.flatMap((one): DeletedFile[] => {
    const base = fileText(one.path, blob(one.blob));
    return base.kind === "text" ? [{ path: one.path, kind: "deleted", base: base.text }] : [];
  });
  if (top !== null) {
    const files = filesOf(changed, blob, (path) => readFromDisk(join(top, path)));
    return {
      files: oneAfterAnother(files, gone),
      surroundings: surroundingsOnDisk(top, ["."], walk(top, ".")),
    };
  }
  const files = [...filesOf(changed, blob, () => "missing")];
  const heads = files.filter((file) => "head" in file);
  const commit = sides.kind === "commits" ? sides.head : null;
  return { files: [...files, ...gone], surroundings: await surroundingsInGit(git, commit, heads) };
}

function* oneAfterAnother(...lists: readonly Iterable<SourceFile>[]): Generator<SourceFile> {
  for (const list of lists) yield* list;
}

/** The texts are made as they are asked for. */
function* filesOf(
  changed: readonly ChangedPath[],
  blob: ReadBlob,
  onDisk: (path: string) => FileBytes,
): Generator<SourceFile> {
  for (const { path, previousPath, headBlob, baseBlob, hunks } of changed) {
    const head = fileText(path, headBlob === null ? onDisk(path) : blob(headBlob));
    const base = baseBlob === null ? null : fileText(previousPath ?? path, blob(baseBlob));
    yield head.kind === "text"
      ? {
          path,
          previousPath: previousPath ?? path,
          head: head.text,
          base: base?.kind === "text" ? base.text : null,
          hunks,
        }
      : { path, ...head };
  }
}
