import { FIELD_NUMBERS, KIND_NUMBERS, type FieldName, type NodeKind } from "../node-kinds.js";

/** The number of a kind of node, by the grammar's name. */
export const T = KIND_NUMBERS;

/** The number of a field, by its name; 0 is none. */
export const F = FIELD_NUMBERS;

/** The kind of node that has a number. */
export const TYPE_NAMES = namesIn<NodeKind>(T);

/** The name of a field, by its number. */
export const FIELD_NAMES: readonly (FieldName | null)[] = [null, ...namesIn<FieldName>(F)];

function namesIn<Name extends string>(numbers: Readonly<Record<Name, number>>): readonly Name[] {
  return Object.keys(numbers) as Name[];
}
