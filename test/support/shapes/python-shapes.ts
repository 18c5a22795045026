import { numbered, repeated, type Shape } from "./shape.js";

const PICKLE = "import pickle\n";
/** A name of its own for each number. */
const name = (i: number): string => `n${String(i)}`;

/** Nesting, long lines, and texts that are no Python. */
const LAYOUT: readonly Shape[] = [
  repeated("brackets that are never closed", "[", { before: `${PICKLE}x = ` }),
  {
    name: "nested brackets",
    path: "shape.py",
    text: (size) => `${PICKLE}x = ${"[".repeat(size / 2)}${"]".repeat(size / 2)}\n`,
  },
  repeated("groups of 400 brackets", `x = ${"(".repeat(400)}pickle.loads${")".repeat(400)}\n`, {
    before: PICKLE,
  }),
  {
    name: "a line of operators",
    path: "shape.py",
    text: (size) => `${PICKLE}x = ${"a + ".repeat(size / 4)}a\n`,
  },
  {
    name: "a line of calls",
    path: "shape.py",
    text: (size) => `${PICKLE}x = [${"pickle.loads(y), ".repeat(size / 17)}]\n`,
  },
  {
    name: "a chain of calls",
    path: "shape.py",
    text: (size) => `${PICKLE}x = a${".b(c)".repeat(size / 5)}\n`,
  },
  {
    name: "a chain of attributes",
    path: "shape.py",
    text: (size) => `${PICKLE}x = pickle${".a".repeat(size / 2)}\n`,
  },
  {
    name: "a chain of subscripts",
    path: "shape.py",
    text: (size) => `${PICKLE}x = pickle${"[0]".repeat(size / 3)}\n`,
  },
  {
    name: "a chain of comparisons",
    path: "shape.py",
    text: (size) => `${PICKLE}x = a${" < pickle".repeat(size / 9)}\n`,
  },
  {
    name: "a chain of boolean operators",
    path: "shape.py",
    text: (size) => `${PICKLE}x = a${" or pickle".repeat(size / 10)}\n`,
  },
  {
    name: "a chain of conditionals",
    path: "shape.py",
    text: (size) => `${PICKLE}x = ${"pickle if a else ".repeat(size / 17)}b\n`,
  },
  {
    name: "a chain of assignments",
    path: "shape.py",
    text: (size) => `${PICKLE}${"x = ".repeat(size / 4)}pickle\n`,
  },
  repeated("not not not", "not ", { before: `${PICKLE}x = `, after: "pickle\n" }),
  repeated("minus minus minus", "-", { before: `${PICKLE}x = `, after: "1\n" }),
  repeated("lambdas in lambdas", "lambda: ", { before: `${PICKLE}x = `, after: "pickle.loads\n" }),
  repeated("statements in one line", "pickle.loads(x);", { before: PICKLE, after: "\n" }),
  repeated("assignments in one line", "x=1;", { before: PICKLE, after: "pickle.loads(x)\n" }),
  repeated("empty lines", "\n", { before: PICKLE }),
  repeated("lines of blanks", `${" ".repeat(200)}\n`, { before: PICKLE }),
  repeated("one line of blanks", " ", { before: PICKLE, after: "\n" }),
  repeated("one line of tabs", "\t", { before: PICKLE, after: "x\n" }),
  repeated("joined lines", "\\\n", { before: `${PICKLE}x = `, after: "1\n" }),
  repeated("carriage returns", "\r", { before: PICKLE }),
  repeated("carriage returns and lines", "x = 1\r\n", { before: PICKLE }),
  repeated("form feeds", "\f", { before: PICKLE, after: "\n" }),
  repeated("closing brackets", ")", { before: PICKLE }),
  repeated("words without grammar", "a b ", { before: PICKLE }),
  repeated("keywords without grammar", "def class if ", { before: PICKLE }),
  repeated("broken calls", "pickle.load(", { before: PICKLE }),
  repeated("broken lines", "x = = pickle.load(f)\n", { before: PICKLE }),
  repeated("broken imports", "import (#;", { before: "x = 1\n;" }),
  repeated("open brackets after from", "from x import (", { before: PICKLE }),
  repeated("question marks", "?", { before: PICKLE }),
  repeated("backslashes", "\\", { before: PICKLE }),
  repeated("dollars", "$x ", { before: PICKLE }),
  {
    name: "indentation that grows",
    path: "shape.py",
    text: (size) =>
      PICKLE + Array.from({ length: Math.sqrt(2 * size) }, (_, i) => `${" ".repeat(i)}if x:\n`).join(""),
  },
  repeated(
    "blocks of 90 levels",
    `${Array.from({ length: 90 }, (_, i) => `${" ".repeat(i)}if pickle:\n`).join("")}${" ".repeat(90)}pickle.loads(x)\n`,
    { before: PICKLE },
  ),
];

