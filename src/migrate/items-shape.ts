import { calledOn, isBuiltin, spelled } from "./call-shapes.js";
import { unknown, type Shape } from "./shape.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";

/** What the items of something are: of a dict its keys; null where that is not known. */
export function itemsOf(shape: Shape): readonly Shape[] | null {
  switch (shape.kind) {
    case "list":
      return shape.items;
    case "dict":
      return shape.keys;
    case "str":
      return [shape];
    default:
      return null;
  }
}

/** What a loop goes through, or a part of each item. */
export function itemsShape(
  model: FileModel,
  value: SyntaxNode,
  path: readonly number[],
  go: (node: SyntaxNode) => readonly Shape[],
): readonly Shape[] {
  const otherwise = [unknown(`the items of \`${spelled(model, value)}\` are not known`)];
  const callee = value.type === "call" ? childOf(value, "function") : null;
  const [first] = value.type === "call" ? positionalArguments(value) : [];
  const [part, ...more] = path;
  if (part === undefined) {
    if (callee && isBuiltin(model, callee, "range")) return [{ kind: "int" }];
    return go(value).flatMap((shape) => itemsOf(shape) ?? otherwise);
  }
  if (more.length > 0 || !callee) return otherwise;
  if (isBuiltin(model, callee, "enumerate") && first)
    return part === 0 ? [{ kind: "int" }] : itemsShape(model, first, [], go);
  const called = calledOn(model, value);
  if (called?.method !== "items") return otherwise;
  return go(called.object).flatMap((shape) =>
    shape.kind === "dict" ? (part === 0 ? shape.keys : shape.values) : otherwise,
  );
}
