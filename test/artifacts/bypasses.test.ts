import { describe, expect, test } from "vitest";

import { viewOf } from "../../src/artifacts/byte-view.js";
import { readArtifact } from "../../src/artifacts/read-artifact.js";

/** Tricks by which scanners of pickles were got round, each with where it was told; every file is put together here. */

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
const verdict = (content: Uint8Array | string, path = "model.pkl"): string | null =>
  readArtifact(path, viewOf(typeof content === "string" ? bytes(content) : content)).verdict;
const short = (text: string): string => `\x8c${String.fromCharCode(text.length)}${text}`;
const stackGlobal = (module: string, name: string): string => `${short(module)}${short(name)}\x93`;
/** Calls a function of a module with one string. */
const calls = (module: string, name: string): string =>
  `\x80\x04${stackGlobal(module, name)}${short("id")}\x85R.`;
const SYSTEM = calls("posix", "system");

describe("names that lists of bad names did not have", () => {
  test.each([
    ["CVE-2025-1716", "pip main"],
    ["CVE-2025-10157", "asyncio.unix_events _UnixSubprocessTransport._start"],
    [
      "CVE-2025-71342 and on",
      "timeit timeit; trace Trace.run; cProfile run; cProfile runctx; profile Profile.run",
    ],
    [
      "the same",
      "idlelib.pyshell ModifiedInterpreter.runcode; idlelib.calltip get_entity; idlelib.run Executive.runcode",
    ],
    [
      "the same",
      "idlelib.autocomplete AutoComplete.fetch_completions; idlelib.debugobj ObjectTreeItem.SetText",
    ],
    ["the same", "lib2to3.pgen2.grammar Grammar.loads; lib2to3.pgen2.pgen ParserGenerator.make_label"],
    [
      "the same",
      "numpy.f2py.crackfortran getlincoef; numpy.f2py.crackfortran _eval_length; numpy.f2py.crackfortran myeval",
    ],
    ["the same", "numpy.testing._private.utils runstring; numpy.testing runstring"],
    [
      "the same",
      "torch._dynamo.guards GuardBuilder.get; torch._inductor.codecache compile_file; torch.hub load",
    ],
    [
      "the same",
      "torch.fx.experimental.symbolic_shapes ShapeEnv.evaluate_guards_expression; torch.compile x",
    ],
    [
      "the same",
      "torch.utils.bottleneck.__main__ run_cprofile; torch.utils.collect_env run; torch.storage _load_from_bytes",
    ],
    [
      "the same",
      "torch.jit.unsupported_tensor_ops execWrapper; torch.utils._config_module ConfigModule.load_config",
    ],
    [
      "the same",
      "torch.utils.data.datapipes.utils.decoder basichandlers; torch.distributed.rpc.internal _run_function",
    ],
    [
      "the same",
      "code InteractiveInterpreter.runcode; codeop compile_command; doctest debug_script; bdb Bdb.run; pdb run",
    ],
    [
      "the same",
      "distutils.file_util write_file; distutils.spawn spawn; setuptools x; ensurepip _run_pip; venv create",
    ],
    [
      "CVE-2026-53874, GHSA-955r",
      "builtins getattr; operator attrgetter; operator methodcaller; _operator methodcaller",
    ],
    ["the same", "functools reduce; builtins map; builtins __import__; __builtin__ apply; builtins globals"],
    ["CVE-2026-56315", "uuid _get_command_stdout; imaplib IMAP4_stream; _osx_support _read_output"],
    [
      "the same",
      "_aix_support _read_cmd_output; _pyrepl.pager pipe_pager; test.support.script_helper assert_python_ok",
    ],
    [
      "GHSA-vvpj-8cmc-gx39",
      "pkgutil resolve_name; importlib import_module; importlib.util find_spec; imp load_source",
    ],
    ["CVE-2025-67747, 67748", "marshal loads; types FunctionType; types CodeType; pty spawn"],
    [
      "CVE-2026-22606 to 22612",
      "runpy run_path; runpy _run_code; ctypes CDLL; pydoc locate; pydoc pipepager",
    ],
    [
      "CVE-2026-14534",
      "_posixsubprocess fork_exec; site main; atexit register; multiprocessing.util spawnv_passfds",
    ],
    [
      "nested loaders",
      "pickle loads; _pickle loads; dill loads; cloudpickle loads; joblib load; numpy load; torch load",
    ],
    [
      "the same",
      "pandas read_pickle; shelve open; torch.serialization load; cloudpickle.cloudpickle subimport",
    ],
    [
      "files and network",
      "io open; _io FileIO; shutil rmtree; logging FileHandler; socket create_connection; ssl get_server_certificate",
    ],
    [
      "the same",
      "urllib.request urlopen; http.client HTTPSConnection; smtplib SMTP; requests.api get; webbrowser open",
    ],
    ["scanners themselves", "fickling.hook remove_hook; picklescan.scanner x; modelscan x; modelaudit x"],
    [
      "names through other modules",
      "pathlib os.system; logging sys.modules; random _os.system; shutil os.popen",
    ],
    [
      "the insides of objects",
      "mypkg.models Scaler.__init__.__globals__; collections OrderedDict.__subclasses__",
    ],
    ["a call of a call", "builtins eval.__call__; builtins exec.__call__"],
  ])("%s: %s", (_, names) => {
    for (const one of names.split("; ")) {
      const [module = "", name = ""] = one.split(" ");
      expect(verdict(calls(module, name)), one).toBe("dangerous");
    }
  });

  test("a class of the project's own is not taken for what it is named like", () => {
    for (const [module, name] of [
      ["mypkg.code", "Reader"],
      ["mypkg", "code"],
      ["mypkg.models", "Signal.site"],
      ["trace.models", "Trace"],
    ] as const)
      expect(verdict(calls(module, name)), `${module} ${name}`).toBe("unknown");
  });
});

