import type { Evaluator } from "./evaluator.js";
import { foldFunction } from "./fold-calls.js";
import { textOf, type Known } from "./fold.js";
import { identifierText } from "../parse/identifier.js";
import { memberOf, namespaceEntry } from "./member-values.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { REFLECTION } from "./reflection.js";
import { textMethodValues } from "./text-methods.js";
import { UNKNOWN, type Value } from "./value.js";

/** The alternatives of a call's result. */
export function callValues(evaluator: Evaluator, call: SyntaxNode): readonly Value[] {
  const callee = childOf(call, "function");
  if (!callee) return [UNKNOWN];
  const folded = textMethod(evaluator, callee, call);
  if (folded) return folded;
  return evaluator.evaluate(callee).flatMap((value): readonly Value[] => {
    switch (value.kind) {
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

/** `"...".join(...)` and its like, on what is a text whatever else it can be. */
function textMethod(
  evaluator: Evaluator,
  callee: SyntaxNode,
  call: SyntaxNode,
): readonly Value[] | undefined {
  const object = callee.type === "attribute" ? childOf(callee, "object") : null;
  const method = object ? childOf(callee, "attribute") : null;
  if (!object || !method || !FOLDABLE.has(object.type)) return undefined;
  const values = evaluator.evaluate(object);
  if (!values.some(isText)) return undefined;
  const name = identifierText(evaluator.tree.text, method);
  const args = positionalArguments(call);
  return values.flatMap(
    (value) =>
      (isText(value) ? textMethodValues(evaluator, value, name, args, call) : undefined) ?? [UNKNOWN],
  );
}

function isText(value: Value): value is Known {
  return value.kind === "bytes" || (value.kind === "constant" && typeof value.value === "string");
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

/** What a function of the file returns: the union of its return statements, if it is no generator. */
export function returnedValues(evaluator: Evaluator, definition: SyntaxNode): readonly Value[] {
  let returned = evaluator.returns.get(definition);
  if (!returned) {
    returned = returnedNodes(evaluator, definition);
    evaluator.returns.set(definition, returned);
  }
  if (returned.length === 0 || returned.length > 8) return [UNKNOWN];
  return returned.flatMap((value) => evaluator.evaluate(value));
}

function returnedNodes(evaluator: Evaluator, definition: SyntaxNode): readonly SyntaxNode[] {
  const returned: SyntaxNode[] = [];
  const { nodes } = evaluator.tree;
  for (let i = definition.index + 1; i < nodes.length; i++) {
    const node = nodes[i];
    if (!node || node.start >= definition.end) break;
    if (node.type === "yield") return [];
    if (node.type !== "return_statement" || ancestorOf(node, FUNCTIONS) !== definition) continue;
    const [value] = node.children;
    if (value) returned.push(value);
  }
  return returned;
}

const FUNCTIONS: ReadonlySet<NodeKind> = new Set(["function_definition", "lambda"]);
