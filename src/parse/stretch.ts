/** A stretch of Python made of a text: taken over as it is, or written in place of what stands there. */
export interface Stretch {
  readonly text: string;
  /** Where it stands in the text that it is made of. */
  readonly start: number;
  readonly end: number;
}

/** What stands between two offsets, as it is. */
export function verbatim(text: string, start: number, end: number): Stretch {
  return { text: text.slice(start, end), start, end };
}

/** Python in place of what stands between two offsets. */
export function shownAs(python: string, start: number, end: number): Stretch {
  return { text: python, start, end };
}

/** The offset that a character of a stretch comes from; what is of another length stands for all that it replaces. */
export function originOf({ text, start, end }: Stretch, index: number): number {
  if (text.length === end - start) return start + index;
  return index === text.length - 1 ? Math.max(start, end - 1) : start;
}

/** A literal of Python that spells a text. */
export function literalOf(text: string): string {
  return JSON.stringify(text);
}
