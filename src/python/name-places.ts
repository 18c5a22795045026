import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import type { SyntaxNode, SyntaxTree } from "../parse/syntax-tree.js";
import type { Scope, ScopeTree } from "./scope.js";

/** Where a name lives: the function that binds it; null for names of the module and of classes, attributes, and keywords. */
export type Place = Scope | null;

/** The identifiers of a file by the places where their names live. */
export interface NamePlaces {
  readonly placeOf: (identifier: SyntaxNode) => Place;
  readonly identifiersAt: (name: string, place: Place) => readonly SyntaxNode[];
}

/** The names of what a method is called on. */
export const RECEIVERS: ReadonlySet<string> = new Set(["self", "cls"]);

/** Finds where names live: by their names and scopes alone, whatever is bound when. */
export function namePlaces(
  tree: SyntaxTree,
  scopes: ScopeTree,
  identifiersNamed: (name: string) => readonly SyntaxNode[],
): NamePlaces {
  const owners = new Map<string, Map<Scope, Place>>();
  const placeOf = (identifier: SyntaxNode): Place => {
    if (identifier.field === "attribute" || identifier.parent?.type === "keyword_argument")
      if (identifier.field !== "value") return null;
    const name = identifierText(tree.text, identifier);
    const definition = definitionOf(identifier);
    if (definition) return scopes.scopeOfDefinition.get(definition) ?? null;
    const known = owners.get(name) ?? new Map<Scope, Place>();
    owners.set(name, known);
    return ownerOf(name, scopes.scopeAt[identifier.index] ?? scopes.module, known);
  };
  const byName = new Map<string, ReadonlyMap<Place, readonly SyntaxNode[]>>();
  return {
    placeOf,
    identifiersAt: (name, place) => {
      let places = byName.get(name);
      if (!places) byName.set(name, (places = byPlace(identifiersNamed(name), placeOf)));
      return places.get(place) ?? [];
    },
  };
}

function byPlace(
  identifiers: readonly SyntaxNode[],
  placeOf: NamePlaces["placeOf"],
): ReadonlyMap<Place, readonly SyntaxNode[]> {
  const places = new Map<Place, SyntaxNode[]>();
  for (const identifier of identifiers) {
    const place = placeOf(identifier);
    const own = places.get(place);
    if (own) own.push(identifier);
    else places.set(place, [identifier]);
  }
  return places;
}

/** The definition of which an identifier names a parameter. */
function definitionOf(identifier: SyntaxNode): SyntaxNode | null {
  let node = identifier;
  while (node.parent && PARAMETERS.has(node.parent.type) && node.field !== "value") node = node.parent;
  const list = node.parent;
  return list && LISTS.has(list.type) ? list.parent : null;
}

const LISTS: ReadonlySet<NodeKind> = new Set(["parameters", "lambda_parameters"]);
const PARAMETERS: ReadonlySet<NodeKind> = new Set([
  "typed_parameter",
  "default_parameter",
  "typed_default_parameter",
  "list_splat_pattern",
  "dictionary_splat_pattern",
]);

/** @param known what has been found for this name */
function ownerOf(name: string, scope: Scope, known: Map<Scope, Place>): Place {
  if (scope.globals.has(name)) return null;
  let current: Scope | null = scope;
  // The names of a class are seen from directly within it alone.
  for (; current && (current.kind === "class" || current.kind === "comprehension"); current = current.parent)
    if (current.bindings.has(name)) return current.kind === "class" ? null : current;
  const passed: Scope[] = [];
  let owner: Place = null;
  for (; current; current = current.parent) {
    const before = known.get(current);
    if (before !== undefined) {
      owner = before;
      break;
    }
    passed.push(current);
    if (current.kind === "class" || !current.bindings.has(name)) continue;
    owner = current.kind === "module" ? null : current;
    break;
  }
  for (const one of passed) known.set(one, owner);
  return owner;
}
