/**
 * What makes functions, or objects that can be called: nothing runs while it is made. Where the same pickle goes on to call it,
 * or makes objects of a class that came this way, code from the file runs.
 */
const MAKERS: ReadonlySet<string> = new Set(
  (
    "functools.partial functools.partialmethod operator.itemgetter _operator.itemgetter types.CodeType " +
    "types.FunctionType types.LambdaType types.MethodType types.ModuleType builtins.type __builtin__.type " +
    "builtins.classmethod builtins.staticmethod builtins.property dill._dill._create_function dill._dill._create_code " +
    "dill._dill._create_type dill._dill._load_type dill._dill._import_module dill._dill._create_cell " +
    "dill.dill._create_function dill.dill._create_code dill.dill._create_type dill.dill._load_type " +
    "cloudpickle.cloudpickle._builtin_type cloudpickle.cloudpickle._make_function " +
    "cloudpickle.cloudpickle._make_skel_func cloudpickle.cloudpickle._make_skeleton_class " +
    "cloudpickle.cloudpickle._make_skeleton_enum cloudpickle.cloudpickle._make_cell " +
    "cloudpickle.cloudpickle._make_empty_cell cloudpickle.cloudpickle._fill_function " +
    "cloudpickle.cloudpickle._rehydrate_skeleton_class cloudpickle.cloudpickle._make_dynamic_module"
  ).split(" "),
);

/** What gives one of Python's own types by its name: the first call of that only makes something of the type. */
const TYPES: ReadonlySet<string> = new Set([
  "cloudpickle.cloudpickle._builtin_type",
  "dill._dill._load_type",
  "dill.dill._load_type",
]);

/** Whether a name gives types by their names. */
export function givesType(module: string, name: string): boolean {
  return TYPES.has(`${module}.${name}`);
}

/** Whether a name makes functions or classes out of what it is given. */
export function isMaker(module: string, name: string): boolean {
  return MAKERS.has(`${module}.${name}`);
}
