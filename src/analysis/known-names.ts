import type { KnownNames } from "../python/known-names.js";
import { ALL_MODULES, functionsThat, REFLECTION, REFLECTIVE_MEMBERS, ROADS } from "../python/reflection.js";
import { HELPER_MODULES } from "../python/imported-paths.js";
import {
  canonicalName,
  KNOWN_ANYWHERE,
  reexportedName,
  SAME_PATHS,
  withAliases,
} from "../rule-kit/aliases.js";
import { RULES } from "../rules/registry.js";
import { membersNamed, partsOf, symbolTree, type SymbolNode } from "./symbol-tree.js";

const SYMBOLS: ReadonlySet<string> = new Set(withAliases(RULES.flatMap((rule) => rule.symbols)));

/** The rules' symbols, and other paths to them. */
export const SYMBOL_TREE: SymbolNode = symbolTree(SYMBOLS, SAME_PATHS);

/** The rules' symbols, and all that they are members or results of. */
export const ON_THE_WAY: ReadonlySet<string> = new Set(
  [...SYMBOLS].flatMap((symbol) => {
    const parts = symbol.split(/\.|(?=\(\))/);
    return parts.map((_, i) =>
      parts
        .slice(0, i + 1)
        .join(".")
        .replaceAll(".()", "()"),
    );
  }),
);

/** What leads to modules by other names than theirs: functions that import, namespaces, and the mapping of all modules. */
export const OTHER_ROADS: SymbolNode = symbolTree(
  [...functionsThat(...ROADS), ALL_MODULES].flatMap((name) =>
    name.startsWith("builtins.")
      ? [name, name.replace("builtins.", "__builtins__."), name.replace("builtins.", "")]
      : [name],
  ),
  [],
);

/** The outside names that the rules know, for the file model. */
export const KNOWN_NAMES: KnownNames = {
  symbols: SYMBOLS,
  modules: new Set([...SYMBOLS].map((symbol) => symbol.split(".")[0] ?? symbol)),
  leads,
  makes,
  canonical: canonicalName,
  reexported: reexportedName,
};

/** The modules among the helpers of which only some functions lead elsewhere, with those. */
const REFLECTION_TREE = symbolTree(REFLECTION.keys(), []);
const PARTLY = new Set(["functools", "operator"]);

function leads(name: string): boolean {
  const parts = partsOf(name);
  const [root = ""] = parts;
  if (PARTLY.has(root)) return reaches(REFLECTION_TREE, parts);
  return (
    HELPER_MODULES.has(root) ||
    parts.some((part) => KNOWN_ANYWHERE.has(part)) ||
    reaches(SYMBOL_TREE, parts) ||
    reaches(REFLECTION_TREE, parts)
  );
}

function makes(name: string): boolean {
  const isKnown = SYMBOLS.has(name) || SYMBOLS.has(canonicalName(name));
  return !isKnown || ON_THE_WAY.has(`${name}()`) || ON_THE_WAY.has(`${canonicalName(name)}()`);
}

function reaches(tree: SymbolNode, parts: readonly string[]): boolean {
  let places: readonly SymbolNode[] = [tree];
  for (const part of parts) {
    if (places.some(({ isEnd }) => isEnd) || REFLECTIVE_MEMBERS.has(part)) return true;
    places = membersNamed(places, part);
    if (places.length === 0) return false;
  }
  return true;
}

/** The functions that import, and those that give members or namespaces. */
const ROAD_TREE = symbolTree([...functionsThat(...ROADS, "member", "getter"), ALL_MODULES], []);

/** Whether a qualified name is on the way to one of the rules' symbols, or to a function by which anything can be reached. */
export function isRoad(name: string): boolean {
  const parts = partsOf(name);
  return (
    parts.some((part) => KNOWN_ANYWHERE.has(part)) ||
    reaches(SYMBOL_TREE, parts) ||
    (!name.includes("()") && reaches(ROAD_TREE, parts))
  );
}
