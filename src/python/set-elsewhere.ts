import { classOfReceiver } from "./build-scopes.js";
import type { Evaluator } from "./evaluator.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { UNKNOWN, type Value } from "./value.js";

/**
 * What a flag of a class is set to where it is not defined: `Reader.safe = False`, `reader.safe = False`.
 * @param own what the class itself binds: nothing is looked for where that is no flag
 */
export function setElsewhere(
  evaluator: Evaluator,
  definition: SyntaxNode,
  name: string,
  own: readonly Value[],
): readonly Value[] {
  if (!own.every((value) => value.kind === "constant" && typeof value.value === "boolean")) return [];
  const places = evaluator.identifiersNamed(name);
  evaluator.budget.left -= places.length;
  if (evaluator.exhausted()) return [UNKNOWN];
  return places.flatMap(({ parent, field }): readonly Value[] => {
    const target =
      field === "attribute" && parent?.type === "attribute" && parent.field === "left" ? parent : null;
    const value = target?.parent?.type === "assignment" ? childOf(target.parent, "right") : null;
    const object = target ? childOf(target, "object") : null;
    if (!value || object?.type !== "identifier") return [];
    if (classOfReceiver(evaluator.tree.text, object, evaluator.scopeAt(object)) !== null) return [];
    const isOne = evaluator
      .evaluate(object)
      .some((one) => (one.kind === "class" || one.kind === "instance") && one.definition === definition);
    return isOne ? evaluator.evaluate(value) : [];
  });
}
