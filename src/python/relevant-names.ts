import { definitionsIn } from "./flow-definitions.js";
import { flowTargets, givesBackArguments, type Found } from "./flow-targets.js";
import type { KnownNames } from "./known-names.js";
import { ROADS, wordsThat } from "./reflection.js";
import { identifierText } from "../parse/identifier.js";
import type { Binding, Scope, ScopeTree } from "./scope.js";
import { childOf, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";

/** What of a file can reach something that the rules know. */
export interface Relevant {
  /** The names of variables, attributes, functions and classes alike, in whatever scope. */
  readonly names: ReadonlySet<string>;
  /** Names of what something from elsewhere made of those, which are no module and no function of one. */
  readonly made: ReadonlySet<string>;
  /** Whether a mention of such a name counts: not that of a module whose member leads nowhere. */
  readonly counts: (identifier: SyntaxNode) => boolean;
  /** Whether what is called in a call can give back what it is called with. */
  readonly givesBack: (call: SyntaxNode) => boolean;
}

/** Finds these names. An over-approximation by name alone, so that only few expressions need to be evaluated. */
export function relevantNames(
  tree: SyntaxTree,
  scopes: ScopeTree,
  known: KnownNames,
  identifiersNamed: (name: string) => readonly SyntaxNode[],
): Relevant {
  const leading = known.project?.leadingNames() ?? new Set<string>();
  const names = new Set<string>([...known.modules, ...IMPORTERS, ...leading]);
  // What is taken from a module has the module among its arguments.
  const made = new Set<string>([...GETTERS, ...HELPER_MODULES]);
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
  /** The call of a function of a library that gives back nothing to follow: what `pickle.loads` gives is data. */
  const endOf = (identifier: SyntaxNode): SyntaxNode | null => {
    const name = identifierText(tree.text, identifier);
    const symbols = imports.get(name) ?? (known.modules.has(name) && !imports.has(name) ? [name] : null);
    if (symbols === null || hasStars || identifier.field === "attribute") return null;
    const { members, call } = chainFrom(tree, identifier);
    return call && ![...symbols].some((symbol) => known.makes(`${symbol}${members}`)) ? call : null;
  };
  if (hasStars) for (const symbol of known.symbols) names.add(symbol.split(".").at(-1) ?? symbol);
  for (const binding of bindings) {
    if (!isImported(binding, known, leading)) continue;
    (isOfHelper(binding) || isHarmless(binding) ? made : names).add(binding.name);
  }
  const definitions = definitionsIn(tree, scopes.scopeOfDefinition.keys(), identifiersNamed);
  const add: Found = (name, isMade) => {
    (isMade ? made : names).add(name);
  };
  // `tensor.numpy()` is named like a module, and is none; `pickle.PickleError` is harmless.
  const isNothing = (identifier: SyntaxNode, name: string): boolean =>
    known.modules.has(name) &&
    (identifier.field === "attribute" || HARMLESS.test(membersOf(tree, identifier)));
  // The sets grow while they are gone through.
  for (const name of names)
    for (const identifier of identifiersNamed(name))
      if (counts(identifier))
        flowTargets(
          tree,
          definitions,
          identifier,
          { isMade: isNothing(identifier, name), end: endOf(identifier) },
          add,
        );
  for (const name of made) {
    if (names.has(name)) continue;
    for (const identifier of identifiersNamed(name))
      if (counts(identifier))
        flowTargets(tree, definitions, identifier, { isMade: true, end: endOf(identifier) }, add);
  }
  return { names, made, counts, givesBack: (call) => givesBackArguments(tree, definitions, call) };
}

/** Whether an import brings in a module whose functions lead elsewhere, and that leads nowhere itself. */
function isOfHelper({ to }: Binding): boolean {
  return to.kind === "module" && HELPER_MODULES.has(to.module.split(".", 1)[0] ?? "");
}

/** Whether an import brings in an exception or the number of a protocol: nothing is loaded with it, wherever it goes. */
function isHarmless({ to }: Binding): boolean {
  return to.kind === "member" && HARMLESS.test(to.name);
}

const HARMLESS = /(?:Error|Exception|Warning|_PROTOCOL)$/;

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
  return chainFrom(tree, identifier).members;
}

/** The same, and the call of what is taken. */
function chainFrom(
  tree: SyntaxTree,
  identifier: SyntaxNode,
): { readonly members: string; readonly call: SyntaxNode | null } {
  let members = "";
  let { field, parent } = identifier;
  while (field === "object" && parent?.type === "attribute") {
    const member = childOf(parent, "attribute");
    if (member) members += `.${identifierText(tree.text, member)}`;
    ({ field, parent } = parent);
  }
  return { members, call: field === "function" && parent?.type === "call" ? parent : null };
}

/** What leads to something by another road than its name. */
const GETTERS: ReadonlySet<string> = new Set(wordsThat("member", "getter", "namespace"));
const IMPORTERS: ReadonlySet<string> = new Set(
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

function* bindingsOf(scope: Scope): Iterable<Binding> {
  for (const list of scope.bindings.values()) yield* list;
  for (const list of scope.attributes.values()) yield* list;
}

/**
 * For each node, by index, whether a relevant name stands in it by which the node itself can be something that the rules
 * know, or hold it: 2, and 1 where all of them are of what was made. What a function from elsewhere makes of its arguments
 * is nothing, and neither is what stands under a key.
 */
export function mentionsRelevant(tree: SyntaxTree, { names, made, counts, givesBack }: Relevant): Uint8Array {
  const mentions = new Uint8Array(tree.nodes.length);
  for (let i = tree.nodes.length - 1; i >= 0; i--) {
    const node = tree.nodes[i];
    if (!node) continue;
    if (node.type === "identifier") {
      const name = identifierText(tree.text, node);
      const rank = names.has(name) ? 2 : made.has(name) ? 1 : 0;
      if (rank > 0 && counts(node)) mentions[i] = rank;
    }
    const own = mentions[i] ?? 0;
    const { parent } = node;
    if (own === 0 || !parent || own <= (mentions[parent.index] ?? 0)) continue;
    if (parent.type === "call" && node.field !== "function" && !givesBack(parent)) continue;
    if (parent.type === "subscript" && node.field !== "value") continue;
    mentions[parent.index] = own;
  }
  return mentions;
}
