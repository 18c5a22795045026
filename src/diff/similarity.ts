/** A file of which only its text tells what became of it. */
export interface NamedText {
  readonly path: string;
  readonly text: string;
}

/** Git calls files renamed that share at least half of their lines; so does this. */
const ALIKE = 0.5;
/** More pairs than this are not compared. */
const MAX_PAIRS = 40_000;
/** Nor are pairs whose comparison takes more looks than this in all. */
const MAX_LOOKS = 20_000_000;

/**
 * `pairRenames`, in this thread or in another: the path of the removed file by that of the new one. Empty where it takes
 * too long. Never rejects.
 */
export type PairTexts = (
  added: readonly NamedText[],
  removed: readonly NamedText[],
) => Promise<ReadonlyMap<string, string>>;

/**
 * Pairs new files with the removed ones that they were most likely renamed from, the most alike first; each removed file
 * is used once. For changes of which only the two trees are known.
 * @returns the path of the removed file by that of the new one
 */
export function pairRenames(
  added: readonly NamedText[],
  removed: readonly NamedText[],
): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  if (added.length === 0 || removed.length === 0 || added.length * removed.length > MAX_PAIRS) return pairs;
  const old = removed.map(({ path, text }) => ({ path, lines: linesOf(text) }));
  let looks = 0;
  const scored = added.flatMap(({ path, text }) => {
    const lines = linesOf(text);
    looks += lines.size * old.length;
    if (looks > MAX_LOOKS) return [];
    return old.map((other) => ({ path, from: other.path, score: similarity(lines, other.lines) }));
  });
  const used = new Set<string>();
  for (const { path, from, score } of scored.sort((a, b) => b.score - a.score)) {
    if (score < ALIKE) break;
    if (pairs.has(path) || used.has(from)) continue;
    pairs.set(path, from);
    used.add(from);
  }
  return pairs;
}

type Lines = ReadonlyMap<string, number>;

/** How often each line occurs. */
function linesOf(text: string): Lines {
  const lines = new Map<string, number>();
  for (const line of text.split("\n")) lines.set(line, (lines.get(line) ?? 0) + 1);
  return lines;
}

/** The share of lines that two texts have in common, from 0 to 1. */
function similarity(a: Lines, b: Lines): number {
  let common = 0;
  for (const [line, count] of a) common += Math.min(count, b.get(line) ?? 0);
  return (2 * common) / (sizeOf(a) + sizeOf(b));
}

function sizeOf(lines: Lines): number {
  let size = 0;
  for (const count of lines.values()) size += count;
  return size;
}
