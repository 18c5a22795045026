import { REFLECTIVE_MEMBERS } from "../python/reflection.js";
import { KNOWN_ANYWHERE } from "../rule-kit/aliases.js";
import { scanImports } from "../python/scan-imports.js";
import { scanNames } from "./scan-names.js";
import { membersNamed, partsOf, type SymbolNode } from "./symbol-tree.js";

/** By what names a text may reach something. */
export interface Names {
  /** Where they may lead. */
  readonly tree: SymbolNode;
  /** The modules that count. */
  readonly roots: ReadonlySet<string>;
  /** Members that count whatever they are taken from. */
  readonly members: ReadonlySet<string>;
  /** What names that other files give on stand for, wherever they are written: qualified names. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** Whether a string can name a module: an importing function or a mapping of modules stands in the text. */
  readonly modulesInStrings: boolean;
}

type Places = readonly SymbolNode[];
type Parts = readonly string[];

const DOTTED_NAME = /^[\w.:]{1,200}$/;

/**
 * Whether a text may reach one of the symbols of a tree, by the names in its code: the answers to several such questions,
 * of one pass. A module that is only followed by members that lead to none of them (`np.zeros`) does not; one that stands
 * alone (`f(np)`) or is followed by a part of the way (`np.lib`) may lead anywhere from there.
 */
export function mayReach(text: string, questions: readonly Names[]): readonly boolean[] {
  const imports = aliasesOf(text);
  const open = questions.map((names) => ({
    names,
    aliases: placesOfAliases(imports, names),
    reaches: false,
  }));
  const wanted = new Set([...KNOWN_ANYWHERE]);
  for (const { names, aliases } of open)
    for (const some of [names.roots, names.members, names.given.keys(), aliases.keys()])
      for (const name of some) wanted.add(name);

  const look = (parts: Parts, isImport: boolean, isMember: boolean, isString = false): void => {
    for (const question of open) {
      const { names, aliases } = question;
      const isBehind = isMember || (isString && !names.modulesInStrings);
      question.reaches ||=
        parts.some((part, i) => (i > 0 || isBehind) && names.members.has(part)) ||
        pathsIn(parts, isBehind, names).some((path) =>
          isImport ? passesEnd(placesOf(path[0] ?? "", names), path.slice(1)) : leads(path, names, aliases),
        );
    }
  };
  scanNames(text, wanted, {
    imported: (parts) => {
      look(parts, true, false);
    },
    name: (parts, isMember, isBound) => {
      if (parts.length > 1 || !isBound) look(parts, false, isMember);
    },
    string: (content) => {
      if (DOTTED_NAME.test(content)) look(content.split(/[.:]/), false, false, true);
    },
  });
  return open.map(({ reaches }) => reaches);
}

type Aliases = ReadonlyMap<string, ReadonlySet<SymbolNode>>;

function leads([first = "", ...rest]: Parts, names: Names, aliases: Aliases): boolean {
  const places = [...placesOf(first, names), ...(aliases.get(first) ?? [])];
  return places.length > 0 && leadsOn(places, rest);
}

interface Alias {
  readonly parts: Parts;
  readonly as: string;
}

/** The names that a text imports. */
function aliasesOf(text: string): readonly Alias[] {
  const imports: Alias[] = [];
  scanImports(text, {
    imported: (parts, as) => {
      if (as !== null) imports.push({ parts, as });
    },
  });
  return imports;
}

/** What the names that a text imports stand for, besides the modules that are called like them. */
function placesOfAliases(imports: readonly Alias[], names: Names): Aliases {
  const aliases = new Map<string, Set<SymbolNode>>();
  for (const { parts, as } of imports) {
    for (const [first = "", ...rest] of pathsIn(parts, false, names)) {
      const places = rest.reduce<Places>(membersNamed, placesOf(first, names));
      if (places.length === 0) continue;
      const known = aliases.get(as) ?? new Set();
      aliases.set(as, known);
      for (const place of places) known.add(place);
    }
  }
  return aliases;
}

/** A path from its beginning, unless that is a member of something, and from each part of it that is known anywhere. */
function pathsIn(parts: Parts, isMember: boolean, { given }: Names): Parts[] {
  const paths: Parts[] = [];
  for (const [i, part] of parts.entries()) {
    if ((i === 0 && !isMember) || KNOWN_ANYWHERE.has(part) || given.has(part)) paths.push(parts.slice(i));
  }
  return paths;
}

function placesOf(name: string, { tree, roots, given }: Names): Places {
  const own = roots.has(name) ? membersNamed([tree], name) : [];
  const others = (given.get(name) ?? []).flatMap((symbol) =>
    partsOf(symbol).reduce<Places>(membersNamed, [tree]),
  );
  return [...own, ...others];
}

/** Whether what is imported is one of the symbols, comes from one, or is all of a module on the way. */
function passesEnd(start: Places, rest: Parts): boolean {
  let places = start;
  for (const part of rest) {
    if (places.some(({ isEnd }) => isEnd)) return true;
    if (part === "*") return places.length > 0;
    places = membersNamed(places, part);
  }
  return places.some(({ isEnd }) => isEnd);
}

/** Whether members of some places reach a symbol, or stop on the way. */
function leadsOn(start: Places, rest: Parts): boolean {
  let places = start;
  for (const part of rest) {
    if (places.some(({ isEnd }) => isEnd) || REFLECTIVE_MEMBERS.has(part)) return true;
    places = membersNamed(places, part);
    if (places.length === 0) return false;
  }
  return true;
}
