import { positionalArguments } from "../python/call-values.js";
import { dataSource, type DataSource } from "../python/data-source.js";
import type { Pattern } from "../python/source-patterns.js";
import type { FileModel } from "../python/file-model.js";
import { calleeName } from "../python/shapes.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { dataOf, findingAt, qualified, symbolsOf, usesOf } from "../rule-kit/sinks.js";
import { DECLARES_OPTION, isCalledByOption, isOptionValue } from "../rule-kit/option-values.js";
import { fixBy } from "../rule-kit/call-edits.js";
import type { FixCandidate, RuleFinding } from "../rule-kit/rule.js";

/** Functions of libraries that run an expression as Python; their own documentation says so. */
const EVALUATORS: ReadonlySet<string> = new Set([
  ...qualified(["sympy", "sympy.core.sympify", "sympy.core"], ["sympify", "S"]),
  ...qualified(["sympy", "sympy.parsing.sympy_parser"], ["parse_expr"]),
  ...qualified(["pandas"], ["eval", "DataFrame().eval", "DataFrame().query", "read_csv().query"]),
]);

const CAVEAT = "Only literals are read then: numbers, texts, lists, dictionaries.";

/** Reports text from outside that is run as Python. */
export const evalExternalData = defineRule({
  meta: {
    id: "eval-external-data",
    title: "Evaluating data from outside",
    since: "0.1.0",
    level: "block",
    cwe: ["CWE-95", "CWE-502"],
    summary:
      "`eval`, `exec` and `compile` on text that comes from a request, a socket, a queue, a download, an upload or a language model; `eval` and `exec` on text from the command line, the environment, the user or a document of JSON are a warning, and so is `eval` of what a file holds or a program writes. `sympify` and `parse_expr` of SymPy, `eval` and `query` of pandas count as `eval` where a visitor sends the text. `eval` that is handed on for each value of a table, a file or a list (`apply(eval)`, `map(eval, ...)`, `converters={...: eval}`) counts as well, and so does `eval` of the values of an option (`add_argument(..., type=eval)`).",
    danger: "The text is run as Python. Whoever can send it runs code with the rights of this process.",
    alternatives: [
      {
        need: "values written as Python",
        use: "`ast.literal_eval(text)`, which reads literals only",
        url: "https://docs.python.org/3/library/ast.html#ast.literal_eval",
      },
      NEEDS.data,
    ],
    bad: "from flask import request\n\n\ndef handler():\n    return eval(request.data)\n",
    good: "import ast\n\nfrom flask import request\n\n\ndef handler():\n    return ast.literal_eval(request.get_data(as_text=True))\n",
    safeWhen: "The tool is made to run its user's own code: a shell, a debugger, a notebook.",
    fixes: [
      { does: "`eval(text)` becomes `ast.literal_eval(text)`, where `ast` is imported", caveat: CAVEAT },
    ],
    equivalents: { bandit: ["B307", "B102"], ruff: ["S307", "S102"], codeql: ["py/code-injection"] },
  },
  symbols: [...EVALUATORS],
  signs: [
    {
      words: ["eval"],
      patterns: [/\beval\s*[,)}\]]/, /\b(?:i?map|apply|applymap|transform|starmap|filter|converters)\b/],
    },
    // As the type of an option, in a function that is one, and in one that argparse calls.
    { words: ["eval"], patterns: [DECLARES_OPTION] },
    { words: ["eval"], patterns: [/\bAction\b/] },
  ],
  *check(model) {
    yield* evaluatedByLibraries(model);
    yield* evaluatedOneByOne(model);
    for (const name of ["eval", "exec", "compile"]) {
      for (const node of model.evaluator.identifiersNamed(name)) {
        const callee = node.parent?.type === "attribute" && node.field === "attribute" ? node.parent : node;
        const call = callee.field === "function" && callee.parent?.type === "call" ? callee.parent : null;
        const [argument] = call ? positionalArguments(call) : [];
        if (!call || !argument) continue;
        const reaches = symbolsOf(model, callee).includes(`builtins.${name}`);
        const source = reaches ? sourceOf(model, name, argument) : null;
        if (!source || (name === "compile" && !leadsToARun(model, call, source))) continue;
        yield {
          span: call,
          symbol: `builtins.${name}`,
          level: source.kind === "remote" ? "block" : "warn",
          message: `\`${name}\` runs text that comes from ${source.what}.`,
          related: [{ span: source.node, label: "the data comes from here" }],
          fixes: name === "eval" ? literalEval(model, call, callee) : [],
        };
      }
    }
  },
});

/** Where the text comes from that is run; what an option hands to the function around it is the command line. */
function sourceOf(model: FileModel, name: string, argument: SyntaxNode): DataSource | null {
  const source = dataSource(model, argument, besides(model, name, argument));
  if (source || name === "compile" || !isOptionValue(model, argument)) return source;
  return { kind: "local", what: "the command line", node: argument };
}

