import { definitionsIn, flowTargets } from "./flow-targets.js";
import type { KnownNames } from "./known-names.js";
import { ROADS, wordsThat } from "./reflection.js";
import { identifierText } from "../parse/identifier.js";
import type { Binding, Scope, ScopeTree } from "./scope.js";
import { childOf, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";

/** What of a file can reach something that the rules know. */
export interface Relevant {
  /** The names of variables, attributes, functions and classes alike, in whatever scope. */
  readonly names: ReadonlySet<string>;
  /** Whether a mention of such a name counts: not that of a module whose member leads nowhere. */
  readonly counts: (identifier: SyntaxNode) => boolean;
}

/** Finds these names. An over-approximation by name alone, so that only few expressions need to be evaluated. */
export function relevantNames(
  tree: SyntaxTree,
  scopes: ScopeTree,
  known: KnownNames,
  identifiersNamed: (name: string) => readonly SyntaxNode[],
): Relevant {
  const leading = known.project?.leadingNames() ?? new Set<string>();
  const names = new Set<string>([...known.modules, ...HELPERS, ...leading]);
  const bindings = [...scopes.scopeOfDefinition.values()].flatMap((scope) => [...bindingsOf(scope)]);
  const hasStars = [...scopes.scopeOfDefinition.values()].some(({ stars }) => stars.length > 0);
  const imports = importedSymbols(bindings, known, leading);
  const counts = (identifier: SyntaxNode): boolean => {
    const name = identifierText(tree.text, identifier);
    const symbols = imports.get(name) ?? (known.modules.has(name) && !hasStars ? [name] : null);
    if (symbols === null || imports.get(name) === null || identifier.field === "attribute") return true;
    const members = membersOf(tree, identifier);
    return [...symbols].some((symbol) => leads(`${symbol}${members}`));
  };
  /** Asked again and again of the same few names. */
  const answers = new Map<string, boolean>();
  const leads = (symbol: string): boolean => {
    const answer = answers.get(symbol) ?? known.leads(symbol);
    answers.set(symbol, answer);
    return answer;
  };
  if (hasStars) for (const symbol of known.symbols) names.add(symbol.split(".").at(-1) ?? symbol);
  for (const binding of bindings) if (isImported(binding, known, leading)) names.add(binding.name);
  const definitions = definitionsIn(tree, scopes.scopeOfDefinition.keys(), identifiersNamed);
  const add = (name: string): void => {
    names.add(name);
  };
  // The set grows while it is gone through.
  for (const name of names)
    for (const identifier of identifiersNamed(name))
      if (counts(identifier)) flowTargets(tree, definitions, identifier, add);
  return { names, counts };
}

/** Whether an import brings in something through which what the rules know can be reached. */
function isImported({ to }: Binding, known: KnownNames, leading: ReadonlySet<string>): boolean {
  if (to.kind === "module") return isKnownModule(known, to.module) || known.isReexport?.(to.module) === true;
  if (to.kind !== "member") return false;
  if (isKnownModule(known, to.module) && known.leads(`${to.module}.${to.name}`)) return true;
  // Under whatever module: a re-export, or a function of the project.
  if (known.modules.has(to.name) || leading.has(to.name) || HELPERS.has(to.name)) return true;
  return known.isReexport?.(`${to.module}.${to.name}`) === true;
}

/** The qualified names of what is imported under a name, if it is bound in no other way; null if it is. */
function importedSymbols(
  bindings: readonly Binding[],
  known: KnownNames,
  leading: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlySet<string> | null> {
  const imported = new Map<string, Set<string> | null>();
  for (const { name, to } of bindings) {
    const symbol =
      to.kind === "module" ? to.module : to.kind === "member" ? `${to.module}.${to.name}` : undefined;
    const others = imported.get(name) === undefined ? new Set<string>() : imported.get(name);
    const isLibrary = symbol !== undefined && isKnownModule(known, symbol) && !leading.has(name);
    imported.set(name, isLibrary && others ? others.add(symbol) : null);
  }
  return imported;
}

function isKnownModule(known: KnownNames, module: string): boolean {
  const root = module.split(".", 1)[0] ?? module;
  return known.modules.has(root) || HELPER_MODULES.has(root);
}

/** The members that are taken from a name where it stands: `.lib.format`, "" for none. */
function membersOf(tree: SyntaxTree, identifier: SyntaxNode): string {
  let members = "";
  for (let { field, parent } = identifier; field === "object" && parent?.type === "attribute";) {
    const member = childOf(parent, "attribute");
    if (member) members += `.${identifierText(tree.text, member)}`;
    ({ field, parent } = parent);
  }
  return members;
}

/** What leads to something by another road than its name. */
const HELPERS: ReadonlySet<string> = new Set([
  ...wordsThat(...ROADS, "member", "getter"),
  "importlib",
  "builtins",
  "modules",
]);
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

function* bindingsOf(scope: Scope): Iterable<Binding> {
  for (const list of scope.bindings.values()) yield* list;
  for (const list of scope.attributes.values()) yield* list;
}

/** For each node, by index, whether a relevant name stands in it. */
export function mentionsRelevant(tree: SyntaxTree, { names, counts }: Relevant): Uint8Array {
  const mentions = new Uint8Array(tree.nodes.length);
  for (let i = tree.nodes.length - 1; i >= 0; i--) {
    const node = tree.nodes[i];
    if (!node) continue;
    if (node.type === "identifier" && names.has(identifierText(tree.text, node)) && counts(node))
      mentions[i] = 1;
    if (mentions[i] && node.parent) mentions[node.parent.index] = 1;
  }
  return mentions;
}
