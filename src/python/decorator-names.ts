import { dottedText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "./file-model.js";
import { lookUp } from "./reaching.js";

const MAX_STEPS = 200;

/**
 * The qualified names that a decorator can stand for, called or not: `functools.cache`, `builtins.property`. By what is imported,
 * never by a name alone: none where it is bound to anything else, or may come with a star import.
 */
export function decoratorNames(model: FileModel, decorator: SyntaxNode): readonly string[] {
  const inner = decorator.children[0];
  const callee = inner?.type === "call" ? childOf(inner, "function") : inner;
  let head = callee;
  while (head?.type === "attribute") head = childOf(head, "object");
  if (!callee || head?.type !== "identifier" || model.scopes.module.stars.length > 0) return [];
  const [first = "", ...members] = dottedText(model.tree.text, callee).split(".");
  const found = lookUp(first, head, scopeOf(model, head), { left: MAX_STEPS });
  if (found.kind === "unbound") return [["builtins", first, ...members].join(".")];
  const names = found.bindings.map(({ to }) =>
    to.kind === "member" ? [to.module, to.name] : to.kind === "module" ? [to.module] : null,
  );
  return names.every((name) => name !== null) ? names.map((name) => [...name, ...members].join(".")) : [];
}
