import { buildFileModel, type FileModel } from "../python/file-model.js";
import type { ProjectNames } from "../python/known-names.js";
import { importedModules, moduleFile } from "../python/import-paths.js";
import { baseClasses } from "../python/member-values.js";
import type { ParsePython, SyntaxNode, SyntaxTree } from "../parse/syntax-tree.js";
import { functionsThat, ROADS } from "../python/reflection.js";
import { returnedValues } from "../python/returned-values.js";
import { UNKNOWN, type Value, type Wrapper } from "../python/value.js";
import { gradeFindClass } from "../rule-kit/find-class.js";
import { wrappersOf } from "../rule-kit/wrappers.js";
import { fileIn, folderOf } from "./module-files.js";
import { perRepository, type Repository } from "./repository.js";
import { reportedBy } from "./run-rules.js";
import { importedNames } from "./imported-names.js";
import { KNOWN_NAMES } from "./known-names.js";
import { mayExport, mayMakeNames } from "./sieve.js";
import { fileBehind, givesOn, leadsOn, leadsOnByName } from "./telling-names.js";

/** What a file of the repository gives to those that import it. */
interface ModuleNames {
  /** The alternatives of each name of the module; null for a name that it has not. */
  readonly member: (name: string) => readonly Value[] | null;
  /** The names under which it gives on what the rules know. */
  readonly sinks: ReadonlySet<string>;
  /** The names of its functions that wrap an unsafe load. */
  readonly wrappers: ReadonlySet<string>;
  /** The names under which it gives on modules and classes that lead there, with their qualified names. */
  readonly modules: ReadonlyMap<string, readonly string[]>;
  /** The files of the repository that its names stand for. */
  readonly files: readonly string[];
  /** The names through which something that the rules know can be reached. */
  readonly leading: ReadonlySet<string>;
}

/** The most a file may hold to be looked into for others. */
const MAX_LENGTH = 1_000_000;

/**
 * What the imports of the file at `path` stand for, one file deep: re-exports, base classes and functions that wrap an
 * unsafe load. Null where it imports no file of the repository that could hold any of them.
 */
export function projectNames(
  path: string,
  text: string,
  repository: Repository,
  parse: ParsePython,
): ProjectNames | null {
  const fileOf = (module: string): string | null => {
    const file = fileIn(folderOf(path), module, repository);
    return file === path ? null : file;
  };
  const imported = importedModules(text).filter((module) => fileOf(module) !== null);
  if (imported.length === 0) return null;
  const modules = imported.map((module) => namesOf(fileOf(module) ?? "", repository, parse));
  return {
    member: (module, name) => {
      const file = fileOf(module);
      if (file === null) return null;
      const values = namesOf(file, repository, parse).member(name);
      if (values) return values;
      const separator = module.endsWith(".") ? "" : ".";
      const submodule = `${module}${separator}${name}`;
      if (fileOf(submodule) !== null) return [{ kind: "symbol", name: submodule, via: [] }];
      return [{ kind: "project", name: submodule, wrapper: null, via: [] }];
    },
    leadingNames: () => new Set(modules.flatMap(({ leading }) => [...leading])),
    moduleNames: () => {
      const merged = new Map<string, readonly string[]>();
      for (const { modules: own } of modules)
        for (const [name, symbols] of own) merged.set(name, [...(merged.get(name) ?? []), ...symbols]);
      return merged;
    },
    wrapperNames: () => new Set(modules.flatMap(({ wrappers }) => [...wrappers])),
    sinkNames: () => {
      const behind = modules.flatMap(({ files }) => files.map((file) => namesOf(file, repository, parse)));
      return new Set([...modules, ...behind].flatMap(({ sinks }) => [...sinks]));
    },
  };
}

const NOTHING: ModuleNames = {
  member: () => null,
  sinks: new Set(),
  wrappers: new Set(),
  modules: new Map(),
  files: [],
  leading: new Set(),
};

function namesOf(file: string, repository: Repository, parse: ParsePython): ModuleNames {
  const known = namesByFile(repository).get(file);
  if (known) return known;
  const names = readNames(file, repository, parse);
  namesByFile(repository).set(file, names);
  return names;
}

const namesByFile = perRepository(() => new Map<string, ModuleNames>());

function readNames(file: string, repository: Repository, parse: ParsePython): ModuleNames {
  const text = repository.read(file);
  if (text === null || text.length > MAX_LENGTH || !mayExport(text)) return NOTHING;
  if (mayMakeNames(text, file)) return moduleNames(file, text, repository, parse);
  // Only what it imports can lead anywhere; of its other names each is looked up when it is asked for.
  let all: ModuleNames | undefined;
  const member: ModuleNames["member"] = (name) => {
    const again = repository.read(file);
    all ??= again === null ? NOTHING : moduleNames(file, again, repository, parse);
    return all.member(name);
  };
  return { ...NOTHING, ...importedNames(file, text, repository), member };
}

function moduleNames(file: string, text: string, repository: Repository, parse: ParsePython): ModuleNames {
  const parsed = parse(text);
  if (!parsed.ok) return NOTHING;
  const kept = keptNames(file, parsed.tree, repository);
  return { ...kept, member: (name) => kept.names.get(name) ?? fromStars(kept.stars, name) };
}

interface KeptNames extends Omit<ModuleNames, "member"> {
  readonly names: ReadonlyMap<string, readonly Value[]>;
  readonly stars: readonly string[];
}

