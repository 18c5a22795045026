/**
 * What calling a function from outside leads to, where that is not just its result:
 * - `import`: the module named by its first argument; `import-root`: the package at the root of that name
 * - `resolve`: the module or member named by its first argument, `a.b:c` or `a.b.c`
 * - `member`: the member of its first argument that is named by its second
 * - `getter`: a function that takes the member named by its first argument from what it is given
 * - `namespace`: a mapping of names to values
 * - `partial`: its first argument, with some of the arguments of that
 * - `first`, `second`: what it gets as its first or second argument, in another form
 * - `mapping`: a dictionary of what it is given
 * - `item`: one item of its first argument; `zip`, `enumerate`: rows of the items of its arguments
 * - `result`: what its first argument, a function, returns; `class`: the class of its first argument
 */
export type Reflection =
  | "import"
  | "import-root"
  | "resolve"
  | "member"
  | "getter"
  | "namespace"
  | "partial"
  | "first"
  | "second"
  | "mapping"
  | "item"
  | "zip"
  | "enumerate"
  | "result"
  | "class";

/**
 * The functions by which code reaches something other than by writing its name. The one list of them: the evaluator
 * follows them, and the sieve and `relevantNames` look where one of them is mentioned.
 */
export const REFLECTION: ReadonlyMap<string, Reflection> = new Map<string, Reflection>([
  ["builtins.__import__", "import-root"],
  ["importlib.__import__", "import-root"],
  ["importlib.import_module", "import"],
  ["pytest.importorskip", "import"],
  ["pkgutil.resolve_name", "resolve"],
  ["pydoc.locate", "resolve"],
  ["builtins.getattr", "member"],
  ["operator.attrgetter", "getter"],
  ["operator.methodcaller", "getter"],
  ["builtins.globals", "namespace"],
  ["builtins.locals", "namespace"],
  ["builtins.vars", "namespace"],
  ["functools.partial", "partial"],
  ["builtins.staticmethod", "first"],
  ["builtins.frozenset", "first"],
  ["builtins.set", "first"],
  ["builtins.tuple", "first"],
  ["builtins.list", "first"],
  ["builtins.classmethod", "first"],
  ["builtins.iter", "first"],
  ["builtins.sorted", "first"],
  ["builtins.reversed", "first"],
  ["collections.deque", "first"],
  ["copy.copy", "first"],
  ["copy.deepcopy", "first"],
  ["contextlib.nullcontext", "first"],
  ["itertools.chain", "first"],
  ["itertools.cycle", "first"],
  ["itertools.islice", "first"],
  ["types.MappingProxyType", "first"],
  ["weakref.proxy", "first"],
  ["typing.cast", "second"],
  ["builtins.filter", "second"],
  ["builtins.dict", "mapping"],
  ["collections.OrderedDict", "mapping"],
  ["collections.defaultdict", "mapping"],
  ["collections.ChainMap", "mapping"],
  ["builtins.next", "item"],
  ["builtins.min", "item"],
  ["builtins.max", "item"],
  ["random.choice", "item"],
  ["builtins.zip", "zip"],
  ["builtins.enumerate", "enumerate"],
  ["builtins.property", "result"],
  ["functools.cached_property", "result"],
  ["builtins.type", "class"],
]);

/** The mapping of all modules by name. */
export const ALL_MODULES = "sys.modules";

/** Members that lead, in another form, to the members of what they are taken from. */
export const REFLECTIVE_MEMBERS: ReadonlySet<string> = new Set([
  "__dict__",
  "__getattribute__",
  "__getattr__",
]);

/** The qualified names of the functions that do one of these things. */
export function functionsThat(...kinds: readonly Reflection[]): readonly string[] {
  return [...REFLECTION].filter(([, kind]) => kinds.includes(kind)).map(([name]) => name);
}

/** The last parts of those names: the words by which a text mentions such a function. */
export function wordsThat(...kinds: readonly Reflection[]): readonly string[] {
  return [...new Set(functionsThat(...kinds).map((name) => name.slice(name.lastIndexOf(".") + 1)))];
}