describe("ways to say a name and to call it", () => {
  const id = "X\x02\0\0\0id";
  test.each([
    ["GLOBAL, REDUCE", `cposix\nsystem\n(${id}tR.`],
    ["STACK_GLOBAL, REDUCE", SYSTEM],
    ["INST", `(${id}iposix\nsystem\n.`],
    ["OBJ", `(cposix\nsystem\n${id}o.`],
    ["OBJ whose result is dropped", `(cposix\nsystem\n${id}o0N.`],
    ["NEWOBJ", `\x80\x02cposix\nsystem\n${id}\x85\x81.`],
    ["NEWOBJ_EX", `\x80\x04cposix\nsystem\n${id}\x85}\x92.`],
    ["APPEND to what the call gave back", `cposix\nsystem\n(${id}tR(lp0\na.`],
    [
      "a memo with any numbers",
      `\x80\x04${short("posix")}q\xf00${short("system")}r\x10\x27\0\x000h\xf0j\x10\x27\0\0\x93(${id}tR.`,
    ],
    [
      "a memo that is changed",
      `\x80\x04${short("math")}q\x010${short("posix")}q\x010h\x01${short("system")}\x93(${id}tR.`,
    ],
    ["DUP and POP between the parts", `\x80\x04${short("posix")}20N0${short("system")}20\x93(${id}tR.`],
    ["POP_MARK between the parts", `\x80\x04${short("posix")}(NNN1${short("system")}\x93(${id}tR.`],
    ["old strings with escapes", `S'po\\x73ix'\nS'\\163ystem'\n\x93(${id}tR.`],
    ["UNICODE with escapes", `Vp\\u006fsix\nVsystem\n\x93(${id}tR.`],
    ["BINUNICODE8", `\x80\x04\x8d\x05\0\0\0\0\0\0\0posix\x8d\x06\0\0\0\0\0\0\0system\x93(${id}tR.`],
    [
      "a name that a call gives",
      `\x80\x04${short("posix")}cbuiltins\nstr\n${short("system")}\x85R\x93(${id}tR.`,
    ],
    ["a name that a module holds", "\x80\x04cos\nname\nVsystem\n\x93(Vid\ntR."],
    ["a name that a harmless module holds", "\x80\x04ctorch._utils\n_x\nctorch._utils\n_y\n\x93(Vid\ntR."],
    ["an id of a program for a name", "\x80\x04P1\nVsystem\n\x93(Vid\ntR."],
    ["a partial that is called", `\x80\x04cfunctools\npartial\n(cmypkg\nf\ntR)R.`],
  ])("%s", (_, stream) => {
    expect(verdict(stream)).toBe("dangerous");
  });

  test.each([
    ["EXT1 (picklescan, modelscan)", "\x80\x02\x82\x01)R."],
    ["EXT2", "\x80\x02\x83\x01\x01)R."],
    ["EXT4", "\x80\x02\x84\x01\x01\0\0)R."],
    ["PERSID", "P12\n."],
    ["BINPERSID", "\x80\x02K\x01Q."],
    ["NEXT_BUFFER", "\x80\x05\x97."],
    ["SETITEM on what is no dictionary (CVE-2026-24747)", "\x80\x02ccollections\nOrderedDict\nK\x01K\x02s."],
    ["BUILD on a class", "\x80\x02ccollections\nOrderedDict\n}b."],
    ["a header in the midst", "\x80\x04N0\x80\x02N."],
  ])("%s is not known to be harmless", (_, stream) => {
    expect(verdict(stream)).toBe("unknown");
  });
});

