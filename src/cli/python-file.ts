import { closeSync, lstatSync, openSync, readSync } from "node:fs";

import { beginsAsPython, CODE_START, fileKind, isScript } from "../analysis/file-kind.js";
import { documentFormat } from "../documents/document-format.js";

/**
 * Whether a regular file is Python, by its name; by its first lines where the name leaves it open, or it can be executed.
 * @returns "unknown" where its first lines would have to tell, and may not be read
 */
export function isPythonFile(name: string, path: string): "yes" | "no" | "unknown" {
  const kind = fileKind(name);
  if (kind !== "script" && (kind !== null || !isExecutable(path)))
    return kind !== null && (kind !== "manifest" || documentFormat(name) !== null) ? "yes" : "no";
  const start = firstBytes(path);
  if (start === null) return "unknown";
  return isScript(start) || (kind === "script" && beginsAsPython(name, start)) ? "yes" : "no";
}

function isExecutable(path: string): boolean {
  return ((lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o111) !== 0;
}

function firstBytes(path: string): string | null {
  const bytes = Buffer.alloc(CODE_START);
  try {
    const file = openSync(path, "r");
    const length = readSync(file, bytes);
    closeSync(file);
    return bytes.toString("latin1", 0, length);
  } catch {
    return null;
  }
}
