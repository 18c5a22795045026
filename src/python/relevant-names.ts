import { definitionsIn } from "./flow-definitions.js";
import { flowTargets, givesBackArguments, type Found } from "./flow-targets.js";
import {
  GETTERS,
  HELPER_MODULES,
  IMPORTERS,
  importedPaths,
  isImported,
  type ImportedPaths,
} from "./imported-paths.js";
import type { KnownNames } from "./known-names.js";
import { nodesOf } from "./nodes-of.js";
import { dottedText, identifierText } from "../parse/identifier.js";
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
  const names = new Set<string>([...known.modules, ...IMPORTERS]);
  // What is taken from a module has the module among its arguments.
  const made = new Set<string>([...GETTERS, ...HELPER_MODULES, "__builtins__"]);
  const bindings = [...scopes.scopeOfDefinition.values()].flatMap((scope) => [...bindingsOf(scope)]);
  const stars = [...scopes.scopeOfDefinition.values()].flatMap((scope) => scope.stars);
  const hasStars = stars.length > 0;
  const imports = importedPaths(bindings, known);
  const isBound = new Set(bindings.map(({ name }) => name));
  const counts = (identifier: SyntaxNode): boolean => {
    if (identifier.field === "attribute") return true;
    const name = identifierText(tree.text, identifier);
    if (imports.has(name)) return imports.leads(name, chainFrom(tree, identifier).members);
    if (isBound.has(name) || hasStars || !known.modules.has(name)) return true;
    return known.leads([name, ...chainFrom(tree, identifier).members].join("."));
  };
  /** The call of a function of a library that gives back nothing to follow: what `pickle.loads` gives is data. */
  const endOf = (identifier: SyntaxNode): SyntaxNode | null => {
    const name = identifierText(tree.text, identifier);
    const symbols =
      imports.librariesOf(name) ?? (known.modules.has(name) && !isBound.has(name) ? [name] : null);
    if (symbols === null || hasStars || identifier.field === "attribute") return null;
    const { members, call } = chainFrom(tree, identifier);
    return call && !symbols.some((symbol) => known.makes([symbol, ...members].join("."))) ? call : null;
  };
  for (const star of stars) for (const name of known.project?.leadingNames(star) ?? []) names.add(name);
  if (hasStars) for (const symbol of known.symbols) names.add(symbol.split(".").at(-1) ?? symbol);
  for (const binding of bindings) {
    if (!isImported(binding, known)) continue;
    (isOfHelper(binding) || isHarmless(binding) ? made : names).add(binding.name);
  }
  for (const name of inheritedNames(tree, bindings, known, identifiersNamed)) names.add(name);
  for (const name of inheritedFromLibraries(tree, imports, known)) names.add(name);
  const definitions = definitionsIn(tree, scopes.scopeOfDefinition.keys(), identifiersNamed);
  const add: Found = (name, isMade) => {
    (isMade ? made : names).add(name);
  };
  // `tensor.numpy()` is named like a module, and is none; `pickle.PickleError` is harmless.
  const isNothing = (identifier: SyntaxNode, name: string): boolean =>
    known.modules.has(name) &&
    (identifier.field === "attribute" || HARMLESS.test(chainFrom(tree, identifier).members.at(-1) ?? ""));
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

/**
 * The members that a class may inherit from one of another file through which something can be reached: by name, those that
 * are read of `self` and `cls`.
 */
function inheritedNames(
  tree: SyntaxTree,
  bindings: readonly Binding[],
  known: KnownNames,
  identifiersNamed: (name: string) => readonly SyntaxNode[],
): readonly string[] {
  const { project } = known;
  if (!project) return [];
  const isBase = ({ name, to }: Binding): boolean =>
    to.kind === "member" &&
    project.leads(to.module, [to.name]) &&
    identifiersNamed(name).some(
      ({ parent, field }) => parent?.field === "superclasses" || field === "superclasses",
    );
  if (!bindings.some(isBase)) return [];
  return [...project.wrapperNames()].filter((name) =>
    identifiersNamed(name).some(({ parent, field }) => {
      const object = parent?.type === "attribute" && field === "attribute" ? childOf(parent, "object") : null;
      return object?.type === "identifier" && /^(?:self|cls)$/.test(identifierText(tree.text, object));
    }),
  );
}

/** The members that a class may inherit from one of a library and that the rules know: `load` in a class built on `aiohttp.CookieJar`. */
function inheritedFromLibraries(
  tree: SyntaxTree,
  imports: ImportedPaths,
  known: KnownNames,
): readonly string[] {
  const bases = new Set<string>();
  for (const node of nodesOf(tree, "argument_list")) {
    if (node.field !== "superclasses") continue;
    for (const base of node.children) {
      const [root = "", ...members] = dottedText(tree.text, base).split(".");
      for (const path of imports.librariesOf(root) ?? []) bases.add([path, ...members].join("."));
    }
  }
  // Where anything at all leads on, the class itself is what the rules know.
  const leading = [...bases].filter((base) => known.leads(base) && !known.leads(`${base}().${NO_MEMBER}`));
  if (leading.length === 0) return [];
  const members = new Set<string>();
  for (const node of nodesOf(tree, "attribute")) {
    const member = childOf(node, "attribute");
    if (member) members.add(identifierText(tree.text, member));
  }
  return [...members].filter((member) => leading.some((base) => known.leads(`${base}().${member}`)));
}

const NO_MEMBER = "__no_member__";

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
