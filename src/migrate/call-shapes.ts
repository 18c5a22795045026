import { identifierText } from "../parse/identifier.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { positionalArguments } from "../python/call-values.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { lookUp } from "../python/reaching.js";
import type { Binding } from "../python/scope.js";

/** A call of a method, taken apart. */
export interface Called {
  readonly object: SyntaxNode;
  readonly method: string;
  readonly given: readonly SyntaxNode[];
}

/** The object, the method and the positional arguments of a call; null where it is no call of a method. */
export function calledOn(model: FileModel, call: SyntaxNode): Called | null {
  const callee = childOf(call, "function");
  const object = callee?.type === "attribute" ? childOf(callee, "object") : null;
  const method = callee ? methodOf(model, callee) : null;
  return object && method !== null ? { object, method, given: positionalArguments(call) } : null;
}

/** The name of the member that an attribute is; null where it is none. */
export function methodOf(model: FileModel, attribute: SyntaxNode): string | null {
  const name = attribute.type === "attribute" ? childOf(attribute, "attribute") : null;
  return name ? identifierText(model.tree.text, name) : null;
}

/** The text of a name; null for any other expression. */
export function nameOf(model: FileModel, node: SyntaxNode): string | null {
  return node.type === "identifier" ? identifierText(model.tree.text, node) : null;
}

/** The only binding that a name can have where it is used; null where it has several, or none in the file. */
export function onlyBinding(model: FileModel, node: SyntaxNode): Binding | null {
  const name = nameOf(model, node);
  if (name === null) return null;
  const found = lookUp(name, node, scopeOf(model, node), model.evaluator.budget);
  return found.kind === "bound" && found.bindings.length === 1 ? (found.bindings[0] ?? null) : null;
}

/** Whether a name is one of Python itself: the file binds it nowhere. */
export function isBuiltin(model: FileModel, node: SyntaxNode, ...names: readonly string[]): boolean {
  const name = nameOf(model, node);
  if (name === null || !names.includes(name)) return false;
  return lookUp(name, node, scopeOf(model, node), model.evaluator.budget).kind === "unbound";
}

/** What a name holds, where it was assigned once; else the expression itself. */
export function heldOnce(model: FileModel, node: SyntaxNode): SyntaxNode {
  const to = onlyBinding(model, node)?.to;
  return to?.kind === "value" ? unwrap(to.value) : node;
}

/** The one place at which a value is used that got a name first; else the value itself. */
export function usedOnce(model: FileModel, value: SyntaxNode): SyntaxNode {
  const { parent } = value;
  const target = parent?.type === "assignment" && value.field === "right" ? childOf(parent, "left") : null;
  const name = target ? nameOf(model, target) : null;
  if (!target || name === null) return value;
  const scope = scopeOf(model, target);
  const places = model.evaluator
    .identifiersNamed(name)
    .filter((node) => node !== target && node.field !== "attribute" && scopeOf(model, node) === scope);
  const [only, ...more] = places;
  return only && more.length === 0 && only.start > value.end ? only : value;
}

/** The text of an expression with its white space evened out. */
export function spelled(model: FileModel, node: SyntaxNode): string {
  return model.tree.text.slice(node.start, node.end).replace(/\s+/g, " ");
}
