import { readlinkSync } from "node:fs";
import { join } from "node:path";

import type { DeletedFile, SourceFile } from "../analysis/analyze-file.js";
import type { ArtifactFile } from "../analysis/artifact-file.js";
import { artifactContent, isArtifactPath, linkContent, mayBeArtifact } from "../analysis/artifact-file.js";
import { fileKind } from "../analysis/file-kind.js";
import { fileText, type FileBytes, type FileText } from "../analysis/file-text.js";
import { behindLink, brokenLink, SUBMODULE } from "../analysis/linked-file.js";
import type { Policy } from "../policy/policy.js";
import type { ChangedPath, ChangedPaths, DiffSides } from "./changed-paths.js";
import { READ_LIMIT, readBehindLink, readFromDisk } from "./files-on-disk.js";
import type { Git } from "./git.js";
import { readObjects, regularFiles } from "./git-objects.js";
import type { Work } from "./run-analysis.js";
import { surroundingsInGit, surroundingsOnDisk } from "./surroundings.js";
import { walk } from "./walk.js";

type ReadBlob = (name: string) => FileBytes;

/** The files of the head side, by path: their bytes, and what links hold. */
interface Head {
  readonly bytes: ReadBlob;
  /** The same for a file that a link leads to. */
  readonly behindLink: ReadBlob;
  readonly link: (path: string) => string;
}

/**
 * The changed files with their texts on both sides, and what stands around them.
 * @param top the folder of the work tree, where that is the head side; else null
 */
export async function readChangedFiles(
  git: Git,
  sides: DiffSides,
  { files: changed, deleted }: Omit<ChangedPaths, "total">,
  top: string | null,
  policy: Policy,
): Promise<Work> {
  const names = changed.flatMap(({ kind, baseBlob, headBlob }) =>
    kind === "submodule" ? [] : [baseBlob, headBlob].filter((name) => name !== null),
  );
  const blobs = await readObjects(git, [...names, ...deleted.map(({ blob }) => blob)], READ_LIMIT);
  const blob: ReadBlob = (name) => blobs.get(name) ?? "missing";
  const gone = deleted.flatMap((one): DeletedFile[] => {
    const base = fileText(one.path, blob(one.blob));
    return base.kind === "text" ? [{ path: one.path, kind: "deleted", base: base.text }] : [];
  });
  if (top !== null) {
    const onDisk: Head = {
      bytes: (path) => readFromDisk(join(top, path)),
      behindLink: (path) => readBehindLink(top, path),
      link: (path) => readLink(join(top, path)),
    };
    const files = filesOf(changed, blob, onDisk);
    return {
      files: oneAfterAnother(files, gone),
      surroundings: surroundingsOnDisk(top, ["."], walk(top, "."), policy),
    };
  }
  const commit = sides.kind === "commits" ? sides.head : null;
  const head = await headInGit(git, commit, changed, blob);
  const files = [...filesOf(changed, blob, head)];
  const heads = files.filter((file) => "head" in file);
  const artifacts = files.flatMap((file) =>
    "kind" in file && file.kind === "artifact" ? [[file.path, file.content] as const] : [],
  );
  const surroundings = await surroundingsInGit(git, commit, heads, new Map(artifacts), policy);
  return { files: [...files, ...gone], surroundings };
}

function* oneAfterAnother(...lists: readonly Iterable<SourceFile>[]): Generator<SourceFile> {
  for (const list of lists) yield* list;
}

/** Reads the files behind changed links; `commit` null means the index. */
async function headInGit(
  git: Git,
  commit: string | null,
  changed: readonly ChangedPath[],
  blob: ReadBlob,
): Promise<Head> {
  const name = (path: string): string => `${commit ?? ""}:${path}`;
  const links = new Map(
    changed
      .filter(({ kind }) => kind === "link")
      .map(({ path, headBlob }) => [path, textOf(blob(headBlob ?? ""))]),
  );
  const targets = [...links].flatMap(([path, target]) => {
    const behind = behindLink(path, target);
    return behind.kind === "file" ? [behind.path] : [];
  });
  const regular = await regularFiles(git, commit, targets);
  const contents = await readObjects(git, [...regular].map(name), READ_LIMIT);
  return {
    // Git has the blobs of all that changed; only what links lead to is named by its path.
    bytes: () => "missing",
    behindLink: (path) => contents.get(name(path)) ?? "missing",
    link: (path) => links.get(path) ?? "",
  };
}

function textOf(bytes: FileBytes): string {
  return typeof bytes === "string" ? "" : Buffer.from(bytes).toString("utf8");
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

/** The texts are made as they are asked for. */
function* filesOf(changed: readonly ChangedPath[], blob: ReadBlob, onHead: Head): Generator<SourceFile> {
  for (const file of changed) {
    const { path, previousPath, baseBlob, hunks } = file;
    const artifact = artifactOf(file, blob, onHead);
    if (artifact) yield artifact;
    if (!file.mayHoldPython || (artifact && fileKind(path) !== "script")) continue;
    const head = headText(file, blob, onHead);
    // What a link held before is no text of Python.
    const base =
      baseBlob === null || file.kind !== "file" ? null : fileText(previousPath ?? path, blob(baseBlob));
    yield head.kind === "text"
      ? {
          path,
          previousPath: previousPath ?? path,
          head: head.text,
          base: base?.kind === "text" ? base.text : null,
          // The patch of a link is about what it holds.
          hunks: file.kind === "file" ? hunks : null,
        }
      : { path, ...head };
  }
}

/** The file as what may run something when it is loaded; null where it is looked at as text alone. */
function artifactOf(file: ChangedPath, blob: ReadBlob, head: Head): ArtifactFile | null {
  const { path, previousPath, kind, baseBlob, headBlob } = file;
  if (kind === "submodule" || (headBlob !== null && headBlob === baseBlob)) return null;
  if (kind === "link")
    return isArtifactPath(path)
      ? { path, kind: "artifact", content: linkContent(head.link(path)), base: null }
      : null;
  const bytes = headBlob === null ? head.bytes(path) : blob(headBlob);
  const size = typeof bytes === "string" ? null : bytes.length;
  // What is too large to be read is named where its name tells of something that runs.
  if (!mayBeArtifact(path, file.isBinary && bytes !== "too-large", size)) return null;
  const base = baseBlob === null ? null : artifactContent(blob(baseBlob));
  const from = previousPath === null ? {} : { previousPath };
  return { path, ...from, kind: "artifact", content: artifactContent(bytes), base };
}

function headText({ path, kind, headBlob }: ChangedPath, blob: ReadBlob, head: Head): FileText {
  switch (kind) {
    case "file":
      return fileText(path, headBlob === null ? head.bytes(path) : blob(headBlob));
    case "submodule":
      return SUBMODULE;
    case "link": {
      const target = head.link(path);
      const behind = behindLink(path, target);
      if (behind.kind !== "file") return behind;
      const bytes = head.behindLink(behind.path);
      return bytes === "missing" ? brokenLink(target) : fileText(path, bytes);
    }
  }
}
