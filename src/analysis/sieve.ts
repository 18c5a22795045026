import type { KnownNames } from "../python/file-model.js";
import { RULES } from "../rules/registry.js";

const SYMBOLS: ReadonlySet<string> = new Set(RULES.flatMap((rule) => rule.symbols));

/** The outside names that the rules know, for the file model. */
export const KNOWN_NAMES: KnownNames = {
  symbols: SYMBOLS,
  modules: new Set([...SYMBOLS].map(rootOf)),
};

/** Functions that import a module whose name need not stand in the text. */
const IMPORTERS = ["__import__", "import_module"];

const WORDS = new RegExp(`\\b(?:${[...KNOWN_NAMES.modules, ...IMPORTERS].join("|")})\\b`);

/**
 * False only for texts that no rule can report: a finding needs the root module of its symbol, and that has to be
 * imported, or named, or handed to an importing function. Much cheaper than parsing.
 */
export function mayHoldFinding(text: string): boolean {
  if (WORDS.test(text)) return true;
  // eslint-disable-next-line no-control-regex -- the ASCII range is meant
  return /[^\x00-\x7f]/.test(text) && WORDS.test(text.normalize("NFKC"));
}

function rootOf(symbol: string): string {
  return symbol.split(".")[0] ?? symbol;
}
