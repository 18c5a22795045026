import type { Evaluator } from "./evaluator.js";
import { addedValues } from "./held-values.js";
import { foldFunction, foldMethod } from "./fold-calls.js";
import { constantOf, textOf } from "./fold.js";
import { identifierText } from "../parse/identifier.js";
import { memberOf, namespaceEntry } from "./member-values.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { REFLECTION } from "./reflection.js";
import { returnedValues } from "./returned-values.js";
import { UNKNOWN, type Value } from "./value.js";

/** The alternatives of a call's result. */
export function callValues(evaluator: Evaluator, call: SyntaxNode): readonly Value[] {
  const callee = childOf(call, "function");
  if (!callee) return [UNKNOWN];
  const folded = foldedMethod(evaluator, callee, call);
  if (folded) return [folded];
  const contained = containerCall(evaluator, callee, call);
  if (contained) return contained;
  return evaluator.evaluate(callee).flatMap((value): readonly Value[] => {
    switch (value.kind) {
      case "instance":
        return evaluator
          .members([value], "__call__")
          .flatMap((one) =>
            one.kind === "function" ? returnedValues(evaluator, one.definition) : [UNKNOWN],
          );
      case "symbol":
        return symbolCall(evaluator, value, call);
      case "class":
        return [{ kind: "instance", definition: value.definition }];
      case "function":
        return returnedValues(evaluator, value.definition);
      case "partial":
        return gotten(evaluator, value, call);
      case "project":
        return value.returns ?? [UNKNOWN];
      default:
        return [UNKNOWN];
    }
  });
}

/** `"...".join(...)` and its like on constants. */
function foldedMethod(evaluator: Evaluator, callee: SyntaxNode, call: SyntaxNode): Value | undefined {
  const object = callee.type === "attribute" ? childOf(callee, "object") : null;
  const method = object ? childOf(callee, "attribute") : null;
  if (!object || !method || !FOLDABLE.has(object.type)) return undefined;
  const constant = constantOf(evaluator, object);
  const name = identifierText(evaluator.tree.text, method);
  return constant && foldMethod(evaluator, constant, name, positionalArguments(call));
}

const FOLDABLE: ReadonlySet<NodeKind> = new Set([
  "string",
  "concatenated_string",
  "identifier",
  "attribute",
  "call",
  "subscript",
  "binary_operator",
  "parenthesized_expression",
]);

/** What a method of a dictionary, a list or a queue gives of what is in it; null for other calls. */
function containerCall(evaluator: Evaluator, callee: SyntaxNode, call: SyntaxNode): readonly Value[] | null {
  const object = callee.type === "attribute" ? childOf(callee, "object") : null;
  const method = object ? childOf(callee, "attribute") : null;
  if (!object || !method) return null;
  const name = identifierText(evaluator.tree.text, method);
  if (!GIVING.has(name)) return null;
  const values = evaluator.evaluate(object);
  const isContainer = values.some(({ kind }) => CONTAINERS.has(kind));
  if (!isContainer && addedValues(evaluator, object).length === 0) return null;
  if (name === "items" || name === "values" || name === "keys")
    return [{ kind: "iterable", node: call, way: name }];
  if (name === "copy") return values;
  const [key, otherwise] = positionalArguments(call);
  const found = key
    ? evaluator.entries(object, key, call)
    : [...evaluator.contents(values), ...addedValues(evaluator, object)];
  return otherwise ? [...found, ...evaluator.evaluate(otherwise)] : found;
}

const CONTAINERS: ReadonlySet<Value["kind"]> = new Set(["sequence", "mapping", "iterable", "row"]);

/** By name, the methods that give what is in a container. */
export const GIVING: ReadonlySet<string> = new Set([
  "items",
  "values",
  "keys",
  "get",
  "pop",
  "popleft",
  "setdefault",
  "get_nowait",
  "copy",
  "__getitem__",
  "__next__",
]);

/** `operator.attrgetter("loads")(pickle)`, and `methodcaller`, which calls it at once. */
function gotten(
  evaluator: Evaluator,
  getter: Extract<Value, { kind: "partial" }>,
  call: SyntaxNode,
): readonly Value[] {
  const { callee } = getter;
  const name = textOf(evaluator, positionalArguments(getter.call)[0]);
  const [object] = positionalArguments(call);
  if (callee.kind !== "symbol" || REFLECTION.get(callee.name) !== "getter" || name === undefined || !object)
    return [UNKNOWN];
  return name
    .split(".")
    .reduce((values, part) => memberOf(evaluator, values, part), evaluator.evaluate(object));
}

