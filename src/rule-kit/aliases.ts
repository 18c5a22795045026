/**
 * Other paths to the same thing: the module-level imports of well-known modules, and modules that moved.
 * Source: the modules' own code (CPython 3.11, joblib, torch, pandas, ray, keras).
 */
export const SAME_PATHS: readonly (readonly [from: string, to: string])[] = [
  ["multiprocessing.reduction.pickle", "pickle"],
  ["multiprocessing.connection._ForkingPickler", "multiprocessing.reduction.ForkingPickler"],
  // It is known whatever it is a member of, and so has to be the beginning of a name.
  ["ForkingPickler", "multiprocessing.reduction.ForkingPickler"],
  ["_ForkingPickler", "multiprocessing.reduction.ForkingPickler"],
  ["sklearn.utils._joblib", "joblib"],
  ["multiprocessing.queues._ForkingPickler", "multiprocessing.reduction.ForkingPickler"],
  ["torch.multiprocessing.reductions.ForkingPickler", "multiprocessing.reduction.ForkingPickler"],
  ["torch.multiprocessing.reduction.ForkingPickler", "multiprocessing.reduction.ForkingPickler"],
  ["logging.handlers.pickle", "pickle"],
  ["shelve.Unpickler", "pickle.Unpickler"],
  ["shelve.Pickler", "pickle.Pickler"],
  ["trace.pickle", "pickle"],
  ["tracemalloc.pickle", "pickle"],
  ["pickletools.pickle", "pickle"],
  ["pstats.marshal", "marshal"],
  ["zipimport.marshal", "marshal"],
  ["zodbpickle.pickle", "pickle"],
  ["zodbpickle.fastpickle", "pickle"],
  ["zodbpickle.slowpickle", "pickle"],
  ["torch.serialization.pickle", "pickle"],
  ["joblib.externals.cloudpickle", "cloudpickle"],
  ["ray.cloudpickle", "cloudpickle"],
  ["pyspark.cloudpickle", "cloudpickle"],
  ["srsly.cloudpickle", "cloudpickle"],
  ["mlflow.pyfunc.cloudpickle", "cloudpickle"],
  ["tensorflow.keras", "keras"],
  ["tensorflow.python.keras", "keras"],
  ["tensorflow.compat.v1.keras", "keras"],
  ["tensorflow.compat.v2.keras", "keras"],
  ["tensorflow.compat.v1", "tensorflow"],
  ["tensorflow.compat.v2", "tensorflow"],
  ["tf_keras", "keras"],
  ["keras.src", "keras"],
  ["keras.api", "keras"],
  ["oyaml", "yaml"],
  ["ruamel_yaml", "ruamel.yaml"],
  ["ruamel.yaml.main", "ruamel.yaml"],
  ["dask.distributed", "distributed"],
  ["distributed.protocol.pickle", "pickle"],
  ["lightning.pytorch", "pytorch_lightning"],
  ["lightning.fabric", "lightning_fabric"],
  ["modin.pandas", "pandas"],
  ["torchvision._internally_replaced_utils.load_state_dict_from_url", "torch.hub.load_state_dict_from_url"],
  ["torchvision.models.utils.load_state_dict_from_url", "torch.hub.load_state_dict_from_url"],
  ["cloudpickle.cloudpickle_fast", "cloudpickle.cloudpickle"],
  ["zmq.green", "zmq"],
  ["zmq.asyncio", "zmq"],
  ["numpy.lib._npyio_impl", "numpy.lib.npyio"],
  ["numpy.lib._format_impl", "numpy.lib.format"],
  ["pyarrow.lib", "pyarrow"],
];

const PICKLING_MODULES = ["pickle", "_pickle", "cPickle", "cloudpickle", "dill", "marshal"];
/** The loaders of modules that others import at their top: `somelib.utils.pickle.loads`, `somelib.models.torch.load`. */
const REEXPORTED: readonly (readonly [path: RegExp, module: string | null])[] = [
  [
    new RegExp(
      `^(?!\\.)(?:.+\\.)(${PICKLING_MODULES.join("|")})\\.(_?loads?|_?dumps?|_?Unpickler|_?Pickler)$`,
    ),
    null,
  ],
  [/^(?!\.)(?:.+\.)(joblib)\.(load)$/, null],
  [/^(?!\.|safetensors\.)(?:.+\.)(torch)\.(load)$/, null],
  // What else is called like it has a `load` of its own, which mostly is a safe one.
  [/^(?!\.)(?:.+\.)(yaml)\.((?:unsafe|full)_load(?:_all)?)$/, null],
  [/^(?!\.)(?:.+\.)(_?ForkingPickler)\.(loads)$/, "multiprocessing.reduction.ForkingPickler"],
];
const VENDORED_SIX = /^.+\.(six\.moves\.cPickle(?:\..+)?)$/;

/** The names that stand for the same module whatever they are members of: `somelib.pickle`, `vendor.six`. */
export const KNOWN_ANYWHERE: ReadonlySet<string> = new Set([
  ...[...PICKLING_MODULES, "joblib", "torch", "yaml", "ForkingPickler", "_ForkingPickler"],
  "six",
]);

type Paths = ReadonlyMap<string, readonly (readonly [string, string])[]>;

const PATHS_BY_ROOT: Paths = groupByRoot(([from]) => from);

function groupByRoot(nameOf: (path: readonly [string, string]) => string): Paths {
  const groups = new Map<string, (readonly [string, string])[]>();
  for (const path of SAME_PATHS) {
    const root = rootOf(nameOf(path));
    groups.set(root, [...(groups.get(root) ?? []), path]);
  }
  return groups;
}

function rootOf(name: string): string {
  return name.split(".", 1)[0] ?? name;
}

/** The name by which the rules know a symbol; itself where it has no other. */
export function canonicalName(name: string): string {
  for (const [from, to] of PATHS_BY_ROOT.get(rootOf(name)) ?? []) {
    if (name === from) return to;
    if (name.startsWith(from) && name.charAt(from.length) === ".") {
      return canonicalName(to + name.slice(from.length));
    }
  }
  const six = VENDORED_SIX.exec(name);
  return six?.[1] ?? name;
}

/** What an attribute chain that ends in `.pickle.loads` and the like reaches: the module that another one imported. */
export function reexportedName(name: string): string {
  // An object of that name, not the module: it has a rule of its own.
  if (name.startsWith("mpi4py.")) return name;
  for (const [path, module] of REEXPORTED) {
    const [, own = "", member = ""] = path.exec(name) ?? [];
    if (own !== "") return `${module ?? own}.${member}`;
  }
  return name;
}

/** These symbols and, as far as they can be listed, every other path to them. */
export function withAliases(symbols: Iterable<string>): string[] {
  const own = [...symbols];
  const byTarget = groupByRoot(([, to]) => to);
  const others = own.flatMap((symbol) =>
    (byTarget.get(rootOf(symbol)) ?? []).flatMap(([from, to]) => {
      if (symbol === to) return [from];
      return symbol.startsWith(`${to}.`) ? [from + symbol.slice(to.length)] : [];
    }),
  );
  return [...new Set([...own, ...others])];
}