/**
 * A copy of what is kept of a file, which holds no part of its text and of its model. Made in a function of its own: a
 * closure that is kept would keep alive all that any closure beside it refers to.
 */
function keptNames(file: string, tree: SyntaxTree, repository: Repository): KeptNames {
  const model = buildFileModel(tree, KNOWN_NAMES, { path: file, floors: new Map() });
  const wrappers = wrappersOf(model, reportedBy(model));
  const names = namesIn(model, wrappers, repository);
  const stars = new Set(model.scopes.module.stars);
  const starred = [...KNOWN_NAMES.symbols].flatMap((symbol) =>
    [...stars].filter((star) => symbol.startsWith(`${star}.`)).map((star) => symbol.slice(star.length + 1)),
  );
  const namesWith = (test: (value: Value) => boolean): string[] =>
    [...names].filter(([, values]) => values.some(test)).map(([name]) => name);
  return structuredClone({
    names,
    stars: [...stars],
    sinks: new Set([...namesWith((value) => isSink(value) || givesOn(value, file, repository)), ...starred]),
    modules: new Map(
      [...names].flatMap(([name, values]) => {
        const symbols = values.flatMap((value) => (leadsOnByName(value) ? [value.name] : []));
        return symbols.length > 0 ? [[name, symbols] as const] : [];
      }),
    ),
    files: [...names.values()].flat().flatMap((value) => fileBehind(value, file, repository) ?? []),
    wrappers: new Set([...wrappers.values()].map(({ name }) => name)),
    leading: new Set([...namesWith((value) => leadsOn(value, file, repository)), ...starred]),
  });
}

function namesIn(
  model: FileModel,
  wrappers: ReadonlyMap<SyntaxNode, Wrapper>,
  repository: Repository,
): ReadonlyMap<string, readonly Value[]> {
  const names = new Map<string, readonly Value[]>();
  for (const [name, bindings] of model.scopes.module.bindings) {
    const values = bindings.flatMap((binding) => model.evaluator.bound(binding));
    const kept = values
      .map((value) => reexported(model.path, value, repository))
      .flatMap((value) => carried(model, name, value, wrappers));
    names.set(name, kept);
  }
  return names;
}

function isSink(value: Value): boolean {
  if (value.kind !== "symbol") return false;
  return (
    LEADING_ELSEWHERE.has(value.name) || (KNOWN_NAMES.symbols.has(value.name) && value.name.includes("."))
  );
}

const LEADING_ELSEWHERE: ReadonlySet<string> = new Set(functionsThat(...ROADS, "member", "getter"));

function fromStars(stars: readonly string[], name: string): readonly Value[] | null {
  const symbol = stars
    .map((star) => KNOWN_NAMES.canonical(`${star}.${name}`))
    .find((one) => KNOWN_NAMES.symbols.has(one));
  return symbol === undefined ? null : [{ kind: "symbol", name: symbol, via: [] }];
}

/**
 * `from .compat import pickle` in this file: where `compat` is a file of the repository and no module `pickle` lies in it,
 * the name can only be the library that it imports.
 */
function reexported(file: string, value: Value, repository: Repository): Value {
  if (value.kind !== "project" || value.wrapper !== null) return value;
  const at = value.name.lastIndexOf(".");
  const [module, name] = [value.name.slice(0, at), value.name.slice(at + 1)];
  const isModule = moduleFile(file, value.name, repository.has) !== null;
  if (!KNOWN_NAMES.modules.has(name) || isModule || moduleFile(file, module, repository.has) === null)
    return value;
  return { kind: "symbol", name, via: value.via };
}

/** A value as another file can use it: without the nodes of this one. */
function carried(
  model: FileModel,
  name: string,
  value: Value,
  wrappers: ReadonlyMap<SyntaxNode, Wrapper>,
): readonly Value[] {
  const own: Value = { kind: "project", name: `${model.path}:${name}`, wrapper: null, via: [] };
  switch (value.kind) {
    case "symbol":
      return value.name.startsWith("builtins.") && model.scopes.module.stars.length > 0
        ? [own]
        : [{ ...value, via: [] }];
    case "constant":
    case "bytes":
      return [value];
    case "function": {
      const returns = returnedValues(model.evaluator, value.definition)
        .filter((one) => one.kind !== "function")
        .flatMap((one) => carried(model, name, one, wrappers));
      return [{ ...own, wrapper: wrappers.get(value.definition) ?? null, returns }];
    }
    case "class": {
      if (gradeFindClass(model, value.definition)) return [own];
      const bases = outsideBases(model, value, new Set());
      return bases.length > 0 ? bases : [own];
    }
    default:
      return [value.kind === "unknown" ? UNKNOWN : own];
  }
}

/** The classes from outside that a class of the file is built on: what it can do, they can. */
function outsideBases(
  model: FileModel,
  value: Extract<Value, { kind: "class" }>,
  seen: Set<SyntaxNode>,
): Value[] {
  if (seen.has(value.definition)) return [];
  seen.add(value.definition);
  return baseClasses(model.evaluator, value.definition).flatMap((base) => {
    if (base.kind === "class") return outsideBases(model, base, seen);
    const isKnown = base.kind === "symbol" && KNOWN_NAMES.modules.has(base.name.split(".")[0] ?? "");
    return isKnown ? [{ ...base, via: [] }] : [];
  });
}
