import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { nodesOf } from "./nodes-of.js";
import type { Scope } from "./scope.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** A place that gives arguments to a function of the file. */
export interface CallSite {
  readonly positional: readonly SyntaxNode[];
  /** The position of the first of them. */
  readonly shift: number;
  /** Whether each of them is gone through, and the function gets the items: `map(f, values)`. */
  readonly isEach: boolean;
  readonly keywords: readonly SyntaxNode[];
}

/** The definitions that have parameters. */
export const DEFINITIONS: ReadonlySet<NodeKind> = new Set(["function_definition", "lambda"]);

/** How many places are followed for one function. */
const MAX_SITES = 50;

const sitesByFile = new WeakMap<Evaluator, Map<SyntaxNode, readonly CallSite[]>>();

/**
 * The places in the file that call a function by its name, or hand it to something that may call it, with arguments
 * through which something that the rules know can be reached.
 */
export function callSites(evaluator: Evaluator, definition: SyntaxNode): readonly CallSite[] {
  let known = sitesByFile.get(evaluator);
  if (!known) sitesByFile.set(evaluator, (known = new Map<SyntaxNode, readonly CallSite[]>()));
  let sites = known.get(definition);
  if (!sites) {
    sites = findSites(evaluator, definition).slice(0, MAX_SITES);
    known.set(definition, sites);
  }
  return sites;
}

function findSites(evaluator: Evaluator, definition: SyntaxNode): readonly CallSite[] {
  const receiver = hasReceiver(evaluator, definition) ? 1 : 0;
  const sites: CallSite[] = [];
  let isHandedOn = definition.parent?.type === "decorated_definition";
  const look = (reference: SyntaxNode): void => {
    const { parent } = reference;
    if (parent?.type === "parenthesized_expression") look(parent);
    else if (parent?.type === "call" && reference.field === "function") {
      if (evaluator.mayCarry(parent)) sites.push(siteOf(evaluator, parent, receiver));
    } else {
      const handed = handedOn(evaluator, reference, receiver);
      if (handed === null) return;
      isHandedOn = true;
      sites.push(...handed);
    }
  };
  if (definition.type === "lambda") look(definition);
  for (const name of namesOf(evaluator, definition)) {
    for (const node of evaluator.identifiersNamed(name)) {
      evaluator.budget.left--;
      if (sites.length >= MAX_SITES || evaluator.exhausted()) break;
      const isMember = node.parent?.type === "attribute" && node.field === "attribute";
      look(isMember && node.parent ? node.parent : node);
    }
  }
  if (isHandedOn)
    sites.push(...callsOfParameters(evaluator).map((call) => siteOf(evaluator, call, receiver)));
  return [...sites, ...specialSites(evaluator, definition, receiver)];
}

/** The arguments of a call. `Base.method(self, value)` passes the receiver itself. */
function siteOf({ tree }: Evaluator, call: SyntaxNode, receiver: number): CallSite {
  const list = childOf(call, "arguments");
  const all = list?.type === "argument_list" ? list.children : list ? [list] : [];
  const positional = all.filter(({ type }) => type !== "keyword_argument" && type !== "dictionary_splat");
  const keywords = all.filter(({ type }) => type === "keyword_argument");
  const [first] = positional;
  const isExplicit =
    receiver > 0 && first?.type === "identifier" && identifierText(tree.text, first) === "self";
  return { positional, shift: isExplicit ? 0 : receiver, isEach: false, keywords };
}

/** What goes with a function that is an argument itself: `submit(f, value)`, `map(f, values)`, `Thread(target=f, args=(value,))`. */
function handedOn(evaluator: Evaluator, reference: SyntaxNode, receiver: number): readonly CallSite[] | null {
  const { tree } = evaluator;
  const argument = reference.parent?.type === "keyword_argument" ? reference.parent : reference;
  const list = argument.parent;
  const call = list?.type === "argument_list" && list.field === "arguments" ? list.parent : null;
  if (!list || !call) return null;
  if (!evaluator.mayCarry(list)) return [];
  const { positional, keywords } = siteOf(evaluator, call, 0);
  const callee = childOf(call, "function");
  const isEach = callee !== null && MAPPING.test(tree.text.slice(callee.start, callee.end));
  const behind = positional.slice(positional.indexOf(argument) + 1);
  const sites: CallSite[] = [{ positional: behind, shift: receiver, isEach, keywords }];
  for (const keyword of keywords) {
    const name = childOf(keyword, "name");
    const value = childOf(keyword, "value");
    if (!name || !value || !evaluator.mayCarry(value)) continue;
    if (identifierText(tree.text, name) !== "args") continue;
    for (const one of evaluator.evaluate(value))
      if (one.kind === "sequence")
        sites.push({ positional: one.node.children, shift: receiver, isEach: false, keywords: [] });
  }
  return sites;
}

