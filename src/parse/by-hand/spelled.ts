import { nextHash } from "./hash.js";
import type { NodeTable } from "./node-table.js";
import { T } from "./node-types.js";
import { firstRow } from "./units.js";

/** The longest string that rules take for a key or a setting. */
const LONGEST = 120;

/** Whether a string can spell a name that tells: it does, or it has escapes that could spell anything. */
export function spellsWord(
  text: string,
  table: NodeTable,
  row: number,
  isNamed: (name: number) => boolean,
): boolean {
  const start = table.starts[row] ?? 0;
  const end = table.ends[row] ?? 0;
  if (end - start > LONGEST) return false;
  const opening = text.slice(start, table.ends[firstRow(table, row)]);
  if (/[bB]/.test(opening)) return false;
  for (let child = firstRow(table, row); child < row; child++) {
    if (table.types[child] !== T.escape_sequence) continue;
    // Of escapes only those by number or name spell letters; few of these are of ASCII.
    const escape = text.slice(table.starts[child], table.ends[child]);
    if (/^\\(?:x[2-7]|u00[2-7]|U000000[2-7]|[0-7]{2,}|N\{)/.test(escape)) return true;
  }
  return isNamed(contentHash(text, table, row));
}

/** The hash of what stands between the quotes, as it is written there. */
export function contentHash(text: string, table: NodeTable, row: number): number {
  const from = table.ends[firstRow(table, row)] ?? 0;
  const to = table.starts[row - 1] ?? 0;
  let hash = 0;
  if (to - from > LONGEST) return hash;
  for (let at = from; at < to; at++) hash = nextHash(hash, text.charCodeAt(at));
  return hash;
}

/** Whether a string has one quote at each end and nothing in it but what it spells. */
export function isPlainString({ types, sizes, starts, ends }: NodeTable, row: number): boolean {
  if (types[row] !== T.string || types[row - 2] !== T.string_content || sizes[row] !== 4) return false;
  return (ends[row - 3] ?? 0) - (starts[row - 3] ?? 0) === 1;
}
