import { bindImport } from "./bind-imports.js";
import { namespaceEntries } from "./bind-namespace.js";
import { bindTarget, type Bind } from "./bind-targets.js";
import { identifierText } from "../parse/identifier.js";
import { newScope, type BoundTo, type Scope, type ScopeTree } from "./scope.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";

/** Finds the scopes of a file and every binding in them, in one pass over the nodes. */
export function buildScopes(tree: SyntaxTree): ScopeTree {
  const module = newScope("module", tree.root, null, "");
  const scopes: Scopes = {
    module,
    scopeAt: new Array<Scope>(tree.nodes.length).fill(module),
    scopeOfDefinition: new Map([[tree.root, module]]),
    opened: new Array<undefined>(tree.nodes.length).fill(undefined),
  };
  let last = module;
  let bind = binder(module, module);
  tree.nodes.forEach((node) => {
    const scope = scopeOfNode(scopes, node);
    scopes.scopeAt[node.index] = scope;
    openScope(scopes, tree.text, node, scope);
    if (scope !== last) {
      bind = binder(scope, module);
      last = scope;
    }
    bindNode(scopes, tree.text, node, scope, bind);
  });
  for (const { bindings } of scopes.scopeOfDefinition.values()) {
    for (const list of bindings.values()) list.sort((a, b) => a.effect - b.effect);
  }
  return scopes;
}

/** The scopes found so far. */
interface Scopes extends ScopeTree {
  readonly scopeAt: Scope[];
  readonly scopeOfDefinition: Map<SyntaxNode, Scope>;
  /** The scope that a node opens for what is in it, by its index. */
  readonly opened: (Scope | undefined)[];
}

function scopeOfNode({ module, scopeAt, opened }: Scopes, { parent, field }: SyntaxNode): Scope {
  if (!parent) return module;
  const inner = opened[parent.index];
  const isInside = inner && (inner.kind === "comprehension" || field === "body");
  return isInside ? inner : (scopeAt[parent.index] ?? module);
}

function openScope(scopes: Scopes, text: string, node: SyntaxNode, around: Scope): void {
  const kind = SCOPE_KINDS[node.type];
  if (!kind) return;
  const nameNode = childOf(node, "name");
  const scope = newScope(kind, node, around, nameNode ? identifierText(text, nameNode) : "");
  scopes.opened[node.index] = scope;
  scopes.scopeOfDefinition.set(node, scope);
}

const SCOPE_KINDS: Readonly<Partial<Record<NodeKind, Scope["kind"]>>> = {
  function_definition: "function",
  class_definition: "class",
  lambda: "lambda",
  list_comprehension: "comprehension",
  set_comprehension: "comprehension",
  dictionary_comprehension: "comprehension",
  generator_expression: "comprehension",
};

/** Records bindings in the scope that owns the name, which `global` can make the module. */
function binder(scope: Scope, module: Scope): Bind {
  return (name, to, node, effect) => {
    const owner = scope.globals.has(name) ? module : scope.nonlocals.has(name) ? null : scope;
    addBinding((owner ?? enclosingFunction(scope) ?? module).bindings, name, to, node, effect);
  };
}

function addBinding(
  bindings: Scope["bindings"],
  name: string,
  to: BoundTo,
  node: SyntaxNode,
  effect: number,
): void {
  const list = bindings.get(name);
  const binding = { name, to, node, effect };
  if (list) list.push(binding);
  else bindings.set(name, [binding]);
}

function enclosingFunction(scope: Scope): Scope | null {
  let current = scope.parent;
  while (current && current.kind !== "function") current = current.parent;
  return current;
}

