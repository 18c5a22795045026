import type { LibraryLoader } from "../library-loader.js";

/** Loaders of Python's own library that are not called after pickle. */
export const STANDARD_LIBRARY: readonly LibraryLoader[] = [
  {
    modules: ["lib2to3.pgen2.grammar", "blib2to3.pgen2.grammar"],
    names: ["Grammar().load", "Grammar().loads"],
    source: "https://github.com/python/cpython/blob/3.11/Lib/lib2to3/pgen2/grammar.py",
  },
  {
    modules: ["lib2to3.pgen2.driver"],
    names: ["load_grammar", "load_packaged_grammar"],
    does: "unpickles the tables that lie beside the grammar",
    level: "warn",
    source: "https://github.com/python/cpython/blob/3.11/Lib/lib2to3/pgen2/driver.py",
  },
  {
    modules: ["tracemalloc"],
    names: ["Snapshot.load"],
    level: "warn",
    source: "https://github.com/python/cpython/blob/3.11/Lib/tracemalloc.py",
  },
  {
    modules: ["pstats"],
    names: ["Stats"],
    does: "reads the files that it is given with `marshal`, which a broken file can crash",
    level: "warn",
    argument: { name: "args", position: 0, safe: /^(?:cProfile|profile)\.Profile\b/, absent: "safe" },
    source: "https://github.com/python/cpython/blob/3.11/Lib/pstats.py",
  },
  {
    modules: ["idlelib.rpc"],
    names: ["RPCServer", "RPCHandler", "RPCClient", "SocketIO"],
    does: "unpickles what comes over its socket",
    level: "warn",
    source: "https://github.com/python/cpython/blob/3.11/Lib/idlelib/rpc.py",
  },
  {
    modules: ["trace"],
    names: ["CoverageResults"],
    does: "unpickles the counts that lie in `infile`",
    level: "warn",
    argument: { name: "infile", position: 2, safe: "nothing", absent: "safe" },
    source: "https://github.com/python/cpython/blob/3.11/Lib/trace.py",
  },
];
