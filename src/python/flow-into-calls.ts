import { identifierText } from "../parse/identifier.js";
import { childOf, unwrap, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";
import { literal } from "./constants.js";
import {
  lastIdentifier,
  lastName,
  type Definitions,
  type Parameter,
  type Parameters,
} from "./flow-definitions.js";
import { ADDERS } from "./container-changes.js";
import { RECEIVERS, type NamePlaces, type Place } from "./name-places.js";
import type { ScopeTree } from "./scope.js";

/** Where a name gets a value: in one place, or in the module and in every function that has it as a parameter. */
export type Reached = Place | "everywhere";

/** Told of a name that gets a value: the very one, or, if `isMade`, what something from elsewhere made of it. */
export type Found = (name: string, place: Reached, isMade: boolean) => void;

/** What is known of the file in which values are followed. */
export interface Flow {
  readonly tree: SyntaxTree;
  readonly scopes: ScopeTree;
  readonly definitions: Definitions;
  readonly placeOf: NamePlaces["placeOf"];
  /** The calls that were looked at, with the positions of their arguments. */
  readonly calls: Map<SyntaxNode, ReadonlyMap<SyntaxNode, number | null>>;
}

/** Gives a value to a name. */
export type Give = (name: string, place: Reached) => void;

/** To the parameters of functions. */
export function intoParameters(
  parameters: Parameters | undefined,
  give: Give,
  isMeant: (parameter: Parameter) => boolean = () => true,
): void {
  for (const [name, parameter] of parameters ?? [])
    if (isMeant(parameter)) intoParameter(name, parameter, give);
}

function intoParameter(name: string, { functions }: Parameter, give: Give): void {
  if (functions) for (const one of functions) give(name, one);
  else give(name, "everywhere");
}

/** The positions of the arguments of a call, from 0; null for one that may be at any, and none for keywords. */
function positionsIn(list: SyntaxNode): ReadonlyMap<SyntaxNode, number | null> {
  const positions = new Map<SyntaxNode, number | null>();
  let next: number | null = 0;
  for (const argument of list.children) {
    if (argument.type === "keyword_argument") continue;
    if (argument.type.endsWith("_splat")) next = null;
    positions.set(argument, next);
    if (next !== null) next++;
  }
  return positions;
}

/** Tells the parameters that an argument can be for. */
function isFor(
  { tree, calls }: Flow,
  list: SyntaxNode,
  argument: SyntaxNode,
): (parameter: Parameter) => boolean {
  let known = calls.get(list);
  if (!known) calls.set(list, (known = positionsIn(list)));
  const position = known.get(argument);
  if (position === undefined) return () => false;
  if (position === null) return () => true;
  const [first] = list.children;
  // `Base.method(self, value)`
  const isExplicit = first?.type === "identifier" && RECEIVERS.has(identifierText(tree.text, first));
  return ({ positions, isRest }) =>
    isRest || positions.has(position) || (isExplicit && positions.has(position - 1));
}

/** To an attribute of what is made, and to the parameter of what is called by it. */
export function intoKeyword({ tree, definitions }: Flow, keyword: SyntaxNode, give: Give): void {
  const node = childOf(keyword, "name");
  if (!node) return;
  const name = identifierText(tree.text, node);
  const callee = keyword.parent?.parent ? childOf(keyword.parent.parent, "function") : null;
  const own = callee ? definitions.parameters.get(lastName(tree, callee))?.get(name) : undefined;
  give(name, own ? null : "everywhere");
  if (own) intoParameter(name, own, give);
}

/** To the parameters of what is called, and into what a method is called on. */
export function intoCall(flow: Flow, list: SyntaxNode, argument: SyntaxNode, give: Give): void {
  const { tree, definitions, calls } = flow;
  const callee = list.field === "arguments" && list.parent ? childOf(list.parent, "function") : null;
  if (!callee) return;
  const isFirst = !calls.has(list);
  const own = definitions.parameters.get(lastName(tree, callee));
  const isMeant = isFor(flow, list, argument);
  intoParameters(own, give, isMeant);
  if (isFirst) intoAll(flow, list, callee, give);
}

/** What any argument of a call gives: to the functions that are called or handed on, and to what a method is called on. */
function intoAll(flow: Flow, list: SyntaxNode, callee: SyntaxNode, give: Give): void {
  const { tree, scopes, definitions } = flow;
  const { parameters, handedOn } = definitions;
  const intoLambda = (lambda: SyntaxNode): void => {
    const scope = scopes.scopeOfDefinition.get(lambda);
    if (scope) for (const name of scope.bindings.keys()) give(name, scope);
  };
  const name = lastName(tree, callee);
  if (name === "setattr") intoAttribute(tree, list, give);
  const called = unwrap(callee);
  if (called.type === "lambda") intoLambda(called);
  // Of a parameter it is not known what it calls, nor to what functions an argument is given.
  if (callee.type === "identifier" && handedOn.has(name) && !parameters.has(name))
    for (const one of handedOn) give(one, "everywhere");
  const object = callee.type === "attribute" && ADDERS.has(name) ? childOf(callee, "object") : null;
  const container = object && lastIdentifier(object);
  if (container) intoContainer(flow, container, give);
  for (const argument of list.children) {
    const value = childOf(argument, "value") ?? argument;
    if (value.type === "lambda") intoLambda(value);
    intoParameters(parameters.get(lastName(tree, value)), give);
  }
}

/** To what something is added to; what is added to `self` is found by other methods in theirs. */
function intoContainer({ tree, placeOf }: Flow, container: SyntaxNode, give: Give): void {
  const name = identifierText(tree.text, container);
  give(name, RECEIVERS.has(name) ? "everywhere" : placeOf(container));
}

/** The name that `setattr(object, "name", value)` sets. */
function intoAttribute(tree: SyntaxTree, list: SyntaxNode, give: Give): void {
  const [, key] = list.children;
  const name = key ? literal(tree.text, key) : undefined;
  if (typeof name === "string") give(name, null);
}
