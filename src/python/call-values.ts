import type { Evaluator } from "./evaluator.js";
import type { Known } from "./fold.js";
import { givenDefaults } from "./given-defaults.js";
import { addedValues } from "./container-changes.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { REFLECTION } from "./reflection.js";
import { gottenMember, namedByHandle, symbolCall } from "./reflective-calls.js";
import { returnedValues } from "./returned-values.js";
import { textMethodValues } from "./text-methods.js";
import { UNKNOWN, wrapperAmong, type Value } from "./value.js";

/** The alternatives of a call's result. */
export function callValues(evaluator: Evaluator, call: SyntaxNode): readonly Value[] {
  const callee = childOf(call, "function");
  if (!callee) return [UNKNOWN];
  const folded = textMethod(evaluator, callee, call);
  if (folded) return folded;
  const contained = containerCall(evaluator, callee, call) ?? loadedModule(evaluator, callee, call);
  if (contained) return contained;
  const results = evaluator.evaluate(callee).flatMap((value): readonly Value[] => {
    switch (value.kind) {
      case "instance":
        return evaluator
          .members([value], "__call__")
          .flatMap((one) =>
            one.kind === "function" ? returnedValues(evaluator, one.definition) : [UNKNOWN],
          );
      case "symbol":
        return symbolCall(evaluator, value, positionalArguments(call), call);
      case "class":
        return [{ kind: "instance", definition: value.definition }];
      case "function":
        return returnedValues(evaluator, value.definition);
      case "partial":
        return partialCall(evaluator, value, call);
      case "project":
        return value.returns ?? (value.members ? [instanceOf(value, value.members)] : [UNKNOWN]);
      default:
        return [UNKNOWN];
    }
  });
  const isOpen = results.some((value) => value.kind === "unknown" || value.kind === "symbol");
  return isOpen ? [...results, ...givenDefaults(evaluator, call)] : results;
}

/** What a class of another file makes: called, it does what its \`__call__\` does. */
function instanceOf(
  value: Extract<Value, { kind: "project" }>,
  members: ReadonlyMap<string, readonly Value[]>,
): Value {
  return { ...value, wrapper: wrapperAmong(members.get("__call__")) };
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

/** `finder.find_spec("pickle").loader.load_module("pickle")`: whoever is asked, it is the module of that name. */
function loadedModule(evaluator: Evaluator, callee: SyntaxNode, call: SyntaxNode): readonly Value[] | null {
  const method = callee.type === "attribute" ? childOf(callee, "attribute") : null;
  if (!method || identifierText(evaluator.tree.text, method) !== "load_module") return null;
  const [first] = positionalArguments(call);
  const [only, ...others] = first ? evaluator.evaluate(first) : [];
  if (others.length > 0 || only?.kind !== "constant" || typeof only.value !== "string") return null;
  if (!evaluator.known.modules.has(only.value)) return null;
  return [{ kind: "symbol", name: evaluator.known.canonical(only.value), via: [call] }];
}

const CONTAINERS: ReadonlySet<Value["kind"]> = new Set([
  "sequence",
  "mapping",
  "iterable",
  "row",
  "items",
  "entries",
]);

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