/** `sympify(request.args["e"])`: an expression that a visitor sends. */
function* evaluatedByLibraries(model: FileModel): Iterable<RuleFinding> {
  for (const use of usesOf(model, EVALUATORS)) {
    const expression = dataOf(use);
    const source = expression ? dataSource(model, expression) : null;
    if (source?.kind !== "remote") continue;
    yield {
      ...findingAt(use),
      message: `\`${use.symbol}\` runs an expression as Python, and it comes from ${source.what}.`,
      related: [{ span: source.node, label: "the data comes from here" }],
    };
  }
}

/** `frame["a"].apply(eval)`, `map(eval, lines)`, `read_csv(f, converters={"a": eval})`: each value of what was read. */
function* evaluatedOneByOne(model: FileModel): Iterable<RuleFinding> {
  for (const node of model.evaluator.identifiersNamed("eval")) {
    const call = ancestorOf(node, CALLS);
    const callee = call && childOf(call, "function");
    if (!call || !callee || contains(callee, node) || !symbolsOf(model, node).includes("builtins.eval"))
      continue;
    const source = valuesGiven(model, call, node);
    if (!source) continue;
    yield {
      span: call,
      symbol: "builtins.eval",
      level: source.kind === "remote" ? "block" : "warn",
      message: `\`eval\` runs each value of what comes from ${source.what}.`,
      related: [{ span: source.node, label: "the data comes from here" }],
    };
  }
}

const CALLS: ReadonlySet<NodeKind> = new Set(["call"]);
/** Methods of tables, and functions, that call what they get with each value. */
const ONE_BY_ONE = /^(?:apply|applymap|map|transform|imap|imap_unordered|starmap|filter)$/;
/** Readers of pandas and NumPy, by name. */
const READERS = /^(?:read_\w+|loadtxt|genfromtxt)$/;
const TABLE: Pattern = [
  "a table that is read",
  "local",
  /\.(?:read_(?:csv|table|excel|json|fwf|sql\w*|clipboard)|loadtxt|genfromtxt)$/,
];

/** Where the values come from that a call hands to `eval`. */
function valuesGiven(model: FileModel, call: SyntaxNode, node: SyntaxNode): DataSource | null {
  const name = calleeName(model, call);
  if (isCalledByOption(model, node)) return { kind: "local", what: "the command line", node: call };
  const patterns = [...REPLIES, JSON_DATA, FILE, TABLE];
  if (READERS.test(name)) return dataSource(model, call, patterns);
  if (!ONE_BY_ONE.test(name) || node.parent?.type !== "argument_list") return null;
  const callee = childOf(call, "function");
  const values = [
    ...(callee?.type === "attribute" ? [childOf(callee, "object")] : []),
    ...positionalArguments(call).filter((argument) => argument !== node),
  ];
  for (const value of values) {
    const source = value && dataSource(model, value, patterns);
    if (source) return source;
  }
  return null;
}

/** Compiling runs nothing. What is compiled from outside is about to be run; what is local may be meant to be checked only. */
function leadsToARun(model: FileModel, call: SyntaxNode, source: DataSource): boolean {
  const text = model.tree.text.slice(call.start, call.end);
  return source.kind === "remote" && !text.includes("ONLY_AST");
}

/** The replies of language models, by what is called or read. */
const REPLIES: readonly Pattern[] = [
  [
    "a language model",
    "remote",
    /(?:completions?|messages|responses|ChatCompletion|Completion)\.(?:create|acreate|parse)$|\.generate_content$|\bollama\.(?:chat|generate)$|\blitellm\.a?completion$|(?:^|[._])(?:llm|chain|agent|chat_model|chatbot|language_model)\.(?:invoke|ainvoke|predict|generate|complete|chat|run)$|\.choices\[\d+\]\.(?:message\.content|text)$/,
  ],
];
const JSON_DATA: Pattern = [
  "a document of JSON",
  "local",
  /^(?:json|ujson|orjson|simplejson|rapidjson)\.loads?$|\.(?:get_json|read_json)$/,
];
const FILE: Pattern = ["a file", "local", /^(?:io\.|codecs\.|gzip\.)?open$|\.(?:open|read_text|read_bytes)$/];
const INPUT: Pattern = ["the standard input", "local", /^sys\.stdin(?:\.buffer)?$|^fileinput\.input$/];
const PROGRAM: Pattern = [
  "the output of a program",
  "local",
  /^(?:subprocess\.(?:check_output|getoutput)|os\.popen)$|\.communicate$/,
];

/** What else counts as data: a file or the output of a program for `eval` alone, since to `exec` one is how Python runs a file of Python. */
function besides(model: FileModel, name: string, argument: SyntaxNode): readonly Pattern[] {
  const isCode = name !== "eval" || (argument.type === "call" && calleeName(model, argument) === "compile");
  return isCode ? [...REPLIES, JSON_DATA] : [...REPLIES, JSON_DATA, FILE, INPUT, PROGRAM];
}

/** `eval(x)` as `ast.literal_eval(x)`, for a file that imports `ast`. */
function literalEval(model: FileModel, call: SyntaxNode, callee: SyntaxNode): FixCandidate[] {
  if (positionalArguments(call).length !== 1 || !model.scopes.module.bindings.has("ast")) return [];
  const caveat = CAVEAT;
  return fixBy({ span: callee, text: "ast.literal_eval" }, caveat);
}
