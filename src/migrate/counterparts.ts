import type { PlaceName } from "./place.js";
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

/** Names of parameters that tell nothing. */
const COMMON =
  /^_?(?:f|fn|fp|p|path|file|filename|filepath|file_path|file_name|fname|fpath|name|save_path|dir|out|src|dst|target)$/;

/** What a parameter that says where data lies is known by. */
export function givenName(model: FileModel, scope: Scope, parameter: string): PlaceName | null {
  const around = functionAround(scope);
  if (!around) return null;
  const named = verbOf(around.qualifiedName.split(".").at(-1) ?? "");
  const parent = around.parent?.qualifiedName ?? "";
  const rest = named?.rest ?? "";
  return {
    id: `{${model.path}:${around.qualifiedName}:${parameter}}`,
    shown: rest === "" ? `{${parameter}}` : `{${rest} ${parameter}}`,
    ...{ isLiteral: false, lines: [] },
    given: {
      byVerb: named && `${model.path}:${parent}:${named.rest}`,
      // Methods of a class name the same file alike, whatever they do with it.
      byParameter: parent === "" || COMMON.test(parameter) ? null : `${model.path}:${parent}:${parameter}`,
    },
  };
}
