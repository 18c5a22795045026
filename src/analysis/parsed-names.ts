import { buildFileModel } from "../python/file-model.js";
import type { ProjectNames } from "../python/known-names.js";
import type { SyntaxTree } from "../parse/syntax-tree.js";
import { functionsThat, ROADS } from "../python/reflection.js";
import type { Value } from "../python/value.js";
import { allWrappersOf } from "../rule-kit/wrappers.js";
import { carriedValues, type Source } from "./carried-values.js";
import { lazyMembers } from "./lazy-members.js";
import { NO_NAMES, type FilesThatGive, type GivenNames, type ModuleNames } from "./given-names.js";
import { KNOWN_NAMES } from "./known-names.js";
import type { Repository } from "./repository.js";
import { reportedBy } from "./run-rules.js";
import { mayReachByName } from "./sieve.js";
import { holdsRoad, leadsOn, leadsOnByName } from "./telling-names.js";

/** What a file gives to others, by all of its code; where a project is given, names from other files count in it too. */
export function parsedNames(
  { parse, repository }: FilesThatGive,
  file: string,
  text: string,
  project: ProjectNames | null,
): ModuleNames {
  const parsed = parse(text);
  if (!parsed.ok) return { ...NO_NAMES, member: () => null };
  // With names of other files, any word can tell.
  const mayReport = project !== null || mayReachByName(text);
  const { names, stars, ...kept } = keptNames(file, parsed.tree, mayReport, project, repository);
  return { ...kept, member: (name) => names.get(name) ?? fromStars(stars, name) };
}

interface KeptNames extends GivenNames {
  readonly names: ReadonlyMap<string, readonly Value[]>;
  readonly stars: readonly string[];
}

/**
 * A copy of what is kept of a file, which holds no part of its text and of its model. Made in a function of its own: a
 * closure that is kept would keep alive all that any closure beside it refers to.
 */
function keptNames(
  file: string,
  tree: SyntaxTree,
  mayReport: boolean,
  project: ProjectNames | null,
  repository: Repository,
): KeptNames {
  const known = project ? { ...KNOWN_NAMES, project } : KNOWN_NAMES;
  const model = buildFileModel(tree, known, { path: file, floors: new Map() });
  const reported = mayReport ? reportedBy(model) : [];
  const wrappers = allWrappersOf(model, reported);
  const names = namesIn({ model, wrappers, reported, repository, parts: { count: 0 }, members: new Map() });
  const stars = new Set(model.scopes.module.stars);
  const starred = [...stars].flatMap((star) =>
    [...KNOWN_NAMES.symbols].flatMap((symbol) =>
      symbol.startsWith(`${star}.`) ? [symbol.slice(star.length + 1)] : [],
    ),
  );
  const namesWith = (test: (value: Value) => boolean): string[] =>
    [...names].filter(([, values]) => values.some(test)).map(([name]) => name);
  const used = [...names].map(
    ([name, values]) => [name, values.flatMap((one) => usedBy(name, one))] as const,
  );
  return structuredClone({
    names,
    stars: [...stars],
    sinks: new Set([...used.flatMap(([name, by]) => (by.includes(name) ? [name] : [])), ...starred]),
    modules: new Map(
      [...names].flatMap(([name, values]) => {
        const symbols = values.flatMap((value) => (leadsOnByName(value) ? [value.name] : []));
        return symbols.length > 0 ? [[name, symbols] as const] : [];
      }),
    ),
    wrappers: new Set([
      ...[...wrappers.values()].map(({ name }) => name),
      ...namesWith(isWrapper),
      ...used.flatMap(([name, by]) => by.filter((one) => one !== name)),
    ]),
    leading: new Set([...namesWith(leadsOn), ...starred]),
    files: [],
  });
}

function namesIn(source: Source): ReadonlyMap<string, readonly Value[]> {
  const { model } = source;
  const names = new Map<string, readonly Value[]>();
  for (const [name, bindings] of model.scopes.module.bindings) {
    const values = bindings.flatMap((binding) => model.evaluator.bound(binding));
    names.set(name, carriedValues(source, name, values));
  }
  for (const [name, values] of lazyMembers(source)) if (!names.has(name)) names.set(name, values);
  return names;
}

function isWrapper(value: Value): boolean {
  return value.kind === "project" && value.wrapper !== null;
}

/**
 * The names of which one has to stand where something that the rules know is reached through a name of the module: that name
 * itself, or, for what only the members of a class or an instance give, the names of those.
 */
function usedBy(name: string, value: Value): string[] {
  if (value.kind === "symbol") {
    const { symbols } = KNOWN_NAMES;
    const isSink = symbols.has(value.name) && value.name.includes(".");
    return isSink || LEADING_ELSEWHERE.has(value.name) ? [name] : [];
  }
  if (value.kind !== "project" || value.members === undefined) return holdsRoad(value) ? [name] : [];
  const { members, ...itself } = value;
  const inMembers = [...members].flatMap(([member, values]) =>
    values.flatMap((one) => {
      if (leadsOnByName(one)) return [member];
      if (!holdsRoad(one)) return [];
      return isCalledUnnamed(member) ? [name] : usedBy(member, one);
    }),
  );
  return holdsRoad(itself) ? [name, ...inMembers] : inMembers;
}

/** Whether Python calls a method by itself, as for `reader(x)` and `with reader`. */
function isCalledUnnamed(method: string): boolean {
  return method.startsWith("__") && method.endsWith("__");
}

const LEADING_ELSEWHERE: ReadonlySet<string> = new Set(functionsThat(...ROADS, "member", "getter"));

function fromStars(stars: readonly string[], name: string): readonly Value[] | null {
  const symbol = stars
    .map((star) => KNOWN_NAMES.canonical(`${star}.${name}`))
    .find((one) => KNOWN_NAMES.symbols.has(one));
  return symbol === undefined ? null : [{ kind: "symbol", name: symbol, via: [] }];
}
