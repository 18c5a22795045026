import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import type { Binding, Scope } from "../python/scope.js";
import {
  allOf,
  dictOf,
  listOf,
  LISTS,
  SCALARS,
  type Asked,
  type Shape,
  type ShapeOf,
} from "./plain-shapes.js";
import { symbolsOf } from "./sinks.js";

/** More places than these are not looked at. */
const MAX_PLACES = 60;

/**
 * The shape of what a name holds: of all that it is bound to, with all that is put into it. Null where anything else is done
 * with it that could put something in, or hand it to somebody.
 */
export function shapeOfName(
  model: FileModel,
  node: SyntaxNode,
  asked: Asked,
  shapeOf: ShapeOf,
): Shape | null {
  const name = identifierText(model.tree.text, node);
  const scope = owner(model, node, name);
  if (!scope || scope.kind === "class") return null;
  const key = `${String(scope.node.index)} ${name}`;
  if (asked.has(key)) return "any";
  const inner = new Set([...asked, key]);
  const ask = (expression: SyntaxNode): Shape | null => shapeOf(model, expression, inner);
  const places = model.evaluator.identifiersNamed(name);
  model.evaluator.budget.left -= places.length;
  if (places.length > MAX_PLACES || model.evaluator.exhausted()) return null;
  const bound = allOf((scope.bindings.get(name) ?? []).map((one) => shapeOfBinding(model, one, ask)));
  if (bound === null || SCALARS.has(bound)) return bound;
  const own = places.filter((place) => !isMember(place) && owner(model, place, name) === scope);
  const shape = own.reduce<Shape | null>(
    (before, place) => (before === null ? null : allOf([before, added(model, place, before, ask)])),
    bound,
  );
  // What may lead to its parts is looked at with all that is in it known.
  return shape !== null && own.every((place) => staysSo(model, place, shape)) ? shape : null;
}

function owner(model: FileModel, node: SyntaxNode, name: string): Scope | null {
  for (let scope: Scope | null = scopeOf(model, node); scope; scope = scope.parent)
    if (scope.bindings.has(name))
      return scope.kind === "class" && scope !== scopeOf(model, node) ? null : scope;
  return null;
}

type Ask = (expression: SyntaxNode) => Shape | null;

function shapeOfBinding(model: FileModel, { to }: Binding, ask: Ask): Shape | null {
  if (to.kind === "value") return ask(to.value);
  if (to.kind !== "each" || to.path.length > 0) return null;
  const symbols = to.value.type === "call" ? symbolsOf(model, childOf(to.value, "function")) : [];
  if (symbols.length === 1 && symbols[0] === "builtins.range") return "scalar";
  const shape = ask(to.value);
  return shape === "texts" || shape === "text" || shape === "dict"
    ? "text"
    : shape === "list"
      ? "scalar"
      : null;
}

/** The shape with what this place puts into the name; `any` for nothing. */
function added(model: FileModel, place: SyntaxNode, shape: Shape, ask: Ask): Shape | null {
  const { parent } = place;
  const subscript = parent?.type === "subscript" && place.field === "value" ? parent : null;
  // `name["key"] = value`
  if (subscript?.field === "left") {
    const value = subscript.parent ? childOf(subscript.parent, "right") : null;
    const key = childOf(subscript, "subscript");
    if (subscript.parent?.type !== "assignment" || !value || !key) return null;
    if (LISTS.has(shape)) return listOf([ask(value)]);
    return ask(key) === "text" ? dictOf([ask(value)]) : null;
  }
  const object = subscript ?? place;
  const method = object.parent?.type === "attribute" && object.field === "object" ? object.parent : null;
  const call = method?.field === "function" ? method.parent : null;
  const name = method ? childOf(method, "attribute") : null;
  if (call?.type !== "call" || !name) return "any";
  const given = childOf(call, "arguments")?.children ?? [];
  const items = given.map((one) => ask(one));
  const inside = (made: Shape | null): Shape | null => (subscript && made !== null ? "deep" : made);
  switch (identifierText(model.tree.text, name)) {
    case "append":
      return inside(listOf(items));
    case "extend":
      return inside(items.every((item) => item !== null && LISTS.has(item)) ? allOf(items) : null);
    case "update":
      return inside(allOf(given.map((one) => updated(one, ask))));
    case "insert":
      return inside(listOf(items.slice(1)));
    case "setdefault":
      return items[0] === "text" ? inside(dictOf(items.slice(1))) : null;
    default:
      return "any";
  }
}

/** What an argument of `update` brings: a dictionary, or an entry by keyword. */
function updated(argument: SyntaxNode, ask: Ask): Shape | null {
  const value = argument.type === "keyword_argument" ? childOf(argument, "value") : null;
  const shape = value ? dictOf([ask(value)]) : ask(argument);
  return shape === "dict" || (value && shape === "deep") ? shape : null;
}

/** Whether this place leaves it as it is, but for what `added` tells of it. */
function staysSo(model: FileModel, place: SyntaxNode, shape: Shape): boolean {
  const { parent, field } = place;
  if (!parent) return false;
  const isFlat = shape !== "deep";
  switch (parent.type) {
    case "assignment":
    case "augmented_assignment":
      return field === "left";
    case "subscript": {
      if (field !== "value") return isFlat;
      // `name["key"], other = values`
      if ((parent.parent?.type ?? "").includes("pattern")) return false;
      const method = parent.parent?.type === "attribute" ? childOf(parent.parent, "attribute") : null;
      const isFilled = method !== null && FILLING.has(identifierText(model.tree.text, method));
      return isFlat || parent.field === "left" || isFilled || parent.parent?.type === "comparison_operator";
    }
    case "attribute": {
      const method = childOf(parent, "attribute");
      const name = method ? identifierText(model.tree.text, method) : "";
      if (parent.field !== "function") return false;
      return FILLING.has(name) || KEEPING.has(name) || (isFlat && READING.has(name));
    }
    case "argument_list": {
      const symbols = symbolsOf(model, parent.parent ? childOf(parent.parent, "function") : null);
      return symbols.length > 0 && symbols.every((symbol) => LOOKING.test(symbol));
    }
    case "for_statement":
    case "for_in_clause":
      return field === "left" || isFlat;
    case "return_statement":
      return scopeOf(model, place).kind === "function";
    default:
      return HARMLESS.has(parent.type);
  }
}

function isMember({ parent, field }: SyntaxNode): boolean {
  return (
    (parent?.type === "attribute" && field === "attribute") ||
    (parent?.type === "keyword_argument" && field === "name")
  );
}

/** Methods that put something in, which is looked at. */
const FILLING: ReadonlySet<string> = new Set(["append", "extend", "update", "insert"]);
/** Methods that put nothing in and give nothing out that could be filled. */
const KEEPING: ReadonlySet<string> = new Set([
  "keys",
  "clear",
  "sort",
  "reverse",
  "index",
  "count",
  "remove",
]);
/** Methods that give parts. */
const READING: ReadonlySet<string> = new Set([
  "get",
  "pop",
  "items",
  "values",
  "copy",
  "setdefault",
  "popitem",
]);

/** Functions that look at it, and those that store it. */
const LOOKING =
  /^builtins\.(?:len|print|str|repr|isinstance|bool|sorted)$|^(?:json|_?c?pickle|six\.moves\.cPickle)\.dumps?$/i;

const HARMLESS: ReadonlySet<NodeKind> = new Set([
  "comparison_operator",
  "not_operator",
  "if_statement",
  "while_statement",
  "assert_statement",
  "interpolation",
  "expression_statement",
  "global_statement",
]);
