import { spelled } from "./call-shapes.js";
import { declaredShapes, type Inquiry } from "./inquiry.js";
import { unknown, type Shape } from "./shape.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { nodesOf, nodesWithin } from "../python/nodes-of.js";

/** What a function gives back: as it declares, else as its `return` statements do. */
export function functionShape(
  inquiry: Inquiry,
  definition: SyntaxNode,
  go: (node: SyntaxNode) => readonly Shape[],
): readonly Shape[] {
  const { model } = inquiry;
  const name = childOf(definition, "name");
  const called = name ? identifierText(model.tree.text, name) : "";
  const declared = childOf(definition, "return_type");
  if (definition.parent?.type === "decorated_definition") return [unknown(`\`${called}\` is decorated`)];
  if (declared) return declaredShapes(inquiry, `what \`${called}\` returns`, declared);
  const inside = (type: "return_statement" | "yield"): readonly SyntaxNode[] =>
    nodesWithin(nodesOf(model.tree, type), definition).filter(
      (node) => functionOf(model, node) === definition,
    );
  if (inside("yield").length > 0 || /^async\b/.test(spelled(model, definition)))
    return [unknown(`\`${called}\` is no plain function`)];
  const returned = inside("return_statement").map(({ children: [value] }) => value);
  return returned.length === 0
    ? [{ kind: "none" }]
    : returned.flatMap((value) => (value ? go(value) : [{ kind: "none" } as const]));
}

function functionOf(model: FileModel, node: SyntaxNode): SyntaxNode {
  let scope = scopeOf(model, node);
  while (scope.kind === "comprehension" && scope.parent) scope = scope.parent;
  return scope.node;
}
