/** What is known of an object that a pickle builds; nothing of it is ever built. Sequences keep their first items only. */
export type PickleValue =
  null | boolean | number | bigint | Text | Bytes | Container | GlobalName | Result | Persistent | Opaque;

/** A string that stands in the bytes; read only where it is asked for. */
export interface Text {
  readonly kind: "text";
  /** 0-based offsets into the file, the end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly encoding: "utf-8" | "raw-unicode-escape" | "string-escape" | "latin-1";
}

/** A `bytes` or `bytearray` that stands in the file. */
export interface Bytes {
  readonly kind: "bytes";
  readonly start: number;
  readonly end: number;
}

/** A builtin container; of a dictionary keys and values take turns. What it holds is dropped where there is too much of it. */
export interface Container {
  readonly kind: "list" | "tuple" | "dict" | "set" | "frozenset";
  items: PickleValue[];
  /** How many items there are: more than `items` where they were not kept. */
  count: number;
}

/** An object that is looked up by name: a class, a function, or anything else that a module holds. */
export interface GlobalName {
  readonly kind: "global";
  /** Null where the name is not written out, but the result of something. */
  readonly module: string | null;
  readonly name: string | null;
}

/** What a call gives back. */
export interface Result {
  readonly kind: "result";
  readonly callee: PickleValue;
  readonly arguments: PickleValue;
  /** How many calls lie between this and the name that is called first; no more than 64 are told apart. */
  readonly depth: number;
  /** The state that it is given afterwards. */
  state?: PickleValue;
}

/** What the reading program is asked for by an id of its own. */
export interface Persistent {
  readonly kind: "persistent";
  readonly id: PickleValue;
}

/** An object of which the bytes tell nothing. */
export interface Opaque {
  readonly kind: "opaque";
  readonly why: string;
}

/** What containers hold once it is dropped. Nothing is ever added to it. */
export const NOTHING: PickleValue[] = [];

/** The most items that are kept of a container. */
export const MAX_ITEMS = 64;

/** A container of these items, of which the first are kept. */
export function containerOf(kind: Container["kind"], items: readonly PickleValue[]): Container {
  return { kind, items: items.length === 0 ? NOTHING : items.slice(0, MAX_ITEMS), count: items.length };
}

/** A tuple of items that are nobody else's. */
export function tupleOf(items: PickleValue[]): Container {
  return { kind: "tuple", items, count: items.length };
}

/** Adds to a container in place: the pickle may hold it under several names. Returns how many more items it holds. */
export function addItems(container: Container, added: readonly PickleValue[]): number {
  const { count, items } = container;
  container.count += added.length;
  // What was dropped, or is more than is kept, is not begun anew.
  if (count !== items.length || added.length === 0) return 0;
  const fitting = added.slice(0, MAX_ITEMS - items.length);
  if (count === 0) container.items = fitting;
  else for (const item of fitting) items.push(item);
  return fitting.length;
}

/** Adds one item, in the same way. */
export function addItem(container: Container, item: PickleValue): number {
  const { count, items } = container;
  container.count++;
  if (count !== items.length || count >= MAX_ITEMS) return 0;
  if (count === 0) container.items = [item];
  else items.push(item);
  return 1;
}

/** Whether a value is a container of builtin kind. */
export function isContainer(value: PickleValue): value is Container {
  return typeof value === "object" && value !== null && CONTAINERS.has(value.kind);
}

const CONTAINERS: ReadonlySet<string> = new Set(["list", "tuple", "dict", "set", "frozenset"]);

/** The items of a tuple that was given whole. */
export function tupleItems(value: PickleValue): readonly PickleValue[] | null {
  const isWhole = typeof value === "object" && value?.kind === "tuple";
  return isWhole && value.count === value.items.length ? value.items : null;
}
