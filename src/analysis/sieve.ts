import { REFLECTIVE_MEMBERS, ROADS, wordsThat } from "../python/reflection.js";
import { RULES } from "../rules/registry.js";
import type { Sign } from "../rule-kit/rule.js";
import { KNOWN_NAMES, OTHER_ROADS, SYMBOL_TREE } from "./known-names.js";
import { mayReach, type Names } from "./may-reach.js";
import { TEXT_RUNNERS } from "./python-runners.js";
import { partsOf, symbolTree } from "./symbol-tree.js";
import { OTHER_ROOTS, otherRootsIn } from "./roads-in.js";
import { withNormalNames } from "./normal-names.js";
import { wordFinder, type WordsIn } from "./words-in.js";

/** The rules' qualified names in parts, by the first one: `numpy` with `load`, `lib` and `format` and `read_array`, ... */
const MEMBERS: ReadonlyMap<string, readonly (readonly string[])[]> = membersByRoot();
const ALL_MEMBERS: ReadonlySet<string> = new Set(
  [...MEMBERS.values()].flatMap((members) => members.map((parts) => parts.at(-1) ?? "")),
);

/** With these, the name of a module need not stand in the text; or that of a member. */
const IMPORTERS = wordsThat(...ROADS.filter((kind) => kind !== "namespace"));
const GETTERS = [...wordsThat("member", "getter"), "vars", ...REFLECTIVE_MEMBERS];
/** The functions that run a text, which can be put together of parts that tell nothing. */
const RUNNERS = symbolTree(
  TEXT_RUNNERS.flatMap((name) => [name, `builtins.${name}`, `__builtins__.${name}`]),
  [],
);
const RUNNER_ROOTS = new Set(RUNNERS.children.keys());
const RUNS_CODE = new RegExp(`\\b(?:${TEXT_RUNNERS.join("|")})\\b[\\s\\\\]*[(#]`);
/** What leads elsewhere, mentioned and not called. */
const HANDED_ON = new RegExp(
  `\\b(?:${[...IMPORTERS, ...wordsThat("member", "getter", "namespace")].join("|")})\\b(?!\\s*\\()`,
);

const WORDS: ReadonlySet<string> = new Set(RULES.flatMap((rule) => rule.words ?? []));
const SIGNS = RULES.flatMap((rule) => rule.signs ?? []);
const PATHS = RULES.flatMap((rule) => rule.paths ?? []);
const finder = wordFinder([
  ...MEMBERS.keys(),
  ...[...MEMBERS.values()].flat(2),
  ...WORDS,
  ...SIGNS.flatMap(({ words }) => words ?? []),
  ...IMPORTERS,
  ...OTHER_ROOTS,
  ...TEXT_RUNNERS,
  ...GETTERS,
]);

/**
 * False only for texts that no rule can report. A finding needs one of the rules' own words or signs, or one of their
 * symbols, whose module and member then stand in the code: unless an importing function, `getattr` or the like is handed
 * a name that is put together. Much cheaper than parsing.
 */
export function mayHoldFinding(text: string, path = ""): boolean {
  return isAtPath(path) || isTold(text, holds);
}

/** The same for what is known by words and names alone: all that one file can give to others. */
export function mayReachByName(text: string): boolean {
  return isTold(text, holdsNames);
}

function isTold(text: string, tells: (text: string, found: WordsIn) => boolean): boolean {
  const found = finder.inText(text);
  if (tells(text, found)) return true;
  if (found.isAscii) return false;
  const normalized = withNormalNames(text);
  return tells(normalized, finder.inText(normalized));
}

/** The same for a text that holds Python in another format, of which only the words can be told: false for none. */
export function mayHoldWords(text: string): boolean {
  const found = finder.inText(text);
  return !found.isAscii || mayHold(found);
}

/** Whether both ends of a symbol, or a module that only pickles, stand in a text of whatever kind: `torch` and `load`. */
export function mayNameLoader(text: string): boolean {
  const { words } = finder.inText(text);
  return hasAny(words, PICKLING) || holdsEnds(words);
}

const PICKLING = [
  "pickle",
  "cPickle",
  "_pickle",
  "dill",
  "cloudpickle",
  "joblib",
  "marshal",
  "shelve",
  "jsonpickle",
];

/** Whether a module stands in a text that something known to the rules is a member of. */
export function mayNameModule(text: string): boolean {
  return [...finder.inText(text).words].some((word) => MEMBERS.has(word));
}

/** Whether a text takes members by names that are put together of strings: `getattr(store, "load" "er")`. */
export function takesMembersByName(text: string): boolean {
  return PUT_TOGETHER.test(text);
}

const PUT_TOGETHER = new RegExp(
  `\\b(?:${GETTERS.join("|")})\\s*\\((?:\\s*[\\w.]{1,200}\\s*,)?\\s*["'][^"'\\n]{0,200}["']\\s*["'+%.[]`,
);

/** Whether a text may reach a symbol through names that other files give on; `modules` has what those stand for. */
export function mayReachThrough(text: string, modules: ReadonlyMap<string, readonly string[]>): boolean {
  if (![...modules.keys()].some((name) => text.includes(name))) return false;
  const [reaches = false] = mayReach(text, [
    { tree: SYMBOL_TREE, roots: NO_NAMES, members: NO_NAMES, given: modules, modulesInStrings: true },
  ]);
  return reaches;
}

/**
 * Whether names of a text can stand for something that the rules know other than by importing it: it may reach it
 * itself, or hands on one of the functions that lead elsewhere.
 */
