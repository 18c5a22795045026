import { DECODING_BUILTINS } from "../../python/fold-calls.js";
import { hashOf } from "./hash.js";
import type { Symbols } from "./looked-for.js";
import type { NodeTable } from "./node-table.js";
import { T } from "./node-types.js";
import type { Occurrences } from "./occurrences.js";
import { childrenOf, firstRow } from "./units.js";

/**
 * Tells whether an expression can come to a constant that can be known. By name alone, whatever the scope: it may say so
 * of too many, never of too few. What is imported counts, since another file can give a constant.
 */
export function constantNames(
  table: NodeTable,
  { binds, givings, imports, stars }: Occurrences,
  { carriers, givers }: Symbols,
): (row: number) => boolean {
  const { types, names, sizes } = table;
  const plain = new Set<number>([...DECODING, ...carriers, ...givers]);
  const members = new Set<number>();
  for (const row of imports) {
    for (let i = firstRow(table, row); i < row; i++) if (types[i] === T.identifier) plain.add(names[i] ?? 0);
  }
  // What is changed in place can get one so.
  for (let row = 0; row < table.count; row++) if (binds[row] === 2) plain.add(names[row] ?? 0);
  for (let known = -1; known < plain.size + members.size;) {
    known = plain.size + members.size;
    for (const { value, names: targets, members: dotted, asMember, isAnnotation } of givings) {
      if (isAnnotation || !isConstant(value)) continue;
      for (const name of targets) plain.add(name);
      for (const name of asMember ? [...targets, ...dotted] : dotted) members.add(name);
    }
  }
  return isConstant;

  function isConstant(row: number): boolean {
    switch (types[row]) {
      case T.identifier:
        return stars.length > 0 || plain.has(names[row] ?? 0);
      case T.attribute:
        return members.has(names[row - 1] ?? 0) || isConstant(row - 2);
      case T.subscript:
        return isConstant(childrenOf(table, row)[0] ?? row - 1);
      case T.call:
        return isConstant(row - 1 - (sizes[row - 1] ?? 1));
      case T.binary_operator: {
        const parts = childrenOf(table, row);
        return isConstant(parts[0] ?? row - 1) && isConstant(parts.at(-1) ?? row - 1);
      }
      case T.string:
      case T.concatenated_string:
        return childrenOf(table, row).every(
          (part) => !MADE_OF_PARTS.has(types[part] ?? 0) || isConstant(part),
        );
      case T.comparison_operator:
        return false;
      default: {
        const parts = childrenOf(table, row);
        return parts.length === 0 || parts.some(isConstant);
      }
    }
  }
}

const MADE_OF_PARTS: ReadonlySet<number> = new Set([T.string, T.interpolation]);
/** What puts constants together counts as one itself, under whatever name. */
const DECODING = [...DECODING_BUILTINS].map(hashOf);
