import type { NodeTable } from "./node-table.js";
import { F, T } from "./node-types.js";
import { childrenOf, firstRow } from "./units.js";
import { hashOf } from "./hash.js";

/** That something is given to a name at one place. */
export interface Giving {
  /** The expression whose value is given; -1 where it is no value: an import, a definition without more. */
  readonly value: number;
  /** The names, by hash; those behind a dot by themselves. */
  readonly names: readonly number[];
  readonly members: readonly number[];
  /** Whether the names can be reached behind a dot. */
  readonly asMember: boolean;
  /** Whether it is what a function returns, or the bases of a class. */
  readonly isDefinition: boolean;
  /** Whether it is a type, of which something is an instance. */
  readonly isAnnotation: boolean;
}

/** Where names stand in a text, and how values move between them. */
export interface Occurrences {
  /** For each row: 1 where a name is bound, 2 where what it stands for is changed. */
  readonly binds: Uint8Array;
  readonly givings: readonly Giving[];
  /** The statements and definitions, by row, that import something. */
  readonly imports: readonly number[];
  /** Names that are declared global somewhere: the bindings of other functions count too. */
  readonly globals: ReadonlySet<number>;
  /** Names that are spread with `**`: so do changes of the same name in other functions. */
  readonly spread: ReadonlySet<number>;
  readonly definitions: readonly number[];
  /** The `*` of star imports. */
  readonly stars: readonly number[];
}

const MUTATORS: ReadonlySet<number> = new Set(
  ["update", "setdefault", "pop", "popitem", "clear"].map(hashOf),
);

/** Looks a table through once. */
export function occurrencesIn(table: NodeTable): Occurrences {
  const { types, fields, names, sizes, count } = table;
  const binds = new Uint8Array(count);
  const givings: Giving[] = [];
  const imports: number[] = [];
  const globals = new Set<number>();
  const spread = new Set<number>();
  const definitions: number[] = [];
  const returns: number[] = [];
  const stars: number[] = [];

  for (let row = 0; row < count; row++) {
    switch (types[row]) {
      case T.assignment: {
        const left = childWith(F.left, row);
        const right = fields[row - 1] === F.right ? row - 1 : -1;
        bindAll(left);
        if (right >= 0) give(right, left, true);
        break;
      }
      case T.augmented_assignment:
      case T.for_statement:
      case T.for_in_clause:
        bindAll(childWith(F.left, row));
        break;
      case T.named_expression:
        bindAll(childWith(F.name, row));
        give(row - 1, childWith(F.name, row), false);
        break;
      case T.as_pattern: {
        bindAll(row - 1);
        const value = row - 1 - (sizes[row - 1] ?? 1);
        give(value, row - 1, false);
        break;
      }
      case T.function_definition:
      case T.class_definition:
        definitions.push(row);
        bindAll(childWith(F.name, row));
        define(row);
        break;
      case T.return_statement:
        if ((sizes[row] ?? 1) > 1) returns.push(row);
        break;
      case T.parameters:
      case T.lambda_parameters:
        for (const child of childrenOf(table, row)) parameter(child);
        break;
      case T.case_pattern:
        bindAll(row);
        break;
      case T.delete_statement:
      case T.global_statement:
      case T.nonlocal_statement:
        bindAll(row - 1, firstRow(table, row));
        if (types[row] === T.global_statement) for (const name of namesIn(row)) globals.add(name);
        break;
      case T.dictionary_splat:
        if (types[row - 1] === T.identifier) spread.add(names[row - 1] ?? 0);
        break;
      case T.wildcard_import:
        stars.push(row);
        break;
      case T.import_statement:
      case T.import_from_statement:
        imports.push(row);
        bindAll(row - 1, firstRow(table, row));
        break;
      case T.attribute:
        if (MUTATORS.has(names[row - 1] ?? 0)) changeAll(row - 2, firstRow(table, row));
        break;
      case T.subscript:
        if (fields[row] === F.left) changeAll(childWith(F.value, row));
        break;
      default:
    }
  }
  return { binds, givings, imports, globals, spread, definitions, stars };

  function childWith(field: number, row: number): number {
    const first = firstRow(table, row);
    let found = row;
    for (let child = row - 1; child >= first; child -= sizes[child] ?? 1)
      if (fields[child] === field) found = child;
    return found;
  }

  function bindAll(last: number, first = firstRow(table, last)): void {
    for (let row = first; row <= last; row++) {
      if (types[row] === T.identifier && binds[row] === 0) binds[row] = 1;
    }
  }

  function changeAll(last: number, first = firstRow(table, last)): void {
    for (let row = first; row <= last; row++) if (types[row] === T.identifier) binds[row] = 2;
  }

  function namesIn(row: number): number[] {
    const found: number[] = [];
    for (let i = firstRow(table, row); i <= row; i++)
      if (types[i] === T.identifier) found.push(names[i] ?? 0);
    return found;
  }

  /** What a function returns is given to its name; so are the base classes of a class. */
  function define(row: number): void {
    const name = childWith(F.name, row);
    if (types[row] === T.class_definition) {
      const bases = childWith(F.superclasses, row);
      if (bases !== row) give(bases, name, true, true);
      return;
    }
    const first = firstRow(table, row);
    for (let i = returns.length - 1; i >= 0 && (returns[i] ?? 0) >= first; i--) {
      give(returns[i] ?? 0, name, true, true);
    }
  }

  function give(
    value: number,
    target: number,
    asMember: boolean,
    isDefinition = false,
    isAnnotation = false,
  ): void {
    const given: number[] = [];
    const members: number[] = [];
    targets(target, given, members);
    givings.push({ value, names: given, members, asMember, isDefinition, isAnnotation });
  }

  /** What is assigned to: of `a.b` the member only, of `a[b]` what it is an item of. */
  function targets(row: number, given: number[], members: number[]): void {
    if (types[row] === T.identifier) given.push(names[row] ?? 0);
    else if (types[row] === T.attribute) members.push(names[row - 1] ?? 0);
    else if (types[row] === T.subscript) targets(childWith(F.value, row), given, members);
    else for (const child of childrenOf(table, row)) targets(child, given, members);
  }

  function parameter(row: number): void {
    const name = types[row] === T.identifier ? row : childWith(F.name, row);
    bindAll(name === row ? row : name);
    for (const child of childrenOf(table, row)) {
      const field = fields[child];
      const target = name === row ? firstRow(table, row) : name;
      if (field === F.type) give(child, target, false, false, true);
      else if (field === F.value) give(child, target, false);
    }
  }
}

/** Whether one of these names can be mentioned in an expression: by an identifier, or by a string. */
export function mentionsAny(table: NodeTable, expression: number, wanted: ReadonlySet<number>): boolean {
  const { types, names } = table;
  for (let row = firstRow(table, expression); row <= expression; row++) {
    if (types[row] === T.string) return true;
    if (types[row] === T.identifier && wanted.has(names[row] ?? 0)) return true;
  }
  return false;
}