/** Strings, comments and what stands in them. */
const TEXTS: readonly Shape[] = [
  repeated("a string that is never closed", "a", { before: `${PICKLE}x = "` }),
  repeated("a long string that is never closed", 'a"b', { before: `${PICKLE}x = """` }),
  repeated("one long string", "pickle.loads ", { before: `${PICKLE}x = "`, after: '"\n' }),
  repeated("quotes", '"', { before: PICKLE }),
  repeated("single quotes and doubles", `'"'"'"`, { before: PICKLE }),
  repeated("single quotes and doubles that end open", `'"'"'"`, { before: PICKLE, after: "'\n" }),
  repeated("escapes in a string", "\\x70", { before: `${PICKLE}getattr(pickle, "`, after: '")\n' }),
  repeated("adjacent strings", "'lo' ", { before: `${PICKLE}getattr(pickle, `, after: ")(x)\n" }),
  repeated("strings that are added", "'a' + ", { before: `${PICKLE}getattr(pickle, `, after: "'b')(x)\n" }),
  numbered("names of strings that are added", (i) => `${name(i + 1)} = ${name(i)} + 'a'\n`, {
    before: `${PICKLE}n0 = 'a'\n`,
    after: "getattr(pickle, n9)\n",
  }),
  repeated("f-strings", "f'{pickle.loads(x)!r:>{y}}'\n", { before: PICKLE }),
  repeated("one f-string with many fields", "{pickle.loads(x)}", { before: `${PICKLE}x = f"`, after: '"\n' }),
  repeated("f-strings in f-strings", "f'{", { before: `${PICKLE}x = ` }),
  repeated("braces in an f-string", "{{", { before: `${PICKLE}x = f"`, after: '"\n' }),
  repeated("formats", "'%s' % ", { before: `${PICKLE}x = `, after: "y\n" }),
  repeated("percent signs", "%s", { before: `${PICKLE}getattr(pickle, "`, after: '" % x)\n' }),
  repeated("comments", "# pickle.loads(x)\n", { before: PICKLE }),
  repeated("one long comment", "pickle.loads(x) ", { before: `${PICKLE}# ` }),
  repeated("requests to look away", "# nosec # noqa: S301\n", { before: PICKLE }),
  repeated("requests to look away, in one line", "# nosec # noqa: S301 ", {
    before: `${PICKLE}pickle.loads(x) `,
  }),
  repeated("waivers", "pickle.loads(x)  # no-pickle: allow[pickle-load] because\n", { before: PICKLE }),
  repeated("waivers that are never closed", "# no-pickle: allow[", { before: `${PICKLE}pickle.loads(x) ` }),
  repeated("waivers for many rules", "pickle-load, ", {
    before: `${PICKLE}pickle.loads(x) # no-pickle: allow[`,
    after: "] because\n",
  }),
  repeated("texts that are run", "exec('import pickle; pickle.loads(x)')\n", { before: PICKLE }),
  repeated("one text that is run", "import pickle; pickle.loads(x);", {
    before: `${PICKLE}exec('`,
    after: "')\n",
  }),
  repeated("texts that are run and joined", "exec('imp' 'ort pic' + 'kle\\npickle.loads(x)')\n", {
    before: PICKLE,
  }),
  repeated("paths that could be loaded", "x = open('a/b.pkl', 'rb'); pickle.load(x)\n", { before: PICKLE }),
  repeated("bidirectional marks", "\u202e\u2066", { before: `${PICKLE}# ` }),
  repeated("letters that are normalized", "x = ｐｉｃｋｌｅ.ｌｏａｄｓ(y)\n", { before: PICKLE }),
  numbered("unicode names", (i) => `ñ${String(i)} = pickle\n`, { before: PICKLE }),
  repeated("letters outside of the basic plane", "𝐱 = 𝐩𝐢𝐜𝐤𝐥𝐞\n", { before: PICKLE }),
  repeated("lone surrogates", "\ud835", { before: `${PICKLE}x = "`, after: '"\n' }),
  repeated("line separators", "\u2028", { before: `${PICKLE}x = "`, after: '"\n' }),
  repeated("zero-width letters", "a\u200d", { before: PICKLE }),
  repeated("combining accents", "\u0301", { before: `${PICKLE}a`, after: " = pickle\n" }),
  repeated("one long name", "a", { before: PICKLE, after: " = pickle\n" }),
  repeated("digits", "9", { before: `${PICKLE}x = `, after: "\n" }),
  repeated("numbers with underscores", "9_", { before: `${PICKLE}x = `, after: "9\n" }),
];

