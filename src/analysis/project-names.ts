import { buildFileModel, type FileModel, type ProjectNames } from "../python/file-model.js";
import { importedModules, moduleFile } from "../python/import-paths.js";
import { returnedValues } from "../python/call-values.js";
import { baseClasses } from "../python/member-values.js";
import type { LookedFor, ParsePython, SyntaxNode } from "../parse/syntax-tree.js";
import { UNKNOWN, type Value, type Wrapper } from "../python/value.js";
import { gradeFindClass } from "../rule-kit/find-class.js";
import { wrappersOf } from "../rule-kit/wrappers.js";
import { fileIn, folderOf } from "./module-files.js";
import type { Repository } from "./repository.js";
import { reportedBy } from "./run-rules.js";
import { KNOWN_NAMES, lookedForIn, mayExport } from "./sieve.js";
import { givesOn, leadsOf, mergedNames, tells, type TellingNames } from "./telling-names.js";

/** What a file of the repository gives to those that import it. */
interface ModuleNames {
  /** The names under which it gives on what the rules know. */
  readonly sinks: ReadonlySet<string>;
  readonly member: (name: string) => readonly Value[] | null;
  readonly wrappers: ReadonlySet<string>;
  /** The names that lead to something the rules know, or wrap it. */
  readonly telling: TellingNames;
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
    tellingNames: () => mergedNames(modules.map(({ telling }) => telling)),
    wrapperNames: () => new Set(modules.flatMap(({ wrappers }) => [...wrappers])),
    sinkNames: () => new Set(modules.flatMap(({ sinks }) => [...sinks])),
  };
}

const NOTHING: ModuleNames = {
  member: () => null,
  wrappers: new Set(),
  sinks: new Set(),
  telling: new Map(),
};

function namesOf(file: string, repository: Repository, parse: ParsePython): ModuleNames {
  const known = repository.memory.get(file);
  if (known) return known as ModuleNames;
  const text = repository.read(file);
  const names =
    text === null || text.length > MAX_LENGTH || !mayExport(text)
      ? NOTHING
      : moduleNames(file, text, repository, parse);
  repository.memory.set(file, names);
  return names;
}

/** What tells is found in a part of the file; all of it is read where another name is asked for. Models are not kept. */
function moduleNames(file: string, text: string, repository: Repository, parse: ParsePython): ModuleNames {
  const lookedFor = lookedForIn(text, file);
  const model = modelOf(file, text, parse, lookedFor && { ...lookedFor, passesOn: true });
  if (model === null) return NOTHING;
  // A copy holds no part of the text.
  const table = structuredClone(tellingIn(model, repository));
  let others: ((name: string) => readonly Value[] | null) | undefined;
  return {
    ...table,
    member: (name) => table.values.get(name) ?? (others ??= allNames(file, repository, parse))(name),
  };
}

interface Telling extends Omit<ModuleNames, "member"> {
  readonly values: ReadonlyMap<string, readonly Value[]>;
}

function tellingIn(model: FileModel, repository: Repository): Telling {
  const wrappers = wrappersOf(model, reportedBy(model));
  const names = [...namesIn(model, wrappers, repository)];
  const starred = [...new Set(model.scopes.module.stars)].flatMap((star) =>
    [...KNOWN_NAMES.symbols]
      .filter((symbol) => symbol.startsWith(`${star}.`))
      .map((symbol) => ({ name: symbol.slice(star.length + 1), symbol })),
  );
  const values = new Map(
    names.filter(([, own]) => own.some((value) => tells(value, model.path, repository))),
  );
  const leads = [...values].map(([name, own]) => {
    return [name, own.flatMap((value) => leadsOf(value, model.path, repository))] as const;
  });
  return {
    values,
    wrappers: new Set([...wrappers.values()].map(({ name }) => name)),
    sinks: new Set([
      ...names
        .filter(([, own]) => own.some((value) => isSink(value) || givesOn(value, model.path, repository)))
        .map(([name]) => name),
      ...starred.map(({ name }) => name),
    ]),
    telling: mergedNames([
      new Map(leads.filter(([, to]) => to.length > 0)),
      ...starred.map(({ name, symbol }) => new Map([[name, [symbol]]])),
    ]),
  };
}

/** All names of a file. Those that tell of a wrapper are known before, so that rules need not look at it. */
function allNames(
  file: string,
  repository: Repository,
  parse: ParsePython,
): (name: string) => readonly Value[] | null {
  const text = repository.read(file);
  const model = text === null ? null : modelOf(file, text, parse, null);
  if (model === null) return () => null;
  const names = structuredClone(namesIn(model, new Map(), repository));
  const stars = structuredClone([...model.scopes.module.stars]);
  return (name) => names.get(name) ?? fromStars(stars, name);
}

function modelOf(
  file: string,
  text: string,
  parse: ParsePython,
  lookedFor: LookedFor | null,
): FileModel | null {
  const parsed = parse(text, lookedFor);
  return parsed.ok ? buildFileModel(parsed.tree, KNOWN_NAMES, { path: file, floors: new Map() }) : null;
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
  return value.kind === "symbol" && KNOWN_NAMES.symbols.has(value.name) && value.name.includes(".");
}

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
