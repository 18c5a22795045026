import { documentFormat } from "../documents/document-format.js";
import { isArtifactPath } from "./artifact-file.js";
import { fileKind } from "./file-kind.js";

/** Folders that hold no source of the project; a path named on the command line is walked whatever its name. */
export const SKIPPED: ReadonlySet<string> = new Set([".tox", ".nox", ".venv", "__pycache__", "node_modules"]);

/**
 * Whether a file of a tree is looked at in a scan, as far as its name tells: what only the first line tells is decided when
 * it is read.
 * @param mode what git has for it, in octal
 */
export function isWantedFile(path: string, mode: string): boolean {
  if (!mode.startsWith("100")) return false;
  const parts = path.split("/");
  if (parts.slice(0, -1).some((part) => SKIPPED.has(part))) return false;
  const name = parts.at(-1) ?? "";
  if (isArtifactPath(name)) return true;
  const kind = fileKind(name);
  if (kind === null) return mode === "100755";
  return kind !== "manifest" || documentFormat(name) !== null;
}

/** Whether only the first lines of a file tell that it is Python. */
export function isOpenFile(path: string, mode: string): boolean {
  const kind = fileKind(path.slice(path.lastIndexOf("/") + 1));
  return kind === "script" || (kind === null && mode === "100755");
}