describe("streams that are broken or go on", () => {
  const call = SYSTEM.slice(0, -1);
  test.each([
    ["an invalid opcode behind the call (GHSA-9gvj-pp9x-gcfr)", `${call}\xff.`],
    ["cut short behind the call", call],
    ["a memo that is not there (KeyError)", `${call}h\x63.`],
    ["a name that is no name (confusion of types)", `${call}K\x01K\x02\x93.`],
    ["an empty stack", `${call}0000.`],
    ["a name that is not UTF-8", `${call}c\xff\n\xff\n.`],
    ["a second pickle", `\x80\x04N.${SYSTEM}`],
    ["a second pickle without a header", "\x80\x04N.cposix\nsystem\n(S'id'\ntR."],
    [
      "the fifth, as torch wrote (magic)",
      `\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}.\x80\x02}.${SYSTEM}`,
    ],
    ["the magic is worked out", "\x80\x02c__builtin__\neval\nX\x01\0\0\x001\x85R.\x80\x02M\xe9\x03."],
    ["a frame that ends within an opcode", "\x80\x04\x95\x04\0\0\0\0\0\0\0\x8c\x08abcdefgh."],
    ["a pickle in a pickle", `\x80\x04cpickle\nloads\nC${String.fromCharCode(SYSTEM.length)}${SYSTEM}\x85R.`],
  ])("%s", (_, stream) => {
    expect(verdict(stream)).toBe("dangerous");
  });

  test("without a header, and whatever the name: .data, .bin, .pt, none at all (CVE-2025-10155)", () => {
    for (const path of ["a.data", "pytorch_model.bin", "a.pt", "a.ckpt", "a.dat", "LICENSE", "x.renamed"]) {
      expect(verdict("cposix\nsystem\n(S'id'\ntR.", path), path).toBe("dangerous");
      expect(verdict(SYSTEM, path), path).toBe("dangerous");
    }
  });

  test("objects that double with each opcode are read in no time", () => {
    expect(verdict(`\x80\x04](${"2l".repeat(10)}${"2\x86".repeat(200_000)}e.`)).not.toBeNull();
    expect(verdict(`\x80\x02]q\0${"h\0a".repeat(300_000)}.`)).toBe("inert");
  });
});
