import type { Wanted } from "./looked-for.js";
import type { NodeTable } from "./node-table.js";
import { F, T } from "./node-types.js";
import { placesAlong } from "./places.js";
import { firstRow } from "./units.js";

/** A name that an import binds, by its hash, and the places among the symbols that it stands for. */
export interface Imported {
  readonly name: number;
  readonly places: readonly number[];
}

/** What `import a.b as c` or `from a.b import c as d` at a row brings in of what is looked for. */
export function importedAs(table: NodeTable, row: number, wanted: Wanted): readonly Imported[] {
  const { types, fields, names, sizes } = table;
  const first = firstRow(table, row);
  const isFrom = types[row] === T.import_from_statement;
  const module: number[] = [];
  for (let i = first; i < row && fields[i] !== F.module_name && isFrom; i++) {
    if (types[i] === T.identifier) module.push(names[i] ?? 0);
  }
  const all: Imported[] = [];
  for (let child = row - 1; child >= first; child -= sizes[child] ?? 1) {
    if (fields[child] !== F.name) continue;
    const isAliased = types[child] === T.aliased_import;
    const dotted = isAliased ? child - 2 : child;
    const path = [...module];
    for (let i = firstRow(table, dotted); i < dotted; i++) path.push(names[i] ?? 0);
    const name = names[isAliased ? child - 1 : firstRow(table, dotted)] ?? 0;
    // `import a.pickle` brings in a module that is reached through `a`.
    const places = isFrom || isAliased ? placesAlong(wanted, path, name) : wanted.symbols.root(name);
    if (places.length > 0) all.push({ name, places });
  }
  return all;
}

/** Whether a star import, given the row of its `*`, is of a module of which something is looked for. */
export function bringsIn(table: NodeTable, star: number, wanted: Wanted): boolean {
  const module: number[] = [];
  for (let i = firstRow(table, star + 1); i < star; i++) {
    if (table.types[i] === T.identifier) module.push(table.names[i] ?? 0);
  }
  return placesAlong(wanted, module).length > 0;
}
