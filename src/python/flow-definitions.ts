import { DEFINITIONS } from "./call-sites.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";

/** What a file defines, by name: where arguments go. */
export interface Definitions {
  /** The names of its functions and classes. */
  readonly names: ReadonlySet<string>;
  /** The names of the parameters of the functions and constructors that go by a name. */
  readonly parameters: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those of all functions that are decorated, or mentioned other than by a call of them. */
  readonly handedOn: ReadonlySet<string>;
}

/** Finds what a file defines. */
export function definitionsIn(
  tree: SyntaxTree,
  definitions: Iterable<SyntaxNode>,
  identifiersNamed: (name: string) => readonly SyntaxNode[],
): Definitions {
  const parameters = new Map<string, Set<string>>();
  const handedOn = new Set<string>();
  const named = new Set<string>();
  /** Thousands of functions can have one name. */
  const mentioned = new Map<string, boolean>();
  const isMentionedAs = (name: string): boolean => {
    const known = mentioned.get(name) ?? identifiersNamed(name).some(isMention);
    mentioned.set(name, known);
    return known;
  };
  const add = (name: string, own: Iterable<string>): void => {
    const known = parameters.get(name) ?? new Set();
    for (const one of own) known.add(one);
    parameters.set(name, known);
  };
  for (const definition of definitions) {
    for (const name of namesOf(tree, definition)) named.add(name);
    if (definition.type === "class_definition") {
      // Constructors are inherited.
      for (const base of childOf(definition, "superclasses")?.children ?? [])
        add(
          lastName(tree, childOf(definition, "name") ?? definition),
          parameters.get(lastName(tree, base)) ?? [],
        );
    }
    if (!DEFINITIONS.has(definition.type)) continue;
    const own = parameterNames(tree, definition);
    if (own.length === 0) continue;
    const names = namesOf(tree, definition);
    for (const name of names) add(name, own);
    const isMentioned = names.some(isMentionedAs);
    if (definition.parent?.type !== "decorated_definition" && !isMentioned) continue;
    for (const name of own) handedOn.add(name);
  }
  return { names: named, parameters, handedOn };
}

/** The names of the parameters of a definition, without that of the receiver. */
export function parameterNames(tree: SyntaxTree, definition: SyntaxNode): string[] {
  return (childOf(definition, "parameters")?.children ?? []).flatMap((parameter) => {
    const named =
      childOf(parameter, "name") ?? (parameter.type === "identifier" ? parameter : parameter.children[0]);
    const name = named && !named.type.endsWith("_pattern") ? named : named?.children[0];
    const text = name?.type === "identifier" ? identifierText(tree.text, name) : "self";
    return text === "self" || text === "cls" ? [] : [text];
  });
}

/** Whether a name is read other than by a call. */
function isMention({ parent, field }: SyntaxNode): boolean {
  return field !== "name" && field !== "function" && field !== "attribute" && parent?.type !== "attribute";
}

function namesOf(tree: SyntaxTree, definition: SyntaxNode): string[] {
  const nameNode = childOf(definition, "name");
  if (!nameNode) {
    const { parent, field } = definition;
    const target = parent?.type === "assignment" && field === "right" ? childOf(parent, "left") : null;
    return target ? [lastName(tree, target)] : [];
  }
  const name = identifierText(tree.text, nameNode);
  const owner = ancestorOf(definition, CLASSES);
  const ownerName = owner ? childOf(owner, "name") : null;
  return name.startsWith("__") && ownerName ? [name, "cls", identifierText(tree.text, ownerName)] : [name];
}

const CLASSES: ReadonlySet<NodeKind> = new Set(["class_definition"]);

/** The last name of an expression: `load` of `a.b.load`, and of what is called with it; "" for none. */
export function lastName(tree: SyntaxTree, node: SyntaxNode): string {
  if (node.type === "identifier") return identifierText(tree.text, node);
  const inner =
    node.type === "attribute"
      ? childOf(node, "attribute")
      : node.type === "call"
        ? childOf(node, "function")
        : node.type === "parenthesized_expression"
          ? node.children[0]
          : null;
  return inner ? lastName(tree, inner) : "";
}
