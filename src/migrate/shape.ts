import type { FileModel } from "../python/file-model.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";

/** What a value is, as far as the code tells. */
export type Shape =
  | { readonly kind: "str" | "int" | "float" | "bool" | "none" }
  | { readonly kind: "list"; readonly items: readonly Shape[] }
  | { readonly kind: "dict"; readonly keys: readonly Shape[]; readonly values: readonly Shape[] }
  /** Known, and none of the above. */
  | { readonly kind: "other"; readonly says: string; readonly because: string }
  | { readonly kind: "array" }
  /** An instance of a class of the project. */
  | {
      readonly kind: "object";
      readonly name: string;
      readonly model: FileModel;
      readonly definition: SyntaxNode;
    }
  | { readonly kind: "unknown"; readonly because: string };

/** A value that nothing is known about. */
export function unknown(because: string): Shape {
  return { kind: "unknown", because };
}

/** The kinds that JSON gives back as they were. */
export const SCALARS = ["str", "int", "float", "bool", "none"] as const;

/** Whether a value has no parts that could be changed. */
export function isScalar({ kind }: Shape): boolean {
  return SCALARS.some((one) => one === kind);
}

/** Why JSON would not give back what was written; null where it does. */
export function whyNotJson(shape: Shape): string | null {
  switch (shape.kind) {
    case "list":
      return firstOf(shape.items);
    case "dict": {
      const key = shape.keys.find(({ kind }) => kind !== "str");
      if (key === undefined) return firstOf(shape.values);
      return key.kind === "unknown"
        ? `what its keys are is not known: ${key.because}`
        : `JSON has no keys but strings, and this has ${PLURALS[key.kind]}`;
    }
    case "other":
      return shape.because;
    case "array":
      return "JSON has no arrays of numbers like NumPy's";
    case "object":
      return `it holds instances of ${shape.name}`;
    case "unknown":
      return shape.because;
    default:
      return null;
  }
}

function firstOf(shapes: readonly Shape[]): string | null {
  for (const shape of shapes) {
    const why = whyNotJson(shape);
    if (why !== null) return why;
  }
  return null;
}

const PLURALS: Readonly<Record<Shape["kind"], string>> = {
  ...{ str: "strings", int: "integers", float: "floats", bool: "booleans", none: "None" },
  ...{
    list: "lists",
    dict: "dicts",
    other: "others",
    array: "arrays",
    object: "objects",
    unknown: "what is not known",
  },
};

/** What a value is, for people: "a dict of strings and integers". */
export function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case "str":
      return "a string";
    case "int":
      return "an integer";
    case "float":
      return "a float";
    case "bool":
      return "a boolean";
    case "none":
      return "None";
    case "array":
      return "a NumPy array";
    case "object":
      return `an instance of ${shape.name}`;
    case "other":
      return shape.says;
    case "unknown":
      return "not known";
    case "list":
      return shape.items.length === 0 ? "an empty list" : `a list of ${kindsOf(shape.items)}`;
    case "dict":
      return shape.values.length === 0 ? "an empty dict" : `a dict of ${kindsOf(shape.values)}`;
  }
}

/** "strings, integers and lists of floats". */
function kindsOf(shapes: readonly Shape[]): string {
  const kinds = [...new Set(shapes.map(pluralOf))];
  const last = kinds.pop() ?? "";
  return kinds.length === 0 ? last : `${kinds.join(", ")} and ${last}`;
}

function pluralOf(shape: Shape): string {
  if (shape.kind === "other") return shape.says.replace(/^an? /, "").replace(/(?<!s)$/, "s");
  if (shape.kind === "object") return `instances of ${shape.name}`;
  if (shape.kind === "list" && shape.items.length > 0) return `lists of ${kindsOf(shape.items)}`;
  if (shape.kind === "dict" && shape.values.length > 0) return `dicts of ${kindsOf(shape.values)}`;
  return PLURALS[shape.kind];
}

/** Shapes without repetition, as they are described. */
export function distinctShapes(shapes: readonly Shape[]): readonly Shape[] {
  const seen = new Map<string, Shape>();
  for (const shape of shapes) {
    const key = JSON.stringify([shape.kind, describeShape(shape), whyNotJson(shape)]);
    if (!seen.has(key)) seen.set(key, shape);
  }
  return [...seen.values()].slice(0, 20);
}

/** Whether anything in it is not known. */
export function holdsUnknown(shape: Shape): boolean {
  if (shape.kind === "list") return shape.items.some(holdsUnknown);
  if (shape.kind === "dict") return [...shape.keys, ...shape.values].some(holdsUnknown);
  return shape.kind === "unknown";
}
