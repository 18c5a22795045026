import type { ParsePython } from "../parse/syntax-tree.js";
import {
  givenThrough,
  merged,
  NO_NAMES,
  reachedBy,
  type FilesThatGive,
  type GivenNames,
  type ModuleNames,
} from "./given-names.js";
import { importedNames } from "./imported-names.js";
import { linksOf, type ModuleLinks } from "./module-links.js";
import { parsedNames } from "./parsed-names.js";
import { projectAt } from "./project-names.js";
import { perRepository, type Repository } from "./repository.js";
import { mayExport, mayMakeNames } from "./sieve.js";
import { usesNames } from "./uses-names.js";

/** The most a file may hold to be looked into for others. */
const MAX_LENGTH = 5 * 1024 * 1024;

const NOTHING: ModuleNames = { ...NO_NAMES, member: () => null };

/**
 * The files of a repository, as they give names to each other. What a file gives through some more files rests on what others
 * give through one less: so it is the same whatever file is asked about first, also where files import each other.
 */
export function filesThatGive(repository: Repository, parse: ParsePython): FilesThatGive {
  const { names, links } = known(repository);
  const files: FilesThatGive = {
    repository,
    parse,
    namesOf: (file, hops) => {
      const byFile = (names[hops] ??= new Map<string, ModuleNames>());
      let own = byFile.get(file);
      if (!own) {
        own = hops === 0 ? ownNames(files, file) : throughLinks(files, file, hops);
        byFile.set(file, own);
      }
      return own;
    },
    linksIn: (file) => {
      let own = links.get(file);
      if (!own) {
        own = linksOf(file, textOf(repository, file) ?? "", repository);
        links.set(file, own);
      }
      return own;
    },
  };
  return files;
}

/** What was found out of each repository. */
const known = perRepository(() => ({
  names: [] as Map<string, ModuleNames>[],
  links: new Map<string, ModuleLinks>(),
}));

function textOf(repository: Repository, file: string): string | null {
  const text = repository.read(file);
  return text === null || text.length > MAX_LENGTH ? null : text;
}

/** What a file gives of itself and of the libraries that it imports. */
function ownNames(files: FilesThatGive, file: string): ModuleNames {
  const text = textOf(files.repository, file);
  if (text === null) return NOTHING;
  if (!mayExport(text)) return { ...NO_NAMES, member: whenAsked(files, file) };
  if (mayMakeNames(text)) return parsedNames(files, file, text, null);
  return { ...NO_NAMES, ...importedNames(text), member: whenAsked(files, file) };
}

/** Parses a file when one of its names is asked for. */
function whenAsked(files: FilesThatGive, file: string): ModuleNames["member"] {
  let all: ModuleNames | undefined;
  return (name) => {
    if (!all) {
      const text = textOf(files.repository, file);
      all = text === null ? NOTHING : parsedNames(files, file, text, null);
    }
    return all.member(name);
  };
}

/** What a file gives, where what it imports from others counts too. */
function throughLinks(files: FilesThatGive, file: string, hops: number): ModuleNames {
  const { namesOf, repository } = files;
  const below = namesOf(file, hops - 1);
  const links = files.linksIn(file);
  if (links.files.length === 0) return below;
  const given = givenThrough(links, (other) => namesOf(other, hops - 1));
  const all = { ...merged([below, given]), member: below.member };
  const reached = reachedBy(links.files, hops - 1, namesOf);
  // Nearly all that one more file tells is told by the first one.
  const text = hops === 1 && hasMore(reached, NO_NAMES) ? textOf(repository, file) : null;
  if (text !== null && MAKES_NAMES.test(text) && usesNames(text, reached)) {
    const parsed = parsedNames(files, file, text, projectAt(files, file, hops - 1));
    return { ...merged([all, parsed]), member: parsed.member };
  }
  return hasMore(all, below) || all.leading.size > below.leading.size ? all : below;
}

/** Whether a text makes names of its own; one of nothing but imports gives on what those bind. */
const MAKES_NAMES = /^[ \t]*(?:(?:async[ \t]+)?def|class)\b|^[^=\n\r\u2028\u2029(#]*=/m;

/** Whether there are more names that tell, or modules, than there were. */
function hasMore(names: GivenNames, before: GivenNames): boolean {
  return (
    names.sinks.size > before.sinks.size ||
    names.wrappers.size > before.wrappers.size ||
    names.modules.size > before.modules.size ||
    names.files.length > before.files.length
  );
}
