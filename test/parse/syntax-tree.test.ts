import { expect, test } from "vitest";

import { ancestorOf, childOf, childrenOf, nodeAt, unwrap } from "../../src/parse/syntax-tree.js";
import { nodesOf } from "../../src/python/nodes-of.js";
import { treeOf } from "../support/python.js";

const TEXT = "def f(a):\n    return ((g))(a, b=1)[x, y]\n";
const tree = treeOf(TEXT);
const textOf = (node: { start: number; end: number } | null): string | null =>
  node && TEXT.slice(node.start, node.end);

test("of a node: its fields, and what is around it", () => {
  const [subscript] = nodesOf(tree, "subscript");
  if (!subscript) throw new Error("no subscript");
  expect(textOf(childOf(subscript, "value"))).toBe("((g))(a, b=1)");
  expect(childrenOf(subscript, "subscript").map(textOf)).toEqual(["x", "y"]);
  expect(childOf(subscript, "body")).toBeNull();
  expect(ancestorOf(subscript, new Set(["subscript", "return_statement"]))?.type).toBe("return_statement");
  expect(ancestorOf(subscript, new Set(["class_definition"]))).toBeNull();
});

test.each([
  ["((g))(a, b=1)", "call", "call"],
  ["((g))", "parenthesized_expression", "identifier"],
  ["b=1", "keyword_argument", "keyword_argument"],
  ["return ((g))(a, b=1)[x, y]", "block", "block"],
])("the outermost node of %j is of the kind %s, in parentheses %s", (text, kind, inner) => {
  const start = TEXT.indexOf(text);
  const node = nodeAt(tree, { start, end: start + text.length });
  expect([textOf(node), node.type, unwrap(node).type]).toEqual([text, kind, inner]);
});
