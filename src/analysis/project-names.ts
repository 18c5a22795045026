import type { ProjectNames } from "../python/known-names.js";
import type { Value } from "../python/value.js";
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
    ...namesThrough(() => reachedBy(links.files, hops, files.namesOf)),
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
    ...namesThrough(() => reachedBy(files.linksIn(path).files, hops, files.namesOf)),
  };
}

function members(
  path: string,
  repository: Repository,
  lookUp: (file: string, name: string) => readonly Value[] | null,
): Pick<ProjectNames, "member" | "bound"> {
  const fileOf = (module: string): string | null => {
    const file = module.startsWith("/") ? module.slice(1) : fileIn(folderOf(path), module, repository);
    return file === path || (file !== null && !repository.has(file)) ? null : file;
  };
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
      const separator = module.endsWith(".") ? "" : ".";
      const submodule = module.startsWith("/")
        ? submoduleOf(file, name, repository)
        : fileOf(`${module}${separator}${name}`);
      if (submodule !== null) return [{ kind: "symbol", name: `/${submodule}`, via: [] }];
      return [{ kind: "project", name: `${module}${separator}${name}`, wrapper: null, via: [] }];
    },
  };
}

/** The names are put together when they are first asked for. */
function namesThrough(
  reached: () => GivenNames,
): Pick<ProjectNames, "leadingNames" | "moduleNames" | "wrapperNames" | "sinkNames"> {
  let names: GivenNames | undefined;
  const all = (): GivenNames => (names ??= reached());
  return {
    leadingNames: () => all().leading,
    moduleNames: () => all().modules,
    wrapperNames: () => all().wrappers,
    sinkNames: () => all().sinks,
  };
}
