import type { KnownNames } from "./known-names.js";
import { wordsThat } from "./reflection.js";
import { identifierText } from "../parse/identifier.js";
import type { Binding, Scope, ScopeTree } from "./scope.js";
import { childOf, contains, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";

/**
 * The names (of variables, attributes, functions and classes alike, in whatever scope) through which something that the
 * rules know can be reached. An over-approximation by name alone, so that only few expressions need to be evaluated.
 */
export function relevantNames(tree: SyntaxTree, scopes: ScopeTree, known: KnownNames): ReadonlySet<string> {
  const leading = known.project?.leadingNames() ?? new Set<string>();
  const relevant = new Set<string>([...known.modules, ...HELPERS, ...leading]);
  /** For each name, the names that something mentioning it is bound to. */
  const boundFrom = new Map<string, Set<string>>();
  const hasStars = [...scopes.scopeOfDefinition.values()].some(({ stars }) => stars.length > 0);
  if (hasStars) for (const symbol of known.symbols) relevant.add(symbol.split(".").at(-1) ?? symbol);
  for (const scope of scopes.scopeOfDefinition.values()) {
    for (const binding of bindingsOf(scope)) note(binding);
  }
  for (const name of relevant) {
    for (const bound of boundFrom.get(name) ?? []) relevant.add(bound);
  }
  return relevant;

  function note({ name, to }: Binding): void {
    switch (to.kind) {
      case "module":
        if (isKnownModule(to.module) || HELPER_MODULES.has(to.module)) relevant.add(name);
        return;
      case "member":
        if (isKnownModule(to.module) || HELPER_MODULES.has(to.module)) relevant.add(name);
        // Under whatever module: a re-export, or a function of the project.
        else if (known.modules.has(to.name) || leading.has(to.name) || HELPERS.has(to.name))
          relevant.add(name);
        return;
      case "entered":
      case "value":
      case "item":
        mention(to.value, name);
        return;
      case "parameter":
        if (to.default) mention(to.default, name);
        if (to.annotation) mention(to.annotation, name);
        return;
      case "function":
      case "class":
        mentionDefinition(to.definition, name);
        return;
      case "opaque":
        return;
    }
  }

  function mentionDefinition(definition: SyntaxNode, name: string): void {
    const bases = childOf(definition, "superclasses");
    if (bases) mention(bases, name);
    if (definition.type !== "function_definition") return;
    eachWithin(definition, (node) => {
      if (node.type === "return_statement") mention(node, name);
    });
  }

  function mention(expression: SyntaxNode, name: string): void {
    eachWithin(expression, (node) => {
      if (node.type !== "identifier") return;
      const mentioned = identifierText(tree.text, node);
      const bound = boundFrom.get(mentioned);
      if (bound) bound.add(name);
      else boundFrom.set(mentioned, new Set([name]));
    });
  }

  function eachWithin(outer: SyntaxNode, visit: (node: SyntaxNode) => void): void {
    for (let i = outer.index; i < tree.nodes.length; i++) {
      const node = tree.nodes[i];
      if (!node || !contains(outer, node)) return;
      visit(node);
    }
  }

  function isKnownModule(module: string): boolean {
    return known.modules.has(module.split(".")[0] ?? module);
  }
}

/** What leads to something by another road than its name. */
const HELPERS: ReadonlySet<string> = new Set([
  ...wordsThat("import", "import-root", "resolve", "member", "getter", "namespace"),
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
]);

function* bindingsOf(scope: Scope): Iterable<Binding> {
  for (const list of scope.bindings.values()) yield* list;
  for (const list of scope.attributes.values()) yield* list;
}

/** For each node, by index, whether a relevant name stands in it. */
export function mentionsRelevant(tree: SyntaxTree, relevant: ReadonlySet<string>): Uint8Array {
  const mentions = new Uint8Array(tree.nodes.length);
  for (let i = tree.nodes.length - 1; i >= 0; i--) {
    const node = tree.nodes[i];
    if (!node) continue;
    if (node.type === "identifier" && relevant.has(identifierText(tree.text, node))) mentions[i] = 1;
    if (mentions[i] && node.parent) mentions[node.parent.index] = 1;
  }
  return mentions;
}
