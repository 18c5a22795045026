import { positionalArguments } from "./call-values.js";
import { scopeOf, type FileModel } from "./file-model.js";
import { identifierText } from "../parse/identifier.js";
import { lookUp } from "./reaching.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";

const MAX_PIECES = 1000;
/** What it takes to look at one mention of the variable. */
const STEPS_OF_PLACE = 20;

/**
 * The parts that are put into a list or a stream one after the other, in the order in which they are written: the items that it
 * begins with, and what `append`, `extend` and `write` are called with. Null for anything but a variable.
 */
export function piecesOf(model: FileModel, variable: SyntaxNode | null): readonly SyntaxNode[] | null {
  if (variable?.type !== "identifier") return null;
  const { text } = model.tree;
  const name = identifierText(text, variable);
  const scope = scopeOf(model, variable);
  const found = lookUp(name, variable, scope, model.evaluator.budget);
  const binding = found.kind === "bound" ? found.bindings.at(-1) : undefined;
  const first = binding?.to.kind === "value" ? binding.to.value : null;
  if (!first) return null;
  const pieces: SyntaxNode[] = first.type === "list" ? [...first.children] : [...positionalArguments(first)];
  for (const node of model.evaluator.identifiersNamed(name)) {
    model.evaluator.budget.left -= STEPS_OF_PLACE;
    if (pieces.length >= MAX_PIECES || model.evaluator.budget.left <= 0) break;
    const method = node.field === "object" && node.parent ? childOf(node.parent, "attribute") : null;
    const call = method && node.parent?.field === "function" ? node.parent.parent : null;
    if (!method || call?.type !== "call" || scopeOf(model, node) !== scope) continue;
    const [given] = positionalArguments(call);
    if (!given) continue;
    const way = identifierText(text, method);
    if (way === "append" || way === "write") pieces.push(given);
    else if (way === "extend" || way === "writelines") pieces.push(...given.children);
  }
  return pieces.length > 0 ? pieces : null;
}

/** The string that `function.__doc__` is; null for any other attribute. */
export function documentationOf({ evaluator, tree }: FileModel, attribute: SyntaxNode): SyntaxNode | null {
  const object = childOf(attribute, "object");
  const member = childOf(attribute, "attribute");
  if (!object || !member || identifierText(tree.text, member) !== "__doc__") return null;
  for (const value of evaluator.evaluate(object))
    if (value.kind === "function" || value.kind === "class") return docstringOf(value.definition);
  return null;
}

/** The string that a function or a class begins with. */
function docstringOf(definition: SyntaxNode): SyntaxNode | null {
  const first = childOf(definition, "body")?.children[0];
  const only = first?.type === "expression_statement" ? first.children[0] : undefined;
  return only?.type === "string" || only?.type === "concatenated_string" ? only : null;
}
