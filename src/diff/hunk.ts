/** A line of a hunk. Line numbers are 1-based, as git prints them. */
export interface HunkLine {
  readonly kind: "context" | "added" | "deleted";
  /** The text without its diff marker and without the line feed. */
  readonly text: string;
  /** Line in the old text; null for an added line. */
  readonly oldLine: number | null;
  /** Line in the new text; null for a deleted line. */
  readonly newLine: number | null;
}

/** A hunk of a unified diff. Line numbers are 1-based; a start is 0 only where that side is empty. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** Its lines with their markers (` `, `+`, `-`), joined by line feeds; `linesOf` tells them apart. */
  readonly body: string;
  /** Whether the old or the new text ends, in this hunk, without a line break. */
  readonly oldEndsWithoutNewline: boolean;
  readonly newEndsWithoutNewline: boolean;
}

/** The lines of a hunk, in order. They are made anew at each call: a large change has millions, and few are looked at. */
export function linesOf({
  body,
  oldStart,
  newStart,
}: Pick<Hunk, "body" | "oldStart" | "newStart">): HunkLine[] {
  if (body === "") return [];
  let oldLine = oldStart;
  let newLine = newStart;
  return body.split("\n").map((line) => {
    const text = line.slice(1);
    switch (line.charAt(0)) {
      case "+":
        return { kind: "added", text, oldLine: null, newLine: newLine++ };
      case "-":
        return { kind: "deleted", text, oldLine: oldLine++, newLine: null };
      default:
        return { kind: "context", text, oldLine: oldLine++, newLine: newLine++ };
    }
  });
}

/** The 1-based numbers of the lines that the hunks add to the new text. */
export function addedLines(hunks: readonly Hunk[]): Set<number> {
  const added = new Set<number>();
  for (const hunk of hunks) {
    for (const line of linesOf(hunk)) {
      if (line.kind === "added" && line.newLine !== null) added.add(line.newLine);
    }
  }
  return added;
}

/**
 * The hunk (its index) that a comment on 1-based lines `start..end` of the new text can hang on, or -1.
 * GitHub takes a comment only if both ends are in one hunk.
 */
export function commentableHunk(hunks: readonly Hunk[], start: number, end: number): number {
  return hunks.findIndex(
    (hunk) => start >= hunk.newStart && end < hunk.newStart + hunk.newLines && start <= end,
  );
}

/** Maps each unchanged 1-based line of the new text to its line in the old one; null where it was added. */
export function oldLineOf(hunks: readonly Hunk[]): (newLine: number) => number | null {
  const inside = new Map<number, number | null>();
  for (const hunk of hunks) {
    for (const line of linesOf(hunk)) {
      if (line.newLine !== null) inside.set(line.newLine, line.oldLine);
    }
  }
  return (newLine) => {
    const mapped = inside.get(newLine);
    if (mapped !== undefined) return mapped;
    let shift = 0;
    for (const hunk of hunks) {
      if (hunk.newStart > newLine) break;
      if (hunk.newLines === 0 && hunk.newStart === newLine) break;
      shift += hunk.oldLines - hunk.newLines;
    }
    return newLine + shift;
  };
}