/** Imports. */
const IMPORTS: readonly Shape[] = [
  repeated("imports of pickle", "import pickle\n"),
  repeated("imports of pickle in one line", "import pickle;"),
  numbered("imports under new names", (i) => `import pickle as ${name(i)}\n`),
  numbered("imports under new names, each used", (i) => `import pickle as ${name(i)}\n${name(i)}.loads(x)\n`),
  numbered("one import of many names", (i) => `loads as ${name(i)}, `, {
    before: "from pickle import (",
    after: ")\n",
  }),
  numbered("imports of many modules", (i) => `import m${String(i)}\n`, { before: PICKLE }),
  numbered("imports of many modules, deep", (i) => `from a.b.c.d.e.f.g.h import m${String(i)}\n`, {
    before: PICKLE,
  }),
  repeated("imports with many dots", `from ${".".repeat(300)} import x\n`, { before: PICKLE }),
  repeated("an import with a long path", ".a", { before: `${PICKLE}import a`, after: "\n" }),
  repeated("star imports", "from pickle import *\n", { after: "loads(x)\n" }),
  numbered("star imports of many modules", (i) => `from m${String(i)} import *\n`, {
    before: PICKLE,
    after: "loads(x)\n".repeat(500),
  }),
  repeated("star imports, each with a use", "from pickle import *\nloads(x)\n"),
  repeated("imports by name", "__import__('pickle').loads(x)\n", { before: PICKLE }),
  repeated("imports in functions", "def f():\n  import pickle\n  pickle.loads(x)\n"),
  repeated(
    "imports that may fail",
    "try:\n  import cPickle as pickle\nexcept ImportError:\n  import pickle\n",
    { after: "pickle.loads(x)\n" },
  ),
  repeated("imports in branches", "if a: import pickle\nelse: import json as pickle\n", {
    after: "pickle.loads(x)\n",
  }),
  repeated("imports of sys.modules", "sys.modules['pickle'].loads(x)\n", { before: "import sys, pickle\n" }),
];

