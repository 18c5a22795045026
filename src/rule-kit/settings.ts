import type { FileModel } from "../python/file-model.js";
import { valuesNamed, type NamedValue } from "../python/shapes.js";
import { literal } from "../python/constants.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";
import type { FixCandidate } from "./rule.js";

/** A text that a setting holds, alone or in a list. */
export interface SettingText {
  readonly setting: string;
  readonly place: NamedValue;
  /** The string literal where it is written out, else the value. */
  readonly node: SyntaxNode;
  readonly text: string;
}

/** The texts that settings of these names hold: `name = "a"`, `x.name = ["a"]`, `{"name": "a"}`, `f(name="a")`. */
export function* settingTexts(model: FileModel, names: readonly string[]): Iterable<SettingText> {
  for (const setting of names) {
    for (const place of valuesNamed(model, setting)) {
      for (const { node, text } of textsIn(model, place.value)) yield { setting, place, node, text };
    }
  }
}

/** Every text that an expression can be or hold, one level deep. */
export function textsIn(model: FileModel, node: SyntaxNode): { node: SyntaxNode; text: string }[] {
  return model.evaluator.evaluate(node).flatMap((value) => {
    if (value.kind === "constant" && typeof value.value === "string") return [{ node, text: value.value }];
    if (value.kind !== "sequence") return [];
    return value.node.children.flatMap((item) => {
      const [only] = model.evaluator.evaluate(item);
      return only?.kind === "constant" && typeof only.value === "string"
        ? [{ node: item, text: only.value }]
        : [];
    });
  });
}

/** Replaces a string literal by another text, in the same quotes; nothing where it is not written out. */
export function replaceText(
  model: FileModel,
  node: SyntaxNode,
  text: string,
  caveat: string | null,
): FixCandidate[] {
  if (node.type !== "string" || literal(model.tree.text, node) === undefined) return [];
  const quote = model.tree.text.charAt(node.end - 1);
  return [{ edits: [{ span: node, text: quote + text + quote }], caveat }];
}
