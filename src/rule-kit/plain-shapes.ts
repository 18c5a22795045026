import type { SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";

/**
 * What JSON keeps as it is: texts, other scalars (numbers, booleans, None), lists of texts, lists of scalars, dictionaries of
 * scalars, and lists and dictionaries of lists and dictionaries. Keys are texts throughout; tuples, sets and bytes are nothing
 * of the kind. `any` is what adds nothing to what is known: a name that is bound to itself.
 */
export type Shape = "text" | "scalar" | "texts" | "list" | "dict" | "deep" | "any";

/** The names whose shapes are being asked for. */
export type Asked = ReadonlySet<string>;

/** Answers what shape an expression has; null where that is not known, or not plain. */
export type ShapeOf = (model: FileModel, expression: SyntaxNode, asked: Asked) => Shape | null;

/** What can be either of several; null where that is not plain. */
export function allOf(shapes: readonly (Shape | null)[]): Shape | null {
  return shapes.reduce((one, other) => {
    if (one === null || other === null) return null;
    if (one === other || other === "any") return one;
    if (one === "any") return other;
    if (SCALARS.has(one) && SCALARS.has(other)) return "scalar";
    if (LISTS.has(one) && LISTS.has(other)) return "list";
    return SCALARS.has(one) || SCALARS.has(other) ? null : "deep";
  }, "any");
}

/** A list of such items. */
export function listOf(items: readonly (Shape | null)[]): Shape | null {
  if (items.includes(null)) return null;
  if (items.every((item) => item === "text" || item === "any")) return "texts";
  return items.every((item) => item !== null && SCALARS.has(item)) ? "list" : "deep";
}

/** A dictionary of such values. */
export function dictOf(values: readonly (Shape | null)[]): Shape | null {
  const items = listOf(values);
  return items === "texts" || items === "list" ? "dict" : items;
}

/** Texts and other scalars. */
export const SCALARS: ReadonlySet<Shape> = new Set<Shape>(["text", "scalar", "any"]);
/** Lists of them. */
export const LISTS: ReadonlySet<Shape> = new Set<Shape>(["texts", "list"]);
