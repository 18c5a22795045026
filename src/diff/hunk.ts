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
  readonly lines: readonly HunkLine[];
  /** Whether the old or the new text ends, in this hunk, without a line break. */
  readonly oldEndsWithoutNewline: boolean;
  readonly newEndsWithoutNewline: boolean;
}

/** The 1-based numbers of the lines that the hunks add to the new text. */
export function addedLines(hunks: readonly Hunk[]): Set<number> {
  const added = new Set<number>();
  for (const hunk of hunks) {
    for (const line of hunk.lines) {
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
    for (const line of hunk.lines) {
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
