/**
 * What calling a function from outside leads to, where that is not just its result:
 * - `import`: the module named by its first argument; `import-root`: the package at the root of that name; `import-third`: the
 *   module named by its third argument
 * - `resolve`: the module or member named by its first argument, `a.b:c` or `a.b.c`
 * - `run`: the namespace of the module named by its first argument
 * - `handle`: an object that names a module or member, and gives it when it is asked to load it
 * - `of-handle`: what such an object names
 * - `member`: the member of its first argument that is named by its second
 * - `getter`: a function that takes the member named by its first argument from what it is given
 * - `namespace`: a mapping of names to values
 * - `reduce`: what its first argument makes of its third and, one after the other, each item of its second
 * - `partial`: its first argument, with some of the arguments of that
 * - `first`, `second`: what it gets as its first or second argument, in another form
 * - `mapping`: a dictionary of what it is given
 * - `item`: one item of its first argument; `zip`, `enumerate`: rows of the items of its arguments
 * - `result`: what its first argument, a function, returns; `class`: the class of its first argument
 */
export type Reflection =
  | "import"
  | "import-root"
  | "import-third"
  | "resolve"
  | "run"
  | "handle"
  | "of-handle"
  | "reduce"
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
  ["pandas.compat._optional.import_optional_dependency", "import"],
  ["dask.utils.import_required", "import"],
  ["sympy.external.import_module", "import"],
  ["oslo_utils.importutils.import_module", "import"],
  ["twisted.python.reflect.namedModule", "import"],
  ["importlib._bootstrap._gcd_import", "import"],
  ["importlib._gcd_import", "import"],
  ["pydoc.safeimport", "import"],
  ["test.support.import_helper.import_module", "import"],
  ["test.support.import_helper.import_fresh_module", "import"],
  ["ctypes.pythonapi.PyImport_ImportModule", "import"],
  ["importlib.machinery.BuiltinImporter.load_module", "import"],
  ["importlib.machinery.FrozenImporter.load_module", "import"],
  ["lazy_loader.load", "import"],
  ["lazy_import.lazy_module", "import"],
  ["lightning_utilities.core.imports.lazy_import", "import"],
  ["mmengine.utils.import_modules_from_strings", "import"],
  ["mmcv.utils.import_modules_from_strings", "import"],
  ["celery.utils.imports.import_from_cwd", "import"],
  ["tensorflow.python.util.lazy_loader.LazyLoader", "import-third"],
  ["tensorflow.python.util.lazy_loader.KerasLazyLoader", "import-third"],
  ["pkgutil.resolve_name", "resolve"],
  ["logging.config._resolve", "resolve"],
  ["logging.config.BaseConfigurator().resolve", "resolve"],
  ["logging.config.DictConfigurator().resolve", "resolve"],
  ["apscheduler.util.ref_to_obj", "resolve"],
  ["distributed.utils.import_term", "resolve"],
  ["jsonargparse.util.import_object", "resolve"],
  ["jsonargparse._util.import_object", "resolve"],
  ["pydantic.utils.import_string", "resolve"],
  ["pydantic.v1.utils.import_string", "resolve"],
  ["pydantic._internal._validators.import_string", "resolve"],
  ["pydantic.TypeAdapter().validate_python", "resolve"],
  ["pyramid.path.DottedNameResolver().resolve", "resolve"],
  ["pyramid.path.DottedNameResolver().maybe_resolve", "resolve"],
  ["rq.utils.import_attribute", "resolve"],
  ["zope.dottedname.resolve.resolve", "resolve"],
  ["uvicorn.importer.import_from_string", "resolve"],
  ["gunicorn.util.load_class", "resolve"],
  ["hydra.utils.get_object", "resolve"],
  ["hydra.utils.get_method", "resolve"],
  ["hydra.utils.get_class", "resolve"],
  ["prefect.utilities.importtools.import_object", "resolve"],
  ["prefect.utilities.importtools.from_qualified_name", "resolve"],
  ["detectron2.utils.registry.locate", "resolve"],
  ["mmengine.utils.get_object_from_string", "resolve"],
  ["ray._private.utils.import_attr", "resolve"],
  ["ray._common.utils.import_attr", "resolve"],
  ["lazy_import.lazy_callable", "resolve"],
  ["lazy_import.lazy_function", "resolve"],
  ["pydoc.locate", "resolve"],
  ["django.utils.module_loading.import_string", "resolve"],
  ["werkzeug.utils.import_string", "resolve"],
  ["airflow.utils.module_loading.import_string", "resolve"],
  ["celery.utils.imports.symbol_by_name", "resolve"],
  ["kombu.utils.imports.symbol_by_name", "resolve"],
  ["scrapy.utils.misc.load_object", "resolve"],
  ["traitlets.import_item", "resolve"],
  ["traitlets.utils.importstring.import_item", "resolve"],
  ["oslo_utils.importutils.import_class", "resolve"],
  ["twisted.python.reflect.namedAny", "resolve"],
  ["twisted.python.reflect.namedObject", "resolve"],
  ["runpy.run_module", "run"],
  ["importlib.metadata.EntryPoint", "handle"],
  ["importlib_metadata.EntryPoint", "handle"],
  ["importlib.util.find_spec", "handle"],
  ["importlib.machinery.PathFinder.find_spec", "handle"],
  ["pkg_resources.EntryPoint.parse", "handle"],
  ["pkgutil.get_loader", "handle"],
  ["pkgutil.find_loader", "handle"],
  ["importlib.util.module_from_spec", "of-handle"],
  ["builtins.getattr", "member"],
  ["inspect.getattr_static", "member"],
  ["builtins.object.__getattribute__", "member"],
  ["xmlrpc.server.resolve_dotted_attribute", "member"],
  ["operator.attrgetter", "getter"],
  ["operator.methodcaller", "getter"],
  ["builtins.globals", "namespace"],
  ["builtins.locals", "namespace"],
  ["builtins.vars", "namespace"],
  ["functools.partial", "partial"],
  ["functools.partialmethod", "partial"],
  ["toolz.partial", "partial"],
  ["functools.reduce", "reduce"],
  ["builtins.staticmethod", "first"],
  ["builtins.frozenset", "first"],
  ["builtins.set", "first"],
  ["builtins.tuple", "first"],
  ["builtins.list", "first"],
  ["builtins.classmethod", "first"],
  ["typing.get_args", "first"],
  ["builtins.iter", "first"],
  ["builtins.sorted", "first"],
  ["builtins.reversed", "first"],
  ["collections.deque", "first"],
  ["importlib.reload", "first"],
  ["imp.reload", "first"],
  ["builtins.reload", "first"],
  ["six.moves.reload_module", "first"],
  ["copy.copy", "first"],
  ["copy.deepcopy", "first"],
  ["contextlib.nullcontext", "first"],
  ["itertools.chain", "first"],
  ["itertools.cycle", "first"],
  ["itertools.islice", "first"],
  ["types.MappingProxyType", "first"],
  ["weakref.proxy", "first"],
  ["toolz.curry", "first"],
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
  ["more_itertools.first", "item"],
  ["more_itertools.last", "item"],
  ["more_itertools.one", "item"],
  ["more_itertools.only", "item"],
  ["toolz.first", "item"],
  ["toolz.last", "item"],
  ["funcy.first", "item"],
  ["funcy.last", "item"],
  ["builtins.zip", "zip"],
  ["builtins.enumerate", "enumerate"],
  ["builtins.property", "result"],
  ["functools.cached_property", "result"],
  ["fastapi.Depends", "result"],
  ["fastapi.Security", "result"],
  ["lazy_object_proxy.Proxy", "result"],
  ["wrapt.LazyObjectProxy", "result"],
  ["django.utils.functional.SimpleLazyObject", "result"],
  ["werkzeug.local.LocalProxy", "result"],
  ["builtins.type", "class"],
]);

