import { readFileSync, realpathSync, statSync } from "node:fs";
import { resolve, sep } from "node:path";

import type { SourceFile, TreeFile } from "../analysis/analyze-file.js";
import { artifactContent, isArtifactPath, mayBeEither } from "../analysis/artifact-file.js";
import { fileKind, isScript, maxBytes } from "../analysis/file-kind.js";
import { fileText, type FileBytes } from "../analysis/file-text.js";
import { openFile } from "./file-view.js";

/** The most bytes that are read of any file. */
export const READ_LIMIT = Math.max(maxBytes("python"), maxBytes("notebook"));

/** A file of the work tree, which may be gone or changed by now. What is no regular file may never end, and is not read. */
export function readFromDisk(path: string): FileBytes {
  try {
    const status = statSync(path);
    if (!status.isFile() && !isOpenPipe(path)) return "missing";
    return status.size > READ_LIMIT ? "too-large" : readFileSync(path);
  } catch {
    return "missing";
  }
}

/** What links lead to: "missing" where that is outside of the folder, or no file (a device never ends). */
export function readBehindLink(folder: string, path: string): FileBytes {
  try {
    const target = realpathSync(resolve(folder, path));
    const isInside = target.startsWith(`${realpathSync(folder)}${sep}`);
    return isInside && statSync(target).isFile() ? readFromDisk(target) : "missing";
  } catch {
    return "missing";
  }
}

/** What a shell puts there for `<(command)`: it is open already, and ends with the command. */
export function isOpenPipe(path: string): boolean {
  return /^\/(?:dev|proc\/self)\/fd\/\d+$/.test(path);
}

function* artifactOnDisk(path: string, full: string): Generator<SourceFile> {
  const file = openFile(full);
  try {
    yield { path, kind: "artifact", content: file?.view ?? artifactContent("missing"), base: "none" };
  } finally {
    file?.close();
  }
}

/** Files of a tree, by their paths from a folder. */
export interface TreeFiles {
  readonly folder: string;
  readonly paths: readonly string[];
  /** Those that somebody named outright. */
  readonly named: readonly string[];
}

/** The files of a tree; each is read when it is asked for. */
export function* filesOnDisk({ folder, paths, named }: TreeFiles): Generator<SourceFile> {
  const outright = new Set(named);
  for (const path of paths) {
    const full = resolve(folder, path);
    if (isArtifactPath(path)) {
      yield* artifactOnDisk(path, full);
      if (!mayBeEither(path)) continue;
    }
    const bytes = readFromDisk(full);
    yield outright.has(path) ? namedFile(path, bytes) : { path, ...fileText(path, bytes) };
  }
}

/** A file that somebody named: where its name and first line do not tell, it is taken for Python. */
export function namedFile(path: string, bytes: FileBytes): TreeFile {
  const text = fileText(path, bytes);
  const kind = fileKind(path);
  if (text.kind === "no-code") return { path, kind: "not-scanned", reason: NO_TEXT, blocking: false };
  if (text.kind !== "text" || (kind !== null && kind !== "script")) return { path, ...text };
  return isScript(text.text) ? { path, ...text } : { path, ...text, as: "python" };
}

const NO_TEXT = "no text of Python: it is too large for one, or no UTF-8";
