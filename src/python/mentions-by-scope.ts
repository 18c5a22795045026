import type { SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "./file-model.js";
import type { Scope } from "./scope.js";

/** Of each name that was asked for, its places by the function they stand in. */
const places = new WeakMap<FileModel, Map<string, ReadonlyMap<Scope, readonly SyntaxNode[]>>>();

/** Where an identifier stands in a function, or in the module outside of functions. They are sorted once: a name can stand in very many functions. */
export function mentionsIn(model: FileModel, name: string, scope: Scope): readonly SyntaxNode[] {
  const known = places.get(model) ?? new Map<string, ReadonlyMap<Scope, readonly SyntaxNode[]>>();
  places.set(model, known);
  const byScope = known.get(name) ?? sorted(model, name);
  known.set(name, byScope);
  return byScope.get(scope) ?? [];
}

function sorted(model: FileModel, name: string): ReadonlyMap<Scope, readonly SyntaxNode[]> {
  const byScope = new Map<Scope, SyntaxNode[]>();
  for (const node of model.evaluator.identifiersNamed(name)) {
    const scope = functionScope(scopeOf(model, node));
    const inIt = byScope.get(scope);
    if (inIt) inIt.push(node);
    else byScope.set(scope, [node]);
  }
  return byScope;
}

/** The scope that the names of a function are in, from within a comprehension as well. */
export function functionScope(scope: Scope): Scope {
  let current = scope;
  while (current.parent && current.kind !== "function") current = current.parent;
  return current;
}
