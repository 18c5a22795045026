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
import { KeptByReach } from "./kept-by-reach.js";
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
  const { lineage } = repository;
  const before = lineage ? keptOf(lineage.of) : null;
  /** The same file with the same behind it gives the same: also what is in a module of a module counts. */
  const kept = <Made>(
    by: KeptByReach<Made> | undefined,
    file: string,
    hops: number,
    make: () => Made,
  ): Made =>
    by && lineage
      ? by.of(`${String(hops)} ${lineage.reach(file, hops === 0 ? 0 : hops + 1)} ${file}`, make)
      : make();
  const files: FilesThatGive = {
    repository,
    parse,
    namesOf: (file, hops) => {
      const byFile = (names[hops] ??= new Map<string, ModuleNames>());
      let own = byFile.get(file);
      if (!own) {
        own = kept(before?.names, file, hops, () =>
          hops === 0 ? ownNames(now, file) : throughLinks(files, file, hops),
        );
        byFile.set(file, own);
      }
      return own;
    },
    linksIn: (file) => {
      let own = links.get(file);
      if (!own) {
        own = kept(before?.links, file, 0, () => linksOf(file, textOf(repository, file) ?? "", repository));
        links.set(file, own);
      }
      return own;
    },
  };
  const now: Now = before?.now ?? { files };
  now.files = files;
  if (before) before.now = now;
  return files;
}

/** What was found out of each repository. */
const known = perRepository(() => ({
  names: [] as Map<string, ModuleNames>[],
  links: new Map<string, ModuleLinks>(),
}));

/** The state of a repository that is looked at. */
interface Now {
  files: FilesThatGive;
}

interface Before {
  readonly names: KeptByReach<ModuleNames>;
  readonly links: KeptByReach<ModuleLinks>;
  /** What is kept refers to this alone: not to the state that it was found in, which would be kept with it. */
  now: Now | null;
}

const byLineage = new WeakMap<object, Before>();

function keptOf(lineage: object): Before {
  const known = byLineage.get(lineage);
  if (known) return known;
  const fresh: Before = { names: new KeptByReach(), links: new KeptByReach(), now: null };
  byLineage.set(lineage, fresh);
  return fresh;
}

function textOf(repository: Repository, file: string): string | null {
  const text = repository.read(file);
  return text === null || text.length > MAX_LENGTH ? null : text;
}

/** What a file gives of itself and of the libraries that it imports. */
function ownNames(now: Now, file: string): ModuleNames {
  const { files } = now;
  const text = textOf(files.repository, file);
  if (text === null) return NOTHING;
  if (!mayExport(text)) return { ...NO_NAMES, member: whenAsked(now, file) };
  if (mayMakeNames(text)) return parsedNames(files, file, text, null);
  return { ...NO_NAMES, ...importedNames(text), member: whenAsked(now, file) };
}

/** Parses a file when one of its names is asked for. */
function whenAsked(now: Now, file: string): ModuleNames["member"] {
  let all: ModuleNames | undefined;
  return (name) => {
    if (!all) {
      const { files } = now;
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
