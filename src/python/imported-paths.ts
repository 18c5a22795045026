import type { KnownNames } from "./known-names.js";
import { functionsThat, ROADS, wordsThat } from "./reflection.js";
import type { Binding, BoundTo } from "./scope.js";

/** What an import binds to a name. */
interface ImportedPath {
  readonly module: string;
  /** What of the module; empty for the module itself. */
  readonly members: readonly string[];
}

/** The names of a file that are bound by imports and in no other way. */
export interface ImportedPaths {
  /** Whether a name is bound by imports alone, and by none that may bring in whatever there is. */
  readonly has: (name: string) => boolean;
  /** Whether something that the rules know may be reached from such a name by way of these members. */
  readonly leads: (name: string, members: readonly string[]) => boolean;
  /** The qualified names of what a name stands for, where all of them are of libraries; null otherwise. */
  readonly librariesOf: (name: string) => readonly string[] | null;
}

/** How many imports of different things under one name are told apart. */
const MAX_PATHS = 20;

/** Finds what the bindings of a file import. A name of very many different imports counts as one of whatever there is. */
export function importedPaths(bindings: readonly Binding[], known: KnownNames): ImportedPaths {
  const paths = new Map<string, Map<string, ImportedPath> | null>();
  for (const { name, to } of bindings) {
    const before = paths.get(name);
    if (before === null) continue;
    const path = isOpen(to, known) ? null : pathOf(to);
    const all = before ?? new Map<string, ImportedPath>();
    if (path) all.set([path.module, ...path.members].join("."), path);
    paths.set(name, path && all.size <= MAX_PATHS ? all : null);
  }
  const libraries = new Map<string, readonly string[] | null>();
  for (const [name, all] of paths)
    if (all && [...all.values()].every(({ module }) => isLibrary(known, module)))
      libraries.set(name, [...all.keys()]);
  const leads = leadingOf(known);
  return {
    has: (name) => (paths.get(name) ?? null) !== null,
    leads: (name, members) =>
      [...(paths.get(name)?.values() ?? [])].some((path) =>
        leads(path.module, [...path.members, ...members]),
      ),
    librariesOf: (name) => libraries.get(name) ?? null,
  };
}

/** Whether something that the rules know can be reached through what is imported. */
export function isImported({ to }: Binding, known: KnownNames): boolean {
  const path = pathOf(to);
  return path !== null && (isOpen(to, known) || leadingOf(known)(path.module, path.members));
}

/** Tells whether something that the rules know may be reached from a module by way of some members. */
function leadingOf(known: KnownNames): (module: string, members: readonly string[]) => boolean {
  /** Asked again and again of the same few names. */
  const answers = new Map<string, boolean>();
  return (module, members) => {
    const name = [module, ...members].join(".");
    let answer = answers.get(name);
    if (answer === undefined) {
      answer = isLibrary(known, module) ? known.leads(name) : known.project?.leads(module, members) === true;
      answers.set(name, answer);
    }
    return answer;
  };
}

function pathOf(to: BoundTo): ImportedPath | null {
  if (to.kind === "module") return { module: to.module, members: [] };
  return to.kind === "member" ? { module: to.module, members: [to.name] } : null;
}

/** Whether what is imported counts whatever its module is: a re-export, or a function that leads elsewhere. */
function isOpen(to: BoundTo, known: KnownNames): boolean {
  const path = pathOf(to);
  if (!path || isLibrary(known, path.module)) return path === null;
  const [name] = path.members;
  if (known.isReexport?.([path.module, ...path.members].join(".")) === true) return true;
  return name !== undefined && (known.modules.has(name) || HELPERS.has(name));
}

function isLibrary(known: KnownNames, module: string): boolean {
  const root = module.split(".", 1)[0] ?? module;
  return known.modules.has(root) || HELPER_MODULES.has(root) || WITH_ROADS.has(root);
}

/** The modules of which some function imports what it is told to. */
const WITH_ROADS: ReadonlySet<string> = new Set(
  functionsThat(...ROADS).map((name) => name.split(".", 1)[0] ?? name),
);

/** What leads to something by another road than its name. */
export const GETTERS: ReadonlySet<string> = new Set([
  ...wordsThat("member", "getter", "namespace"),
  "__globals__",
]);
/** Functions that import, and the mapping of modules. */
export const IMPORTERS: ReadonlySet<string> = new Set(
  [...wordsThat(...ROADS), "modules"].filter((name) => !GETTERS.has(name)),
);
const HELPERS: ReadonlySet<string> = new Set([...IMPORTERS, ...GETTERS, "importlib", "builtins"]);
/** Modules whose functions do, or that compare signatures. */
export const HELPER_MODULES: ReadonlySet<string> = new Set([
  "importlib",
  "builtins",
  "functools",
  "hmac",
  "secrets",
  "operator",
  "pkgutil",
  "pydoc",
  "runpy",
]);
