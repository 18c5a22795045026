import { literalsIn } from "./constants.js";
import type { Evaluator } from "./evaluator.js";
import { foldSubscript } from "./fold.js";
import { addedTexts, addedValues } from "./container-changes.js";
import { itemsOf, partsAt, valuesIn } from "./iteration.js";
import { namespaceEntry } from "./member-values.js";
import { ALL_MODULES, ANY_MODULE } from "./reflection.js";
import { childOf, childrenOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { UNKNOWN, type Value } from "./value.js";

/** The alternatives of `value[key]`: the entry where key and entries are literal, else any entry. */
export function subscriptValues(evaluator: Evaluator, node: SyntaxNode): readonly Value[] {
  const object = childOf(node, "value");
  const keys = childrenOf(node, "subscript");
  const [key] = keys;
  const literals = literalsIn(evaluator.tree, node);
  if (literals.length > 0) return [{ kind: "items", items: literals.map((value) => [value]) }];
  return object && key && keys.length === 1 ? entriesAt(evaluator, object, key, node) : [UNKNOWN];
}

/**
 * What an object holds under a key, with what is put into it under its name.
 * @param place the expression that reads it
 */
export function entriesAt(
  evaluator: Evaluator,
  object: SyntaxNode,
  keyNode: SyntaxNode,
  place: SyntaxNode,
): readonly Value[] {
  const keys = evaluator.evaluate(keyNode);
  const key = keys.length === 1 && keys[0]?.kind === "constant" ? keys[0].value : undefined;
  const isSlice = keyNode.type === "slice";
  const values = evaluator.evaluate(object).flatMap((value): readonly Value[] => {
    switch (value.kind) {
      case "constant":
      case "bytes":
        return [foldSubscript(evaluator, value, keyNode) ?? UNKNOWN];
      case "symbol":
        if (typeof key === "string") return namespaceEntry(evaluator, value, key, place) ?? [UNKNOWN];
        return [
          value.name === ALL_MODULES && keys.every(isUnknown) && !isOwn(evaluator, keyNode)
            ? anyModule(place)
            : UNKNOWN,
        ];
      case "items":
      case "sequence":
      case "row":
        if (isSlice) return [sliced(evaluator, value, keyNode)];
        return typeof key === "number" ? partsAt(evaluator, [value], key) : itemsOf(evaluator, [value]);
      case "iterable":
        if (isSlice) return [value];
        return value.node.type === "dictionary_comprehension"
          ? valuesIn(evaluator, value, key)
          : itemsOf(evaluator, [value]);
      default:
        return valuesIn(evaluator, value, key);
    }
  });
  const isText = values.some((value) => value.kind === "constant" && typeof value.value === "string");
  return [...values, ...addedValues(evaluator, object), ...(isText ? addedTexts(evaluator, object) : [])];
}

/** Of a part that begins somewhere, it is not known which items have which positions. */
function sliced(evaluator: Evaluator, value: Value, slice: SyntaxNode): Value {
  const isWhole = evaluator.tree.text.startsWith(":", slice.start);
  return isWhole ? value : { kind: "items", items: [itemsOf(evaluator, [value])] };
}

function isUnknown({ kind }: Value): boolean {
  return kind === "unknown";
}

/** `sys.modules[__name__]` and `sys.modules[cls.__module__]` are of the project. */
function isOwn({ tree }: Evaluator, key: SyntaxNode): boolean {
  return tree.text.slice(key.start, key.end).endsWith("__");
}

function anyModule(place: SyntaxNode): Value {
  return { kind: "symbol", name: ANY_MODULE, via: [place] };
}
