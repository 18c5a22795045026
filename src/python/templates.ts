import { stringKey } from "./constants.js";
import { concatenation, type Piece } from "./concatenation.js";
import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { UNKNOWN, type Value } from "./value.js";

/** The alternatives of `left + right`, `text += more` and `template % values`. */
export function operatorValues(evaluator: Evaluator, node: SyntaxNode): readonly Value[] {
  const operator = childOf(node, "operator")?.type;
  const left = childOf(node, "left");
  const right = childOf(node, "right");
  if (!left || !right) return [UNKNOWN];
  const isAdded = operator === "+" || operator === "+=";
  // Sums of other things are many, and come to nothing.
  if (isAdded && !TEXTS.has(right.type) && evaluator.evaluate(left).every(isOpen)) return [UNKNOWN];
  if (isAdded) return concatenation(evaluator, [left, right]);
  if (operator !== "%") return [UNKNOWN];
  return evaluator
    .evaluate(left)
    .flatMap((value) =>
      value.kind === "constant" && typeof value.value === "string"
        ? concatenation(evaluator, printfPieces(evaluator, value.value, right))
        : [UNKNOWN],
    );
}

const TEXTS: ReadonlySet<NodeKind> = new Set(["string", "concatenated_string", "parenthesized_expression"]);

function isOpen(value: Value): boolean {
  return value.kind !== "constant" && value.kind !== "bytes" && !("parts" in value);
}

/** `%s`, `%d` and `%(name)s`; what is formatted in another way is not known. */
function printfPieces({ tree }: Evaluator, template: string, right: SyntaxNode): Piece[] {
  const items = right.type === "tuple" ? right.children : [right];
  let next = 0;
  return piecesOf(template, /%(?:\((\w*)\))?([^(])/g, ([, name, kind = ""]) => {
    if (kind === "%") return "%";
    const item = name === undefined ? items[next++] : entryNamed(tree.text, right, name);
    return (kind === "s" || kind === "d") && item ? item : null;
  });
}

function entryNamed(text: string, dictionary: SyntaxNode, name: string): SyntaxNode | null {
  const pair = dictionary.children.find((child) => child.type === "pair" && stringKey(text, child) === name);
  return pair ? childOf(pair, "value") : null;
}

/** The alternatives of an f-string. */
export function templateValues(evaluator: Evaluator, node: SyntaxNode): readonly Value[] {
  const { text } = evaluator.tree;
  const pieces = node.children.flatMap((part): Piece[] => {
    if (part.type === "string_content")
      return [text.slice(part.start, part.end).replace(/\{\{|\}\}/g, (two) => two.charAt(0))];
    const [expression = null, format] = part.children;
    return part.type === "interpolation" ? [format ? null : expression] : [];
  });
  return concatenation(evaluator, ["", ...pieces]);
}

/** `"{}{0}{name}".format(...)`; what has a format of its own, or is a member of an argument, is not known. */
export function formatValues(evaluator: Evaluator, template: string, call: SyntaxNode): readonly Value[] {
  const { text } = evaluator.tree;
  const args = childOf(call, "arguments")?.children ?? [];
  const byPosition = args.filter(({ type }) => type !== "keyword_argument");
  const byName = new Map<string, SyntaxNode | null>(
    args.flatMap((argument) => {
      const name = argument.type === "keyword_argument" ? childOf(argument, "name") : null;
      return name ? [[identifierText(text, name), childOf(argument, "value")] as const] : [];
    }),
  );
  let next = 0;
  const pieces = piecesOf(template, /\{\{|\}\}|\{([^{}]*)\}/g, ([field, key]) => {
    if (key === undefined) return field.charAt(0);
    if (key === "") return byPosition[next++] ?? null;
    return (/^\d+$/.test(key) ? byPosition[Number(key)] : byName.get(key)) ?? null;
  });
  return concatenation(evaluator, ["", ...pieces]);
}

/** The parts of a template: what stands between its fields, and what the fields stand for. */
function piecesOf(template: string, field: RegExp, pieceOf: (match: RegExpExecArray) => Piece): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of template.matchAll(field)) {
    pieces.push(template.slice(end, match.index), pieceOf(match));
    end = match.index + match[0].length;
  }
  return [...pieces, template.slice(end)];
}
