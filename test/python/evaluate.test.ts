import { expect, test } from "vitest";

import { modelOf, shown, useIn } from "../support/python.js";

test.each([
  // Constants, and what is put together from them.
  ["use(1_000)", ["1000"]],
  ["use(not 0)", ["true"]],
  ["use('pick' 'le')", ['"pickle"']],
  ["use('\\x70\\u0069ckle')", ['"pickle"']],
  ["use(r'\\x70')", [String.raw`"\\x70"`]],
  ["use('pick' + 'le')", ['"pickle"']],
  ["a = 'pick'\nuse(f'{a}le')", ['"pickle"']],
  ["use('%s.%s' % ('pickle', 'loads'))", ['"pickle.loads"']],
  ["use('{}{0}'.format('a', 'b'))", ['"aa"']],
  ["use('elkcip'[::-1])", ['"pickle"']],
  ["use(''.join(chr(n) for n in [112, 105]))", ['"pi"']],
  ["import codecs\nuse(codecs.decode('cvpxyr', 'rot13'))", ['"pickle"']],
  ["import base64\nuse(base64.b64decode('cGlja2xl'))", ['b"pickle"']],
  ["use(b'pick'.decode() + 'le')", ['"pickle"']],
  ["use(1.5)", ["?"]],
  // Names, and what is reached through them.
  ["import a.b\nuse(a.b.c)", ["a.b.c"]],
  ["import a.b as c\nuse(c)", ["a.b"]],
  ["from .a import b as c\nuse(c.d)", [".a.b.d"]],
  ["import a\nuse(a.B().c)", ["a.B().c"]],
  ["import a\nb, (c, d) = 1, (2, a)\nuse(d)", ["a"]],
  ["import a\nx = {'b': a.b, 'c': a.c}\nuse(x['c'])", ["a.c"]],
  ["import a\nx = [a.b, a.c]\nuse(x[1])", ["a.c"]],
  ["import a\nuse(getattr(a, 'b', None))", ["a.b", "null"]],
  ["import importlib\nuse(importlib.import_module('a.b').c)", ["a.b.c"]],
  ["use(__import__('a.b').c)", ["a.c"]],
  ["import sys\nuse(sys.modules['a'].b)", ["a.b"]],
  ["x = 1\nuse(globals()['x'])", ["1"]],
  ["import a, functools\nuse(functools.partial(a.b, 1))", ["partial a.b"]],
  ["from operator import attrgetter\nimport a\nuse(attrgetter('b.c')(a))", ["a.b.c"]],
  ["use(open)", ["builtins.open"]],
  // Functions and classes of the file.
  ["import a\ndef f():\n  return a.b\nuse(f())", ["a.b"]],
  ["def f():\n  yield 1\nuse(f())", ["iterable"]],
  ["import a\ndef f(x: a.B, y=1):\n  use(x.c)", ["a.B().c"]],
  ["def f(x, y=1):\n  use(y)", ["1", "?"]],
  ["import a\nclass C:\n  x = a.b\nuse(C().x)", ["a.b"]],
  ["import a\nclass C(a.B): pass\nuse(C.x)", ["a.B().x"]],
  ["import a\nclass C:\n  def f(self):\n    self.x = a.b\n  def g(self):\n    use(self.x)", ["a.b"]],
  // Alternatives, where control flow joins; each is told once.
  ["import a\nx = a.b if c else a.d\nuse(x)", ["a.b", "a.d"]],
  ["x = 1\nif c: x = 2\nuse(x or 2)", ["2", "1"]],
  ["try:\n  import a as x\nexcept ImportError:\n  x = None\nuse(x)", ["null", "a"]],
  // What leads to itself comes to an end.
  ["x = x\nuse(x)", ["builtins.x"]],
  ["def f(): return f()\nuse(f())", ["?"]],
])("%j is %j", (text, values) => {
  const model = modelOf(text);
  expect(model.evaluator.evaluate(useIn(model).argument).map(shown)).toEqual(values);
});

test("of many alternatives only some are told apart", () => {
  const branches = Array.from({ length: 40 }, (_, i) => `if c:\n  x = ${String(i)}\n`).join("");
  const model = modelOf(`${branches}use(x)`);
  const values = model.evaluator.evaluate(useIn(model).argument);
  expect(values.at(-1)).toEqual({ kind: "unknown" });
  expect(values.length).toBeLessThan(20);
});
