import type { Evaluator } from "./evaluator.js";
import type { Results } from "./results.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { UNKNOWN, type Value } from "./value.js";

/** How many return statements of a function are followed. */
const MAX_RETURNS = 100;

/** What a function of the file returns: the union of its return statements; of a generator what is gone through. */
export function returnedValues(evaluator: Evaluator, definition: SyntaxNode): readonly Value[] {
  if (definition.type === "lambda") {
    const body = definition.children.at(-1);
    return body?.field === "body" ? evaluator.evaluate(body) : [UNKNOWN];
  }
  const results = knownResults(evaluator, definition);
  if (results.yields.length > 0) return [{ kind: "iterable", node: definition, way: "yields" }];
  if (results.returns.length === 0) return [UNKNOWN];
  const followed = results.returns.slice(0, MAX_RETURNS).flatMap((value) => evaluator.evaluate(value));
  return results.returns.length > MAX_RETURNS ? [...followed, UNKNOWN] : followed;
}

/** The expressions that a function of the file returns; none if it is a generator. */
export function returnedNodes(evaluator: Evaluator, definition: SyntaxNode): readonly SyntaxNode[] {
  const { returns, yields } = knownResults(evaluator, definition);
  return yields.length > 0 ? [] : returns;
}

/** Found once for each function. */
function knownResults(evaluator: Evaluator, definition: SyntaxNode): Results {
  let results = evaluator.results.get(definition);
  if (!results) {
    results = resultsOf(evaluator, definition);
    evaluator.results.set(definition, results);
  }
  return results;
}

/** What the `yield` expressions of a generator of the file give, once it has been called. */
export function yieldedValues(evaluator: Evaluator, definition: SyntaxNode): readonly Value[] {
  const { text } = evaluator.tree;
  const yields = evaluator.results.get(definition)?.yields ?? [];
  return yields.slice(0, MAX_RETURNS).flatMap((node) => {
    const [value] = node.children;
    if (!value) return [];
    const values = evaluator.evaluate(value);
    return YIELD_FROM.test(text.slice(node.start, value.start)) ? evaluator.items(values) : values;
  });
}

const YIELD_FROM = /^yield\s+from\b/;

function resultsOf(evaluator: Evaluator, definition: SyntaxNode): Results {
  const returns: SyntaxNode[] = [];
  const yields: SyntaxNode[] = [];
  const { nodes } = evaluator.tree;
  for (let i = definition.index + 1; i < nodes.length; i++) {
    const node = nodes[i];
    if (!node || node.start >= definition.end) break;
    if (node.type !== "yield" && node.type !== "return_statement") continue;
    if (ancestorOf(node, FUNCTIONS) !== definition) continue;
    const [value] = node.children;
    if (node.type === "yield") yields.push(node);
    else if (value) returns.push(value);
  }
  return { returns, yields };
}

const FUNCTIONS: ReadonlySet<NodeKind> = new Set(["function_definition", "lambda"]);
