import type { NodeTable } from "./node-table.js";
import { T } from "./node-types.js";

/** What is kept or left out as a whole: a statement of the module or of a class body, with everything in it. */
export interface Unit {
  /** The row of the statement; its subtree is the rows from `first` on. */
  readonly row: number;
  readonly first: number;
  /** The class around it, itself among the containers; -1 for the module. */
  readonly container: number;
  /** Whether it is a function, whose names are its own. */
  readonly isFunction: boolean;
}

/** A class whose body is divided into units. */
export interface Container {
  /** The row of the class definition, or of the decorated definition it is in. */
  readonly row: number;
  readonly first: number;
  readonly body: number;
  readonly container: number;
}

/** A text divided into units. */
export interface Division {
  readonly units: readonly Unit[];
  readonly containers: readonly Container[];
  /** For each row the unit that it is in; below 0 the container whose header it is in: -1 - container. */
  readonly owners: Int32Array;
}

/** Divides a text. */
export function divide(table: NodeTable): Division {
  const units: Unit[] = [];
  const containers: Container[] = [];
  const owners = new Int32Array(table.count);
  inBody(table.count - 1, -1);
  return { units, containers, owners };

  function inBody(body: number, container: number): void {
    const first = firstRow(table, body);
    for (let row = body - 1; row >= first; row -= table.sizes[row] ?? 1) {
      const classRow = classAt(table, row);
      const block = classRow < 0 ? -1 : classRow - 1;
      const from = firstRow(table, row);
      if (block < 0 || table.types[block] !== T.block) {
        owners.fill(units.length, from, row + 1);
        units.push({ row, first: from, container, isFunction: isFunction(table, row) });
        continue;
      }
      const index = containers.length;
      containers.push({ row, first: from, body: block, container });
      owners.fill(-1 - index, from, row + 1);
      inBody(block, index);
    }
  }
}

/** Rows of the units and classes that are around these offsets, or begin next behind them. */
export function rowsNear(
  table: NodeTable,
  division: Division,
  offsets: readonly number[],
): readonly number[] {
  if (offsets.length === 0) return [];
  const beginnings = [...division.units, ...division.containers]
    .map(({ row, first }) => ({ start: table.starts[row] ?? 0, row: first }))
    .sort((a, b) => a.start - b.start);
  const near = new Set<number>();
  let next = 0;
  for (const offset of [...offsets].sort((a, b) => a - b)) {
    while ((beginnings[next]?.start ?? Infinity) < offset) next++;
    for (const { row } of beginnings.slice(Math.max(next - 1, 0), next + 1)) near.add(row);
  }
  return [...near];
}

/** The first row of a subtree. */
export function firstRow(table: NodeTable, row: number): number {
  return row - (table.sizes[row] ?? 1) + 1;
}

/** The children of a node, in the order of the text. */
export function childrenOf(table: NodeTable, row: number): number[] {
  const first = firstRow(table, row);
  const children: number[] = [];
  for (let child = row - 1; child >= first; child -= table.sizes[child] ?? 1) children.push(child);
  return children.reverse();
}

/** The class definition that a statement is, decorated or not; -1 for none. */
function classAt(table: NodeTable, row: number): number {
  const definition = table.types[row] === T.decorated_definition ? row - 1 : row;
  return table.types[definition] === T.class_definition ? definition : -1;
}

function isFunction(table: NodeTable, row: number): boolean {
  const definition = table.types[row] === T.decorated_definition ? row - 1 : row;
  return table.types[definition] === T.function_definition;
}
