import { linesOf, type Hunk, type HunkLine } from "./hunk.js";

/** A text made by applying hunks, or the 1-based line at which they do not fit. */
export type AppliedPatch =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly line: number };

/** The text before the change: the hunks applied backwards to the text after it. */
export function baseText(head: string, hunks: readonly Hunk[]): AppliedPatch {
  return apply(head, hunks, BACKWARD);
}

/** The text after the change: the hunks applied to the text before it. */
export function headText(base: string, hunks: readonly Hunk[]): AppliedPatch {
  return apply(base, hunks, FORWARD);
}

interface Direction {
  readonly start: (hunk: Hunk) => number;
  readonly count: (hunk: Hunk) => number;
  readonly adds: HunkLine["kind"];
  readonly endsWithoutNewline: (hunk: Hunk) => boolean;
}

const FORWARD: Direction = {
  start: (hunk) => hunk.oldStart,
  count: (hunk) => hunk.oldLines,
  adds: "added",
  endsWithoutNewline: (hunk) => hunk.newEndsWithoutNewline,
};

const BACKWARD: Direction = {
  start: (hunk) => hunk.newStart,
  count: (hunk) => hunk.newLines,
  adds: "deleted",
  endsWithoutNewline: (hunk) => hunk.oldEndsWithoutNewline,
};

function apply(text: string, hunks: readonly Hunk[], direction: Direction): AppliedPatch {
  const source = text.split("\n");
  const endsWithNewline = source.at(-1) === "";
  if (endsWithNewline) source.pop();
  const target: string[] = [];
  let next = 0;
  let finalNewline = endsWithNewline || text === "";
  for (const hunk of hunks) {
    // A side without lines names the line before it.
    const start = direction.count(hunk) === 0 ? direction.start(hunk) : direction.start(hunk) - 1;
    if (start < next || start > source.length) return { ok: false, line: direction.start(hunk) };
    while (next < start) target.push(source[next++] ?? "");
    for (const line of linesOf(hunk)) {
      if (line.kind === direction.adds) {
        target.push(line.text);
        continue;
      }
      if (source[next] !== line.text) return { ok: false, line: next + 1 };
      if (line.kind === "context") target.push(line.text);
      next++;
    }
    if (next >= source.length) finalNewline = !direction.endsWithoutNewline(hunk);
  }
  while (next < source.length) target.push(source[next++] ?? "");
  if (target.length === 0) return { ok: true, text: "" };
  return { ok: true, text: target.join("\n") + (finalNewline ? "\n" : "") };
}
