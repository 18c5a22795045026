import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Scope } from "./scope.js";
import type { Value } from "./value.js";

/** The members that are being looked for, of each file: objects can take theirs from each other, in a circle. */
const open = new WeakMap<Evaluator, Set<string>>();

/** A member that a class does not have, as the objects have it from which it takes those. */
export function delegatedMember(evaluator: Evaluator, scope: Scope, name: string): readonly Value[] {
  if (!scope.bindings.has("__getattr__")) return [];
  const asked = open.get(evaluator) ?? new Set();
  open.set(evaluator, asked);
  const key = `${String(scope.node.index)}:${name}`;
  if (asked.has(key) || asked.size > MAX_DEPTH) return [];
  asked.add(key);
  const objects = (scope.bindings.get("__getattr__") ?? []).flatMap(({ to }) =>
    to.kind === "function" ? delegatesOf(evaluator, to.definition, 1) : [],
  );
  const values = objects.flatMap((object) => evaluator.members(evaluator.evaluate(object), name));
  asked.delete(key);
  return values;
}

/** How many objects that take members from each other are followed. */
const MAX_DEPTH = 8;

/**
 * The objects from which a `__getattr__` takes what it gives: `other` of `def __getattr__(self, name): return getattr(other, name)`.
 * @param position where the name stands among its parameters, from 0
 */
export function delegatesOf(
  evaluator: Evaluator,
  definition: SyntaxNode,
  position: number,
): readonly SyntaxNode[] {
  const getters = evaluator.identifiersNamed("getattr");
  evaluator.budget.left -= getters.length;
  if (evaluator.exhausted()) return [];
  const asked = childOf(definition, "parameters")?.children[position];
  const name = asked ? nameIn(evaluator, asked) : "";
  if (name === "") return [];
  return getters.flatMap((node) => {
    const call = node.field === "function" && contains(definition, node) ? node.parent : null;
    const [object, member] = (call && childOf(call, "arguments")?.children) ?? [];
    return object && member && nameIn(evaluator, member) === name ? [object] : [];
  });
}

/** The name that a parameter has, or that an identifier is; "" for none. */
function nameIn({ tree }: Evaluator, node: SyntaxNode): string {
  const name = node.type === "identifier" ? node : (childOf(node, "name") ?? node.children[0]);
  return name?.type === "identifier" ? identifierText(tree.text, name) : "";
}
