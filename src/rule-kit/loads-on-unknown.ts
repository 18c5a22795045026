import { scopeOf, type FileModel } from "../python/file-model.js";
import type { Scope } from "../python/scope.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { isImported, namesAround, namesIn } from "./handed-on.js";

/** What is made by modules of the standard library that keep values and give them back. */
const HOLDING =
  /^(?:asyncio|collections|concurrent|contextlib|contextvars|copy|functools|inspect|itertools|operator|queue|threading|types|weakref)\..*\(\)/;

/** What a method of this name is called on in the file, where nothing is known of it. */
export function receiversOnUnknown(model: FileModel, method: string): SyntaxNode[] {
  return model.evaluator.identifiersNamed(method).flatMap((node) => {
    const attribute = node.parent?.type === "attribute" && node.field === "attribute" ? node.parent : null;
    const object = attribute?.field === "function" ? childOf(attribute, "object") : null;
    if (!object) return [];
    const isUnknown = model.evaluator
      .evaluate(object)
      .every(
        (value) =>
          value.kind === "unknown" ||
          (value.kind === "symbol" && (value.name.startsWith("builtins.") || HOLDING.test(value.name))),
      );
    return isUnknown ? [object] : [];
  });
}

/**
 * Whether what is handed on here may come back as one of these: a name stands in both, or in what the name of one of them is
 * bound to.
 */
export function mayBeOneOf(model: FileModel, node: SyntaxNode, receivers: readonly SyntaxNode[]): boolean {
  if (receivers.length === 0) return false;
  const statement = ancestorOf(node, STATEMENTS);
  const names = new Set(namesAround(model, node));
  for (const name of statement ? namesIn(model, statement) : [])
    if (!isImported(model, name)) names.add(identifierText(model.tree.text, name));
  const isAmong = (name: SyntaxNode): boolean => names.has(identifierText(model.tree.text, name));
  return receivers.slice(0, MAX_RECEIVERS).some((receiver) => {
    if (statement && receiver.start >= statement.start && receiver.end <= statement.end) return true;
    const own = namesIn(model, receiver);
    return own.some(
      (name) => isAmong(name) || boundTo(model, name).some((value) => namesIn(model, value).some(isAmong)),
    );
  });
}

const STATEMENTS: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "expression_statement",
  "return_statement",
  "raise_statement",
  "for_statement",
  "match_statement",
  "parameters",
]);

const MAX_RECEIVERS = 50;
const MAX_BINDINGS = 5;

/** What a name is bound to. */
function boundTo(model: FileModel, name: SyntaxNode): SyntaxNode[] {
  const text = identifierText(model.tree.text, name);
  for (let scope: Scope | null = scopeOf(model, name); scope; scope = scope.parent) {
    const bindings = scope.bindings.get(text);
    if (bindings)
      return bindings.slice(0, MAX_BINDINGS).flatMap(({ to }) => ("value" in to ? [to.value] : []));
  }
  return [];
}
