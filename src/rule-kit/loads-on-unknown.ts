import { scopeOf, type FileModel } from "../python/file-model.js";
import type { Scope } from "../python/scope.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { isImported, namesAround, namesIn } from "./handed-on.js";

/** What is made by modules of the standard library that keep values and give them back. */
const HOLDING =
  /^(?:asyncio|collections|concurrent|contextlib|contextvars|copy|functools|inspect|itertools|operator|queue|threading|types|weakref)\..*\(\)/;

/** The calls of a file, by methods of some names, on what nothing is known of. */
export interface LoadsOnUnknown {
  /** Whether there are any. */
  readonly some: boolean;
  /**
   * Whether what is handed on here may come back as what one of them is on: a name stands in both, or in what the name of one
   * of them is bound to.
   */
  readonly mayBe: (node: SyntaxNode) => boolean;
}

/** Finds the calls by methods of these names on what nothing is known of. The time of a question does not grow with them. */
export function loadsOnUnknown(model: FileModel, methods: readonly string[]): LoadsOnUnknown {
  const receivers = methods.flatMap((method) => receiversOnUnknown(model, method));
  const asked = receivers.slice(0, MAX_RECEIVERS);
  let names: ReadonlySet<string> | undefined;
  return {
    some: receivers.length > 0,
    mayBe: (node) => {
      if (asked.length === 0) return false;
      const statement = ancestorOf(node, STATEMENTS);
      if (statement && asked.some((one) => one.start >= statement.start && one.end <= statement.end))
        return true;
      const theirs = (names ??= namesBehind(model, asked));
      return (
        namesAround(model, node).some((name) => theirs.has(name)) ||
        (statement !== null &&
          namesIn(model, statement).some((name) => {
            return theirs.has(identifierText(model.tree.text, name)) && !isImported(model, name);
          }))
      );
    },
  };
}

/** The names in some expressions, and in what these are bound to. */
function namesBehind(model: FileModel, expressions: readonly SyntaxNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const own of expressions.flatMap((expression) => namesIn(model, expression)))
    for (const name of [own, ...boundTo(model, own).flatMap((value) => namesIn(model, value))])
      names.add(identifierText(model.tree.text, name));
  return names;
}

/** What a method of this name is called on in the file, where nothing is known of it. */
function receiversOnUnknown(model: FileModel, method: string): SyntaxNode[] {
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
