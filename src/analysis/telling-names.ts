import { moduleFile } from "../python/import-paths.js";
import { HELPER_MODULES } from "../python/relevant-names.js";
import type { Value } from "../python/value.js";
import { KNOWN_NAMES } from "./known-names.js";
import { perRepository, type Repository } from "./repository.js";
import { mayExport } from "./sieve.js";

/** Whether something that the rules know can be reached through a value of the file at `path`. */
export function leadsOn(value: Value, path: string, repository: Repository): boolean {
  if (value.kind === "project") return value.wrapper !== null || givesOn(value, path, repository);
  if (value.kind !== "symbol") return false;
  const root = value.name.split(".", 1)[0] ?? "";
  // What is named like a library counts as the library.
  if (KNOWN_NAMES.modules.has(root) || HELPER_MODULES.has(root)) return true;
  return fileOfModule(value.name, path, repository) !== null;
}

/** Whether a function gives back something through which that can be reached. */
export function givesOn(value: Value, path: string, repository: Repository): boolean {
  if (value.kind !== "project" || value.returns === undefined) return false;
  return value.returns.some((one) =>
    one.kind === "symbol"
      ? ON_THE_WAY.has(one.name) || fileOfModule(one.name, path, repository) !== null
      : givesOn(one, path, repository),
  );
}

/** Whether a value is a module or class on the way to one of the rules' symbols. */
export function leadsOnByName(value: Value): value is Extract<Value, { kind: "symbol" }> {
  return value.kind === "symbol" && isOnTheWay(value.name);
}

/** Whether a qualified name is that of a module or class on the way to one of the rules' symbols. */
export function isOnTheWay(name: string): boolean {
  return ON_THE_WAY.has(name) && !KNOWN_NAMES.symbols.has(name);
}

/** The rules' symbols, and all that they are members or results of. */
const ON_THE_WAY: ReadonlySet<string> = new Set(
  [...KNOWN_NAMES.symbols].flatMap((symbol) => {
    const parts = symbol.split(/\.|(?=\(\))/);
    return parts.map((_, i) =>
      parts
        .slice(0, i + 1)
        .join(".")
        .replaceAll(".()", "()"),
    );
  }),
);

/** The file of the repository that a value stands for, if it may give on something that the rules know. */
export function fileBehind(value: Value, path: string, repository: Repository): string | null {
  return value.kind === "symbol" ? fileOfModule(value.name, path, repository) : null;
}

/**
 * The file of a module as the file at `path` imports it, if it may give on something that the rules know: those of
 * packages have the others of their folder.
 */
export function fileOfModule(module: string, path: string, repository: Repository): string | null {
  if (KNOWN_NAMES.modules.has(module.split(".", 1)[0] ?? "")) return null;
  const file = moduleFile(path, module, repository.has);
  if (file === null || file.endsWith("__init__.py")) return file;
  const known = filesThatLeadOn(repository);
  let may = known.get(file);
  if (may === undefined) {
    const text = repository.read(file);
    may = text !== null && mayExport(text);
    known.set(file, may);
  }
  return may ? file : null;
}

const filesThatLeadOn = perRepository(() => new Map<string, boolean>());