/** Names, and what they lead to. */
const NAMES: readonly Shape[] = [
  numbered("names of names", (i) => `${name(i + 1)} = ${name(i)}\n`, {
    before: `${PICKLE}n0 = pickle\n`,
    after: "n9.loads(x)\n",
  }),
  numbered("names of names, backwards", (i, count) => `${name(count - i)} = ${name(count - i - 1)}\n`, {
    before: PICKLE,
    after: "n9.loads(x)\n",
  }),
  numbered("names of names, each called", (i) => `${name(i + 1)} = ${name(i)}\n${name(i)}.loads(x)\n`, {
    before: `${PICKLE}n0 = pickle\n`,
  }),
  repeated("one name bound again and again", "x = pickle\n", { before: PICKLE, after: "x.loads(y)\n" }),
  repeated("one name bound and used", "x = pickle\nx.loads(y)\n", { before: PICKLE }),
  repeated("one name bound in branches", "  if a: x = pickle\n", {
    before: `${PICKLE}def f(a):\n`,
    after: "  x.loads(y)\n",
  }),
  repeated("one name bound in branches and used", "  if a: x = pickle\n  x.loads(y)\n", {
    before: `${PICKLE}def f(a):\n`,
  }),
  repeated("one name bound in a loop", "  x = pickle\n  x.loads(y)\n", { before: `${PICKLE}while a:\n` }),
  repeated("one name bound in many branches of an if", "elif a: x = pickle; x.loads(y)\n", {
    before: `${PICKLE}if a: pass\n`,
  }),
  repeated("one name bound in many cases", "  case 1: x = pickle; x.loads(y)\n", {
    before: `${PICKLE}match a:\n`,
  }),
  repeated("one name bound in many excepts", "except E: x = pickle; x.loads(y)\n", {
    before: `${PICKLE}try: pass\n`,
  }),
  repeated("one name bound at the module, used in functions", "x = pickle\ndef f(): x.loads(y)\n", {
    before: PICKLE,
  }),
  numbered(
    "many names bound by many",
    (i) => `${name(i)} = pickle if a else ${name((i * 7) % 997)} or ${name((i * 11) % 997)}\n`,
    { before: PICKLE, after: "n5.loads(x)\n".repeat(200) },
  ),
  repeated("global statements", "def f():\n  global x\n  x = pickle\n", {
    before: PICKLE,
    after: "x.loads(y)\n",
  }),
  numbered("many global names", (i) => `${name(i)}, `, {
    before: `${PICKLE}def f():\n  global `,
    after: "x\n  x = pickle\n",
  }),
  repeated("deletions", "del x\nx = pickle\n", { before: PICKLE, after: "x.loads(y)\n" }),
  repeated("walruses", "(x := pickle).loads(y)\n", { before: PICKLE }),
  repeated("walruses in comprehensions", "[(x := pickle) for a in b]\n", {
    before: PICKLE,
    after: "x.loads(y)\n",
  }),
  numbered("unpacking into many names", (i) => `${name(i)}, `, {
    before: `${PICKLE}(`,
    after: ") = pickle\n",
  }),
  repeated("unpacking again and again", "a, (b, c) = 1, (pickle, 2)\nb.loads(x)\n", { before: PICKLE }),
  repeated("loops over modules", "for m in [pickle, json]:\n  m.loads(x)\n", { before: PICKLE }),
  numbered("parameters", (i) => `${name(i)}=pickle, `, {
    before: `${PICKLE}def f(`,
    after: "x=1):\n  n9.loads(x)\n",
  }),
  repeated("functions with a default", "def f(load=pickle.loads):\n  return load(x)\n", { before: PICKLE }),
  numbered(
    "functions that call each other",
    (i) => `def f${String(i)}(x):\n  return f${String(i + 1)}(x)\n`,
    { before: PICKLE, after: "f0(pickle).loads(x)\n" },
  ),
  numbered(
    "functions that give each other back",
    (i) => `def f${String(i)}():\n  return f${String(i + 1)}\n`,
    { before: PICKLE, after: "f0()()()().loads(x)\n" },
  ),
  repeated("one function with many returns", "  if a: return pickle\n", {
    before: `${PICKLE}def f(a):\n`,
    after: "f(1).loads(x)\n".repeat(300),
  }),
  repeated("one function, called again and again", "f().loads(x)\n", {
    before: `${PICKLE}def f():\n  return pickle\n`,
  }),
  repeated("wrappers, called", "def load(x):\n  return pickle.loads(x)\nload(y)\n", { before: PICKLE }),
  numbered(
    "wrappers, each called",
    (i) => `def load${String(i)}(x):\n  return pickle.loads(x)\nload${String(i)}(y)\n`,
    { before: PICKLE },
  ),
  repeated("loads of what names are made from", "  x = g(x)\n  pickle.loads(x)\n", {
    before: `${PICKLE}def f(x):\n`,
  }),
  repeated(
    "functions in functions",
    `${Array.from({ length: 40 }, (_, i) => `${" ".repeat(i)}def f(a=pickle.loads):\n`).join("")}${" ".repeat(40)}a(x)\n`,
    { before: PICKLE },
  ),
  repeated("partials of partials", "functools.partial(", {
    before: `${PICKLE}import functools\nx = `,
    after: "pickle.loads",
  }),
  numbered("partials by name", (i) => `${name(i + 1)} = functools.partial(${name(i)})\n`, {
    before: `${PICKLE}import functools\nn0 = pickle.loads\n`,
    after: "n9(x)\n",
  }),
  repeated("getattr of getattr", "getattr(", { before: `${PICKLE}x = `, after: "pickle" }),
  repeated("getattr with a default", "getattr(pickle, 'loads', getattr(pickle, a))(x)\n", { before: PICKLE }),
  repeated("members by name", "getattr(pickle, 'lo' + 'ads')(x)\n", { before: PICKLE }),
  repeated("globals by name", "globals()['pickle'].loads(x)\n", { before: PICKLE }),
  numbered("globals by name, of names bound often", (i) => `x = pickle\nglobals()['x'].loads(${name(i)})\n`, {
    before: PICKLE,
  }),
];

