import type { KnownNames } from "../python/file-model.js";
import { canonicalName, reexportedName, withAliases } from "../rules/aliases.js";
import { RULES } from "../rules/registry.js";

const SYMBOLS: ReadonlySet<string> = new Set(withAliases(RULES.flatMap((rule) => rule.symbols)));

/** The outside names that the rules know, for the file model. */
export const KNOWN_NAMES: KnownNames = {
  symbols: SYMBOLS,
  modules: new Set([...SYMBOLS].map(rootOf)),
  canonical: canonicalName,
  reexported: reexportedName,
};

/** The first and last parts of the rules' qualified names: `numpy` with `load`, `read_array`, ... */
const MEMBERS: ReadonlyMap<string, ReadonlySet<string>> = membersByRoot();

/** With these, the name of a module need not stand in the text; or that of a member. */
const HIDDEN_ROOT =
  /\b(?:__import__|import_module|resolve_name|locate)\b|\bsys\s*\.\s*modules\s*(?:\[|\.)|\b(?:globals|locals|vars)\s*\(\s*\)\s*(?:\[|\.)/;
const HIDDEN_MEMBER = /\b(?:getattr|attrgetter|methodcaller|__dict__|__getattribute__|vars)\b/;

const ANY_ROOT = words([...MEMBERS.keys()]);
const ANY_MEMBER = words([...MEMBERS.values()].flatMap((names) => [...names]));
const ANY_WORD = words(RULES.flatMap((rule) => rule.words ?? []));
const ANY_SIGN = new RegExp(RULES.flatMap((rule) => rule.signs ?? []).join("|"));
const TOGETHER = RULES.flatMap((rule) => rule.together ?? []).map(
  ([first, second]) => [new RegExp(first), new RegExp(second)] as const,
);
const PATHS = RULES.flatMap((rule) => rule.paths ?? []);
const PAIRS = [...MEMBERS].map(([root, names]) => ({ root: words([root]), member: words([...names]) }));

/**
 * False only for texts that no rule can report. A finding needs the first and the last part of its symbol as words of
 * the text: the module is imported or named there, and so is the member, unless an importing function or `getattr` is
 * handed a name that is put together; or it needs one of the rules' own words. Much cheaper than parsing.
 */
export function mayHoldFinding(text: string, path = ""): boolean {
  if (holdsPair(text) || PATHS.some((paths) => paths.test(path))) return true;
  // eslint-disable-next-line no-control-regex -- the ASCII range is meant
  return /[^\x00-\x7f]/.test(text) && holdsPair(text.normalize("NFKC"));
}

function holdsPair(text: string): boolean {
  if (ANY_WORD.test(text) || ANY_SIGN.test(text)) return true;
  if (TOGETHER.some(([first, second]) => first.test(text) && second.test(text))) return true;
  const hiddenRoot = HIDDEN_ROOT.test(text);
  if (!hiddenRoot && !ANY_ROOT.test(text)) return false;
  const hiddenMember = HIDDEN_MEMBER.test(text);
  if (hiddenRoot) return hiddenMember || ANY_MEMBER.test(text);
  return PAIRS.some(({ root, member }) => root.test(text) && (hiddenMember || member.test(text)));
}

function membersByRoot(): Map<string, Set<string>> {
  const members = new Map<string, Set<string>>();
  for (const symbol of SYMBOLS) {
    const names = members.get(rootOf(symbol)) ?? new Set();
    members.set(rootOf(symbol), names.add(symbol.split(".").at(-1) ?? symbol));
  }
  return members;
}

function rootOf(symbol: string): string {
  return symbol.split(".")[0] ?? symbol;
}

function words(list: readonly string[]): RegExp {
  if (list.length === 0) return /(?!)/;
  return new RegExp(`\\b(?:${[...new Set(list)].join("|")})\\b`);
}
