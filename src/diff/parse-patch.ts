import parseDiff from "parse-diff";

import { linesOf, type Hunk } from "./hunk.js";

/** The result of reading a patch: its hunks, or why it cannot be trusted. */
export type ParsedPatch =
  { readonly ok: true; readonly hunks: readonly Hunk[] } | { readonly ok: false; readonly problem: string };

/**
 * Reads the hunks of one file's patch, as the `patch` field of GitHub's "list pull request files" carries it
 * (no `diff --git` header). Every hunk must hold exactly the lines its header announces; else the patch is refused,
 * because a line put on the wrong side would hide what it adds.
 */
export function parsePatch(patch: string): ParsedPatch {
  const files = parseDiff(patch);
  if (files.length > 1) return { ok: false, problem: "the patch holds more than one file" };
  const chunks = files[0]?.chunks ?? [];
  const taken = chunks.reduce((sum, { changes }) => sum + 1 + changes.length, 0);
  if (taken !== lineCount(patch))
    return { ok: false, problem: "the patch holds lines that belong to no hunk" };
  return hunksOf(chunks);
}

function lineCount(patch: string): number {
  if (patch === "") return 0;
  return patch.split("\n").length - (patch.endsWith("\n") ? 1 : 0);
}

/** Converts the chunks of `parse-diff`, which repeats "\ No newline" marks as changes, to hunks. */
export function hunksOf(chunks: readonly parseDiff.Chunk[]): ParsedPatch {
  const hunks: Hunk[] = [];
  for (const chunk of chunks) {
    const hunk = toHunk(chunk);
    const lines = linesOf(hunk);
    const oldCount = lines.filter((line) => line.oldLine !== null).length;
    const newCount = lines.filter((line) => line.newLine !== null).length;
    if (oldCount !== hunk.oldLines || newCount !== hunk.newLines) {
      const header = `-${String(hunk.oldStart)},${String(hunk.oldLines)} +${String(hunk.newStart)},${String(hunk.newLines)}`;
      return { ok: false, problem: `the patch is cut short or malformed in the hunk ${header}` };
    }
    hunks.push(hunk);
  }
  return { ok: true, hunks };
}

function toHunk(chunk: parseDiff.Chunk): Hunk {
  const lines: string[] = [];
  let oldEndsWithoutNewline = false;
  let newEndsWithoutNewline = false;
  for (const { type, content } of chunk.changes) {
    if (content.startsWith("\\")) {
      const last = lines.at(-1)?.charAt(0);
      if (last !== "+") oldEndsWithoutNewline = true;
      if (last !== "-") newEndsWithoutNewline = true;
    } else lines.push((type === "add" ? "+" : type === "del" ? "-" : " ") + content.slice(1));
  }
  return {
    oldStart: chunk.oldStart,
    oldLines: chunk.oldLines,
    newStart: chunk.newStart,
    newLines: chunk.newLines,
    body: lines.join("\n"),
    oldEndsWithoutNewline,
    newEndsWithoutNewline,
  };
}
