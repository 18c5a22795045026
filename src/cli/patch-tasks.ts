import { readFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";

import parseDiff from "parse-diff";

import { analyzeChangedFile } from "../analysis/analyze-file.js";
import { decodeText } from "../analysis/decode.js";
import { fileKind } from "../analysis/file-kind.js";
import { baseText, headText } from "../diff/apply-patch.js";
import type { Hunk } from "../diff/hunk.js";
import { hunksOf } from "../diff/parse-patch.js";
import { UsageError } from "./io.js";
import type { Task } from "./run-analysis.js";

/**
 * The files of a unified diff, to be analyzed with the texts in `dir`: files there may be as before the patch or as after.
 * @throws UsageError if the text is no diff
 */
export function patchTasks(
  dir: string,
  patch: string,
): { readonly tasks: readonly Task[]; readonly total: number } {
  const files = parseDiff(patch);
  const isDiff = files.some(
    ({ chunks, from, to }) => chunks.length > 0 || from !== undefined || to !== undefined,
  );
  if (patch.trim() !== "" && !isDiff) throw new UsageError("the patch holds no diff");
  const tasks = files.flatMap((file): Task[] => {
    const path = unquote(file.to ?? "");
    if (path === "/dev/null" || fileKind(path) === null || file.deleted === true) return [];
    const isNew = file.new === true || file.from === "/dev/null";
    return [
      {
        path,
        analyze: (tools) => {
          const parsed = hunksOf(file.chunks);
          if (!parsed.ok) return { scanned: false, reason: parsed.problem };
          const sides = sidesOf(dir, path, unquote(file.from ?? path), isNew, parsed.hunks);
          if (typeof sides === "string") return { scanned: false, reason: sides };
          const previousPath = isNew ? path : unquote(file.from ?? path);
          const analysis = analyzeChangedFile({ path, previousPath, ...sides, hunks: parsed.hunks }, tools);
          return { scanned: true, analysis, text: sides.head };
        },
      },
    ];
  });
  return { tasks, total: files.length };
}

/** The texts before and after, or why the patch and the folder do not go together. */
function sidesOf(
  dir: string,
  path: string,
  previousPath: string,
  isNew: boolean,
  hunks: readonly Hunk[],
): { readonly head: string; readonly base: string | null } | string {
  if (isNew) {
    const created = headText("", hunks);
    return created.ok ? { head: created.text, base: null } : "the patch does not apply to an empty file";
  }
  const found = read(dir, path) ?? read(dir, previousPath);
  if (found === null) return "the patch does not apply: there is no such file here";
  if (!found.ok) return found.problem;
  const before = baseText(found.text, hunks);
  if (before.ok) return { head: found.text, base: before.text };
  const after = headText(found.text, hunks);
  if (after.ok) return { head: after.text, base: found.text };
  return `the patch does not apply: line ${String(after.line)} differs`;
}

function read(dir: string, path: string): ReturnType<typeof decodeText> | null {
  const full = resolve(join(dir, path));
  // A patch names files inside the folder, or none.
  if (!full.startsWith(resolve(dir) + sep)) return null;
  try {
    return decodeText(readFileSync(full));
  } catch {
    return null;
  }
}

/** Git quotes unusual names in octal; `parse-diff` takes the quotes off and leaves the escapes. */
function unquote(path: string): string {
  if (!/\\[0-7]{3}/.test(path)) return path;
  const bytes = path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
