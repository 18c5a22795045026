import type { Change } from "./name-changes.js";
import { distinctShapes, isScalar, unknown, type Shape } from "./shape.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";

type Go = (node: SyntaxNode) => readonly Shape[];

/** Lists and dicts with what is put into them later. @param name what they are called, for people */
export function grownShapes(
  name: string,
  made: readonly Shape[],
  changes: readonly Change[],
  go: Go,
): readonly Shape[] {
  const wrong = changes.find(({ kind }) => kind === "any");
  if (wrong?.kind === "any") return [unknown(`\`${name}\`: ${wrong.because}`)];
  const grown = made.map((shape): Shape => {
    if (shape.kind === "list") {
      const items = changes.flatMap((change) => itemsPut(change, go));
      return { kind: "list", items: distinctShapes([...shape.items, ...items]) };
    }
    return shape.kind === "dict" ? grownDict(name, shape, changes, go) : shape;
  });
  const lent = changes.find(({ kind }) => kind === "lent");
  const parts = grown.flatMap((shape) =>
    shape.kind === "list" ? shape.items : shape.kind === "dict" ? shape.values : [],
  );
  return lent?.kind === "lent" && !parts.every(isScalar)
    ? [unknown(`\`${name}\`: ${lent.because}, and may be changed there`)]
    : grown;
}

function itemsPut(change: Change, go: Go): readonly Shape[] {
  if (change.kind === "add" || change.kind === "set") return go(change.value);
  if (change.kind !== "merge") return [];
  return go(change.value).flatMap((one) => (one.kind === "list" ? one.items : [one]));
}

function grownDict(
  name: string,
  shape: Extract<Shape, { kind: "dict" }>,
  changes: readonly Change[],
  go: Go,
): Shape {
  const [keys, values] = [[...shape.keys], [...shape.values]];
  for (const change of changes) {
    if (change.kind === "set") {
      keys.push(...(change.key ? go(change.key) : [unknown("a key is not known")]));
      values.push(...go(change.value));
    } else if (change.kind === "merge") {
      const merged = go(change.value).map((one) =>
        one.kind === "dict" ? one : { keys: [one], values: [one] },
      );
      keys.push(...merged.flatMap((one) => one.keys));
      values.push(...merged.flatMap((one) => one.values));
    } else if (change.kind === "add") values.push(unknown(`\`${name}\` is a dict, and is appended to`));
  }
  return { kind: "dict", keys: distinctShapes(keys), values: distinctShapes(values) };
}
