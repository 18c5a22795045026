import { expect, test } from "vitest";

import { identifierText } from "../../src/parse/identifier.js";
import { lookUp } from "../../src/python/reaching.js";
import { modelOf, useIn } from "../support/python.js";

// For each text the lines, from 1, of the bindings that its `use(x)` can see; null where the file binds no `x` there.
test.each([
  ["x = 1\nx = 2\nuse(x)", [2]],
  ["use(x)\nx = 1", null],
  ["x = 1\nx += 1\nuse(x)", [2]],
  ["x = 1\ndel x\nuse(x)", [2]],
  ["(x := 1)\nuse(x)", [1]],
  // Branches.
  ["x = 1\nif c:\n  x = 2\nuse(x)", [1, 3]],
  ["if c:\n  x = 1\nelse:\n  x = 2\nuse(x)", [2, 4]],
  ["if c:\n  x = 1\nelse:\n  use(x)", null],
  ["x = 1\nif c:\n  x = 2\n  raise x\nuse(x)", [1]],
  ["try:\n  import x\nexcept ImportError:\n  x = 1\nuse(x)", [2, 4]],
  ["try:\n  y\nexcept A:\n  x = 1\nexcept B:\n  use(x)", null],
  ["with c:\n  x = 1\nuse(x)", [2]],
  ["match c:\n  case 1:\n    x = 1\n  case 2:\n    use(x)", null],
  // Loops come round again.
  ["x = 1\nwhile c:\n  use(x)\n  x = 2", [1, 4]],
  ["for x in y:\n  pass\nuse(x)", [1]],
  // Scopes.
  ["x = 1\ndef f():\n  use(x)\nx = 2", [1, 4]],
  ["x = 1\ndef f(x):\n  use(x)", [2]],
  ["x = 1\ndef f():\n  x = 2\nuse(x)", [1]],
  ["def f():\n  global x\n  x = 1\nuse(x)", [3]],
  ["def f():\n  x = 1\n  def g():\n    nonlocal x\n    x = 2\n  use(x)", [2, 5]],
  ["x = 1\nclass C:\n  x = 2\n  use(x)", [3]],
  ["x = 1\nclass C:\n  x = 2\n  def f(self):\n    use(x)", [1]],
  ["x = 1\n[y for x in y if use(x)]", [2]],
  ["x = 1\nf = lambda x: use(x)", [2]],
])("%j: %j", (text, lines) => {
  const model = modelOf(text);
  const { argument } = useIn(model);
  const name = identifierText(text, argument);
  const found = lookUp(name, argument, model.evaluator.scopeAt(argument), { left: 1000 });
  const bindings = found.kind === "bound" ? found.bindings : null;
  const places = bindings?.map(({ node }) => model.source.positionOf(node.start).line + 1);
  expect(places?.sort((a, b) => a - b) ?? null).toEqual(lines);
});
