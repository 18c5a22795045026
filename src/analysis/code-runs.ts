import { pythonStart, pythonStarts, type PythonStart } from "../parse/shell-commands.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { positionalArguments } from "../python/call-values.js";
import { argumentOf } from "../python/arguments.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { filesRead, pathsNamed } from "../python/files-read.js";
import { calleeName } from "../python/shapes.js";
import { METHODS, RUNNER_NAMES, RUNNERS, type Runner } from "./python-runners.js";
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
  /** Whether it is known what is called, and not by the name of a method alone. */
  readonly isSure: boolean;
}

const NAMES: ReadonlySet<string> = new Set(RUNNER_NAMES);
/** Every call that runs Python which can be read here. */
export function* codeRuns(model: FileModel): Iterable<CodeRun> {
  for (const name of new Set([...RUNNER_NAMES, ...aliasesIn(model)])) {
    for (const node of model.evaluator.identifiersNamed(name)) {
      const callee = node.parent?.type === "attribute" && node.field === "attribute" ? node.parent : node;
      const call = callee.field === "function" && callee.parent?.type === "call" ? callee.parent : null;
      if (!call) continue;
      const symbol = symbolsOf(model, callee).find((one) => RUNNERS.has(one));
      const runner = symbol === undefined ? methodAt(model, call, name) : RUNNERS.get(symbol);
      if (!runner) continue;
      const { texts, files } = codeOf(model, call, runner);
      yield { call, what: `\`${name}\``, symbol: symbol ?? name, texts, files, isSure: symbol !== undefined };
    }
  }
}

/** The other names under which such functions are imported: `from os import system as start`. */
function* aliasesIn({ scopes }: FileModel): Iterable<string> {
  for (const { bindings } of scopes.scopeOfDefinition.values())
    for (const list of bindings.values())
      for (const { name, to } of list) if (to.kind === "member" && NAMES.has(to.name)) yield name;
}

/** What a method of something unknown runs, by its name alone. */
function methodAt(model: FileModel, call: SyntaxNode, name: string): Runner | undefined {
  if (childOf(call, "function")?.type !== "attribute") return undefined;
  const runner = METHODS.get(name);
  if (runner !== "started") return runner;
  const [first, second] = positionalArguments(call);
  if (!first) return undefined;
  return second || !/\s/.test(roughText(model, first) ?? "") ? { kind: "arguments" } : A_COMMAND;
}

const A_COMMAND: Runner = { kind: "command", parameter: { name: "command", position: 0 } };

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
  if (runner.kind === "arguments")
    return started([pythonStart(list.flatMap((word, i) => wordsOf(model, word, i)))]);
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
  const starts = argumentLists(model, node).map(pythonStart);
  const { texts, files } = started(starts);
  const readsInput = starts.some(
    (start) => start?.code === null && start.module === null && start.file === null,
  );
  return { texts: readsInput ? [...texts, ...inputOf(model, call)] : texts, files };
}

/** The lists of words that an expression can be; two of them can be added. */
function argumentLists(model: FileModel, expression: SyntaxNode, depth = 0): readonly (readonly string[])[] {
  const node = unwrap(expression);
  if (node.type === "binary_operator" && depth < MAX_SUMS) {
    const [left = [], right = []] = ["left" as const, "right" as const].map((side) => {
      const operand = childOf(node, side);
      return operand ? argumentLists(model, operand, depth + 1) : [];
    });
    const [first] = left;
    return first ? right.map((words) => [...first, ...words]) : right;
  }
  const bound = node.type === "identifier" ? boundOnce(model, node) : null;
  if (bound?.type === "binary_operator" && depth < MAX_SUMS) return argumentLists(model, bound, depth + 1);
  return model.evaluator
    .evaluate(node)
    .flatMap((value) =>
      value.kind === "sequence" ? [value.node.children.map((word) => wordOf(model, word))] : [],
    );
}

/** How many lists that are added are followed. */
const MAX_SUMS = 4;

/** What a name stands for where only one assignment binds it. */
function boundOnce(model: FileModel, name: SyntaxNode): SyntaxNode | null {
  const spelled = identifierText(model.tree.text, name);
  const { module } = model.scopes;
  const bindings = scopeOf(model, name).bindings.get(spelled) ?? module.bindings.get(spelled) ?? [];
  const [binding] = bindings;
  return bindings.length === 1 && binding?.to.kind === "value" ? unwrap(binding.to.value) : null;
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

/** The words of an argument: one, or those of a list behind what is started. */
function wordsOf(model: FileModel, node: SyntaxNode, position: number): readonly string[] {
  return (node.type === "list" && position > 0 ? node.children : [node]).map((word) => wordOf(model, word));
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
