import { readFileSync, realpathSync, statSync } from "node:fs";
import { resolve, sep } from "node:path";

import type { SourceFile } from "../analysis/analyze-file.js";
import { artifactContent, isArtifactPath } from "../analysis/artifact-file.js";
import { maxBytes } from "../analysis/file-kind.js";
import { fileText, type FileBytes } from "../analysis/file-text.js";
import { openFile } from "./file-view.js";

/** The most bytes that are read of any file. */
export const READ_LIMIT = Math.max(maxBytes("python"), maxBytes("notebook"));

/** A file of the work tree, which may be gone or changed by now. */
export function readFromDisk(path: string): FileBytes {
  try {
    const { size } = statSync(path);
    return size > READ_LIMIT ? "too-large" : readFileSync(path);
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

/** Files of a tree, by their paths from `cwd`; each is read when it is asked for. */
export function* filesOnDisk(cwd: string, paths: readonly string[]): Generator<SourceFile> {
  for (const path of paths) {
    const full = resolve(cwd, path);
    if (isArtifactPath(path)) yield* artifactOnDisk(path, full);
    else yield { path, ...fileText(path, readFromDisk(full)) };
  }
}

function* artifactOnDisk(path: string, full: string): Generator<SourceFile> {
  const file = openFile(full);
  try {
    yield { path, kind: "artifact", content: file?.view ?? artifactContent("missing"), base: "none" };
  } finally {
    file?.close();
  }
}
