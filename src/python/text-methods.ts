import { concatenation } from "./concatenation.js";
import type { Evaluator } from "./evaluator.js";
import { foldBytesMethod, utf8 } from "./fold-calls.js";
import { bytes, constantOf, isAffordable, text, textItems, textOf, type Known } from "./fold.js";
import { isChanged } from "./container-changes.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";
import { formatValues } from "./templates.js";
import { UNKNOWN, type Value } from "./value.js";

/** The alternatives of `"...".method(...)` and `b"...".method(...)`; undefined for what is not computed. */
export function textMethodValues(
  evaluator: Evaluator,
  object: Known,
  method: string,
  args: readonly SyntaxNode[],
  call: SyntaxNode,
): readonly Value[] | undefined {
  if (typeof object.value !== "string" || !isAffordable(evaluator, object.value)) return undefined;
  const [first, second] = args;
  if (object.kind === "bytes") return one(foldBytesMethod(object.value, method, textOf(evaluator, first)));
  if (method === "format") return formatValues(evaluator, object.value, call);
  if (method === "encode") return one(bytes(utf8(object.value)));
  if (method === "join") return first ? joined(evaluator, object.value, first) : undefined;
  const texts = args.map((argument) => constantOf(evaluator, argument)?.value);
  const [a, b] = texts.map((value) => (typeof value === "string" ? value : undefined));
  if (texts.length > 0 && a === undefined) return undefined;
  const made =
    second === undefined ? ofOne(object.value, method, a) : ofTwo(object.value, method, a, b ?? texts[1]);
  if (typeof made === "string") return one(text(made));
  if (typeof made === "number") return [{ kind: "constant", value: made }];
  return made && [itemsOf(made)];
}

/** A sequence of known texts. */
export function itemsOf(texts: readonly string[]): Value {
  return { kind: "items", items: texts.slice(0, MAX_ITEMS).map((value) => [{ kind: "constant", value }]) };
}

const MAX_ITEMS = 1000;

function one(value: Known | undefined): readonly Value[] | undefined {
  return value && [value];
}

function joined(evaluator: Evaluator, separator: string, list: SyntaxNode): readonly Value[] | undefined {
  if (isChanged(evaluator, list)) return [UNKNOWN];
  const items = textItems(evaluator, list);
  if (items) return [text(items.join(separator)) ?? UNKNOWN];
  const [value] = evaluator.evaluate(list);
  if (value?.kind !== "sequence") return undefined;
  return concatenation(
    evaluator,
    value.node.children.flatMap((item, i) => (i === 0 ? [item] : [separator, item])),
  );
}

type Made = string | number | readonly string[] | undefined;

/** Methods with one argument, or with none. */
function ofOne(value: string, method: string, part: string | undefined): Made {
  switch (method) {
    case "lower":
    case "casefold":
      return value.toLowerCase();
    case "upper":
      return value.toUpperCase();
    case "capitalize":
    case "title":
      return value.charAt(0).toUpperCase() + value.slice(1).toLowerCase();
    case "swapcase":
      return Array.from(value, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join("");
    case "strip":
      return stripped(value, part, true, true);
    case "lstrip":
      return stripped(value, part, true, false);
    case "rstrip":
      return stripped(value, part, false, true);
    case "split":
    case "rsplit":
      return part === undefined ? value.trim().split(/\s+/) : part === "" ? undefined : value.split(part);
    case "splitlines":
      return value.split(/\r\n|\r|\n/);
    default:
      return part === undefined ? undefined : withPart(value, method, part);
  }
}

function withPart(value: string, method: string, part: string): Made {
  switch (method) {
    case "partition":
    case "rpartition": {
      const at = method === "partition" ? value.indexOf(part) : value.lastIndexOf(part);
      if (at >= 0) return [value.slice(0, at), part, value.slice(at + part.length)];
      return method === "partition" ? [value, "", ""] : ["", "", value];
    }
    case "index":
    case "find":
      return value.indexOf(part);
    case "rindex":
    case "rfind":
      return value.lastIndexOf(part);
    case "removeprefix":
      return value.startsWith(part) ? value.slice(part.length) : value;
    case "removesuffix":
      return part !== "" && value.endsWith(part) ? value.slice(0, -part.length) : value;
    default:
      return undefined;
  }
}

function ofTwo(value: string, method: string, first: string | undefined, second: unknown): Made {
  if (first === undefined || first === "") return undefined;
  if (method === "replace" && typeof second === "string")
    return value.length < MAX_ITEMS ? value.replaceAll(first, () => second) : undefined;
  if ((method !== "split" && method !== "rsplit") || typeof second !== "number") return undefined;
  const parts = value.split(first);
  const kept = Math.max(0, Math.min(second, parts.length - 1));
  return method === "split"
    ? [...parts.slice(0, kept), parts.slice(kept).join(first)]
    : [parts.slice(0, parts.length - kept).join(first), ...parts.slice(parts.length - kept)];
}

function stripped(value: string, characters: string | undefined, atStart: boolean, atEnd: boolean): string {
  if (characters === undefined) return atStart ? (atEnd ? value.trim() : value.trimStart()) : value.trimEnd();
  let start = 0;
  let end = value.length;
  while (atStart && start < end && characters.includes(value.charAt(start))) start++;
  while (atEnd && end > start && characters.includes(value.charAt(end - 1))) end--;
  return value.slice(start, end);
}
