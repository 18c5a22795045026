import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Value } from "./value.js";

/** The longest text that is put together; what gets longer is unknown. */
const MAX_LENGTH = 10_000;

/** A text or bytes that is known. */
export type Known = Extract<Value, { kind: "constant" | "bytes" }>;

/** The constant that an expression always is; undefined where it can be anything else. */
export function constantOf(evaluator: Evaluator, node: SyntaxNode | null | undefined): Known | undefined {
  const values = node ? evaluator.evaluate(node) : [];
  const [only] = values;
  if (values.length !== 1 || !only) return undefined;
  return only.kind === "constant" || only.kind === "bytes" ? only : undefined;
}

/** The text an expression always is, or undefined. */
export function textOf(evaluator: Evaluator, node: SyntaxNode | null | undefined): string | undefined {
  return node ? onlyText(evaluator.evaluate(node)) : undefined;
}

function onlyText([only, ...others]: readonly Value[]): string | undefined {
  const isText = others.length === 0 && only?.kind === "constant" && typeof only.value === "string";
  return isText ? only.value : undefined;
}

/** A string constant, unless it got too long. */
export function text(value: string): Known | undefined {
  return value.length <= MAX_LENGTH ? { kind: "constant", value } : undefined;
}

/** A bytes constant, unless it got too long. */
export function bytes(value: string): Known | undefined {
  return value.length <= MAX_LENGTH ? { kind: "bytes", value } : undefined;
}

/** Computing with so many characters counts as one step. */
const CHARACTERS_A_STEP = 4;

/** Counts what it takes to compute with a text; false where there are no steps left for it. */
export function isAffordable({ budget }: Evaluator, value: string): boolean {
  budget.left -= Math.ceil(value.length / CHARACTERS_A_STEP);
  return budget.left > 0;
}

/** `text[i]` and `text[a:b:c]` of a constant with constant bounds. */
export function foldSubscript(evaluator: Evaluator, object: Known, key: SyntaxNode): Known | undefined {
  if (typeof object.value !== "string" || !isAffordable(evaluator, object.value)) return undefined;
  const characters = Array.from(object.value);
  if (key.type !== "slice") {
    const index = constantOf(evaluator, key)?.value;
    const item = typeof index === "number" ? characters.at(index) : undefined;
    return item === undefined || object.kind === "bytes" ? undefined : text(item);
  }
  const [start = null, stop = null, step = null] = boundsOf(evaluator, key);
  if (Number.isNaN(start) || Number.isNaN(stop) || Number.isNaN(step)) return undefined;
  const result = sliced(characters, start, stop, step ?? 1);
  return result === undefined ? undefined : object.kind === "bytes" ? bytes(result) : text(result);
}

/** The bounds of a slice; null for one that is left out, NaN for one that is not known. */
function boundsOf(evaluator: Evaluator, slice: SyntaxNode): (number | null)[] {
  const bounds: (number | null)[] = [];
  let from = slice.start;
  for (const bound of slice.children) {
    const colons = evaluator.tree.text.slice(from, bound.start).replaceAll(/[^:]/g, "").length;
    for (let i = bounds.length === 0 ? 0 : 1; i < colons; i++) bounds.push(null);
    const value = constantOf(evaluator, bound)?.value;
    bounds.push(typeof value === "number" ? value : NaN);
    from = bound.end;
  }
  return bounds;
}

function sliced(
  characters: readonly string[],
  start: number | null,
  stop: number | null,
  step: number,
): string | undefined {
  if (step === 0) return undefined;
  const { length } = characters;
  const place = (bound: number): number =>
    Math.max(step > 0 ? 0 : -1, Math.min(bound < 0 ? bound + length : bound, length));
  const from = start === null ? (step > 0 ? 0 : length - 1) : place(start);
  const to = stop === null ? (step > 0 ? length : -1) : place(stop);
  const chosen: string[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) chosen.push(characters[i] ?? "");
  // Joined: a text that is added up piece by piece takes many times the memory for as long as it is kept.
  return chosen.join("");
}

/** The items of a list or tuple display, of `map(chr, ...)` and of `(chr(n) for n in [...])`, as texts. */
export function textItems(evaluator: Evaluator, node: SyntaxNode): string[] | undefined {
  const inner = node.type === "parenthesized_expression" ? (node.children[0] ?? node) : node;
  if (inner.type === "list_comprehension" || inner.type === "generator_expression")
    return mapped(evaluator, inner);
  const [list] = inner.type === "call" && isReversing(evaluator, inner) ? argumentsOf(inner) : [];
  if (list) return textItems(evaluator, list)?.reverse();
  const [value, ...others] = evaluator.evaluate(inner);
  if (!value || others.length > 0) return undefined;
  if (value.kind === "constant" && typeof value.value === "string")
    return isAffordable(evaluator, value.value) ? Array.from(value.value) : undefined;
  if (value.kind === "symbol" && value.name === "builtins.map()" && inner.type === "call") {
    const [callee, codes] = argumentsOf(inner);
    return callee && codes && isChr(evaluator, callee) ? characters(evaluator, codes) : undefined;
  }
  const items =
    value.kind === "items"
      ? value.items.map(onlyText)
      : value.kind === "sequence"
        ? value.node.children.map((child) => textOf(evaluator, child))
        : [undefined];
  return items.every((item) => item !== undefined) ? items : undefined;
}

function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  return childOf(call, "arguments")?.children ?? [];
}

function isReversing(evaluator: Evaluator, call: SyntaxNode): boolean {
  const callee = childOf(call, "function");
  const [value] = callee?.type === "identifier" ? evaluator.evaluate(callee) : [];
  return value?.kind === "symbol" && value.name === "builtins.reversed";
}

/** `chr(n) for n in [...]`, and `c for c in "..."`. */
function mapped(evaluator: Evaluator, node: SyntaxNode): string[] | undefined {
  const body = childOf(node, "body");
  const clauses = node.children.filter((child) => child.type === "for_in_clause");
  const list = clauses[0] ? childOf(clauses[0], "right") : null;
  const target = clauses[0] ? childOf(clauses[0], "left") : null;
  if (!body || !list || !target || node.children.length !== 2) return undefined;
  const source = evaluator.tree.text;
  const name = source.slice(target.start, target.end);
  if (body.type === "identifier" && identifierText(source, body) === name) return textItems(evaluator, list);
  const callee = body.type === "call" ? childOf(body, "function") : null;
  const argument = childOf(body, "arguments")?.children[0];
  if (!callee || !argument || source.slice(argument.start, argument.end) !== name) return undefined;
  return isChr(evaluator, callee) ? characters(evaluator, list) : undefined;
}

function isChr(evaluator: Evaluator, node: SyntaxNode): boolean {
  const [value] = evaluator.evaluate(node);
  return value?.kind === "symbol" && value.name === "builtins.chr";
}

function characters(evaluator: Evaluator, list: SyntaxNode): string[] | undefined {
  const [value] = evaluator.evaluate(list);
  if (value?.kind === "bytes")
    return isAffordable(evaluator, value.value) ? Array.from(value.value) : undefined;
  if (value?.kind !== "sequence" || value.node.children.length > MAX_LENGTH) return undefined;
  const codes = value.node.children.map((child) => constantOf(evaluator, child)?.value);
  return codes.every((code) => typeof code === "number" && code >= 0 && code <= 0x10ffff)
    ? codes.map((code) => String.fromCodePoint(Number(code)))
    : undefined;
}
