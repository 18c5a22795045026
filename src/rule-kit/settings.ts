import type { FileModel } from "../python/file-model.js";
import { positionalArguments } from "../python/call-values.js";
import { calleeName, stringsSpelling, valuesNamed, type NamedValue } from "../python/shapes.js";
import { literal } from "../python/constants.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { fixBy } from "./call-edits.js";
import type { FixCandidate } from "./rule.js";

/** A text that a setting holds, alone or in a list. */
export interface SettingText {
  readonly setting: string;
  readonly place: NamedValue;
  /** The string literal where it is written out, else the value. */
  readonly node: SyntaxNode;
  readonly text: string;
}

/**
 * The texts that settings of these names hold: `name = "a"`, `x.name = ["a"]`, `{"name": "a"}`, `f(name="a")`, and what is
 * put into them: `x.name.append("a")`.
 */
export function* settingTexts(model: FileModel, names: Iterable<string>): Iterable<SettingText> {
  for (const setting of names) {
    for (const place of [...valuesNamed(model, setting), ...otherPlaces(model, setting)]) {
      for (const { node, text } of textsIn(model, place.value)) yield { setting, place, node, text };
    }
  }
}

/** `x.name.append(value)`, `x["name"] .append(value)`, `setattr(x, "name", value)`, `class A(B, name=value)`. */
function* otherPlaces(model: FileModel, name: string): Iterable<NamedValue> {
  for (const node of model.evaluator.identifiersNamed(name)) {
    const { parent } = node;
    const definition =
      parent?.type === "keyword_argument" && node.field === "name" ? parent.parent?.parent : null;
    const value = parent && definition?.type === "class_definition" ? childOf(parent, "value") : null;
    if (definition && value) yield { kind: "argument", node: definition, value };
    else yield* additions(model, parent?.type === "attribute" && node.field === "attribute" ? parent : node);
  }
  for (const node of stringsSpelling(model, name)) {
    const { parent } = node;
    if (parent?.type === "subscript") yield* additions(model, parent);
    const call = parent?.type === "argument_list" ? parent.parent : null;
    if (call?.type !== "call" || !NAMING.test(calleeName(model, call))) continue;
    const values = positionalArguments(call);
    const value = values[values.indexOf(node) + 1];
    if (value) yield { kind: "variable", node: call, value };
  }
}

/** What is added to a list by a method. */
function* additions(model: FileModel, list: SyntaxNode): Iterable<NamedValue> {
  const method =
    list.field === "object" && list.parent?.type === "attribute" ? childOf(list.parent, "attribute") : null;
  const call = method ? list.parent?.parent : null;
  if (!method || call?.type !== "call" || !ADDING.has(identifierText(model.tree.text, method))) return;
  const value = positionalArguments(call).at(-1);
  if (value) yield { kind: "variable", node: call, value };
}

const ADDING: ReadonlySet<string> = new Set(["append", "extend", "insert", "add", "update"]);
const NAMING = /^(?:setattr|setdefault|set)$/;

/** Every text that an expression can be or hold, one level deep, with the default of what is looked up. */
export function textsIn(model: FileModel, node: SyntaxNode): { node: SyntaxNode; text: string }[] {
  if (node.type === "binary_operator") return node.children.flatMap((side) => textsIn(model, side));
  // The literal in the call, rather than what the call gives: it can be replaced.
  const otherwise = node.type === "call" ? defaultOf(model, node) : undefined;
  const ofDefault = otherwise ? textsIn(model, otherwise) : [];
  if (ofDefault.length > 0) return ofDefault;
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

/** `os.environ.get("A", value)`, `env.list("A", default=value)`. */
function defaultOf(model: FileModel, call: SyntaxNode): SyntaxNode | undefined {
  const named = childOf(call, "arguments")?.children.find((argument) => {
    const name = argument.type === "keyword_argument" ? childOf(argument, "name") : null;
    return name !== null && identifierText(model.tree.text, name) === "default";
  });
  if (named) return childOf(named, "value") ?? undefined;
  const name = calleeName(model, call);
  return LOOKING_UP.test(name) ? positionalArguments(call)[name === "getattr" ? 2 : 1] : undefined;
}

const LOOKING_UP = /^(?:get|getenv|getattr|env|config|str|list|pop|setdefault)$/;

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

/** Takes a text out of a list or a tuple that holds others; one that stands alone in it is replaced. */
export function withoutText(
  model: FileModel,
  list: SyntaxNode,
  item: SyntaxNode,
  instead: string,
  caveat: string,
): FixCandidate[] {
  const { text } = model.tree;
  const index = list.children.indexOf(item);
  if (index === -1) return [];
  if (list.children.length < 2) return replaceText(model, item, instead, caveat);
  const next = list.children[index + 1];
  const before = list.children[index - 1];
  const last = list.children.at(-1);
  // Without a comma behind its only item a tuple is none.
  const needsComma =
    list.type === "tuple" && list.children.length === 2 && !/^\s*,/.test(text.slice(last?.end, list.end));
  if (next && needsComma) {
    const kept = `${text.slice(next.start, next.end)},`;
    return fixBy({ span: { start: item.start, end: next.end }, text: kept }, caveat);
  }
  const span = next
    ? { start: item.start, end: next.start }
    : { start: before?.end ?? item.start, end: item.end };
  return fixBy({ span, text: needsComma ? "," : "" }, caveat);
}
