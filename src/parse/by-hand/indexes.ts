import type { NameRows } from "./name-rows.js";
import type { NodeTable } from "./node-table.js";
import { F, T } from "./node-types.js";
import { firstRow, type Division } from "./units.js";

/** Where a name is bound. */
export interface Bindings {
  /** For the module or a class. */
  readonly outside: Rows;
  /** For a function only, by the unit that it is in. */
  readonly inside: Map<number, Rows>;
  /** Behind a dot. */
  readonly members: Rows;
  /** Where what it stands for is changed, in whatever function. */
  readonly changes: Rows;
}

/** Some rows, and whether somebody has asked for them. */
export interface Rows {
  readonly rows: number[];
  isTaken: boolean;
}

/** Where a name is bound, by its hash; found when it is asked for. */
export function bindingsIn(
  table: NodeTable,
  binds: Uint8Array,
  { rowsOf }: NameRows,
  { owners, units }: Division,
): (name: number) => Bindings {
  const { types, fields } = table;
  const known = new Map<number, Bindings>();
  return (name) => {
    const found = known.get(name) ?? find(name);
    known.set(name, found);
    return found;
  };

  function find(name: number): Bindings {
    const bound = {
      outside: noRows(),
      inside: new Map<number, Rows>(),
      members: noRows(),
      changes: noRows(),
    };
    for (const row of rowsOf(name)) {
      if (binds[row] === 0) continue;
      if (fields[row] === F.attribute) bound.members.rows.push(row);
      if (binds[row] === 2) bound.changes.rows.push(row);
      const owner = owners[row] ?? 0;
      if (!isInFunction(row, owner)) bound.outside.rows.push(row);
      else {
        const inside = bound.inside.get(owner) ?? noRows();
        inside.rows.push(row);
        bound.inside.set(owner, inside);
      }
    }
    return bound;
  }

  function isInFunction(row: number, owner: number): boolean {
    const unit = owner < 0 ? undefined : units[owner];
    if (unit?.isFunction !== true) return false;
    const definition = types[unit.row] === T.decorated_definition ? unit.row - 1 : unit.row;
    // The name of a function is its first part.
    return row !== firstRow(table, definition);
  }
}

function noRows(): Rows {
  return { rows: [], isTaken: false };
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

/** Which statement each row is a part of. */
export interface Statements {
  /** For each row the row of the innermost statement around it. */
  readonly of: Int32Array;
  /** The names and strings that are a part of a statement, but of none within it; the first ones first. */
  readonly partsOf: (statement: number) => readonly number[];
}

/** The statements of a text, in one pass. */
export function statementsOf(table: NodeTable): Statements {
  const { types, count } = table;
  const statements = new Int32Array(count);
  /** The first part of each statement, and behind each part the next one; 0 for none, rows count from 1. */
  const heads = new Int32Array(count);
  const next = new Int32Array(count);
  const around: number[] = [];
  const firsts: number[] = [];
  // Parents stand behind their children: from the back they come first.
  for (let row = count - 1; row >= 0; row--) {
    while ((firsts.at(-1) ?? 0) > row) {
      firsts.pop();
      around.pop();
    }
    const type = types[row] ?? 0;
    if (IS_STATEMENT[type] === 1) {
      firsts.push(firstRow(table, row));
      around.push(row);
    }
    const statement = around.at(-1) ?? row;
    statements[row] = statement;
    if (type !== T.identifier && type !== T.string) continue;
    next[row] = heads[statement] ?? 0;
    heads[statement] = row + 1;
  }
  return {
    of: statements,
    partsOf: (statement) => {
      const parts: number[] = [];
      for (let row = heads[statement] ?? 0; row !== 0; row = next[row - 1] ?? 0) parts.push(row - 1);
      return parts;
    },
  };
}

const IS_STATEMENT = new Uint8Array(256);
for (const type of [
  ...[T.module, T.expression_statement, T.return_statement, T.delete_statement, T.raise_statement],
  ...[T.pass_statement, T.break_statement, T.continue_statement, T.global_statement, T.nonlocal_statement],
  ...[T.assert_statement, T.import_statement, T.import_from_statement, T.future_import_statement],
  ...[T.if_statement, T.elif_clause, T.else_clause, T.for_statement, T.while_statement, T.try_statement],
  ...[T.except_clause, T.finally_clause, T.with_statement, T.function_definition, T.class_definition],
  ...[T.decorated_definition, T.match_statement, T.case_clause, T.type_alias_statement],
])
  IS_STATEMENT[type] = 1;
