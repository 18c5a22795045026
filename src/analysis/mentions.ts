import { REFLECTIVE_MEMBERS } from "../python/reflection.js";
import { KNOWN_ANYWHERE, SAME_PATHS } from "../rule-kit/aliases.js";
import { KNOWN_NAMES } from "./known-names.js";
import { scanNames } from "./scan-names.js";
import { membersNamed, partsOf, symbolTree, type SymbolNode } from "./symbol-tree.js";

/** How a text may mention symbols. */
export interface Ways {
  /** The modules that count; of all others no symbol can be reached in the text. */
  readonly roots: ReadonlySet<string>;
  /** Whether the code in strings is run, and so counts as well. */
  readonly runsStrings: boolean;
  /** Whether a string can name a module: an importing function or a mapping of modules stands in the text. */
  readonly modulesInStrings: boolean;
  /** What names that other files give on stand for, wherever they are written: qualified names. */
  readonly given?: ReadonlyMap<string, readonly string[]>;
}

/** What a text mentions, by the names in its code. */
export interface Mentions {
  /** Whether one of the symbols may be reached by what is imported, written out, or handed on. */
  readonly symbol: boolean;
  /** The names that are taken from something: behind a dot, imported from a module, or as a string. */
  readonly members: ReadonlySet<string>;
}

const TREE = [symbolTree(KNOWN_NAMES.symbols, SAME_PATHS)];
const NONE_GIVEN: ReadonlyMap<string, readonly string[]> = new Map();
const DOTTED_NAME = /^[\w.:]{1,200}$/;

/**
 * Looks what of the rules' symbols a text mentions. A module that is only followed by members that lead to none of them
 * (`np.zeros`) mentions nothing; one that stands alone (`f(np)`) or is followed by a part of the way (`np.lib`) may lead
 * anywhere from there.
 */
export function mentionsIn(
  text: string,
  { roots, runsStrings, modulesInStrings, given = NONE_GIVEN }: Ways,
): Mentions {
  /** What the names of the file stand for besides the modules that are called like them. */
  const aliases = new Map<string, readonly SymbolNode[]>();
  const written = new Set<string>();
  const members = new Set<string>();
  let symbol = false;
  scanNames(text, runsStrings, {
    imported: (parts, as) => {
      parts.slice(1).forEach((part) => members.add(part));
      for (const rest of pathsIn(parts, true)) {
        const places = along(rest);
        if (as !== null && places.length > 0) aliases.set(as, [...(aliases.get(as) ?? []), ...places]);
      }
    },
    name: (parts, isMember, isBound) => {
      parts.slice(isMember ? 0 : 1).forEach((part) => members.add(part));
      if (parts.length === 1 && isBound) return;
      for (const rest of pathsIn(parts, !isMember)) written.add(rest.join("."));
    },
    string: (content) => {
      if (!DOTTED_NAME.test(content)) return;
      const parts = content.split(/[.:]/);
      parts.forEach((part) => members.add(part));
      for (const rest of pathsIn(parts, modulesInStrings)) written.add(rest.join("."));
    },
  });
  if (!symbol) symbol = [...written].some((path) => mayLead(path.split(".")));
  return { symbol, members };

  /** A path from its beginning, and from each part of it that is a known module wherever it stands. */
  function pathsIn(parts: readonly string[], fromStart: boolean): (readonly string[])[] {
    const starts = parts.flatMap((part, i) =>
      (i === 0 && fromStart) || KNOWN_ANYWHERE.has(part) || given.has(part) ? [i] : [],
    );
    return starts.map((i) => parts.slice(i));
  }

  function root(name: string): readonly SymbolNode[] {
    const own = roots.has(name) ? membersNamed(TREE, name) : [];
    return [...own, ...(given.get(name) ?? []).flatMap(placesOf)];
  }

  /** The places of what is imported; those of all members for a star. Notes a symbol on the way. */
  function along([first = "", ...rest]: readonly string[]): readonly SymbolNode[] {
    let places = root(first);
    for (const part of rest) {
      if (places.some(({ isEnd }) => isEnd)) symbol = true;
      places =
        part === "*" ? places.flatMap(({ children }) => [...children.values()]) : membersNamed(places, part);
    }
    if (places.some(({ isEnd }) => isEnd)) symbol = true;
    return places;
  }

  function mayLead([first = "", ...rest]: readonly string[]): boolean {
    let places = [...root(first), ...(aliases.get(first) ?? [])];
    for (const part of rest) {
      if (places.some(({ isEnd }) => isEnd)) return true;
      if (places.length > 0 && REFLECTIVE_MEMBERS.has(part)) return true;
      places = [...membersNamed(places, part)];
    }
    return places.length > 0;
  }
}

function placesOf(symbol: string): readonly SymbolNode[] {
  return partsOf(symbol).reduce<readonly SymbolNode[]>(membersNamed, TREE);
}
