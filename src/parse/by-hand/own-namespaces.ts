import { argumentsOf, callOf } from "./calls.js";
import { hashOf } from "./hash.js";
import { definitionsIn } from "./indexes.js";
import type { Symbols } from "./looked-for.js";
import type { NameRows } from "./name-rows.js";
import type { NodeTable } from "./node-table.js";
import { F, T } from "./node-types.js";
import type { Occurrences } from "./occurrences.js";
import { handsOn } from "./places.js";
import { isPlainString } from "./spelled.js";
import { childrenOf, firstRow } from "./units.js";

/** Functions that give the names of a file as a dictionary, where they are called with nothing. */
const NAMESPACES = ["globals", "locals", "vars"].map(hashOf);
/** What takes an entry of a dictionary. */
const TAKES: ReadonlySet<number> = new Set(["get", "__getitem__"].map(hashOf));

/** In these a function stands for itself, or is an import of it. */
const KEEPERS: ReadonlySet<number> = new Set([
  ...[T.dotted_name, T.conditional_expression, T.boolean_operator, T.parenthesized_expression, T.lambda],
  ...[T.list, T.tuple, T.set, T.expression_list, T.return_statement],
]);

/**
 * Whether any name of the file may be reached through the dictionary of them: it is kept somewhere, or an entry is taken
 * by a key that can only be known by putting it together.
 */
export function reachesAnyName(
  table: NodeTable,
  { rowsOf }: NameRows,
  { definitions, globals }: Occurrences,
  symbols: Symbols,
  canBeKnown: (row: number) => boolean,
): boolean {
  const { types, fields, names, count } = table;
  let around: Int32Array | undefined;
  return NAMESPACES.some((name) => rowsOf(name).some((row) => mayReach(row) && !isParameter(row, name)));

  /** Whether it is a parameter of a function around it, and not the function that gives the names. */
  function isParameter(row: number, name: number): boolean {
    if (fields[row] === F.attribute || globals.has(name)) return false;
    around ??= definitionsIn(table, definitions);
    for (let at = around[row] ?? -1; at >= 0; at = around[at] ?? -1) {
      // What stands before the body is not in the function; that is the last part.
      if (row < firstRow(table, at - 1)) continue;
      const parameters = childrenOf(table, at).find((child) => fields[child] === F.parameters);
      const isNamed = (child: number): boolean => names[firstRow(table, child)] === name;
      if (parameters !== undefined && childrenOf(table, parameters).some(isNamed)) return true;
    }
    return false;
  }

  function mayReach(row: number): boolean {
    if (fields[row] === F.attribute) return fields[row + 1] === F.function;
    if (fields[row] === F.function) return isOpen(callOf(table, row));
    // The function itself, kept under another name.
    const parent = parentOf(row);
    if (types[parent] === T.argument_list) return isHandedOn(parent + 1);
    if (types[parent] === T.keyword_argument) return isHandedOn(parentOf(parent) + 1);
    const isGiven = fields[row] === F.right || fields[row] === F.value;
    return (isGiven && types[parent] !== T.subscript) || KEEPERS.has(types[parent] ?? 0);
  }

  /** Whether more may be done with what a call gives than to take entries that can be told, or none. */
  function isOpen(call: number): boolean {
    if (argumentsOf(table, call).length > 0) return false;
    if (fields[call] === F.object) return isOpenMember(call + 2);
    const parent = parentOf(call);
    switch (types[parent]) {
      case T.subscript:
        return !isPlainString(table, parent - 1) && canBeKnown(parent - 1);
      case T.argument_list:
        return isHandedOn(parent + 1);
      case T.keyword_argument:
        return isHandedOn(parentOf(parent) + 1);
      case T.binary_operator:
      case T.comparison_operator:
      case T.dictionary_splat:
      case T.expression_statement:
      case T.for_statement:
      case T.for_in_clause:
        return false;
      default:
        return true;
    }
  }

  function isOpenMember(attribute: number): boolean {
    if (!TAKES.has(names[attribute - 1] ?? 0)) return false;
    if (fields[attribute] !== F.function) return true;
    const [key] = argumentsOf(table, callOf(table, attribute));
    return key !== undefined && canBeKnown(key);
  }

  /** Whether the function that is called gives back what it gets. */
  function isHandedOn(call: number): boolean {
    const callee = call - 1 - (table.sizes[call - 1] ?? 1);
    const name = types[callee] === T.attribute ? callee - 1 : callee;
    return types[name] !== T.identifier || handsOn(symbols, names[name] ?? 0).length > 0;
  }

  function parentOf(row: number): number {
    let parent = row + 1;
    while (parent < count && firstRow(table, parent) > row) parent++;
    return parent;
  }
}
