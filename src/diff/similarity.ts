/** A file of which only its text tells what became of it. */
export interface NamedText {
  readonly path: string;
  readonly text: string;
}

/** Git calls files renamed that share at least half of their lines; so does this. */
const ALIKE = 0.5;
/** More pairs than this are not compared. */
const MAX_PAIRS = 40_000;

/**
 * Pairs new files with the removed ones that they were most likely renamed from, the most alike first; each removed file
 * is used once. For changes of which only the two trees are known.
 * @returns the removed file by the path of the new one
 */
export function pairRenames(
  added: readonly NamedText[],
  removed: readonly NamedText[],
): ReadonlyMap<string, NamedText> {
  const pairs = new Map<string, NamedText>();
  if (added.length * removed.length > MAX_PAIRS) return pairs;
  const old = removed.map((file) => ({ file, lines: linesOf(file.text) }));
  const scored = added.flatMap(({ path, text }) => {
    const lines = linesOf(text);
    return old.map((other) => ({ path, file: other.file, score: similarity(lines, other.lines) }));
  });
  const used = new Set<NamedText>();
  for (const { path, file, score } of scored.sort((a, b) => b.score - a.score)) {
    if (score < ALIKE) break;
    if (pairs.has(path) || used.has(file)) continue;
    pairs.set(path, file);
    used.add(file);
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
