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
  ["a = 'pick'\na += 'le'\nuse(a)", ['"pickle"']],
  ["a = 1\na += 1\nuse(a)", ["?"]],
  ["use('{a}{1}{0}'.format('c', 'b', a='x'))", ['"xbc"']],
  ["use('%(a)sy' % {'a': 'x'})", ['"xy"']],
  ["a = 'pick' if c else 'tick'\nuse(a + 'le')", ['"pickle"', '"tickle"']],
  ["use('a.b.c'.rpartition('.')[2])", ['"c"']],
  ["a, _, b = 'c:d'.partition(':')\nuse(b)", ['"d"']],
  ["use('a.b'.split('.')[-1])", ['"b"']],
  ["use('a b'.split()[1])", ['"b"']],
  ["use('a.b.c'.rsplit('.', 1)[0])", ['"a.b"']],
  ["use('.'.join('a b'.split()))", ['"a.b"']],
  ["use('xaby'['xaby'.index('a'):-1])", ['"ab"']],
  ["use('abcdef'[:4:2] + 'abcdef'[3::-1] + 'ab'[:])", ['"acdcbaab"']],
  ["use('__a__'.strip('_'))", ['"a"']],
  ["def f(x):\n  use(f'read_{x}')", ["read_*"]],
  ["def f(x):\n  use('read_' + x.y + '_all')", ["read_*_all"]],
  ["def f(x):\n  use('{}_{}'.format('read', x).lower())", ["?"]],
  ["def f(x):\n  use('.'.join(['a', x]))", ["a.*"]],
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
  // What is given where nothing else is.
  ["import os\nuse(os.getenv('A', 'b'))", ["os.getenv()", '"b"']],
  ["def f(c):\n  use(c.get('a', 'b', fallback='c'))", ["?", '"c"']],
  [
    "from dataclasses import field\nclass C:\n  a: str = field(default='b')\nuse(C().a)",
    ["dataclasses.field()", '"b"'],
  ],
  ["def f(p, args):\n  p.add_argument('-a', '--a-b', default='c')\n  use(args.a_b)", ["?", '"c"']],
  ["def f(p, args):\n  p.add_argument('--a', choices=['b', 'c'])\n  use(args.a)", ["?", '"b"', '"c"']],
  ["def f(p, args):\n  p.add_argument('--a', action='store_true')\n  use(args.a)", ["?", "false"]],
  ["import click\n@click.option('--a/--no-a', default=1)\ndef f(a):\n  use(a)", ["?", "1"]],
  [
    "from collections import namedtuple\nC = namedtuple('C', 'a b', defaults=['c'])\nuse(C().b)",
    ["collections.namedtuple()().b", '"c"'],
  ],
  ["def f(a: Literal['b', 'c']):\n  use(a)", ['"b"', '"c"']],
  ["import typing\nuse(typing.get_args(typing.Literal['b', 'c'])[1])", ['"c"']],
  // Modules and members by name.
  ["from enum import Enum\nclass C(Enum):\n  A = 'b'\nuse(C.A.value)", ['"b"']],
  [
    "from enum import Enum\nclass C(Enum):\n  A = 'b'\n  D = 'c'\ndef f(x):\n  use(C(x).value)",
    ['"b"', '"c"'],
  ],
  ["import functools, a\nuse(functools.reduce(getattr, 'b.c'.split('.'), a))", ["a.b.c"]],
  ["import functools, a\nuse(functools.partial(getattr, a)('b'))", ["a.b"]],
  [
    "from importlib import import_module, metadata\nuse(metadata.EntryPoint('a', 'b:c', 'd').load())",
    ["b.c"],
  ],
  ["import importlib.util\nuse(importlib.util.module_from_spec(importlib.util.find_spec('a')).b)", ["a.b"]],
  ["import runpy\nuse(runpy.run_module('a')['b'])", ["a.b"]],
  ["import importlib\ndef f(a):\n  use(importlib.import_module(a).b)", ["importlib.import_module().b"]],
  ["import importlib\ndef f(a):\n  use(importlib.import_module('b.' + a))", ["?"]],
  ["import importlib\nuse(importlib.import_module('a' if c else 'b'))", ["a", "b"]],
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
