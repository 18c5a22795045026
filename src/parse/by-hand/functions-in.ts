import { definitionsIn } from "./indexes.js";
import type { NodeTable } from "./node-table.js";
import { T } from "./node-types.js";
import { firstRow, type Division } from "./units.js";

/** What can be asked about the functions of a text; all of them are rows. */
export interface FunctionsIn {
  /** The functions around a row, the nearest first. */
  readonly enclosing: (row: number) => readonly number[];
  /** Whether the data of a function can be followed to its callers: its name has an underscore, or it is an inner one. */
  readonly isPrivate: (definition: number) => boolean;
}

/** The functions of a text, given the rows of all definitions in it. */
export function functionsIn(
  text: string,
  table: NodeTable,
  definitions: readonly number[],
  { owners, units }: Division,
): FunctionsIn {
  const { types } = table;
  const definitionsOf = definitionsIn(table, definitions);
  return { enclosing, isPrivate };

  function enclosing(row: number): number[] {
    const around: number[] = [];
    for (let at = definitionsOf[row] ?? -1; at >= 0; at = definitionsOf[at] ?? -1) {
      if (types[at] === T.function_definition) around.push(at);
    }
    return around;
  }

  function isPrivate(definition: number): boolean {
    const unit = units[owners[definition] ?? -1];
    if (unit && definition < unit.row - 1) return true;
    // The name of a function is its first part.
    return text[table.starts[firstRow(table, definition)] ?? 0] === "_";
  }
}
