import type { LookedFor } from "../syntax-tree.js";
import { constantNames } from "./constant-names.js";
import { hashOf } from "./hash.js";
import { bringsIn } from "./imported-as.js";
import { liveNames } from "./live-names.js";
import { wantedBy } from "./wanted.js";
import { nameRows } from "./name-rows.js";
import type { NodeTable } from "./node-table.js";
import { F, T } from "./node-types.js";
import { functionsIn } from "./functions-in.js";
import { bindingsIn, statementsOf, type Rows } from "./indexes.js";
import { occurrencesIn } from "./occurrences.js";
import { reachesAnyName } from "./own-namespaces.js";
import { isKey, seedsIn } from "./seeds.js";
import { contentHash } from "./spelled.js";
import { divide, firstRow, rowsNear, type Division } from "./units.js";

/** What of a text is needed to find what is looked for: 1 for each unit, and for each container. */
export interface Needed {
  readonly division: Division;
  readonly units: Uint8Array;
  readonly containers: Uint8Array;
}

/**
 * The units in which something that is looked for is mentioned, and those that have a say in it: where the names of such
 * units get their values, and who calls such functions.
 */
export function neededUnits(
  text: string,
  table: NodeTable,
  lookedFor: LookedFor,
): Needed | "all" | "nothing" {
  const found = occurrencesIn(table);
  const wanted = wantedBy(lookedFor, found.stars.length > 0);
  const index = nameRows(table);
  if (found.stars.some((row) => bringsIn(table, row, wanted))) return "all";
  let constants: ReturnType<typeof constantNames> | undefined;
  const isConstant = (row: number): boolean =>
    (constants ??= constantNames(table, found, wanted.symbols))(row);
  if (reachesAnyName(table, index, found, wanted.symbols, isConstant)) return "all";
  const live = liveNames(text, table, found, wanted, (row) => wanted.unknown || isConstant(row));
  if (!live.isComplete) return "all";
  const { types, fields, names, count } = table;
  const { seeds, leading, carriers } = seedsIn(text, table, wanted, live, index);
  if (seeds.length === 0 && (leading.length === 0 || carriers.length === 0)) return "nothing";

  const division = divide(table);
  const { owners } = division;
  const units = new Uint8Array(division.units.length);
  const containers = new Uint8Array(division.containers.length);
  const { of: statements, partsOf } = statementsOf(table);
  if (carriers.length > 0) {
    const carrying = new Set(carriers.map((row) => statements[row]));
    seeds.push(...leading.filter((row) => carrying.has(statements[row])));
    if (seeds.length === 0) return "nothing";
  }
  const marked = new Uint8Array(count);
  /** Rows of statements whose names are still to be followed. */
  const pending: number[] = [];
  const bindings = bindingsIn(table, found.binds, index, division);
  const { enclosing, isPrivate } = functionsIn(text, table, found.definitions, division);
  /** The functions whose callers are known, and whether those that pass the data. */
  const called = new Map<number, boolean>();
  for (const row of seeds) {
    mark(row);
    if (row === firstRow(table, statements[row] ?? row)) markAll(row);
  }
  // What a class is built on decides what its settings are.
  const told = new Set(seeds.map((row) => owners[row] ?? 0).filter((owner) => owner < 0));
  for (const { row, first, container, isFunction } of division.units) {
    if (!isFunction && told.has(-1 - container)) for (let i = first; i <= row; i++) mark(i);
  }
  for (const row of seeds)
    for (const definition of enclosing(row)) callers(definition, isPrivate(definition));
  for (const row of rowsNear(table, division, lookedFor.near)) keep(row);
  for (const row of found.stars) keep(row);
  for (const { row } of division.units) if (IMPORTS.has(types[row] ?? 0)) keep(row);
  for (let statement = pending.pop(); statement !== undefined; statement = pending.pop()) follow(statement);
  return { division, units, containers };

  /** Keeps the unit of a row, and the classes around it. */
  function keep(row: number): void {
    const owner = owners[row] ?? 0;
    let container = owner < 0 ? -1 - owner : (division.units[owner]?.container ?? -1);
    if (owner >= 0) units[owner] = 1;
    while (container >= 0 && containers[container] === 0) {
      containers[container] = 1;
      const {
        first = 0,
        body = 0,
        row: end = 0,
        container: around = -1,
      } = division.containers[container] ?? {};
      markRange(first, body - (table.sizes[body] ?? 1));
      markRange(body + 1, end);
      container = around;
    }
  }

  function markRange(from: number, to: number): void {
    for (let row = from; row <= to; row++) if (types[row] === T.identifier) mark(row);
  }

  /** Keeps the unit of a row, and has the names of its statement followed. */
  function mark(row: number): void {
    keep(row);
    const statement = statements[row] ?? row;
    if (marked[statement] !== 0) return;
    marked[statement] = 1;
    pending.push(statement);
  }

  /** A method that is looked for by its name: all of its body counts. */
  function markAll(row: number): void {
    const definition = statements[row] ?? row;
    if (types[definition] !== T.function_definition) return;
    for (let i = firstRow(table, definition); i < definition; i++) {
      if (types[i] === T.identifier) mark(i);
    }
  }

  function follow(statement: number): void {
    const owner = owners[statement] ?? 0;
    for (const row of partsOf(statement)) {
      if (types[row] === T.string) spelled(row, owner);
      else if (!isInit(row)) need(names[row] ?? 0, owner, fields[row] === F.attribute);
    }
    for (const definition of enclosing(statement)) if (isPrivate(definition)) callers(definition, true);
  }

  /** A name in a string can be asked for by `getattr` or of `globals()`. */
  function spelled(row: number, owner: number): void {
    const name = contentHash(text, table, row);
    if (!live.isNamed(name) && !isKey(text, table, row, wanted)) return;
    need(name, owner, false);
    need(name, owner, true);
  }

  /** Marks where a name of this owner is bound: in the same function, or outside of functions. */
  function need(name: number, owner: number, isMember: boolean): void {
    const bound = bindings(name);
    take(bound.outside);
    if (isMember) take(bound.members);
    else if (found.globals.has(name)) for (const rows of bound.inside.values()) take(rows);
    else {
      const inside = bound.inside.get(owner);
      if (inside) take(inside);
    }
    if (found.spread.has(name)) take(bound.changes);
  }

  function take(bound: Rows): void {
    if (bound.isTaken) return;
    bound.isTaken = true;
    for (const row of bound.rows) {
      mark(row);
      returns(row);
    }
  }

  /** Where a name of a function is needed, so is what it returns. */
  function returns(row: number): void {
    const definition = statements[row] ?? row;
    if (types[definition] !== T.function_definition || row !== firstRow(table, definition)) return;
    for (let i = firstRow(table, definition); i < definition; i++) {
      if (types[i] === T.return_statement) mark(i);
    }
  }

  /** Keeps the calls of a function: they can be told of. Those that can pass the data are followed. */
  function callers(definition: number, passData: boolean): void {
    const name = names[firstRow(table, definition)] ?? 0;
    if (called.get(name) === true || (!passData && called.has(name))) return;
    called.set(name, passData);
    for (const row of index.rowsOf(name)) {
      if (!isCallee(row)) continue;
      if (passData) mark(row);
      else {
        keep(row);
        const callee = fields[row] === F.attribute ? row + 1 : row;
        for (let i = firstRow(table, callee); i <= row; i++) {
          if (types[i] === T.identifier) need(names[i] ?? 0, owners[i] ?? 0, fields[i] === F.attribute);
        }
      }
    }
  }

  /** What a call of `__init__` gives back is nothing. */
  function isInit(row: number): boolean {
    if (names[row] !== INIT || fields[row] !== F.attribute || !isCallee(row)) return false;
    return text.slice(table.starts[row], table.ends[row]) === "__init__";
  }

  function isCallee(row: number): boolean {
    return fields[row] === F.function || (fields[row] === F.attribute && fields[row + 1] === F.function);
  }
}

const INIT = hashOf("__init__");
const IMPORTS: ReadonlySet<number> = new Set([
  T.import_statement,
  T.import_from_statement,
  T.future_import_statement,
]);
