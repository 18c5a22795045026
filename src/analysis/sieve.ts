import type { KnownNames } from "../python/file-model.js";
import { canonicalName, reexportedName, withAliases } from "../rule-kit/aliases.js";
import { RULES } from "../rules/registry.js";
import type { Sign } from "../rule-kit/rule.js";
import { wordFinder, type WordsIn } from "./words-in.js";

const SYMBOLS: ReadonlySet<string> = new Set(withAliases(RULES.flatMap((rule) => rule.symbols)));

/** The outside names that the rules know, for the file model. */
export const KNOWN_NAMES: KnownNames = {
  symbols: SYMBOLS,
  modules: new Set([...SYMBOLS].map(rootOf)),
  canonical: canonicalName,
  reexported: reexportedName,
};

/** The rules' qualified names in parts, by the first one: `numpy` with `load`, `lib` and `format` and `read_array`, ... */
const MEMBERS: ReadonlyMap<string, readonly (readonly string[])[]> = membersByRoot();
const ALL_MEMBERS: ReadonlySet<string> = new Set(
  [...MEMBERS.values()].flatMap((members) => members.map((parts) => parts.at(-1) ?? "")),
);

/** With these, the name of a module need not stand in the text; or that of a member. */
const IMPORTERS = ["__import__", "import_module", "resolve_name", "locate", "importorskip"];
const NAMESPACES = ["modules", "globals", "locals", "vars"];
/** Any but a plain call with a literal, whose name then stands in the text; and any under another name. */
const HIDDEN_IMPORT =
  /(?<!\bimport\s)\b(?:__import__|import_module|resolve_name|locate|importorskip)\b(?!\s*\(\s*["'][\w.:]*["']\s*[,)])|\b(?:import_module|resolve_name|locate|importorskip)\s+as\b/;
const OWN_NAMESPACE = /\b(?:globals|locals|vars)\s*\(\s*\)\s*(?:\[(?!\s*["']\w*["']\s*\])|\.)/;
const NAMESPACE = new RegExp(
  [
    /\bsys\s*\.\s*modules\s*(?:\[(?!\s*(?:__name__|["'][\w.]*["'])\s*\])|\.)/,
    // Under another name; what follows in the same line could go on and on.
    /\bfrom\s+sys\s+import\b|=\s*sys\s*\.\s*modules\s*[\n;#]/,
    OWN_NAMESPACE,
  ]
    .map(({ source }) => source)
    .join("|"),
);
const GETTERS = ["getattr", "attrgetter", "methodcaller", "__dict__", "__getattribute__", "vars"];

const WORDS: ReadonlySet<string> = new Set(RULES.flatMap((rule) => rule.words ?? []));
const SIGNS = RULES.flatMap((rule) => rule.signs ?? []);
const PATHS = RULES.flatMap((rule) => rule.paths ?? []);
const finder = wordFinder([
  ...MEMBERS.keys(),
  ...[...MEMBERS.values()].flat(2),
  ...WORDS,
  ...SIGNS.flatMap(({ words }) => words ?? []),
  ...IMPORTERS,
  ...NAMESPACES,
  ...GETTERS,
]);

interface Remembered {
  readonly text: string;
  readonly found: WordsIn;
}

const NOTHING: Remembered = { text: "", found: { words: new Set(), isAscii: true } };

/** The words of the text that was asked about last, and of the last module that it imports: more is asked about both. */
let last = NOTHING;
let lastModule = NOTHING;

function wordsIn(text: string): WordsIn {
  if (text === last.text) return last.found;
  if (text === lastModule.text) return lastModule.found;
  last = { text, found: finder.inText(text) };
  return last.found;
}

/**
 * False only for the bytes of files that no rule can report: what `mayHoldFinding` says of their text, and mostly without
 * having to make one.
 * @param textOf makes the text of the bytes, in an encoding in which ASCII is itself; null for none
 */
export function mayTell(bytes: Uint8Array, path: string, textOf: () => string | null): boolean {
  const found = finder.inBytes(bytes);
  if (PATHS.some((paths) => paths.test(path))) return true;
  if (found.isAscii && !mayHold(found)) return false;
  const text = textOf();
  if (text === null) return true;
  last = { text, found };
  return mayHoldFinding(text, path);
}

/** Whether words tell, for all that is known without the text. */
function mayHold({ words }: WordsIn): boolean {
  for (const word of words) if (WORDS.has(word)) return true;
  if (SIGNS.some((sign) => sign.words?.some((word) => words.has(word)) ?? false)) return true;
  if (IMPORTERS.some((word) => words.has(word)) || NAMESPACES.some((word) => words.has(word))) return true;
  return holdsSymbol(
    words,
    GETTERS.some((word) => words.has(word)),
  );
}

/**
 * False only for texts that no rule can report. A finding needs all parts of its symbol as words of the text: the
 * module is imported or named there, and so is the member, unless an importing function or `getattr` is handed a name
 * that is put together; or it needs one of the rules' own words or signs. Much cheaper than parsing.
 */
export function mayHoldFinding(text: string, path = ""): boolean {
  const found = wordsIn(text);
  if (holds(text, found) || PATHS.some((paths) => paths.test(path))) return true;
  if (found.isAscii) return false;
  const normalized = text.normalize("NFKC");
  return holds(normalized, wordsIn(normalized));
}

/**
 * Whether a text may re-export a symbol or wrap one in a function: it holds both parts of one, or the module alone where
 * it is short (a `compat.py`) or imports everything.
 */
export function mayExport(text: string): boolean {
  if (text !== last.text) lastModule = { text, found: finder.inText(text) };
  const { words } = wordsIn(text);
  if (holdsEnds(words)) return true;
  return (text.length < 4000 || /\bimport\s*\*/.test(text)) && [...words].some((word) => MEMBERS.has(word));
}

function holds(text: string, found: WordsIn): boolean {
  const { words } = found;
  for (const word of words) if (WORDS.has(word)) return true;
  for (const sign of SIGNS) {
    if (isSigned(sign, text, found)) return true;
  }
  const hiddenMember = GETTERS.some((word) => words.has(word));
  const hiddenRoot =
    (IMPORTERS.some((word) => words.has(word)) && HIDDEN_IMPORT.test(text)) ||
    (NAMESPACES.some((word) => words.has(word)) && NAMESPACE.test(text));
  if (hiddenRoot) {
    return hiddenMember || [...words].some((word) => ALL_MEMBERS.has(word));
  }
  return holdsSymbol(words, hiddenMember);
}

/** Which signs are in the text with these words, as far as that was asked. */
const signed = new WeakMap<WordsIn, Map<Sign, boolean>>();

function isSigned(sign: Sign, text: string, found: WordsIn): boolean {
  const { words: gate, patterns } = sign;
  const isOpen = gate === undefined ? !found.isAscii : gate.some((word) => found.words.has(word));
  if (!isOpen) return false;
  const known = signed.get(found) ?? new Map<Sign, boolean>();
  signed.set(found, known);
  const is = known.get(sign) ?? patterns.every((pattern) => pattern.test(text));
  known.set(sign, is);
  return is;
}

function holdsSymbol(words: ReadonlySet<string>, hiddenMember: boolean): boolean {
  for (const root of words) {
    const members = MEMBERS.get(root);
    if (members && (hiddenMember || members.some((parts) => parts.every((part) => words.has(part)))))
      return true;
  }
  return false;
}

/** Whether the first and the last part of a symbol stand in a text: what is between can be somebody else's. */
function holdsEnds(words: ReadonlySet<string>): boolean {
  for (const root of words) {
    if (MEMBERS.get(root)?.some((parts) => words.has(parts.at(-1) ?? "")) === true) return true;
  }
  return false;
}

function membersByRoot(): Map<string, string[][]> {
  const members = new Map<string, string[][]>();
  for (const symbol of SYMBOLS) {
    const parts = symbol.replaceAll("()", "").split(".");
    members.set(rootOf(symbol), [...(members.get(rootOf(symbol)) ?? []), parts]);
  }
  return members;
}

function rootOf(symbol: string): string {
  return symbol.split(".")[0] ?? symbol;
}
