import type { NodeTable } from "./node-table.js";
import { F, T } from "./node-types.js";
import { firstRow, type Division } from "./units.js";

/** Where a name is bound. */
export interface Bindings {
  /** For the module or a class. */
  readonly outside: number[];
  /** For a function only, by the unit that it is in. */
  readonly inside: Map<number, number[]>;
  /** Behind a dot. */
  readonly members: number[];
  /** Where what it stands for is changed, in whatever function. */
  readonly changes: number[];
}

/** Every binding by the hash of its name. */
export function bindingsIn(
  table: NodeTable,
  binds: Uint8Array,
  owners: Int32Array,
  division: Division,
): ReadonlyMap<number, Bindings> {
  const { types, fields, names, count } = table;
  const bindings = new Map<number, Bindings>();
  for (let row = 0; row < count; row++) {
    if (types[row] !== T.identifier || binds[row] === 0) continue;
    const name = names[row] ?? 0;
    let bound = bindings.get(name);
    if (!bound) {
      bound = { outside: [], inside: new Map(), members: [], changes: [] };
      bindings.set(name, bound);
    }
    if (fields[row] === F.attribute) bound.members.push(row);
    if (binds[row] === 2) bound.changes.push(row);
    const owner = owners[row] ?? 0;
    if (!isInFunction(row, owner)) bound.outside.push(row);
    else {
      const inside = bound.inside.get(owner);
      if (inside) inside.push(row);
      else bound.inside.set(owner, [row]);
    }
  }
  return bindings;

  function isInFunction(row: number, owner: number): boolean {
    const unit = owner < 0 ? undefined : division.units[owner];
    if (unit?.isFunction !== true) return false;
    const definition = types[unit.row] === T.decorated_definition ? unit.row - 1 : unit.row;
    // The name of a function is its first part.
    return row !== firstRow(table, definition);
  }
}

/** For each row the innermost definition around it, itself excluded; -1 for none. */
export function definitionsIn(table: NodeTable, definitions: readonly number[]): Int32Array {
  const around = new Int32Array(table.count).fill(-1);
  // Outer definitions stand behind inner ones.
  for (let i = definitions.length - 1; i >= 0; i--) {
    const definition = definitions[i] ?? 0;
    around.fill(definition, firstRow(table, definition), definition);
  }
  return around;
}

/** For each row the row of the innermost statement that it is a part of. */
export function statementsOf(table: NodeTable): Int32Array {
  const { types, sizes, count } = table;
  const statements = new Int32Array(count);
  // Parents stand behind their children: from the back, inner statements come later and overwrite.
  for (let row = count - 1; row >= 0; row--) {
    if (isStatement(types[row] ?? 0)) statements.fill(row, row - (sizes[row] ?? 1) + 1, row + 1);
  }
  return statements;
}

const STATEMENTS: ReadonlySet<number> = new Set([
  ...[T.module, T.expression_statement, T.return_statement, T.delete_statement, T.raise_statement],
  ...[T.pass_statement, T.break_statement, T.continue_statement, T.global_statement, T.nonlocal_statement],
  ...[T.assert_statement, T.import_statement, T.import_from_statement, T.future_import_statement],
  ...[T.if_statement, T.elif_clause, T.else_clause, T.for_statement, T.while_statement, T.try_statement],
  ...[T.except_clause, T.finally_clause, T.with_statement, T.function_definition, T.class_definition],
  ...[T.decorated_definition],
]);

function isStatement(type: number): boolean {
  return STATEMENTS.has(type);
}
