import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Scope } from "./scope.js";

/** The objects from which a class takes the members that it does not have: `other` of `def __getattr__(self, name): return getattr(other, name)`. */
export function delegatesOf(evaluator: Evaluator, { bindings }: Scope): readonly SyntaxNode[] {
  const getters = evaluator.identifiersNamed("getattr");
  evaluator.budget.left -= getters.length;
  if (evaluator.exhausted()) return [];
  return (bindings.get("__getattr__") ?? []).flatMap(({ to }): SyntaxNode[] => {
    if (to.kind !== "function") return [];
    const [, asked] = childOf(to.definition, "parameters")?.children ?? [];
    const name = asked ? nameIn(evaluator, asked) : "";
    if (name === "") return [];
    return getters.flatMap((node) => {
      const call = node.field === "function" && contains(to.definition, node) ? node.parent : null;
      const [object, member] = (call && childOf(call, "arguments")?.children) ?? [];
      return object && member && nameIn(evaluator, member) === name ? [object] : [];
    });
  });
}

/** The name that a parameter has, or that an identifier is; "" for none. */
function nameIn({ tree }: Evaluator, node: SyntaxNode): string {
  const name = node.type === "identifier" ? node : (childOf(node, "name") ?? node.children[0]);
  return name?.type === "identifier" ? identifierText(tree.text, name) : "";
}
