import type { FileModel } from "../python/file-model.js";
import { CODE_RUNNERS } from "./code-runners.js";
import type { Listed } from "./listed-names.js";

/** What an allowlist says by one entry: the module, the name in it, or both in one text. */
export interface Says {
  readonly module: boolean;
  readonly name: boolean;
}

/** The first listed entry that is enough to run code, as a message names it; null where none is known to be. */
export function dangerousAmong(model: FileModel, listed: readonly Listed[], says: Says): string | null {
  for (const entry of listed) {
    const [module, name] = typeof entry === "string" ? split(entry, says) : entry;
    if (isDangerous(model, module, name)) return [module, name].filter((part) => part !== "").join(".");
  }
  return null;
}

function split(entry: string, says: Says): readonly [module: string, name: string] {
  if (!says.name) return [entry, ""];
  if (!says.module) return ["", entry];
  const [, module = "", name = entry] = /^(.*)[.:/](.*)$/s.exec(entry) ?? [];
  return [module, name];
}

/** Whether a name of a module runs code, or reaches code that does; either of the two may be "", for not known. */
export function isDangerous({ evaluator }: FileModel, module: string, name: string): boolean {
  const root = module.split(".", 1)[0] ?? module;
  if (MODULES.has(root)) return true;
  const symbol = `${module}.${name}`;
  return (
    NAMES.has(name.slice(name.lastIndexOf(".") + 1)) ||
    RUNNERS.has(symbol) ||
    evaluator.known.symbols.has(symbol)
  );
}

const RUNNERS = new Set(CODE_RUNNERS);

/** Modules of which nothing has a place among data: nearly all of their names run something, or load it. */
const MODULES: ReadonlySet<string> = new Set(
  (
    "os posix nt subprocess _posixsubprocess popen2 commands sys importlib imp _imp runpy pty code codeop ctypes " +
    "_ctypes cffi pickle _pickle cPickle pickle5 dill cloudpickle marshal shelve jsonpickle timeit trace pdb bdb " +
    "profile cProfile shutil socket webbrowser pydoc doctest pkgutil inspect gc multiprocessing asyncio signal " +
    "site venv ensurepip pip setuptools distutils idlelib lib2to3 platform unittest zipimport _frozen_importlib " +
    "_frozen_importlib_external _winapi msvcrt"
  ).split(" "),
);

/** Names that run code or reach code that does, whatever module they are taken from. */
const NAMES: ReadonlySet<string> = new Set(
  (
    "eval exec compile execfile open getattr setattr delattr __import__ import_module apply breakpoint input globals " +
    "locals vars memoryview attrgetter itemgetter methodcaller partial partialmethod reduce CodeType FunctionType " +
    "LambdaType ModuleType system popen Popen check_call check_output getoutput getstatusoutput read_pickle " +
    "_load_from_bytes load loads unsafe_load load_all full_load Unpickler _Unpickler resolve_name locate " +
    "import_string run_path run_module runstring spawn __reduce__ __globals__ __builtins__ __subclasses__ add_extension"
  ).split(" "),
);