/** Classes, displays, arguments. */
const THINGS: readonly Shape[] = [
  numbered("classes on classes", (i) => `class C${String(i + 1)}(C${String(i)}):\n  pass\n`, {
    before: `${PICKLE}class C0(pickle.Unpickler):\n  pass\n`,
    after: "C9(x).load()\n",
  }),
  numbered(
    "classes on classes, each made",
    (i) => `class C${String(i + 1)}(C${String(i)}):\n  pass\nC${String(i)}(x).load()\n`,
    { before: `${PICKLE}class C0(pickle.Unpickler):\n  pass\n` },
  ),
  repeated("unpicklers of one name", "class U(pickle.Unpickler):\n  pass\nU(x).load()\n", { before: PICKLE }),
  repeated(
    "unpicklers that restrict",
    "class U(pickle.Unpickler):\n  def find_class(self, m, n):\n    return m\n",
    { before: PICKLE },
  ),
  repeated("an unpickler with many tests", "    if (m, n) in SAFE: return getattr(m, n)\n", {
    before: `${PICKLE}class U(pickle.Unpickler):\n  def find_class(self, m, n):\n`,
    after: "    raise E\n",
  }),
  numbered("a class with many bases", (i) => `${name(i)}, `, {
    before: `${PICKLE}class C(`,
    after: "pickle.Unpickler):\n  pass\n",
  }),
  repeated("a class with many methods of one name", "  def f(self):\n    self.p.loads(x)\n", {
    before: `${PICKLE}class C:\n  p = pickle\n`,
  }),
  repeated("attributes of self", "    self.p = pickle\n    self.p.loads(x)\n", {
    before: `${PICKLE}class C:\n  def f(self):\n`,
  }),
  repeated("reductions", "class C:\n  def __reduce__(self):\n    return (eval, ('x',))\n", {
    before: PICKLE,
  }),
  repeated("one reduction with many calls", "    os.system(x)\n", {
    before: `${PICKLE}import os\nclass C:\n  def __reduce__(self):\n`,
  }),
  repeated("decorators", "@pickle.loads\n", { before: PICKLE, after: "def f(): pass\n" }),
  repeated("decorators with calls", "@d(pickle.loads)\ndef f(): pass\n", { before: PICKLE }),
  {
    name: "a dictionary of many entries with as many look-ups",
    path: "shape.py",
    text: (size) => table(size, (i) => `x(D['k${String(i)}'])\n`),
  },
  {
    name: "a dictionary with look-ups by unknown keys",
    path: "shape.py",
    text: (size) => table(size, () => "D[k].loads(x)\n"),
  },
  {
    name: "a dictionary with calls of what is in it",
    path: "shape.py",
    text: (size) => table(size, (i) => `D['k${String(i)}'](x)\n`),
  },
  {
    name: "a dictionary with look-ups by get",
    path: "shape.py",
    text: (size) => table(size, (i) => `D.get('k${String(i)}')(x)\n`),
  },
  {
    name: "a list of many entries with as many look-ups",
    path: "shape.py",
    text: (size) => `${PICKLE}L = [${"pickle.loads, ".repeat(size / 28)}]\n${"L[i](x)\n".repeat(size / 16)}`,
  },
  {
    name: "a list of many entries, unpacked again and again",
    path: "shape.py",
    text: (size) =>
      `${PICKLE}L = [${"pickle, ".repeat(size / 16)}]\n${"a, b = L\na.loads(x)\n".repeat(size / 40)}`,
  },
  {
    name: "a call of many entries, given again and again",
    path: "shape.py",
    text: (size) =>
      `import yaml\nK = dict(${Array.from({ length: size / 30 }, (_, i) => `k${String(i)}=1, `).join("")})\n${"yaml.load(x, **K)\n".repeat(size / 40)}`,
  },
  repeated("dictionaries in dictionaries", "{1: ", { before: `${PICKLE}x = `, after: "pickle" }),
  repeated("dictionaries that are spread", "**{'a': pickle}, ", { before: `${PICKLE}x = {`, after: "}\n" }),
  repeated("changes of a dictionary", "o['Loader'] = yaml.Loader\n", {
    before: "import yaml\no = {}\n",
    after: "yaml.load(x, **o)\n",
  }),
  repeated("changes of a dictionary, each used", "o['Loader'] = yaml.Loader\nyaml.load(x, **o)\n", {
    before: "import yaml\no = {}\n",
  }),
  numbered("keyword arguments", (i) => `${name(i)}=1, `, {
    before: "import yaml\nyaml.load(x, ",
    after: "Loader=yaml.Loader)\n",
  }),
  repeated("positional arguments", "x, ", { before: `${PICKLE}pickle.loads(`, after: ")\n" }),
  repeated("starred arguments", "*a, ", { before: `${PICKLE}pickle.loads(`, after: ")\n" }),
  repeated("comprehensions in comprehensions", "[x for x in ", { before: `${PICKLE}y = `, after: "pickle" }),
  repeated("comprehensions", "[pickle.loads(x) for x in y if z]\n", { before: PICKLE }),
  repeated("many clauses of a comprehension", "for x in pickle ", {
    before: `${PICKLE}y = [x `,
    after: "]\n",
  }),
  repeated("joined characters", "getattr(pickle, ''.join(chr(c) for c in [108, 111]))(x)\n", {
    before: PICKLE,
  }),
  repeated("slices", "getattr(pickle, 'sdaol'[::-1])(x)\n", { before: PICKLE }),
  repeated("slices of one long text", "getattr(pickle, t[::-1])(x)\n", {
    before: `${PICKLE}t = '${"a".repeat(9_000)}'\n`,
  }),
  repeated("joins of one long text", "getattr(pickle, ''.join(t))(x)\n", {
    before: `${PICKLE}t = '${"a".repeat(9_000)}'\n`,
  }),
  repeated("replacements in one long text", "getattr(pickle, t.replace('a', 'b').upper())(x)\n", {
    before: `${PICKLE}t = '${"a".repeat(9_000)}'\n`,
  }),
  repeated(
    "exceptions",
    "try:\n  pickle.loads(x)\nexcept (A, B) as e:\n  pickle.loads(e)\nfinally:\n  pass\n",
    { before: PICKLE },
  ),
  repeated("safe first, else unsafe", "try:\n  json.loads(x)\nexcept E:\n  pickle.loads(x)\n", {
    before: `${PICKLE}import json\n`,
  }),
  repeated("one try with many loads", "  pickle.loads(x)\n", {
    before: `${PICKLE}try:\n`,
    after: "except E:\n  pickle.loads(x)\n",
  }),
  repeated("with statements", "with open(p) as f, g(f) as h: pickle.load(h)\n", { before: PICKLE }),
  numbered("one with of many items", (i) => `open(p) as ${name(i)}, `, {
    before: `${PICKLE}with (`,
    after: "a as b): pickle.load(n9)\n",
  }),
  repeated("patterns", "  case {'a': [pickle, *_]} | C(x=1): pass\n", { before: `${PICKLE}match x:\n` }),
  repeated("alternatives of a pattern", "1 | ", { before: `${PICKLE}match x:\n  case `, after: "2: pass\n" }),
  repeated("types", "x: Optional[pickle.Unpickler] = None\n", { before: PICKLE }),
  repeated("type parameters", "type X[T: pickle] = list[T]\n", { before: PICKLE }),
  repeated("signature checks", "  if not hmac.compare_digest(a, b): raise E\n  pickle.loads(a)\n", {
    before: `${PICKLE}import hmac\ndef f(a):\n`,
  }),
];

