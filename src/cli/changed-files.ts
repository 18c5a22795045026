import { goneTexts } from "../analysis/analyze-files.js";
import { readlinkSync } from "node:fs";
import { join } from "node:path";

import type { ChangedFile, SourceFile } from "../analysis/analyze-file.js";
import type { ArtifactFile } from "../analysis/artifact-file.js";
import {
  artifactContent,
  isArtifactPath,
  linkContent,
  mayBeArtifact,
  mayBeEither,
} from "../analysis/artifact-file.js";
import { fileText, type FileBytes, type FileText } from "../analysis/file-text.js";
import { behindLink, brokenLink, SUBMODULE } from "../analysis/linked-file.js";
import { isManifest } from "../dependencies/parse-manifest.js";
import { POLICY_PATH, type Policy } from "../policy/policy.js";
import type { ChangedPath } from "./changed-path.js";
import type { ChangedPaths, DiffSides } from "./changed-paths.js";
import { READ_LIMIT, readBehindLink, readFromDisk } from "./files-on-disk.js";
import type { Git } from "./git.js";
import { readObjects, regularFiles } from "./git-objects.js";
import type { Work } from "./run-analysis.js";
import { aroundInGit } from "./surroundings.js";
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
 */
export async function readChangedFiles(
  git: Git,
  sides: DiffSides,
  { files: changed, deleted }: Pick<ChangedPaths, "files" | "deleted">,
  policy: Policy,
): Promise<Work> {
  const names = changed.flatMap(({ kind, baseBlob, headBlob }) =>
    kind === "submodule" ? [] : [baseBlob, headBlob].filter((name) => name !== null),
  );
  const blobs = await readObjects(git, [...names, ...deleted.map(({ blob }) => blob)], READ_LIMIT);
  const blob: ReadBlob = (name) => blobs.get(name) ?? "missing";
  const gone = deleted.flatMap(({ path, blob: name }): SourceFile[] => {
    const base = fileText(path, blob(name));
    if (base.kind !== "text") return [];
    if (path === POLICY_PATH) return [gonePolicy(path, base.text, "is deleted")];
    return [{ path, kind: "deleted", base: base.text }];
  });
  const before = textsBefore(changed, blob);
  if (sides.kind === "worktree") {
    const { top } = sides;
    const onDisk: Head = {
      bytes: (path) => readFromDisk(join(top, path)),
      behindLink: (path) => readBehindLink(top, path),
      link: (path) => readLink(join(top, path)),
    };
    const files = filesOf(changed, blob, onDisk);
    const { paths } = walk(top, ".");
    return {
      files: oneAfterAnother(files, gone),
      around: { kind: "disk", folder: top, roots: ["."], paths, gone: goneTexts(gone), before },
    };
  }
  const commit = sides.kind === "commits" ? sides.head : null;
  const head = await headInGit(git, commit, changed, blob);
  const files = [...filesOf(changed, blob, head)];
  // What a manifest no longer asks for matters as what it asks for less of.
  const emptied = gone.flatMap(({ path }) => (isManifest(path) ? [{ path, head: "" }] : []));
  const texts = files.filter((file) => "head" in file);
  // What only the old text imports tells what it did.
  const bases = texts.flatMap(({ path, previousPath = path, base }) =>
    base === null ? [] : [{ path: previousPath, head: base }],
  );
  const heads = [...texts, ...emptied];
  const artifacts = files.flatMap((file) =>
    "kind" in file && file.kind === "artifact" ? [[file.path, file.content] as const] : [],
  );
  const around = await aroundInGit(git, commit, { heads, bases }, new Map(artifacts), policy);
  const all = [...files, ...gone];
  return { files: all, around: { ...around, gone: goneTexts(all), before } };
}

/** The texts that the changed files had before, by the paths that they have now. */
function textsBefore(changed: readonly ChangedPath[], blob: ReadBlob): ReadonlyMap<string, string | null> {
  return new Map(
    changed.flatMap(({ path, previousPath, kind, baseBlob, mayHoldPython }) => {
      if (kind !== "file" || !mayHoldPython) return [];
      const base = baseBlob === null ? null : fileText(previousPath ?? path, blob(baseBlob));
      return [[path, base?.kind === "text" ? base.text : null] as const];
    }),
  );
}

function gonePolicy(path: string, base: string | null, gone: string): ChangedFile {
  return { path, previousPath: POLICY_PATH, head: "", base, hunks: null, gone };
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
    if (!file.mayHoldPython || (artifact && !mayBeEither(path))) continue;
    // What a link held before is no text of Python.
    const isFile = file.kind === "file";
    const base = baseBlob === null || !isFile ? null : fileText(previousPath ?? path, blob(baseBlob));
    if (previousPath === POLICY_PATH || (path === POLICY_PATH && !isFile)) {
      const gone = isFile ? `is moved to \`${path.replaceAll("`", "'")}\`` : "is no regular file any more";
      yield gonePolicy(path, base?.kind === "text" ? base.text : null, gone);
      continue;
    }
    const head = headText(file, blob, onHead);
    yield head.kind === "text"
      ? {
          path,
          previousPath: previousPath ?? path,
          head: head.text,
          base: base?.kind === "text" ? base.text : null,
          // The patch of a link is about what it holds.
          hunks: isFile ? hunks : null,
        }
      : { path, ...head };
  }
}

/** What is said of a repository in the work tree that git knows nothing of. */
const NESTED: FileText = {
  kind: "not-scanned",
  reason: "a git repository of its own: look at it with --repo",
  blocking: false,
};

/** The first byte of a pickle since protocol 2. */
const PICKLE = 0x80;

/** The file as what may run something when it is loaded; null where it is looked at as text alone. */
function artifactOf(file: ChangedPath, blob: ReadBlob, head: Head): ArtifactFile | null {
  const { path, previousPath, kind, baseBlob, headBlob } = file;
  if (kind === "submodule" || kind === "repository" || (headBlob !== null && headBlob === baseBlob))
    return null;
  if (kind === "link")
    return isArtifactPath(path)
      ? { path, kind: "artifact", content: linkContent(head.link(path)), base: null }
      : null;
  const bytes = headBlob === null ? head.bytes(path) : blob(headBlob);
  const size = typeof bytes === "string" ? null : bytes.length;
  // What is too large to be read is named where its name tells of something that runs. git calls binary what has a NUL early.
  const begin = file.isBinary && typeof bytes !== "string" ? bytes.subarray(0, 8000) : null;
  const isBinary = begin !== null && (begin.includes(0) || begin[0] === PICKLE);
  if (!mayBeArtifact(path, isBinary, size)) return null;
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
    case "repository":
      return NESTED;
    case "link": {
      const target = head.link(path);
      const behind = behindLink(path, target);
      if (behind.kind !== "file") return behind;
      const bytes = head.behindLink(behind.path);
      return bytes === "missing" ? brokenLink(target) : fileText(path, bytes);
    }
  }
}
