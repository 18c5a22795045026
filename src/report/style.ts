import type { Level } from "../findings/finding.js";

/** Puts a style round a piece of text; the identity where color is off. */
export interface Style {
  readonly level: (level: Level, text: string) => string;
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** No color. */
export const PLAIN: Style = {
  level: (_, text) => text,
  strong: (text) => text,
  dim: (text) => text,
};

/** ANSI color. */
export const COLOR: Style = {
  level: (level, text) => `\u001b[${{ block: "31", warn: "33", note: "36" }[level]};1m${text}\u001b[0m`,
  strong: (text) => `\u001b[1m${text}\u001b[0m`,
  dim: (text) => `\u001b[2m${text}\u001b[0m`,
};
