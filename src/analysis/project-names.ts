import type { ProjectNames } from "../python/known-names.js";
import type { Value } from "../python/value.js";
import { ANY_NAME, callsOnUnknown } from "./calls-on-unknown.js";
import { reachedBy, type FilesThatGive, type GivenNames } from "./given-names.js";
import { memberIn } from "./members-of-files.js";
import { fileIn, folderOf, submoduleOf } from "./module-files.js";
import { linksOf } from "./module-links.js";
import type { Repository } from "./repository.js";
import { MAX_HOPS } from "./surroundings.js";

/**
 * What the imports of the file at `path` stand for in the other files of the repository, and what those import: re-exports,
 * base classes and functions that wrap an unsafe load. Null where it imports no file of the repository.
 */
export function projectNames(path: string, text: string, files: FilesThatGive): ProjectNames | null {
  const links = linksOf(path, text, files.repository);
  if (links.files.length === 0) return null;
  const hops = MAX_HOPS - 1;
  const lookUp = (file: string, name: string): readonly Value[] | null => memberIn(files, file, name, hops);
  return {
    ...members(path, files.repository, lookUp),
    ...leadingThrough(files, path, links.files, hops),
    ...namesThrough(() => reachedBy(links.files, hops, files.namesOf)),
    ...textsOf(links.files, files.repository, (module) => fileOfModule(path, module, files.repository)),
  };
}

/** The same for a file that is looked into for others: what leads nowhere is only named, and is looked up when it is asked for. */
export function projectAt(files: FilesThatGive, path: string, hops: number): ProjectNames {
  const lookUp = (file: string, name: string): readonly Value[] | null => {
    const { leading } = files.namesOf(file, hops);
    if (leading.has(name)) return memberIn(files, file, name, hops);
    // A module of a package is none of its names.
    if (submoduleOf(file, name, files.repository) !== null) return null;
    return [{ kind: "symbol", name: `/${file}:${name}`, via: [] }];
  };
  return {
    ...members(path, files.repository, lookUp),
    ...leadingThrough(files, path, files.linksIn(path).files, hops),
    ...namesThrough(() => reachedBy(files.linksIn(path).files, hops, files.namesOf)),
    ...textsOf(files.linksIn(path).files, files.repository, (module) =>
      fileOfModule(path, module, files.repository),
    ),
  };
}

function members(
  path: string,
  repository: Repository,
  lookUp: (file: string, name: string) => readonly Value[] | null,
): Pick<ProjectNames, "member" | "bound"> {
  const fileOf = (module: string): string | null => fileOfModule(path, module, repository);
  const bound = (module: string, name: string): readonly Value[] | null => {
    const file = fileOf(module);
    return file === null ? null : lookUp(file, name);
  };
  return {
    bound,
    member: (module, name) => {
      const file = fileOf(module);
      if (file === null) return null;
      const values = lookUp(file, name);
      if (values) return values;
      const submodule = module.startsWith("/")
        ? submoduleOf(file, name, repository)
        : fileOf(memberPath(module, name));
      if (submodule !== null) return [{ kind: "symbol", name: `/${submodule}`, via: [] }];
      return [{ kind: "project", name: memberPath(module, name), wrapper: null, via: [] }];
    },
  };
}

/** The file that a module is, as the file at `path` imports it; null for that file itself. */
function fileOfModule(path: string, module: string, repository: Repository): string | null {
  const file = module.startsWith("/") ? module.slice(1) : fileIn(folderOf(path), module, repository);
  return file === path || (file !== null && !repository.has(file)) ? null : file;
}

/** @param imported the files that the file at `path` imports */
function leadingThrough(
  files: FilesThatGive,
  path: string,
  imported: readonly string[],
  hops: number,
): Pick<ProjectNames, "leads" | "leadingNames"> {
  const { repository } = files;
  const leadingIn = (file: string): ReadonlySet<string> => files.namesOf(file, hops).leading;
  const fileLeads = (file: string, [member, ...rest]: readonly string[]): boolean => {
    if (member === undefined)
      return leadingIn(file).size > 0 || imported.some((one) => leadsBelow(file, one));
    if (leadingIn(file).has(member)) return true;
    const submodule = submoduleOf(file, member, repository);
    if (submodule !== null) return fileLeads(submodule, rest);
    // A module that the file imports: `kit.pack` is one where `kit` has `import pack`.
    const linked = rest.length > 0 ? (files.linksIn(file).names.get(member) ?? []) : [];
    return linked.some((link) => link.name === null && fileLeads(link.file, rest));
  };
  /** `import app.store` makes `store` a member of `app`. */
  const leadsBelow = (file: string, one: string): boolean =>
    file.endsWith("/__init__.py") && one.startsWith(folderOf(file)) && leadingIn(one).size > 0;
  return {
    leads: (module, members) => {
      const file = fileOfModule(path, module, repository);
      if (file !== null) return fileLeads(file, members);
      // A folder without a file of its own, or a module that is imported from one.
      const [member, ...rest] = members;
      const below = member === undefined ? null : fileOfModule(path, memberPath(module, member), repository);
      return below !== null && fileLeads(below, rest);
    },
    leadingNames: (module) => {
      const file = fileOfModule(path, module, repository);
      return file === null ? [] : leadingIn(file);
    },
  };
}

/** @param imported the files that the file at `path` imports */
function textsOf(
  imported: readonly string[],
  { read }: Repository,
  fileOf: (module: string) => string | null,
): Pick<ProjectNames, "callsOnUnknown" | "anyCallsOnUnknown"> {
  const calls = (file: string | null, methods: readonly string[], replaced: string | null): boolean => {
    const text = file === null ? null : read(file);
    return text !== null && callsOnUnknown(text, methods, replaced);
  };
  return {
    callsOnUnknown: ({ module, member }, methods, replaced) =>
      calls(fileOf(module), methods, replaced) ||
      (member !== null && calls(fileOf(memberPath(module, member)), methods, replaced)),
    anyCallsOnUnknown: (methods) => imported.some((file) => calls(file, methods, ANY_NAME)),
  };
}

function memberPath(module: string, member: string): string {
  return `${module}${module.endsWith(".") ? "" : "."}${member}`;
}

/** The names are put together when they are first asked for. */
function namesThrough(
  reached: () => GivenNames,
): Pick<ProjectNames, "moduleNames" | "wrapperNames" | "sinkNames"> {
  let names: GivenNames | undefined;
  const all = (): GivenNames => (names ??= reached());
  return {
    moduleNames: () => all().modules,
    wrapperNames: () => all().wrappers,
    sinkNames: () => all().sinks,
  };
}
