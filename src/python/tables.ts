import { scopeOf, type FileModel } from "./file-model.js";
import { identifierText } from "../parse/identifier.js";
import { lookUp, type StepBudget } from "./reaching.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/**
 * The table that something is taken out of by a key, where it is written out in the file: whoever chooses the key chooses among
 * what stands there, and says nothing himself.
 */
export function tableOf(model: FileModel, node: SyntaxNode, budget: StepBudget): SyntaxNode | null {
  const table = node.type === "subscript" ? childOf(node, "value") : null;
  return table && isWrittenOut(model, table, budget, MAX_DEPTH) ? table : null;
}

const MAX_DEPTH = 4;
const DISPLAYS: ReadonlySet<NodeKind> = new Set(["dictionary", "list", "tuple"]);

function isWrittenOut(model: FileModel, node: SyntaxNode, budget: StepBudget, depth: number): boolean {
  if (DISPLAYS.has(node.type)) return node.children.length > 0;
  if (depth === 0 || budget.left <= 0) return false;
  const table = node.type === "subscript" ? childOf(node, "value") : null;
  if (table) return isWrittenOut(model, table, budget, depth - 1);
  if (node.type !== "identifier") return false;
  const found = lookUp(identifierText(model.tree.text, node), node, scopeOf(model, node), budget);
  const bindings = found.kind === "bound" ? found.bindings : [];
  budget.left -= bindings.length;
  return (
    bindings.length > 0 &&
    isOnlyRead(model, identifierText(model.tree.text, node), budget) &&
    bindings.every(({ to }) => to.kind === "value" && isWrittenOut(model, to.value, budget, depth - 1))
  );
}

/** Whether nothing in the file puts anything into what goes by a name, or hands it to somebody who could. */
function isOnlyRead(model: FileModel, name: string, budget: StepBudget): boolean {
  const places = model.evaluator.identifiersNamed(name);
  budget.left -= places.length;
  return places.every((place) => {
    const { parent, field } = place;
    switch (parent?.type) {
      case "assignment":
        return field === "left";
      case "subscript":
        return field === "value" && parent.field !== "left" && parent.parent?.type !== "delete_statement";
      case "attribute": {
        const method = childOf(parent, "attribute");
        return method !== null && /^(?:get|items|keys|values)$/.test(identifierText(model.tree.text, method));
      }
      case "comparison_operator":
        return true;
      case "for_statement":
      case "for_in_clause":
        return field === "right";
      default:
        return false;
    }
  });
}
