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

/** A builtin container; of a dictionary keys and values take turns. */
export interface Container {
  readonly kind: "list" | "tuple" | "dict" | "set" | "frozenset";
  readonly items: PickleValue[];
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

/** The most items that are kept of a container. */
export const MAX_ITEMS = 64;

/** A container of these items, of which the first are kept. */
export function containerOf(kind: Container["kind"], items: readonly PickleValue[]): Container {
  return { kind, items: items.slice(0, MAX_ITEMS), count: items.length };
}

/** A tuple of items that are nobody else's. */
export function tupleOf(items: PickleValue[]): Container {
  return { kind: "tuple", items, count: items.length };
}

/** Adds one item to a container, in place. */
export function addItem(container: Container, item: PickleValue): void {
  if (container.items.length < MAX_ITEMS) container.items.push(item);
  container.count++;
}

/** Adds to a container in place: the pickle may hold it under several names. */
export function addItems(container: Container, items: readonly PickleValue[]): void {
  for (let i = 0; i < items.length && container.items.length < MAX_ITEMS; i++) {
    const item = items[i];
    if (item !== undefined) container.items.push(item);
  }
  container.count += items.length;
}

/** Whether a value is a container of builtin kind. */
export function isContainer(value: PickleValue): value is Container {
  return typeof value === "object" && value !== null && CONTAINERS.has(value.kind);
}

const CONTAINERS: ReadonlySet<string> = new Set(["list", "tuple", "dict", "set", "frozenset"]);