function table(size: number, use: (i: number) => string): string {
  const count = Math.floor(size / 26);
  const entries = Array.from({ length: count }, (_, i) => `'k${String(i)}': f,\n`).join("");
  return `${PICKLE}f = pickle.loads\nD = {\n${entries}}\n${Array.from({ length: count }, (_, i) => use(i)).join("")}`;
}

/** What the rules look for. */
const FINDINGS: readonly Shape[] = [
  repeated("loads", "pickle.loads(x)\n", { before: PICKLE }),
  repeated("loads of requests", "pickle.loads(request.data)\n", { before: PICKLE }),
  repeated("loads in one statement", "pickle.loads(x) + ", { before: `${PICKLE}y = `, after: "1\n" }),
  repeated("loads in loads", "pickle.loads(", { before: `${PICKLE}y = `, after: "x" }),
  repeated("copies", "pickle.loads(pickle.dumps(x))\n", { before: PICKLE }),
  repeated("loads with fixes", "torch.load(p)\n", { before: "import torch\n" }),
  repeated("YAML with fixes", "yaml.load(p)\n", { before: "import yaml\n" }),
  repeated("YAML with loaders", "yaml.load(p, Loader=yaml.FullLoader)\n", { before: "import yaml\n" }),
  repeated("switches", "os.environ['TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD'] = '1'\n", {
    before: "import os, torch\n",
  }),
  repeated("flags", "np.load(p, allow_pickle=True)\n", { before: "import numpy as np\n" }),
  repeated("settings", "task_serializer = 'pickle'\n", { before: "import celery\n" }),
  repeated("one setting of many texts", "'pickle', ", {
    before: "import celery\naccept_content = [",
    after: "]\n",
  }),
  repeated("serializers by name", "from a import PickleSerializer\nPickleSerializer()\n"),
  repeated("replaced loaders", "json.loads = pickle.loads\n", { before: `${PICKLE}import json\n` }),
  repeated("evaluated requests", "eval(request.data)\n", { before: PICKLE }),
  repeated("modules by request", "getattr(importlib.import_module(a), b)(c)\n", {
    before: "import importlib, pickle\n",
  }),
  repeated("caches", "diskcache.Cache('/tmp/x')\n", { before: "import diskcache\n" }),
  repeated("connections", "Listener(('', 6000)).accept().recv()\n", {
    before: "from multiprocessing.connection import Listener\n",
  }),
  repeated("managers", "class M(BaseManager): pass\nM(('', 1))\n", {
    before: "from multiprocessing.managers import BaseManager\n",
  }),
  repeated("pandas", "pd.read_pickle(p)\ndf.to_pickle(p)\n", { before: "import pandas as pd\n" }),
];

/** Texts of Python. */
export const PYTHON_SHAPES: readonly Shape[] = [
  ...LAYOUT,
  ...TEXTS,
  ...IMPORTS,
  ...NAMES,
  ...THINGS,
  ...FINDINGS,
];
