import type { Evaluator } from "./evaluator.js";
import type { Known } from "./fold.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { REFLECTION } from "./reflection.js";
import { gottenMember, namedByHandle, symbolCall } from "./reflective-calls.js";
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
        return symbolCall(evaluator, value, positionalArguments(call), call);
      case "class":
        return [{ kind: "instance", definition: value.definition }];
      case "function":
        return returnedValues(evaluator, value.definition);
      case "partial":
        return partialCall(evaluator, value, call);
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

/** What a partial gives when it is called: `partial(getattr, pickle)("loads")`. */
function partialCall(
  evaluator: Evaluator,
  { callee, call: made }: Extract<Value, { kind: "partial" }>,
  call: SyntaxNode,
): readonly Value[] {
  const [first, ...others] = positionalArguments(made);
  const args = positionalArguments(call);
  switch (callee.kind) {
    case "symbol": {
      const kind = REFLECTION.get(callee.name);
      if (kind === "getter") return gottenMember(evaluator, first, args[0]);
      if (kind === "handle") return namedByHandle(evaluator, made, first, others[0]);
      return kind === undefined ? [UNKNOWN] : symbolCall(evaluator, callee, [...others, ...args], call);
    }
    case "class":
      return [{ kind: "instance", definition: callee.definition }];
    case "function":
      return returnedValues(evaluator, callee.definition);
    default:
      return [UNKNOWN];
  }
}

/** The positional argument nodes of a call, in order. */
export function positionalArguments(call: SyntaxNode): readonly SyntaxNode[] {
  const list = childOf(call, "arguments");
  if (list?.type !== "argument_list") return list ? [list] : [];
  return list.children.filter(
    (child) => child.type !== "keyword_argument" && child.type !== "dictionary_splat",
  );
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
