import { DEFINITIONS } from "./call-sites.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { RECEIVERS } from "./name-places.js";
import type { Scope, ScopeTree } from "./scope.js";
import { ancestorOf, childOf, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";

/** What a file defines, by name: where arguments go. */
export interface Definitions {
  /** The names of its functions and classes. */
  readonly names: ReadonlySet<string>;
  /** The parameters of the functions and constructors that go by a name. */
  readonly parameters: ReadonlyMap<string, Parameters>;
  /** The names of the parameters of all functions that are decorated, or mentioned other than by a call of them. */
  readonly handedOn: ReadonlySet<string>;
  /** The functions that have a parameter of a name. */
  readonly taking: ReadonlyMap<string, ReadonlySet<Scope>>;
}

/** Parameters by name. */
export type Parameters = ReadonlyMap<string, Parameter>;

/** A parameter of all functions that go by one name. */
export interface Parameter {
  /** The functions whose it is; null for very many. */
  readonly functions: ReadonlySet<Scope> | null;
  /** Where it stands among the parameters, from 0 and without the receiver. */
  readonly positions: ReadonlySet<number>;
  /** Whether it takes all that is left: `*rest`. */
  readonly isRest: boolean;
}

/** How many functions of one name are told apart by their parameters. */
const MAX_SAME = 50;

/** Finds what a file defines. */
export function definitionsIn(
  tree: SyntaxTree,
  scopes: ScopeTree["scopeOfDefinition"],
  identifiersNamed: (name: string) => readonly SyntaxNode[],
): Definitions {
  const parameters = new Map<string, Map<string, Parameter>>();
  const taking = new Map<string, Set<Scope>>();
  const handedOn = new Set<string>();
  const named = new Set<string>();
  /** Thousands of functions can have one name. */
  const mentioned = new Map<string, boolean>();
  const isMentionedAs = (name: string): boolean => {
    const known = mentioned.get(name) ?? identifiersNamed(name).some(isMention);
    mentioned.set(name, known);
    return known;
  };
  const take = (parameter: string, scope: Scope): void => {
    const known = taking.get(parameter);
    if (known) known.add(scope);
    else taking.set(parameter, new Set([scope]));
  };
  const add = (name: string, own: Parameters): void => {
    const known = parameters.get(name);
    if (!known) parameters.set(name, new Map(own));
    else
      for (const [parameter, more] of own) {
        const before = known.get(parameter);
        known.set(parameter, before ? together(before, more) : more);
      }
  };
  for (const [definition, scope] of scopes) {
    for (const name of namesOf(tree, definition)) named.add(name);
    if (definition.type === "class_definition") {
      // Constructors are inherited.
      for (const base of childOf(definition, "superclasses")?.children ?? [])
        add(
          lastName(tree, childOf(definition, "name") ?? definition),
          parameters.get(lastName(tree, base)) ?? new Map<string, Parameter>(),
        );
    }
    if (!DEFINITIONS.has(definition.type)) continue;
    const own = parametersOf(tree, definition, scope);
    for (const receiver of RECEIVERS) if (scope.bindings.has(receiver)) take(receiver, scope);
    if (own.size === 0) continue;
    const names = namesOf(tree, definition);
    for (const parameter of own.keys()) take(parameter, scope);
    for (const name of names) add(name, own);
    const isMentioned = names.some(isMentionedAs);
    if (definition.parent?.type !== "decorated_definition" && !isMentioned) continue;
    for (const name of own.keys()) handedOn.add(name);
  }
  return { names: named, parameters, handedOn, taking };
}

/** Parameters of one name, of functions of one name. */
function together(one: Parameter, other: Parameter): Parameter {
  const functions = one.functions && other.functions && new Set([...one.functions, ...other.functions]);
  return {
    functions: functions && functions.size <= MAX_SAME ? functions : null,
    positions: new Set([...one.positions, ...other.positions]),
    isRest: one.isRest || other.isRest,
  };
}

/** The parameters of a definition, without the receiver. */
function parametersOf(tree: SyntaxTree, definition: SyntaxNode, scope: Scope): Parameters {
  const parameters = new Map<string, Parameter>();
  let position = 0;
  for (const parameter of childOf(definition, "parameters")?.children ?? []) {
    const named =
      childOf(parameter, "name") ?? (parameter.type === "identifier" ? parameter : parameter.children[0]);
    const isRest = named?.type.endsWith("_pattern") === true || parameter.type.endsWith("_pattern");
    const name = named?.type.endsWith("_pattern") === true ? named.children[0] : named;
    const text = name?.type === "identifier" ? identifierText(tree.text, name) : "";
    if (text === "" || (RECEIVERS.has(text) && scope.parent?.kind === "class")) continue;
    parameters.set(text, { functions: new Set([scope]), positions: new Set([position++]), isRest });
  }
  return parameters;
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
  return CONSTRUCTORS.has(name) && ownerName ? [name, "cls", identifierText(tree.text, ownerName)] : [name];
}

const CONSTRUCTORS: ReadonlySet<string> = new Set(["__init__", "__new__"]);

const CLASSES: ReadonlySet<NodeKind> = new Set(["class_definition"]);

/** The last name of an expression: `load` of `a.b.load`, and of what is called with it; "" for none. */
export function lastName(tree: SyntaxTree, node: SyntaxNode): string {
  const identifier = lastIdentifier(node);
  return identifier ? identifierText(tree.text, identifier) : "";
}

/** The identifier that it is. */
export function lastIdentifier(node: SyntaxNode): SyntaxNode | null {
  if (node.type === "identifier") return node;
  const inner =
    node.type === "attribute"
      ? childOf(node, "attribute")
      : node.type === "call"
        ? childOf(node, "function")
        : node.type === "parenthesized_expression"
          ? node.children[0]
          : null;
  return inner ? lastIdentifier(inner) : null;
}
