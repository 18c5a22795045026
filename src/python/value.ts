import type { SyntaxNode } from "../parse/syntax-tree.js";

/** What an expression can stand for, as far as the file tells. An expression has several where control flow joins. */
export type Value =
  /**
   * Something outside the file, by its qualified name; `()` marks a call: `ruamel.yaml.YAML().load`.
   * `via` are the import statements that lead there.
   */
  | { readonly kind: "symbol"; readonly name: string; readonly via: readonly SyntaxNode[] }
  | { readonly kind: "constant"; readonly value: Constant }
  /** Bytes, one character of the string for each. */
  | { readonly kind: "bytes"; readonly value: string }
  /** Something of another file of the repository; `null` where that file shows nothing unsafe in it. */
  | {
      readonly kind: "project";
      readonly name: string;
      readonly wrapper: Wrapper | null;
      /** What it returns, where it is a function that returns something known. */
      readonly returns?: readonly Value[];
      /** What its members are, where it is a class, or an instance of one, with members through which something is reached. */
      readonly members?: ReadonlyMap<string, readonly Value[]>;
      readonly via: readonly SyntaxNode[];
    }
  | { readonly kind: "class"; readonly definition: SyntaxNode }
  | { readonly kind: "instance"; readonly definition: SyntaxNode }
  | { readonly kind: "function"; readonly definition: SyntaxNode }
  /** A list, tuple or set display. */
  | { readonly kind: "sequence"; readonly node: SyntaxNode }
  /** The items of a sequence that is not written out: `"a b".split()`. */
  | { readonly kind: "items"; readonly items: readonly (readonly Value[])[] }
  /** A dictionary display or `dict(...)` call. */
  | { readonly kind: "mapping"; readonly node: SyntaxNode }
  /** A list, tuple, set or dictionary display of another file; the keys of a list are its positions. */
  | { readonly kind: "entries"; readonly entries: readonly Entry[]; readonly isMapping: boolean }
  /** What is gone through one by one, and is no display: `way` says how `node` gives its items. */
  | { readonly kind: "iterable"; readonly node: SyntaxNode; readonly way: Way }
  /** An item of such that has items itself: a pair of `dict.items()`, of `zip(...)`. */
  | { readonly kind: "row"; readonly node: SyntaxNode; readonly way: Way }
  /** `functools.partial(callee, ...)`; `call` is the call of partial. */
  | { readonly kind: "partial"; readonly callee: Value; readonly call: SyntaxNode }
  /** `parts` are what is known of a text, with null for each stretch that is not: `f"read_{kind}"`. */
  | { readonly kind: "unknown"; readonly parts?: readonly (string | null)[] };

/**
 * How an iterable gives its items.
 * - `items`, `values`, `keys`: a call of that method of a dictionary; `zip`, `enumerate`: a call of that function
 * - `body`: a comprehension; `yields`: the definition of a generator; `rest`: the parameter `*args` or `**kwargs`
 */
export type Way = "items" | "values" | "keys" | "zip" | "enumerate" | "body" | "yields" | "rest";

/** A function of the repository whose body is an unsafe load. */
export interface Wrapper {
  /** The function's name where it is defined. */
  readonly name: string;
  readonly path: string;
  /** 0-based line of the load in that file. */
  readonly line: number;
  /** What the load reaches: `pickle.load`. */
  readonly symbol: string;
  /** The parameters that say what is loaded. */
  readonly parameters: readonly {
    readonly name: string;
    /** From 0, without the receiver. */ readonly position: number;
  }[];
  /** The parameters that decide whether it loads safely, with the value that makes it load unsafely. */
  readonly switches?: readonly {
    readonly name: string;
    readonly position: number;
    readonly unsafe: boolean;
  }[];
  /** The parameters that decide it alone, all of which have a safe default; null where it is unsafe by itself. */
  readonly decidedBy: Wrapper["parameters"] | null;
}

/** The first of some values that wraps a load, as what it wraps. */
export function wrapperAmong(values: readonly Value[] | undefined): Wrapper | null {
  for (const value of values ?? []) if (value.kind === "project" && value.wrapper) return value.wrapper;
  return null;
}

/** An entry of a display of another file; a key that is no literal is undefined. */
export interface Entry {
  readonly key: Constant | undefined;
  readonly values: readonly Value[];
}

/** A constant of Python. Integers beyond 2^53 and floats are `unknown` instead. */
export type Constant = string | number | boolean | null;

/** The value of an expression that nothing is known about. */
export const UNKNOWN: Value = { kind: "unknown" };

/** Whether two alternatives say the same. */
export function sameValue(a: Value, b: Value): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "symbol":
      return b.kind === "symbol" && a.name === b.name;
    case "constant":
      return b.kind === "constant" && a.value === b.value;
    case "bytes":
      return b.kind === "bytes" && a.value === b.value;
    case "project":
      return b.kind === "project" && a.name === b.name;
    case "class":
    case "instance":
    case "function":
      return "definition" in b && a.definition === b.definition;
    case "sequence":
    case "mapping":
      return "node" in b && a.node === b.node;
    case "entries":
      return b.kind === "entries" && a.entries === b.entries;
    case "items":
      return b.kind === "items" && a.items === b.items;
    case "iterable":
    case "row":
      return "way" in b && a.node === b.node && a.way === b.way;
    case "partial":
      return b.kind === "partial" && a.call === b.call && sameValue(a.callee, b.callee);
    case "unknown":
      return b.kind === "unknown" && samePartsOf(a.parts, b.parts);
  }
}

function samePartsOf(a: readonly (string | null)[] = [], b: readonly (string | null)[] = []): boolean {
  return a.length === b.length && a.every((part, i) => part === b[i]);
}

/** Values without repetition, never empty; beyond `most` of them, the rest is unknown. */
export function distinctValues(values: readonly Value[], most: number): readonly Value[] {
  if (values.length === 0) return NO_VALUES;
  if (values.length === 1) return values;
  const kept: Value[] = [];
  for (const value of values) {
    if (kept.some((other) => sameValue(other, value))) continue;
    if (kept.length === most) return [...kept, UNKNOWN];
    kept.push(value);
  }
  return kept;
}

const NO_VALUES: readonly Value[] = [UNKNOWN];
