import { moduleFile } from "../python/import-paths.js";
import { HELPER_MODULES } from "../python/relevant-names.js";
import type { Value } from "../python/value.js";
import type { Repository } from "./repository.js";
import { KNOWN_NAMES, mayExport, WRAPPER } from "./sieve.js";

/** Names with what they lead to in the files that import them: qualified names, null for what is in the repository. */
export type TellingNames = ReadonlyMap<string, readonly (string | null)[]>;

/** Names of several files together. */
export function mergedNames(all: readonly TellingNames[]): TellingNames {
  const merged = new Map<string, readonly (string | null)[]>();
  for (const names of all) {
    for (const [name, leads] of names)
      merged.set(name, [...new Set([...(merged.get(name) ?? []), ...leads])]);
  }
  return merged;
}

/**
 * Whether a value of the file at `path` is known from the part of it that bears on the rules. It leads somewhere only if
 * `leadsOf` says so; of all other names the whole file has to be looked at.
 */
export function tells(value: Value, path: string, repository: Repository): boolean {
  if (value.kind === "project") return value.wrapper !== null || givesOn(value, path, repository);
  if (value.kind !== "symbol") return false;
  const root = value.name.split(".", 1)[0] ?? "";
  if (KNOWN_NAMES.modules.has(root) || HELPER_MODULES.has(root)) return true;
  return !value.name.startsWith("builtins.") && moduleFile(path, value.name, repository.has) !== null;
}

/** Where a value of the file at `path` leads, for those that import it; nowhere if it is not worth following. */
export function leadsOf(value: Value, path: string, repository: Repository): readonly (string | null)[] {
  if (value.kind === "project" && givesOn(value, path, repository)) return [null];
  if (value.kind === "project" && value.wrapper !== null) return [WRAPPER];
  if (value.kind !== "symbol") return [];
  const root = value.name.split(".", 1)[0] ?? "";
  // What is named like a library counts as the library.
  if (KNOWN_NAMES.modules.has(root)) return [value.name];
  const file = moduleFile(path, value.name, repository.has);
  if (file !== null && mayLeadOn(file, repository)) return [null];
  return HELPER_MODULES.has(root) ? [value.name] : [];
}

/** Whether a function gives back something that is worth following. */
export function givesOn(value: Value, path: string, repository: Repository): boolean {
  if (value.kind !== "project" || value.returns === undefined) return false;
  return value.returns.some((one) =>
    one.kind === "symbol"
      ? ON_THE_WAY.has(one.name) || leadsOf(one, path, repository).includes(null)
      : givesOn(one, path, repository),
  );
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

/** Whether a file may give anything on: those of packages have the others of their folder. */
function mayLeadOn(file: string, { memory, read }: Repository): boolean {
  if (file.endsWith("__init__.py")) return true;
  const key = `leads on: ${file}`;
  let may = memory.get(key) as boolean | undefined;
  if (may === undefined) {
    const text = read(file);
    may = text !== null && mayExport(text);
    memory.set(key, may);
  }
  return may;
}
