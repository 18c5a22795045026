/**
 * Modules and members that run code, start programs, reach other objects by name, or read and write files, by what they do.
 * A name covers what is below it. It only serves to say what a file does: whatever is not known to be harmless is reported.
 */
const DANGEROUS: Readonly<Record<string, string>> = {
  "starts programs":
    "os posix nt subprocess pty commands popen2 _posixsubprocess multiprocessing asyncio.subprocess asyncio.create_subprocess_exec asyncio.create_subprocess_shell asyncio.unix_events asyncio.windows_events webbrowser uuid._get_command_stdout _osx_support _aix_support _pyrepl pydoc.pipepager pydoc.tempfilepager pipes imaplib.IMAP4_stream platform.popen distutils.spawn distutils.command setuptools torch.utils.collect_env torch.utils.bottleneck",
  "runs code":
    "builtins.eval builtins.exec builtins.execfile builtins.compile builtins.breakpoint builtins.help __builtin__.eval __builtin__.exec __builtin__.execfile __builtin__.compile code codeop runpy timeit profile cProfile pdb bdb trace doctest test.support idlelib lib2to3 _interpreters _xxsubinterpreters _testcapi new.code new.function marshal sympy.parsing numexpr pandas.eval pandas.core.computation numpy.f2py numpy.testing._private.utils.runstring numpy.testing.runstring numpy.distutils torch._dynamo torch._inductor torch.fx torch.jit torch.package tensorflow.io.read_file tensorflow.io.write_file tensorflow.python.ops.script_ops torch.hub torch.compile torch.distributed.elastic torch.distributed.run torch.utils._config_module torch.distributed.rpc torch.testing._internal keras.src.utils.python_utils.func_load",
  "reaches objects by name":
    "builtins.getattr builtins.setattr builtins.delattr builtins.apply builtins.globals builtins.locals inspect.getattr_static inspect.currentframe inspect.stack builtins.vars builtins.map builtins.filter __builtin__.getattr __builtin__.setattr __builtin__.delattr __builtin__.apply __builtin__.globals __builtin__.locals __builtin__.vars __builtin__.map __builtin__.filter __builtin__.reduce operator.attrgetter operator.methodcaller _operator.attrgetter _operator.methodcaller functools.reduce gc ctypes _ctypes cffi mmap sys builtins.__dict__ __builtin__.__dict__ site signal threading _thread atexit concurrent.futures",
  "imports modules":
    "builtins.__import__ __builtin__.__import__ importlib _frozen_importlib _frozen_importlib_external imp zipimport pkgutil pydoc cloudpickle.subimport cloudpickle.cloudpickle.subimport pip ensurepip venv",
  "loads other pickles":
    "pickle _pickle cPickle dill.loads dill.load cloudpickle.loads cloudpickle.load joblib.load joblib.numpy_pickle.load numpy.load numpy.lib.npyio.load torch.load torch.serialization.load torch.storage._load_from_bytes pandas.read_pickle pandas.io.pickle shelve torch.utils.data.datapipes",
  "reads or writes files":
    "builtins.open __builtin__.open __builtin__.file io.open io.FileIO io.open_code _io.open _io.FileIO _io.open_code shutil tempfile pathlib.Path pathlib.PosixPath pathlib.WindowsPath distutils.file_util distutils.dir_util fileinput linecache glob compileall py_compile tarfile zipfile sqlite3 logging.FileHandler logging.config codecs.open numpy.fromfile numpy.savetxt numpy.loadtxt numpy.genfromtxt numpy.memmap",
  "makes code that a call can run": "types.CodeType types.FunctionType types.LambdaType",
  "changes what looks at pickles":
    "picklescan fickling modelscan modelaudit model_unpickler saferpickle pickletools",
  "uses the network":
    "socket ssl http httplib urllib urllib2 requests aiohttp httpx smtplib ftplib imaplib poplib telnetlib nntplib xmlrpc xmlrpclib socketserver SocketServer asyncio.open_connection",
};

const BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(DANGEROUS).flatMap(([what, names]) => names.split(" ").map((name) => [name, what] as const)),
);

/** Modules that are no packages, and whose names projects like to use: what is below them is not theirs. */
const SINGLE: ReadonlySet<string> = new Set(
  "code codeop commands trace profile cProfile timeit pdb bdb runpy pipes site signal socket ssl pty pydoc glob threading atexit new imp shelve shutil tempfile linecache webbrowser platform gc mmap doctest".split(
    " ",
  ),
);

/** What a name is known to do to whoever loads it, as the end of a sentence: "starts programs"; null if nothing is known. */
export function dangerOf(module: string, name: string): string | null {
  return dangerBelow(module, name) ?? dangerThrough(name);
}

/** From protocol 4 on a name is a path of attributes, which leads from any module to those that it imported. */
function dangerThrough(name: string): string | null {
  const parts = name.split(".", MAX_PARTS);
  if (parts.some((part) => INNARDS.has(part))) return "reaches objects by name";
  for (let i = 0; i + 1 < parts.length; i++) {
    // Modules import others under names of their own, which they like to begin with `_`: `random._os`.
    const module = (parts[i] ?? "").replace(/^_/, "");
    const what = dangerBelow(module, parts.slice(i + 1).join("."));
    if (what !== null) return what;
  }
  return null;
}

/** A name of more parts is read up to there, so that its time stays within bounds. */
const MAX_PARTS = 32;

/** Attributes that lead from any object to all that the interpreter has. */
const INNARDS: ReadonlySet<string> = new Set(
  (
    "__globals__ __builtins__ __builtin__ __subclasses__ __import__ __loader__ __spec__ __getattribute__ __getattr__ " +
    "__dict__ __mro__ __base__ __bases__ __code__ __self__ __func__ __wrapped__ __reduce__ __reduce_ex__ __init_subclass__"
  ).split(" "),
);

function dangerBelow(module: string, name: string): string | null {
  const parts = `${module}.${name}`.split(".").slice(0, MAX_PARTS);
  for (let length = parts.length; length > 0; length--) {
    const known = parts.slice(0, length).join(".");
    const what = BY_NAME.get(known);
    if (what !== undefined && !(SINGLE.has(known) && module !== known)) return what;
  }
  return null;
}