/** What importing by a name that is not known gives: one of all modules. Its members are named as those of others are. */
export const ANY_MODULE = "importlib.import_module()";

/** The mapping of all modules by name. */
export const ALL_MODULES = "sys.modules";

/** Members that lead, in another form, to the members of what they are taken from. */
export const REFLECTIVE_MEMBERS: ReadonlySet<string> = new Set([
  "__dict__",
  "__globals__",
  "__getattribute__",
  "__getattr__",
]);

/** What names a module, or what gives a namespace: with these, the name of a module need not stand in the code. */
export const ROADS: readonly Reflection[] = [
  "import",
  "import-root",
  "import-third",
  "resolve",
  "run",
  "handle",
  "of-handle",
  "namespace",
];

/** What only gives, in another form, what it gets: that tells, and not the function. */
export const TRANSFORMERS: readonly Reflection[] = [
  "reduce",
  "partial",
  "first",
  "second",
  "mapping",
  "item",
  "zip",
  "enumerate",
  "result",
  "class",
];

/** The qualified names of the functions that do one of these things. */
export function functionsThat(...kinds: readonly Reflection[]): readonly string[] {
  return [...REFLECTION].filter(([, kind]) => kinds.includes(kind)).map(([name]) => name);
}

/**
 * The last parts of those names: the words by which a text mentions such a function. Left out are those that much else is called;
 * what has such a name is known by the module that it is taken from.
 */
export function wordsThat(...kinds: readonly Reflection[]): readonly string[] {
  const words = functionsThat(...kinds).map((name) => name.slice(name.lastIndexOf(".") + 1));
  return [...new Set(words)].filter((word) => !COMMON.has(word));
}

const COMMON: ReadonlySet<string> = new Set([
  ...["load", "parse", "resolve", "validate_python", "get_object", "get_method", "get_class"],
]);

/** The last parts of the names of all of them. */
export const WORDS: ReadonlySet<string> = new Set(wordsThat(...REFLECTION.values()));
