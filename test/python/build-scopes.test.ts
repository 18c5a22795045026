import { expect, test } from "vitest";

import { buildScopes } from "../../src/python/build-scopes.js";
import type { Binding } from "../../src/python/scope.js";
import { treeOf } from "../support/python.js";

// For each text its scopes, each with the names in it and what they are bound to.
test.each([
  ["import a.b, c.d as e", ["module: a module, e module"]],
  ["from . import a as b", ["module: b member"]],
  ["a = b = 1", ["module: a value, b value"]],
  ["a, (b, *c) = d", ["module: a item 0, b item 1.0, c opaque"]],
  ["for a, b in c: pass", ["module: a each, b each"]],
  ["with a as b, c as (d, e): pass", ["module: b entered, d opaque, e opaque"]],
  ["try: pass\nexcept A as b: pass", ["module: b opaque"]],
  ["a.b = c[d] = 1", ["module"]],
  ["match a:\n  case [b, *c] | {'d': e}: pass", ["module: b captured, c captured, e captured"]],
  [
    "def f(a, b: B = 1, /, *c, d, **e): g = 1",
    [
      "module: f function",
      "function f: a parameter, b parameter, c parameter, d parameter, e parameter, g value",
    ],
  ],
  ["f = lambda a, *b: a", ["module: f value", "lambda: a parameter, b parameter"]],
  ["[(b := a) for a in c]", ["module: b value", "comprehension: a each"]],
  [
    "class C:\n  a = 1\n  def f(self): self.b = 1",
    ["module: C class", "class C: a value, f function, self.b value", "function C.f: self parameter"],
  ],
  [
    "def f():\n  global a\n  a = 1\n  def g():\n    nonlocal b\n    b = 2",
    ["module: f function, a value", "function f: g function, b value", "function f.g"],
  ],
])("%j: %j", (text, scopes) => {
  const found = [...buildScopes(treeOf(text)).scopeOfDefinition.values()];
  const lines = found.map(({ kind, qualifiedName, bindings, attributes }) => {
    const names = [
      ...[...bindings.values()].flat().map(shown),
      ...[...attributes.values()].flat().map(ofSelf),
    ];
    const name = `${kind} ${qualifiedName}`.trim();
    return names.length > 0 ? `${name}: ${[...new Set(names)].join(", ")}` : name;
  });
  expect(lines).toEqual(scopes);
});

function shown({ name, to }: Binding): string {
  return `${name} ${to.kind}${to.kind === "item" ? ` ${to.path.join(".")}` : ""}`;
}

function ofSelf(binding: Binding): string {
  return `self.${shown(binding)}`;
}