const MAPPING = /(?:map|filter)$|\bimap\w*$/;

/** The names by which a definition is called: for a constructor that of its class, and of those built on it. */
function namesOf(evaluator: Evaluator, definition: SyntaxNode): readonly string[] {
  const { text } = evaluator.tree;
  if (definition.type === "lambda") {
    const { parent, field } = definition;
    const target = parent?.type === "assignment" && field === "right" ? childOf(parent, "left") : null;
    const name = target?.type === "attribute" ? childOf(target, "attribute") : target;
    return name?.type === "identifier" ? [identifierText(text, name)] : [];
  }
  const nameNode = childOf(definition, "name");
  const name = nameNode ? identifierText(text, nameNode) : "";
  const owner = ownerOf(evaluator, definition);
  if (!owner || !CONSTRUCTORS.has(name)) return [name];
  return [name, "cls", ...familyOf(evaluator, owner)];
}

const CONSTRUCTORS: ReadonlySet<string> = new Set(["__init__", "__new__"]);

/** The names of a class and of those of the file that are built on it. */
function familyOf(evaluator: Evaluator, owner: Scope): readonly string[] {
  const { text } = evaluator.tree;
  const nameNode = childOf(owner.node, "name");
  if (!nameNode) return [];
  const name = identifierText(text, nameNode);
  const others = evaluator.subclasses(name).flatMap((definition) => childOf(definition, "name") ?? []);
  return [name, ...others.map((node) => identifierText(text, node))];
}

/** Class statements that pass keywords to `__init_subclass__`, and assignments that call a setter. */
function specialSites(evaluator: Evaluator, definition: SyntaxNode, receiver: number): readonly CallSite[] {
  const { tree } = evaluator;
  const owner = ownerOf(evaluator, definition);
  const nameNode = childOf(definition, "name");
  if (!owner || !nameNode) return [];
  const name = identifierText(tree.text, nameNode);
  if (name === "__init_subclass__") {
    const ownName = childOf(owner.node, "name");
    return evaluator.subclasses(ownName ? identifierText(tree.text, ownName) : "").flatMap((one) => {
      const bases = childOf(one, "superclasses");
      if (!bases || !evaluator.mayCarry(bases)) return [];
      const keywords = bases.children.filter(({ type }) => type === "keyword_argument");
      return [{ positional: [], shift: 0, isEach: false, keywords }];
    });
  }
  if (!isSetter(evaluator, definition)) return [];
  return evaluator.identifiersNamed(name).flatMap((node) => {
    const target = node.parent?.type === "attribute" ? node.parent : null;
    const assignment = target?.field === "left" ? target.parent : null;
    const value = assignment?.type === "assignment" ? childOf(assignment, "right") : null;
    return value ? [{ positional: [value], shift: receiver, isEach: false, keywords: [] }] : [];
  });
}

function isSetter({ tree }: Evaluator, { parent }: SyntaxNode): boolean {
  if (parent?.type !== "decorated_definition") return false;
  return parent.children.some(
    ({ type, start, end }) => type === "decorator" && tree.text.slice(start, end).endsWith(".setter"),
  );
}

function ownerOf({ scopeAt }: Evaluator, definition: SyntaxNode): Scope | null {
  const scope = scopeAt(definition);
  return scope.kind === "class" ? scope : null;
}

/** Whether the first parameter of a definition is an instance of the class around it, or that class. */
export function hasReceiver(evaluator: Evaluator, definition: SyntaxNode): boolean {
  if (definition.type === "lambda" || !ownerOf(evaluator, definition)) return false;
  const around = definition.parent;
  if (around?.type !== "decorated_definition") return true;
  const { text } = evaluator.tree;
  return !around.children.some(
    ({ type, start, end }) => type === "decorator" && /\bstaticmethod$/.test(text.slice(start, end)),
  );
}

const callsByFile = new WeakMap<Evaluator, readonly SyntaxNode[]>();

/** Calls of what is a parameter, `fn(lib)`: each function that is handed on may be meant. */
function callsOfParameters(evaluator: Evaluator): readonly SyntaxNode[] {
  let calls = callsByFile.get(evaluator);
  if (!calls) {
    calls = nodesOf(evaluator.tree, "call").filter((call) => {
      const callee = childOf(call, "function");
      const list = childOf(call, "arguments");
      return (
        callee?.type === "identifier" && list && evaluator.mayCarry(list) && isParameter(evaluator, callee)
      );
    });
    callsByFile.set(evaluator, calls);
  }
  return calls;
}

function isParameter(evaluator: Evaluator, node: SyntaxNode): boolean {
  const name = identifierText(evaluator.tree.text, node);
  for (let scope: Scope | null = evaluator.scopeAt(node); scope; scope = scope.parent) {
    const bindings = scope.bindings.get(name);
    if (bindings) return bindings.some(({ to }) => to.kind === "parameter");
  }
  return false;
}
