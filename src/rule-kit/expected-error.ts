import { nodesOf, nodesWithin } from "../python/nodes-of.js";
import { calleeName } from "../python/shapes.js";
import type { FileModel } from "../python/file-model.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";

/** Functions of test libraries that are given a block which has to fail. */
const EXPECTING = /^(?:raises|assertRaises|assertRaisesRegex)$/;

/** Whether a node stands in a block that a test expects to fail: `with pytest.raises(UnpicklingError):`. */
export function standsWhereErrorIsExpected(model: FileModel, node: SyntaxNode): boolean {
  for (let inner = node, { parent } = node; parent; inner = parent, parent = parent.parent) {
    if (parent.type === "function_definition" || parent.type === "lambda") return false;
    if (parent.type !== "with_statement" || inner.field !== "body") continue;
    const clause = parent.children.find(({ type }) => type === "with_clause");
    const calls = clause ? nodesWithin(nodesOf(model.tree, "call"), clause) : [];
    if (calls.some((call) => EXPECTING.test(calleeName(model, call)))) return true;
  }
  return false;
}
