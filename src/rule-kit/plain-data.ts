import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { shapeOfName } from "./plain-names.js";
import { allOf, dictOf, listOf, LISTS, SCALARS, type Asked, type Shape } from "./plain-shapes.js";
import { symbolsOf } from "./sinks.js";

const NONE: Asked = new Set();
const MAX_ASKED = 6;

/** Whether an expression is provably plain data, which comes back from JSON equal to what it was. */
export function isPlainData(model: FileModel, node: SyntaxNode): boolean {
  const shape = shapeOf(model, node, NONE);
  return shape !== null && shape !== "any";
}

/** What shape an expression has; null where that is not known, or not plain. */
export function shapeOf(model: FileModel, expression: SyntaxNode, asked: Asked): Shape | null {
  const node = unwrap(expression);
  const part = (field: "left" | "right" | "argument"): Shape | null => {
    const child = childOf(node, field);
    return child && shapeOf(model, child, asked);
  };
  switch (node.type) {
    case "string":
      return /^[fFuUrR]*["']/.test(model.tree.text.slice(node.start, node.start + 4)) ? "text" : null;
    case "concatenated_string":
      return allOf(node.children.map((child) => shapeOf(model, child, asked)));
    case "integer":
    case "float":
      return /j$/i.test(model.tree.text.slice(node.start, node.end)) ? null : "scalar";
    case "true":
    case "false":
    case "none":
      return "scalar";
    case "unary_operator":
      return part("argument") === "scalar" ? "scalar" : null;
    case "list":
      return listOf(node.children.map((child) => shapeOf(model, child, asked)));
    case "dictionary":
      return dictionaryOf(model, node, asked);
    case "conditional_expression":
      return allOf(
        [node.children[0], node.children[2]].map((one) => (one ? shapeOf(model, one, asked) : null)),
      );
    case "boolean_operator":
      return allOf([part("left"), part("right")]);
    case "binary_operator":
    case "augmented_assignment":
      return sumOf(part("left"), part("right"));
    case "call":
      return shapeOfCall(model, node, asked);
    case "identifier":
      return asked.size < MAX_ASKED ? shapeOfName(model, node, asked, shapeOf) : null;
    default:
      return null;
  }
}

function sumOf(left: Shape | null, right: Shape | null): Shape | null {
  if (left === "text" && right !== null) return SCALARS.has(right) ? "text" : null;
  if (left === null || right === null) return null;
  const isSame = (SCALARS.has(left) && SCALARS.has(right)) || (LISTS.has(left) && LISTS.has(right));
  return isSame && right !== "text" ? allOf([left, right]) : null;
}

function dictionaryOf(model: FileModel, node: SyntaxNode, asked: Asked): Shape | null {
  return dictOf(
    node.children.map((pair) => {
      const [key, value] = [childOf(pair, "key"), childOf(pair, "value")];
      if (pair.type !== "pair" || !key || !value) return null;
      return shapeOf(model, key, asked) === "text" ? shapeOf(model, value, asked) : null;
    }),
  );
}

function shapeOfCall(model: FileModel, call: SyntaxNode, asked: Asked): Shape | null {
  const callee = childOf(call, "function");
  const given = childOf(call, "arguments")?.children ?? [];
  if (!callee || given.some(({ type }) => SPREAD.has(type))) return null;
  const symbols = symbolsOf(model, callee);
  const [symbol] = symbols;
  if (symbol !== undefined && symbols.length === 1) {
    const [only] = given;
    if (TEXTS.test(symbol)) return "text";
    if (NUMBERS.test(symbol)) return "scalar";
    if (/^json\.loads?$/.test(symbol)) return given.length === 1 ? "deep" : null;
    if (symbol === "builtins.dict") return dictOf(given.map((one) => named(model, one, asked)));
    if (!/^builtins\.(?:list|sorted)$/.test(symbol)) return null;
    if (!only) return "texts";
    const shape = shapeOf(model, only, asked);
    return shape === "text" || shape === "dict" ? "texts" : shape !== null && LISTS.has(shape) ? shape : null;
  }
  const object = callee.type === "attribute" ? childOf(callee, "object") : null;
  const method = object ? childOf(callee, "attribute") : null;
  if (!object || !method || shapeOf(model, object, asked) !== "text") return null;
  const name = identifierText(model.tree.text, method);
  if (/^(?:split|rsplit|splitlines)$/.test(name)) return "texts";
  return TEXT_METHODS.test(name) ? "text" : null;
}

function named(model: FileModel, argument: SyntaxNode, asked: Asked): Shape | null {
  const value = argument.type === "keyword_argument" ? childOf(argument, "value") : null;
  return value && shapeOf(model, value, asked);
}

const SPREAD: ReadonlySet<NodeKind> = new Set(["list_splat", "dictionary_splat"]);
/** Functions that give a text, or a number, of whatever they get. */
const TEXTS =
  /^(?:builtins\.(?:str|repr|ascii|chr|hex|bin|oct|format|input)|time\.(?:strftime|ctime|asctime)|os\.getcwd|platform\.\w+|socket\.gethostname|hashlib\.\w+\(\)\.hexdigest|datetime\.(?:datetime|date)\.\w+\(\)\.(?:isoformat|strftime))$/;
const NUMBERS =
  /^(?:builtins\.(?:len|int|float|bool|ord|hash|id|isinstance|callable|any|all)|time\.(?:time|time_ns|monotonic|perf_counter)|os\.getpid|os\.path\.(?:exists|isfile|isdir|getsize|getmtime))$/;
const TEXT_METHODS =
  /^(?:strip|lstrip|rstrip|lower|upper|title|capitalize|casefold|swapcase|replace|join|format|center|ljust|rjust|zfill|expandtabs|removeprefix|removesuffix|translate)$/;