function bindNode(scopes: Scopes, text: string, node: SyntaxNode, scope: Scope, bind: Bind): void {
  switch (node.type) {
    case "import_statement":
    case "import_from_statement":
      bindImport(text, node, scope, bind);
      return;
    case "assignment":
      bindTarget(text, node, bind);
      bindSelfAttribute(text, node, scope);
      bindInNamespace(scopes.module, text, node);
      return;
    case "call":
      bindInNamespace(scopes.module, text, node);
      return;
    case "augmented_assignment":
    case "for_statement":
    case "for_in_clause":
    case "as_pattern":
    case "case_pattern":
    case "delete_statement":
      bindTarget(text, node, bind);
      return;
    case "named_expression":
      bindWalrus(text, node, scope);
      return;
    case "function_definition":
      bindDefinition(text, node, "function", bind);
      bindParameters(text, node, scopes.opened[node.index]);
      return;
    case "class_definition":
      bindDefinition(text, node, "class", bind);
      return;
    case "lambda":
      bindParameters(text, node, scopes.opened[node.index]);
      return;
    case "global_statement":
      addNames(text, node, scope.globals);
      return;
    case "nonlocal_statement":
      addNames(text, node, scope.nonlocals);
      return;
    default:
  }
}

/** What is put into the namespace of the module is one of its names. */
function bindInNamespace(module: Scope, text: string, node: SyntaxNode): void {
  for (const { name, value } of namespaceEntries(text, node))
    addBinding(module.bindings, name, { kind: "value", value }, node, node.end);
}

function bindDefinition(text: string, definition: SyntaxNode, kind: "function" | "class", bind: Bind): void {
  const name = childOf(definition, "name");
  if (name) bind(identifierText(text, name), { kind, definition }, definition, definition.end);
}

/** A walrus inside a comprehension binds in the scope around it. */
function bindWalrus(text: string, node: SyntaxNode, scope: Scope): void {
  const target = childOf(node, "name");
  const value = childOf(node, "value");
  if (!target || !value) return;
  let owner = scope;
  while (owner.kind === "comprehension" && owner.parent) owner = owner.parent;
  addBinding(owner.bindings, identifierText(text, target), { kind: "value", value }, node, node.end);
}

function addNames(text: string, statement: SyntaxNode, names: Set<string>): void {
  for (const child of statement.children) {
    if (child.type === "identifier") names.add(identifierText(text, child));
  }
}

function bindParameters(text: string, node: SyntaxNode, scope: Scope | undefined): void {
  if (!scope) return;
  for (const parameter of childOf(node, "parameters")?.children ?? []) {
    const value = childOf(parameter, "value");
    const name =
      parameter.type === "identifier"
        ? parameter
        : (childOf(parameter, "name") ?? firstIdentifier(parameter));
    if (!name) continue;
    const annotation = childOf(parameter, "type");
    const to: BoundTo = { kind: "parameter", default: value, annotation };
    addBinding(scope.bindings, identifierText(text, name), to, parameter, node.start);
  }
}

function firstIdentifier(parameter: SyntaxNode): SyntaxNode | null {
  for (const child of parameter.children) {
    if (child.type === "identifier") return child;
    if (child.type === "list_splat_pattern" || child.type === "dictionary_splat_pattern")
      return child.children[0] ?? null;
  }
  return null;
}

/** `self.name = value` in a method gives the class an attribute. */
function bindSelfAttribute(text: string, node: SyntaxNode, scope: Scope): void {
  const left = childOf(node, "left");
  const value = childOf(node, "right");
  if (left?.type !== "attribute" || !value) return;
  const object = childOf(left, "object");
  const attribute = childOf(left, "attribute");
  if (object?.type !== "identifier" || !attribute) return;
  const owner = classOfReceiver(text, object, scope);
  if (!owner) return;
  const name = identifierText(text, attribute);
  addBinding(owner.attributes, name, { kind: "value", value }, node, node.end);
}

/** The class whose instance an identifier names, where it is the first parameter of a method of it. */
export function classOfReceiver(text: string, name: SyntaxNode, scope: Scope): Scope | null {
  let method: Scope | null = scope;
  while (method && method.kind !== "function") method = method.parent;
  const owner = method?.parent;
  if (!method || owner?.kind !== "class") return null;
  const first = childOf(method.node, "parameters")?.children[0];
  const receiver = first?.type === "identifier" ? first : first?.children[0];
  if (!receiver) return null;
  return identifierText(text, receiver) === identifierText(text, name) ? owner : null;
}