export function mayMakeNames(text: string): boolean {
  return HANDED_ON.test(text) || mayReachByName(text) || handsModuleOn(text);
}

/** Whether a module that has a loader among much else, and is handed on for that, stands alone in a text. */
export function handsLoadingModuleOn(text: string): boolean {
  const roots = new Set(["torch", "yaml"].filter((name) => text.includes(name)));
  if (roots.size === 0) return false;
  return mayReach(text, [{ ...PLAIN, tree: SYMBOL_TREE, roots }]).some((reaches) => reaches);
}

/**
 * Whether a module on the way to a symbol stands alone in a text: `lib = joblib`. Its member may stand in another file.
 */
function handsModuleOn(text: string): boolean {
  const roots = new Set([...finder.inText(text).words].filter((word) => MEMBERS.has(word)));
  return mayReach(text, [{ ...PLAIN, tree: SYMBOL_TREE, roots }]).some((reaches) => reaches);
}

/**
 * Whether a text may re-export a symbol or wrap one in a function: it holds both ends of one, or the module alone where
 * it is short (a `compat.py`), imports everything, or gives modules other names.
 */
export function mayExport(text: string): boolean {
  const { words } = finder.inText(text);
  if (holdsEnds(words)) return true;
  if (![...words].some((word) => MEMBERS.has(word))) return false;
  return text.length < 4000 || /\bimport\s*\*/.test(text) || RENAMED.test(text) || handsModuleOn(text);
}

/** An import under a name that is none of the usual ones. */
const RENAMED =
  /^(?:from[ \t][^\n]{1,80})?import[ \t]+(?!(?:numpy[ \t]+as[ \t]+np|pandas[ \t]+as[ \t]+pd|torch[ \t]+as[ \t]+th|tensorflow[ \t]+as[ \t]+tf)\b)[\w.]{1,80}[ \t]+as[ \t]/m;

function isAtPath(path: string): boolean {
  return PATHS.some((paths) => paths.test(path));
}

/** Whether words tell, for all that is known without the text. */
function mayHold({ words }: WordsIn): boolean {
  return (
    hasAny(words, WORDS) ||
    SIGNS.some((sign) => sign.words !== undefined && hasAny(words, sign.words)) ||
    hasAny(words, TEXT_RUNNERS) ||
    hasAny(words, IMPORTERS) ||
    hasAny(words, OTHER_ROOTS) ||
    rootsIn(words).size > 0
  );
}

function holds(text: string, found: WordsIn): boolean {
  return SIGNS.some((sign) => isSigned(sign, text, found)) || holdsNames(text, found);
}

function holdsNames(text: string, { words }: WordsIn): boolean {
  if (hasAny(words, WORDS)) return true;
  if (hasAny(words, GETTERS) && takesMembersByName(text)) return true;
  const others = otherRootsIn(text, words);
  const runners = hasAny(words, TEXT_RUNNERS) && RUNS_CODE.test(text) ? RUNNER_ROOTS : NO_NAMES;
  const roots = rootsIn(words);
  const questions: Names[] = [
    { ...PLAIN, tree: RUNNERS, roots: runners },
    { ...PLAIN, tree: SYMBOL_TREE, roots },
  ];
  if (others.size > 0)
    questions.push(
      { ...PLAIN, tree: OTHER_ROADS, roots: others, members: OF_LOADERS },
      { ...PLAIN, tree: SYMBOL_TREE, roots, members: ALL_MEMBERS, modulesInStrings: true },
    );
  if (questions.every((names) => names.roots.size === 0)) return false;
  const [runsText = false, reaches = false, isHidden = false, reachesHidden = false] = mayReach(
    text,
    questions,
  );
  return runsText || reaches || (isHidden && (reachesHidden || hasAny(words, GETTERS)));
}

const NO_NAMES: ReadonlySet<string> = new Set();
/** Methods of whatever finds modules, that give the one they are told the name of. */
const OF_LOADERS: ReadonlySet<string> = new Set(["load_module"]);
const PLAIN = { members: NO_NAMES, given: new Map<string, readonly string[]>(), modulesInStrings: false };

function isSigned({ words, patterns }: Sign, text: string, found: WordsIn): boolean {
  const isOpen = words === undefined ? !found.isAscii : hasAny(found.words, words);
  return isOpen && patterns.every((pattern) => pattern.test(text));
}

/** The modules of which a symbol can be named by words of the text. */
function rootsIn(words: ReadonlySet<string>): ReadonlySet<string> {
  const hasGetter = hasAny(words, GETTERS);
  const roots = new Set<string>();
  for (const word of words) {
    const members = MEMBERS.get(word);
    if (members && (hasGetter || members.some((parts) => parts.every((part) => words.has(part)))))
      roots.add(word);
  }
  return roots;
}

/** Whether the first and the last part of a symbol stand in a text: what is between can be somebody else's. */
function holdsEnds(words: ReadonlySet<string>): boolean {
  for (const root of words) {
    if (MEMBERS.get(root)?.some((parts) => words.has(parts.at(-1) ?? "")) === true) return true;
  }
  return false;
}

function hasAny(words: ReadonlySet<string>, wanted: Iterable<string>): boolean {
  for (const word of wanted) if (words.has(word)) return true;
  return false;
}

function membersByRoot(): Map<string, string[][]> {
  const members = new Map<string, string[][]>();
  for (const symbol of KNOWN_NAMES.symbols) {
    const parts = partsOf(symbol);
    const [root = symbol] = parts;
    members.set(root, [...(members.get(root) ?? []), parts]);
  }
  return members;
}
