import { definitionsIn } from "./flow-definitions.js";
import type { Found } from "./flow-into-calls.js";
import { flowTargets, givesBackArguments } from "./flow-targets.js";
import { GETTERS, HELPER_MODULES, importedPaths, isImported } from "./imported-paths.js";
import type { KnownNames } from "./known-names.js";
import { inheritedFromLibraries, inheritedNames } from "./inherited-names.js";
import { NamesAt } from "./names-at.js";
import { namePlaces, RECEIVERS, type Place } from "./name-places.js";
import { REFLECTION, TRANSFORMERS } from "./reflection.js";
import { identifierText } from "../parse/identifier.js";
import type { Binding, Scope, ScopeTree } from "./scope.js";
import { childOf, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";

/** What of a file can reach something that the rules know. */
export interface Relevant {
  /** 2 for an identifier through which it can be reached, 1 where that is only what something from elsewhere made of it. */
  readonly rankOf: (identifier: SyntaxNode) => number;
  /** Whether what is called in a call can give back what it is called with. */
  readonly givesBack: (call: SyntaxNode) => boolean;
}

/**
 * Finds the names of a file, each in the function that binds it, through which something that the rules know can be reached.
 * An over-approximation by names and scopes alone, so that only few expressions need to be evaluated.
 */
export function relevantNames(
  tree: SyntaxTree,
  scopes: ScopeTree,
  known: KnownNames,
  identifiersNamed: (name: string) => readonly SyntaxNode[],
): Relevant {
  const names = new NamesAt();
  const made = new NamesAt();
  const { placeOf, identifiersAt } = namePlaces(tree, scopes, identifiersNamed);
  const bindings = [...scopes.scopeOfDefinition.values()].flatMap((scope) => [...bindingsOf(scope)]);
  const stars = new Set([...scopes.scopeOfDefinition.values()].flatMap((scope) => scope.stars));
  const starred = new Set([...stars].flatMap((star) => namesFromStar(star, known)));
  const bound = bindings.map(({ binding }) => binding);
  const imports = importedPaths(bound, known);
  const isBound = new Set(bindings.map(({ binding }) => binding.name));
  const isReceiver = (identifier: SyntaxNode, name: string): boolean => {
    const place = RECEIVERS.has(name) ? placeOf(identifier) : null;
    if (place?.parent?.kind !== "class") return false;
    return place.bindings.get(name)?.every(({ to }) => to.kind === "parameter") === true;
  };
  const counts = (identifier: SyntaxNode): boolean => {
    if (identifier.field === "attribute") return true;
    const name = identifierText(tree.text, identifier);
    // What a class adds to itself is found by going through the whole of it.
    if (identifier.field === "object" && isReceiver(identifier, name)) return false;
    const { members } = chainFrom(tree, identifier);
    // What is bound to something else further down is still the module of its name before.
    const isNamed = (): boolean => known.modules.has(name) && known.leads([name, ...members].join("."));
    if (imports.has(name)) return imports.leads(name, members) || isNamed();
    return isBound.has(name) || starred.has(name) || !known.modules.has(name) || isNamed();
  };
  /** The call of a function of a library that gives back nothing to follow: what `pickle.loads` gives is data. */
  const endOf = (identifier: SyntaxNode): SyntaxNode | null => {
    const name = identifierText(tree.text, identifier);
    const symbols =
      imports.librariesOf(name) ?? (known.modules.has(name) && !isBound.has(name) ? [name] : null);
    if (symbols === null || starred.has(name) || identifier.field === "attribute") return null;
    const { members, call } = chainFrom(tree, identifier);
    return call && !symbols.some((symbol) => known.makes([symbol, ...members].join("."))) ? call : null;
  };
  for (const name of [...known.modules, ...WITHOUT_IMPORT, ...starred]) names.add(name, null);
  // What is taken from a module has the module among its arguments.
  for (const name of [...GETTERS, ...HELPER_MODULES, "__builtins__"]) made.add(name, null);
  for (const { binding, place } of bindings) {
    if (!isImported(binding, known) || isTransformer(binding)) continue;
    (isOfHelper(binding) || isHarmless(binding) ? made : names).add(binding.name, place);
  }
  for (const name of inheritedNames(tree, bound, known, identifiersNamed)) names.add(name, null);
  for (const name of inheritedFromLibraries(tree, imports, known)) names.add(name, null);
  const definitions = definitionsIn(tree, scopes.scopeOfDefinition, identifiersNamed);
  const add: Found = (name, place, isMade) => {
    const to = isMade ? made : names;
    if (place !== "everywhere") {
      to.add(name, place);
      return;
    }
    if (!to.isFirst(name)) return;
    to.add(name, null);
    for (const one of definitions.taking.get(name) ?? []) to.add(name, one);
  };
  // `tensor.numpy()` is named like a module, and is none; `pickle.PickleError` is harmless.
  const isNothing = (identifier: SyntaxNode, name: string): boolean =>
    known.modules.has(name) &&
    (identifier.field === "attribute" || HARMLESS.test(chainFrom(tree, identifier).members.at(-1) ?? ""));
  const flow = { tree, scopes, definitions, placeOf, calls: new Map() };
  for (const [name, place] of names.all())
    for (const identifier of identifiersAt(name, place))
      if (counts(identifier))
        flowTargets(flow, identifier, { isMade: isNothing(identifier, name), end: endOf(identifier) }, add);
  for (const [name, place] of made.all()) {
    if (names.has(name, place)) continue;
    for (const identifier of identifiersAt(name, place))
      if (counts(identifier)) flowTargets(flow, identifier, { isMade: true, end: endOf(identifier) }, add);
  }
  return {
    rankOf: (identifier) => {
      const name = identifierText(tree.text, identifier);
      const place = placeOf(identifier);
      const rank = names.has(name, place) ? 2 : made.has(name, place) ? 1 : 0;
      return rank > 0 && counts(identifier) ? rank : 0;
    },
    givesBack: (call) => givesBackArguments(tree, definitions, call),
  };
}

/** What leads elsewhere without an import of it: the builtin function, the mapping of all modules, and a method of all loaders. */
const WITHOUT_IMPORT = ["__import__", "modules", "load_module"];

/** The names that an import of everything may bring in, and through which something can be reached. */
function namesFromStar(star: string, known: KnownNames): readonly string[] {
  const ofLibrary = [...known.symbols].flatMap((symbol) => {
    const name = symbol.slice(symbol.lastIndexOf(".") + 1);
    return known.symbols.has(known.canonical(`${star}.${name}`)) ? [name] : [];
  });
  return [...ofLibrary, ...(known.project?.leadingNames(star) ?? [])];
}

/**
 * Whether an import brings in a function that only gives, in another form, what it gets, under the name by which that is known
 * (`partial`): what it gets tells.
 */
function isTransformer({ name, to }: Binding): boolean {
  if (to.kind !== "member" || to.name !== name) return false;
  const kind = REFLECTION.get(`${to.module}.${name}`);
  return kind !== undefined && TRANSFORMERS.includes(kind);
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

/** The members that are taken from a name where it stands, and the call of what is taken. */
function chainFrom(
  tree: SyntaxTree,
  identifier: SyntaxNode,
): { readonly members: readonly string[]; readonly call: SyntaxNode | null } {
  const members: string[] = [];
  let { field, parent } = identifier;
  while (field === "object" && parent?.type === "attribute") {
    const member = childOf(parent, "attribute");
    if (member) members.push(identifierText(tree.text, member));
    ({ field, parent } = parent);
  }
  return { members, call: field === "function" && parent?.type === "call" ? parent : null };
}

/** What a scope binds, with the place where the names live. */
function* bindingsOf(scope: Scope): Iterable<{ readonly binding: Binding; readonly place: Place }> {
  const place = scope.kind === "module" || scope.kind === "class" ? null : scope;
  for (const list of scope.bindings.values()) for (const binding of list) yield { binding, place };
  for (const list of scope.attributes.values()) for (const binding of list) yield { binding, place: null };
}

/**
 * For each node, by index, whether a relevant name stands in it by which the node itself can be something that the rules
 * know, or hold it: 2, and 1 where all of them are of what was made. What a function from elsewhere makes of its arguments
 * is nothing, and neither is what stands under a key.
 */
export function mentionsRelevant(tree: SyntaxTree, { rankOf, givesBack }: Relevant): Uint8Array {
  const mentions = new Uint8Array(tree.nodes.length);
  for (let i = tree.nodes.length - 1; i >= 0; i--) {
    const node = tree.nodes[i];
    if (!node) continue;
    if (node.type === "identifier") mentions[i] = rankOf(node) || (mentions[i] ?? 0);
    const own = mentions[i] ?? 0;
    const { parent } = node;
    if (own === 0 || !parent || own <= (mentions[parent.index] ?? 0)) continue;
    if (parent.type === "call" && node.field !== "function" && !givesBack(parent)) continue;
    if (parent.type === "subscript" && node.field !== "value") continue;
    mentions[parent.index] = own;
  }
  return mentions;
}
