import type { NodeTable } from "./node-table.js";
import { F, T } from "./node-types.js";
import { contentHash, isPlainString } from "./spelled.js";
import { childrenOf, firstRow } from "./units.js";

/** The rows of the arguments of a call, in order. */
export function argumentsOf(table: NodeTable, call: number): number[] {
  return childrenOf(table, call - 1);
}

/** The row of the call whose function is at a row. */
export function callOf(table: NodeTable, callee: number): number {
  const first = firstRow(table, callee);
  let row = callee + 1;
  while (row < table.count && (table.types[row] !== T.call || firstRow(table, row) !== first)) row++;
  return row;
}

/** Whether an argument is one value in its place: neither named nor spread. */
export function isPositional({ types }: NodeTable, row: number): boolean {
  const type = types[row];
  return type !== T.keyword_argument && type !== T.list_splat && type !== T.dictionary_splat;
}

/** What a call of `getattr` takes: the member's name by its hash where it can be read. */
export interface Taking {
  readonly object: number;
  readonly key: number;
  readonly name: number | null;
  /** What it gives back instead; -1 for nothing. */
  readonly other: number;
}

/** Reads a call of `getattr` with plain arguments; null where it is none. */
export function takingAt(text: string, table: NodeTable, call: number): Taking | null {
  if (table.types[call - 1] !== T.argument_list) return null;
  const [object, key, other = -1, ...more] = argumentsOf(table, call);
  if (object === undefined || key === undefined || more.length > 0) return null;
  if (![object, key, other].every((row) => row < 0 || isPositional(table, row))) return null;
  const name = isPlainString(table, key) ? contentHash(text, table, key) : null;
  return { object, key, name, other };
}

/** What stands in the plain string that a function is called with first; null where that is anything else. */
export function literalArgument(text: string, table: NodeTable, callee: number): string | null {
  const { types, fields } = table;
  if (fields[callee] !== F.function || types[callee + 1] !== T.string_start) return null;
  const isPlain = types[callee + 2] === T.string_content && types[callee + 3] === T.string_end;
  if (!isPlain || types[callee + 4] !== T.string || fields[callee + 4] !== 0) return null;
  return text.slice(table.starts[callee + 2], table.ends[callee + 2]);
}
