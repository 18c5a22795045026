import type { Parameter } from "../python/arguments.js";

/**
 * What a function that runs Python is given:
 * - `text`: runs these arguments as Python;
 * - `file`: runs the file that is named;
 * - `command`: gives it to a shell;
 * - `words`: starts a program with a list of arguments, or gives a text to a shell;
 * - `arguments`: the same, one by one;
 * - `module`: runs the module that is named as a program.
 */
export type Runner =
  | { readonly kind: "text"; readonly parameters: readonly Parameter[] }
  | { readonly kind: "file" | "command" | "words" | "module"; readonly parameter: Parameter }
  | { readonly kind: "arguments" };

const STATEMENT = [
  { name: "stmt", position: 0 },
  { name: "setup", position: 1 },
];

/** The functions that run Python, by their qualified names. */
export const RUNNERS: ReadonlyMap<string, Runner> = new Map([
  ...symbols("builtins", ["exec", "eval", "compile"], text("source")),
  ...symbols("six", ["exec_"], text("code")),
  ...symbols("timeit", ["timeit", "repeat", "Timer"], { kind: "text", parameters: STATEMENT }),
  ...["cProfile", "profile", "pdb", "bdb"].flatMap((module) =>
    symbols(module, ["run", "runctx", "runeval"], text("statement")),
  ),
  ...["cProfile.Profile()", "profile.Profile()", "pdb.Pdb()", "trace.Trace()"].flatMap((made) =>
    symbols(made, ["run", "runctx"], text("cmd")),
  ),
  ...["code.InteractiveInterpreter()", "code.InteractiveConsole()"].flatMap((made) =>
    symbols(made, ["runsource", "push"], text("source")),
  ),
  ...["builtins.get_ipython()", "IPython.get_ipython()"].flatMap((made) => [
    ...symbols(made, ["run_cell", "ex", "ev", "safe_execfile"], text("raw_cell")),
    ...symbols(made, ["run_line_magic"], text("line", 1)),
    ...symbols(made, ["run_cell_magic"], {
      kind: "text",
      parameters: [
        { name: "line", position: 1 },
        { name: "cell", position: 2 },
      ],
    }),
    ...symbols(made, ["system", "getoutput"], command("cmd")),
  ]),
  ...symbols("runpy", ["run_path"], file("path_name")),
  ...symbols("runpy", ["run_module", "_run_module_as_main"], {
    kind: "module",
    parameter: { name: "mod_name", position: 0 },
  }),
  ...symbols("ctypes.pythonapi", ["PyRun_SimpleString"], text("command")),
  ...["_xxsubinterpreters", "_interpreters"].flatMap((module) =>
    symbols(module, ["run_string", "exec"], text("script", 1)),
  ),
  ...symbols("imp", ["load_source"], file("pathname", 1)),
  ...symbols("importlib.machinery", ["SourceFileLoader"], file("path", 1)),
  ...symbols("builtins", ["execfile"], file("filename")),
  ...symbols("os", ["system", "popen"], command("command")),
  ...symbols("subprocess", ["getoutput", "getstatusoutput"], command("cmd")),
  ...symbols("asyncio", ["create_subprocess_shell"], command("cmd")),
  ...symbols("subprocess", ["run", "call", "check_call", "check_output", "Popen"], words("args")),
  ...symbols("os", ["execv", "execve", "execvp", "execvpe"], words("args", 1)),
  ...symbols("os", ["spawnv", "spawnve", "spawnvp"], words("args", 2)),
  ...symbols("asyncio", ["create_subprocess_exec"], { kind: "arguments" }),
  ...[
    "airflow.operators.bash",
    "airflow.operators.bash_operator",
    "airflow.providers.standard.operators.bash",
  ].flatMap((module) =>
    symbols(module, ["BashOperator"], {
      kind: "command",
      parameter: { name: "bash_command", position: null },
    }),
  ),
  ...symbols("pexpect", ["spawn", "spawnu"], { kind: "arguments" }),
  ...symbols("os", ["execl", "execlp", "execle", "spawnl", "spawnlp"], { kind: "arguments" }),
]);

/**
 * Methods that run Python or a command wherever they are called: of fabric, invoke, nox and Docker (`run`), paramiko, execnet, pytest, Flask.
 * - `started`: one text for a shell, or the words of a command.
 */
export const METHODS: ReadonlyMap<string, Runner | "started"> = new Map<string, Runner | "started">([
  ["run", "started"],
  ["sudo", "started"],
  ["exec_command", command("command")],
  ["remote_exec", text("source")],
  ["runpython_c", text("command")],
  ["from_pyfile", file("filename")],
]);

/** The last parts of their names, by which a call is found. */
export const RUNNER_NAMES: readonly string[] = [
  ...new Set([
    ...[...RUNNERS.keys()].map((name) => name.slice(name.lastIndexOf(".") + 1)),
    ...METHODS.keys(),
  ]),
];
/** The builtins that run a text as Python. */
export const TEXT_RUNNERS: readonly string[] = ["exec", "eval", "compile"];

function symbols(owner: string, names: readonly string[], runner: Runner): (readonly [string, Runner])[] {
  return names.map((name) => [`${owner}.${name}`, runner] as const);
}

function text(name: string, position = 0): Runner {
  return { kind: "text", parameters: [{ name, position }] };
}

function file(name: string, position = 0): Runner {
  return { kind: "file", parameter: { name, position } };
}

function command(name: string): Runner {
  return { kind: "command", parameter: { name, position: 0 } };
}

function words(name: string, position = 0): Runner {
  return { kind: "words", parameter: { name, position } };
}
