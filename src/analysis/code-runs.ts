import { pythonStart, pythonStarts, type PythonStart } from "../parse/shell-commands.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { positionalArguments } from "../python/call-values.js";
import { argumentOf, type Parameter } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import { filesRead, pathsNamed } from "../python/files-read.js";
import { calleeName } from "../python/shapes.js";
import { roughText } from "../python/rough-text.js";
import { symbolsOf } from "../rule-kit/sinks.js";

/** A call that runs Python which stands in a text or in a file. */
export interface CodeRun {
  readonly call: SyntaxNode;
  /** What runs it: "`exec`". */
  readonly what: string;
  readonly symbol: string;
  readonly texts: readonly string[];
  /** The files that it may run, as they are written: from the root of the repository, or beside the file. */
  readonly files: readonly string[];
}

/**
 * - `text`: runs these arguments as Python;
 * - `file`: runs the file that is named;
 * - `command`: gives it to a shell;
 * - `words`: starts a program with a list of arguments, or gives a text to a shell;
 * - `arguments`: the same, one by one;
 * - `module`: runs the module that is named as a program.
 */
type Runner =
  | { readonly kind: "text"; readonly parameters: readonly Parameter[] }
  | { readonly kind: "file" | "command" | "words" | "module"; readonly parameter: Parameter }
  | { readonly kind: "arguments" };

const STATEMENT = [
  { name: "stmt", position: 0 },
  { name: "setup", position: 1 },
];

const RUNNERS: ReadonlyMap<string, Runner> = new Map([
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
  ...symbols("os", ["execl", "execlp", "execle", "spawnl", "spawnlp"], { kind: "arguments" }),
]);

/** The last parts of their names, by which a call is found. */
export const RUNNER_NAMES: readonly string[] = [
  ...new Set([...RUNNERS.keys()].map((name) => name.slice(name.lastIndexOf(".") + 1))),
];
const NAMES: ReadonlySet<string> = new Set(RUNNER_NAMES);
/** The builtins that run a text as Python. */
export const TEXT_RUNNERS: readonly string[] = ["exec", "eval", "compile"];

/** Every call that runs Python which can be read here. */
export function* codeRuns(model: FileModel): Iterable<CodeRun> {
  for (const name of new Set([...RUNNER_NAMES, ...aliasesIn(model)])) {
    for (const node of model.evaluator.identifiersNamed(name)) {
      const callee = node.parent?.type === "attribute" && node.field === "attribute" ? node.parent : node;
      const call = callee.field === "function" && callee.parent?.type === "call" ? callee.parent : null;
      const symbol = call ? symbolsOf(model, callee).find((one) => RUNNERS.has(one)) : undefined;
      const runner = symbol === undefined ? undefined : RUNNERS.get(symbol);
      if (!call || !runner || symbol === undefined) continue;
      const { texts, files } = codeOf(model, call, runner);
      yield { call, what: `\`${name}\``, symbol, texts, files };
    }
  }
}

/** The other names under which such functions are imported: `from os import system as start`. */
function* aliasesIn({ scopes }: FileModel): Iterable<string> {
  for (const { bindings } of scopes.scopeOfDefinition.values())
    for (const list of bindings.values())
      for (const { name, to } of list) if (to.kind === "member" && NAMES.has(to.name)) yield name;
}

type Code = Pick<CodeRun, "texts" | "files">;
const NO_CODE: Code = { texts: [], files: [] };

function codeOf(model: FileModel, call: SyntaxNode, runner: Runner): Code {
  if (runner.kind === "text") {
    const nodes = runner.parameters.flatMap(
      (parameter) => argumentOf(model.evaluator, call, parameter).node ?? [],
    );
    // What is compiled is looked at there.
    if (nodes.some((node) => node.type === "call" && calleeName(model, node) === "compile")) return NO_CODE;
    const texts = nodes.flatMap((node) => roughText(model, node) ?? []);
    return { texts, files: texts.length > 0 ? [] : nodes.flatMap((node) => filesRead(model, node)) };
  }
  const list = childOf(call, "arguments")?.children ?? [];
  if (runner.kind === "arguments") return started([pythonStart(list.map((word) => wordOf(model, word)))]);
  const { node } = argumentOf(model.evaluator, call, runner.parameter);
  if (!node) return NO_CODE;
  if (runner.kind === "module") {
    const program = MODULES.get(roughText(model, node) ?? "");
    return { texts: program === undefined ? [] : [program], files: [] };
  }
  if (runner.kind === "file") return { texts: [], files: pathsNamed(model, node) };
  const command = roughText(model, commandOf(model, node));
  if (command !== undefined) return started(pythonStarts(command));
  if (runner.kind === "command") return NO_CODE;
  const starts = model.evaluator
    .evaluate(node)
    .map((value) =>
      value.kind === "sequence" ? pythonStart(value.node.children.map((word) => wordOf(model, word))) : null,
    );
  const { texts, files } = started(starts);
  const readsInput = starts.some(
    (start) => start?.code === null && start.module === null && start.file === null,
  );
  return { texts: readsInput ? [...texts, ...inputOf(model, call)] : texts, files };
}

/** What a program is given to read: `run([sys.executable, "-"], input="...")`. */
function inputOf(model: FileModel, call: SyntaxNode): string[] {
  const { node } = argumentOf(model.evaluator, call, { name: "input", position: null });
  const given = node ? roughText(model, node) : undefined;
  return given === undefined ? [] : [given];
}

/** `shlex.split(command)` is what is split. */
function commandOf(model: FileModel, node: SyntaxNode): SyntaxNode {
  if (node.type !== "call" || calleeName(model, node) !== "split") return node;
  const object = childOf(childOf(node, "function") ?? node, "object");
  return symbolsOf(model, childOf(node, "function")).includes("shlex.split")
    ? (positionalArguments(node)[0] ?? node)
    : (object ?? node);
}

/** A word of a command; `sys.executable` stands for the interpreter. */
function wordOf(model: FileModel, node: SyntaxNode): string {
  const text = roughText(model, node);
  return text ?? (symbolsOf(model, node).includes("sys.executable") ? "sys.executable" : "_");
}

function started(starts: readonly (PythonStart | null)[]): Code {
  return {
    texts: starts.flatMap((start) => start?.code ?? MODULES.get(start?.module ?? "") ?? []),
    files: starts.flatMap((start) => start?.file ?? []),
  };
}

/** Modules that load what they are given when they are run, and what they then do. */
const MODULES: ReadonlyMap<string, string> = new Map([["pickle", "import pickle\npickle.load(file)\n"]]);

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
