import type { Level } from "../findings/finding.js";

/** Puts a style round a piece of text; the identity where color is off. */
export interface Style {
  readonly level: (level: Level, text: string) => string;
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
  /**
   * Prose that begins in this column (0-based): where the width is known, broken at spaces. What follows begins in the column
   * `next`, by default the same.
   */
  readonly prose: (text: string, column: number, next?: number) => string;
}

/** No color. */
export const PLAIN: Style = {
  level: (_, text) => text,
  strong: (text) => text,
  dim: (text) => text,
  prose: (text) => text,
};

/** ANSI color. */
export const COLOR: Style = {
  level: (level, text) => `\u001b[${{ block: "31", warn: "33", note: "36" }[level]};1m${text}\u001b[0m`,
  strong: (text) => `\u001b[1m${text}\u001b[0m`,
  dim: (text) => `\u001b[2m${text}\u001b[0m`,
  prose: (text) => text,
};

/** The least that a line of prose gets, however narrow the terminal is. */
const MIN_WIDTH = 30;

/** The same style for a terminal of so many columns. */
export function inColumns(style: Style, columns: number): Style {
  return { ...style, prose: (text, column, next = column) => broken(text, columns, column, next) };
}

function broken(text: string, columns: number, column: number, next: number): string {
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    const begin = lines.length === 0 ? column : next;
    if (longer.length <= Math.max(MIN_WIDTH, columns - begin) || current === "") current = longer;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current].join(`\n${" ".repeat(next)}`);
}
