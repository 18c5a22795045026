import type { FileModel } from "../python/file-model.js";
import type { Scope } from "../python/scope.js";

/** Verbs of functions that write, each with those that read what they wrote. */
const OPPOSITES: readonly (readonly [writes: string, reads: string])[] = [
  ["save", "load"],
  ["save", "restore"],
  ["save", "read"],
  ["save", "open"],
  ["dump", "load"],
  ["dumps", "loads"],
  ["write", "read"],
  ["write", "load"],
  ["store", "load"],
  ["store", "restore"],
  ["store", "retrieve"],
  ["store", "fetch"],
  ["store", "get"],
  ["put", "get"],
  ["set", "get"],
  ["serialize", "deserialize"],
  ["serialize", "unserialize"],
  ["serialise", "deserialise"],
  ["encode", "decode"],
  ["pack", "unpack"],
  ["pickle", "unpickle"],
  ["to", "from"],
  ["export", "import"],
  ["persist", "restore"],
  ["persist", "load"],
  ["freeze", "thaw"],
  ["getstate", "setstate"],
  ["setitem", "getitem"],
];

const VERBS: ReadonlySet<string> = new Set(OPPOSITES.flat());

/** The name of a function, taken apart: `save_model` is `save` of `model`. */
export interface Named {
  readonly verb: string;
  readonly rest: string;
}

/** The verb of a function's name, and the rest; null where it has none of those that come in pairs. */
export function verbOf(name: string): Named | null {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_")
    .filter((word) => word !== "");
  const at = words.findIndex((word, i) => VERBS.has(word) && (i === 0 || i === words.length - 1));
  const verb = words[at];
  return verb === undefined ? null : { verb, rest: words.filter((_, i) => i !== at).join("_") };
}

/** Whether one of two functions writes what the other reads, by their names: `save_model` and `load_model`. */
export function areCounterparts(writer: string, reader: string): boolean {
  const [one, other] = [verbOf(writer), verbOf(reader)];
  if (one === null || one.rest !== other?.rest) return false;
  return OPPOSITES.some(([writes, reads]) => writes === one.verb && reads === other.verb);
}

/** The function around a place, over comprehensions and functions within it that are no methods; null at module level. */
export function functionAround(scope: Scope): Scope | null {
  let current: Scope | null = scope;
  while (current && current.kind !== "function") current = current.parent;
  while (current?.parent?.kind === "function") current = current.parent;
  return current;
}

/**
 * What names a parameter of a function that saves or loads, so that the one of its counterpart has the same name; null where
 * the function does neither.
 */
export function givenTo(model: FileModel, scope: Scope): string | null {
  const around = functionAround(scope);
  const named = around ? verbOf(around.qualifiedName.split(".").at(-1) ?? "") : null;
  if (!around || !named) return null;
  return `${model.path}:${around.parent?.qualifiedName ?? ""}:${named.rest}`;
}
