import type { ParsePython } from "../parse/syntax-tree.js";
import type { Value } from "../python/value.js";
import type { ModuleLinks } from "./module-links.js";
import type { Repository } from "./repository.js";

/** By what names a file of the repository gives on what the rules know; found without looking for what each stands for. */
export interface GivenNames {
  /** The names under which it gives on what the rules know, and classes and displays that hold it. */
  readonly sinks: ReadonlySet<string>;
  /** The names of its functions and methods that wrap an unsafe load. */
  readonly wrappers: ReadonlySet<string>;
  /** The names under which it gives on modules and classes that lead there, with their qualified names. */
  readonly modules: ReadonlyMap<string, readonly string[]>;
  /** The names through which something that the rules know can be reached. */
  readonly leading: ReadonlySet<string>;
  /** The files that its names stand for, as modules. */
  readonly files: readonly string[];
}

/** What a file of the repository gives to those that import it. */
export interface ModuleNames extends GivenNames {
  /**
   * The alternatives of a name of the module; null for a name that it has not. What it imports from other files of the
   * repository is named and not looked up (`deferred`).
   */
  readonly member: (name: string) => readonly Value[] | null;
}

/** The files of a repository, as they give names to each other. */
export interface FilesThatGive {
  readonly repository: Repository;
  readonly parse: ParsePython;
  /** What a file gives, where names are followed through so many more files. */
  readonly namesOf: (file: string, hops: number) => ModuleNames;
  /** What the imports of a file bind to other files. */
  readonly linksIn: (file: string) => ModuleLinks;
}

/** Nothing is given on. */
export const NO_NAMES: GivenNames = {
  sinks: new Set(),
  wrappers: new Set(),
  modules: new Map(),
  leading: new Set(),
  files: [],
};

/** What a file gives on of what it imports from others. */
export function givenThrough(
  { names, stars }: ModuleLinks,
  namesIn: (file: string) => GivenNames,
): GivenNames {
  const sinks = new Set<string>();
  const wrappers = new Set<string>();
  const modules = new Map<string, readonly string[]>();
  const leading = new Set<string>();
  const files = new Set<string>();
  for (const [as, targets] of names) {
    for (const { file, name } of targets) {
      const given = namesIn(file);
      if (name === null) {
        files.add(file);
        if (tellsOf(given)) leading.add(as);
        continue;
      }
      if (given.sinks.has(name)) sinks.add(as);
      if (given.wrappers.has(name)) wrappers.add(as);
      const symbols = given.modules.get(name);
      if (symbols) modules.set(as, [...(modules.get(as) ?? []), ...symbols]);
      if (!given.leading.has(name)) continue;
      leading.add(as);
      // The methods of a class that is given on are called by their own names.
      for (const method of given.wrappers) wrappers.add(method);
    }
  }
  return merged([{ sinks, wrappers, modules, leading, files: [...files] }, ...stars.map(namesIn)]);
}

/** The names of several files together. */
export function merged(all: readonly GivenNames[]): GivenNames {
  const [first, ...others] = all.filter((names) => !isEmpty(names));
  if (!first) return NO_NAMES;
  if (others.length === 0) return first;
  const modules = new Map(first.modules);
  for (const names of others)
    for (const [name, symbols] of names.modules)
      modules.set(name, [...new Set([...(modules.get(name) ?? []), ...symbols])]);
  return {
    sinks: new Set(all.flatMap(({ sinks }) => [...sinks])),
    wrappers: new Set(all.flatMap(({ wrappers }) => [...wrappers])),
    leading: new Set(all.flatMap(({ leading }) => [...leading])),
    files: [...new Set(all.flatMap(({ files }) => files))],
    modules,
  };
}

function isEmpty({ sinks, wrappers, modules, leading, files }: GivenNames): boolean {
  return sinks.size + wrappers.size + modules.size + leading.size + files.length === 0;
}

/** The names by which a file can reach something through its imports: those of the modules, and of the modules in them. */
export function reachedBy(
  files: readonly string[],
  hops: number,
  namesOf: FilesThatGive["namesOf"],
): GivenNames {
  const direct = new Set(files.slice(0, MAX_REACHED));
  const behind = new Set<string>();
  const all: GivenNames[] = [];
  for (const file of direct) {
    const names = namesOf(file, hops);
    all.push(names);
    for (const other of names.files) if (!direct.has(other) && behind.size < MAX_REACHED) behind.add(other);
  }
  for (const file of behind) {
    const names = namesOf(file, hops);
    // Of a module in a module only what tells by itself: there are many of them.
    const leading = new Set([...names.sinks, ...names.wrappers]);
    if (tellsOf(names)) all.push({ ...names, leading, files: [] });
  }
  return merged(all);
}

/** How many modules are asked, and how many modules that stand in those. */
const MAX_REACHED = 100;

function tellsOf({ sinks, wrappers, modules }: GivenNames): boolean {
  return sinks.size + wrappers.size + modules.size > 0;
}
