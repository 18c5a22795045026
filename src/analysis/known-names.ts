import type { KnownNames } from "../python/known-names.js";
import { canonicalName, reexportedName, withAliases } from "../rule-kit/aliases.js";
import { RULES } from "../rules/registry.js";

const SYMBOLS: ReadonlySet<string> = new Set(withAliases(RULES.flatMap((rule) => rule.symbols)));

/** The outside names that the rules know, for the file model. */
export const KNOWN_NAMES: KnownNames = {
  symbols: SYMBOLS,
  modules: new Set([...SYMBOLS].map((symbol) => symbol.split(".")[0] ?? symbol)),
  canonical: canonicalName,
  reexported: reexportedName,
};
