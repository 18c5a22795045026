import type { Level } from "../findings/finding.js";

/** A word, a text in quotes (without them) or another character of a line. */
export interface Token {
  readonly kind: "word" | "text" | "other";
  readonly text: string;
}

/** What a line was, and what it is now. */
export interface ChangedLine {
  /** What it binds or sets: `LOADER` in `LOADER = yaml.Loader`; "" where that cannot be told. */
  readonly name: string;
  /** The definition that it stands in, by its own name; "" at the top of a file. */
  readonly owner: string;
  /** What differs: the tokens between what both begin with and what both end with. */
  readonly before: readonly Token[];
  readonly after: readonly Token[];
  readonly isImport: boolean;
  readonly isPython: boolean;
  /** The whole new text of the file. */
  readonly text: string;
}

/** What a changed line takes away from those that rely on it. */
export interface WeakenedLine {
  readonly symbol: string;
  readonly level: Level;
  readonly message: string;
}

/** Longer lines are data. */
const MAX_LENGTH = 400;
const TOKEN = /"([^"\\]*)"|'([^'\\]*)'|[\w.]+|\S/g;

/** The tokens of a line, without its comment; none of a long line. */
export function tokensOf(line: string): readonly Token[] {
  if (line.length > MAX_LENGTH) return [];
  return [...line.replace(/(?:^|\s)#[^]*$/, "").matchAll(TOKEN)].map(([all, double, single]): Token => {
    const quoted = double ?? single;
    if (quoted !== undefined) return { kind: "text", text: quoted };
    return { kind: /^[\w.]+$/.test(all) ? "word" : "other", text: all };
  });
}

/** What a line is known by where its value changes: the name that it binds or sets; null where it has none. */
export function nameOf(line: string): string | null {
  if (line.length > MAX_LENGTH) return null;
  const imported = /^\s*(?:from\s+[\w.]+\s+)?import\s+(.+)$/.exec(line)?.[1];
  if (imported !== undefined) return imported.replace(/^.*\bas\s+/, "").trim();
  const defined = /^\s*(?:async\s+)?(?:def|class)\s+(\w+)/.exec(line)?.[1];
  if (defined !== undefined) return defined;
  const set = /^[\s\-[{(]*["']?([A-Za-z_][\w.-]*)["']?\s*[=:]/.exec(line)?.[1];
  return set ?? (/^\s*return\b/.test(line) ? "return" : null);
}

/** What differs between two lines; null where nothing does. */
export function differing(
  before: readonly Token[],
  after: readonly Token[],
): Pick<ChangedLine, "before" | "after"> | null {
  const isSame = (a: Token | undefined, b: Token | undefined): boolean =>
    a !== undefined && a.kind === b?.kind && a.text === b.text;
  let start = 0;
  while (isSame(before[start], after[start])) start++;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && isSame(before.at(-1 - end), after.at(-1 - end))) end++;
  if (before.length === after.length && start + end >= before.length) return null;
  return { before: before.slice(start, before.length - end), after: after.slice(start, after.length - end) };
}