/** The positional argument nodes of a call, in order. */
export function positionalArguments(call: SyntaxNode): readonly SyntaxNode[] {
  const list = childOf(call, "arguments");
  if (list?.type !== "argument_list") return list ? [list] : [];
  return list.children.filter(
    (child) => child.type !== "keyword_argument" && child.type !== "dictionary_splat",
  );
}

function symbolCall(evaluator: Evaluator, callee: SymbolValue, call: SyntaxNode): readonly Value[] {
  const args = positionalArguments(call);
  const [first, second] = args;
  const folded = foldFunction(evaluator, callee.name, args);
  if (folded) return [folded];
  const member = memberByMethod(evaluator, callee, first, call);
  if (member) return member;
  const kind = REFLECTION.get(callee.name);
  switch (kind) {
    case "member":
      return memberByName(evaluator, args);
    case "import":
    case "import-root": {
      const [name] = first ? evaluator.evaluate(first) : [];
      if (name?.kind !== "constant" || typeof name.value !== "string") return [UNKNOWN];
      const module = kind === "import" ? name.value : (name.value.split(".")[0] ?? name.value);
      return [symbolNamed(evaluator, module, call)];
    }
    case "resolve": {
      const name = textOf(evaluator, first);
      return [name === undefined ? UNKNOWN : symbolNamed(evaluator, name.replace(":", "."), call)];
    }
    case "namespace":
      // `vars(x)`; the others take nothing.
      return first
        ? memberOf(evaluator, evaluator.evaluate(first), "__dict__")
        : [{ ...callee, name: `${callee.name}()` }];
    case "getter":
      return [{ kind: "partial", callee, call }];
    case "partial":
      if (!first) return [UNKNOWN];
      return evaluator.evaluate(first).map((value) => ({ kind: "partial", callee: value, call }));
    case "mapping":
      return [{ kind: "mapping", node: call }];
    case "first":
      return first ? evaluator.evaluate(first) : [UNKNOWN];
    case "second":
      return second ? evaluator.evaluate(second) : [UNKNOWN];
    case "item": {
      const items = first ? evaluator.items(evaluator.evaluate(first)) : [UNKNOWN];
      return second ? [...items, ...evaluator.evaluate(second)] : items;
    }
    case "zip":
    case "enumerate":
      return [{ kind: "iterable", node: call, way: kind }];
    case "result":
      return (first ? evaluator.evaluate(first) : []).flatMap((value) =>
        value.kind === "function" ? returnedValues(evaluator, value.definition) : [UNKNOWN],
      );
    case "class":
      return (first ? evaluator.evaluate(first) : []).map((value) =>
        value.kind === "instance" ? { kind: "class", definition: value.definition } : UNKNOWN,
      );
    case undefined:
      return [{ kind: "symbol", name: `${callee.name}()`, via: callee.via }];
  }
}

type SymbolValue = Extract<Value, { kind: "symbol" }>;

function symbolNamed(evaluator: Evaluator, name: string, call: SyntaxNode): Value {
  return { kind: "symbol", name: evaluator.known.canonical(name), via: [call] };
}

/** `sys.modules.get("pickle")`, `pickle.__getattribute__("loads")`; null for other calls. */
function memberByMethod(
  evaluator: Evaluator,
  callee: SymbolValue,
  first: SyntaxNode | undefined,
  call: SyntaxNode,
): readonly Value[] | null {
  const [, name, method] = LOOK_UP_METHOD.exec(callee.name) ?? [];
  const key = name === undefined ? undefined : textOf(evaluator, first);
  if (name === undefined || key === undefined) return null;
  const owner: SymbolValue = { ...callee, name };
  return method === "get" || method === "__getitem__"
    ? namespaceEntry(evaluator, owner, key, call)
    : memberOf(evaluator, [owner], key);
}

const LOOK_UP_METHOD = /^(.+)\.(get|__getitem__|__getattribute__|__getattr__)$/;

/** `getattr(object, name)`, and with a third argument that as well. */
function memberByName(
  evaluator: Evaluator,
  [object, key, otherwise]: readonly SyntaxNode[],
): readonly Value[] {
  if (!object || !key) return [UNKNOWN];
  const members = evaluator
    .evaluate(key)
    .flatMap((name) =>
      name.kind === "constant" && typeof name.value === "string"
        ? memberOf(evaluator, evaluator.evaluate(object), name.value)
        : [UNKNOWN],
    );
  return otherwise ? [...members, ...evaluator.evaluate(otherwise)] : members;
}
