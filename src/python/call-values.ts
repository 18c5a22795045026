import type { Evaluator } from "./evaluate.js";
import { memberOf } from "./member-values.js";
import { ancestorOf, childOf, type SyntaxNode } from "./syntax-tree.js";
import { UNKNOWN, type Value } from "./value.js";

/** The alternatives of a call's result. */
export function callValues(evaluator: Evaluator, call: SyntaxNode): readonly Value[] {
  const callee = childOf(call, "function");
  if (!callee) return [UNKNOWN];
  return evaluator.evaluate(callee).flatMap((value): readonly Value[] => {
    switch (value.kind) {
      case "symbol":
        return symbolCall(evaluator, value, call);
      case "class":
        return [{ kind: "instance", definition: value.definition }];
      case "function":
        return returnedValues(evaluator, value.definition);
      default:
        return [UNKNOWN];
    }
  });
}

/** The positional argument nodes of a call, in order. */
export function positionalArguments(call: SyntaxNode): readonly SyntaxNode[] {
  const list = childOf(call, "arguments");
  if (list?.type !== "argument_list") return list ? [list] : [];
  return list.children.filter(
    (child) => child.type !== "keyword_argument" && child.type !== "dictionary_splat",
  );
}

function symbolCall(
  evaluator: Evaluator,
  callee: Extract<Value, { kind: "symbol" }>,
  call: SyntaxNode,
): readonly Value[] {
  const [first, second, third] = positionalArguments(call);
  switch (callee.name) {
    case "builtins.getattr": {
      if (!first || !second) return [UNKNOWN];
      const names = evaluator.evaluate(second);
      const members = names.flatMap((name) =>
        name.kind === "constant" && typeof name.value === "string"
          ? memberOf(evaluator, evaluator.evaluate(first), name.value)
          : [UNKNOWN],
      );
      return third ? [...members, ...evaluator.evaluate(third)] : members;
    }
    case "builtins.__import__":
    case "importlib.import_module":
    case "importlib.__import__": {
      const [name] = first ? evaluator.evaluate(first) : [];
      return name?.kind === "constant" && typeof name.value === "string"
        ? [{ kind: "symbol", name: importedBy(callee.name, name.value), via: [call] }]
        : [UNKNOWN];
    }
    case "functools.partial":
      if (!first) return [UNKNOWN];
      return evaluator.evaluate(first).map((value) => ({ kind: "partial", callee: value, call }));
    case "builtins.dict":
      return [{ kind: "mapping", node: call }];
    case "builtins.staticmethod":
    case "builtins.frozenset":
    case "builtins.set":
    case "builtins.tuple":
    case "builtins.list":
      return first ? evaluator.evaluate(first) : [UNKNOWN];
    case "typing.cast":
      return second ? evaluator.evaluate(second) : [UNKNOWN];
    default:
      return [{ kind: "symbol", name: `${callee.name}()`, via: callee.via }];
  }
}

/** `__import__("a.b")` gives `a`; `import_module("a.b")` gives `a.b`. */
function importedBy(importer: string, module: string): string {
  return importer === "importlib.import_module" ? module : (module.split(".")[0] ?? module);
}

/** What a function of the file returns: the union of its return statements, if it is no generator. */
function returnedValues(evaluator: Evaluator, definition: SyntaxNode): readonly Value[] {
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

const FUNCTIONS: ReadonlySet<string> = new Set(["function_definition", "lambda"]);
