import { keywordOf } from "../python/constants.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { identifierText } from "../parse/identifier.js";
import { nodesOf } from "../python/nodes-of.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { NEEDS } from "../rule-kit/needs.js";
import { textOf } from "../python/fold.js";
import { calleeName } from "../python/shapes.js";
import { PICKLE_MODULES } from "../rule-kit/pickle-modules.js";
import type { RuleFinding } from "../rule-kit/rule.js";
import { settingTexts } from "../rule-kit/settings.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { symbolsOf } from "../rule-kit/sinks.js";
import { ROADS, wordsThat } from "../python/reflection.js";

const MODULES = new Set([...PICKLE_MODULES, "marshal", "shelve", "dill", "cloudpickle", "jsonpickle"]);
const IMPORTING = new RegExp(
  `\\b(?:${[...wordsThat(...ROADS.filter((kind) => kind !== "namespace")), "modules"].join("|")})\\b|\\b(?:globals|locals)\\s*\\(`,
);
const GETTERS = new Set(["builtins.getattr", "builtins.vars"]);

/** Functions that start a program, and what Python is started with where code follows. */
const COMMANDS = [
  ...[
    "run",
    "call",
    "check_call",
    "check_output",
    "Popen",
    "getoutput",
    "getstatusoutput",
    "system",
    "popen",
  ],
  ...["create_subprocess_shell", "create_subprocess_exec", "execv", "execve", "execvp", "execvpe", "execl"],
  ...[
    "sudo",
    "exec_command",
    "spawn",
    "BashOperator",
    "execlp",
    "execle",
    "spawnv",
    "spawnve",
    "spawnvp",
    "spawnl",
    "spawnlp",
  ],
];
const STARTS_CODE =
  /["'\s]-[A-Za-z]*c\s*["'\\$]|-m["',\s]+pickle\b|\binput\s*=|<<-?\\?["']?[A-Z]{2}|(?:executable\s*,\s*["']|python[\d.]*["', ]+)[\w./-]*[\w-]\.(?!py\b)[A-Za-z]\w*["'\s]/;

/** Reports modules and loaders that are reached dynamically. */
export const dynamicAccess = defineRule({
  meta: {
    id: "dynamic-access",
    title: "Reaching a loader by a name that is put together",
    since: "0.1.0",
    level: "block",
    summary:
      "`__import__`, `importlib.import_module`, `sys.modules`, `globals()` and the like with the name of a pickle module, `exec` of a literal that loads pickles (also as a command of a subprocess, a statement of `timeit`, a file that is run), a field of pydantic that imports one by its name, and attributes of a pickle module by a name that is no constant (a warning where it is given a name and not called).",
    danger:
      "Nothing honest needs this detour, and it hides the load from reviewers and from other tools. What it reaches runs code from the bytes it reads.",
    alternatives: [
      NEEDS.data,
      {
        need: "a module that may be missing",
        use: "`try: import ... except ImportError:`",
        url: "https://docs.python.org/3/tutorial/errors.html#handling-exceptions",
      },
    ],
    bad: "loads = __import__('pickle').loads\n",
    good: "import json\n\nloads = json.loads\n",
    safeWhen: "Import hooks and tools that list modules; allow it there by policy.",
  },
  subject: "dynamic-import",
  reportsNestedCode: true,
  signs: [
    {
      words: ["load", "loads", "unsafe_load", "load_all", "decode", "Unpickler", "read_pickle"],
      patterns: [/["'](?:\(\)|_target_)["']\s*[:\],]/],
    },
    { words: ["ImportString", "PyObject"], patterns: [/["'][\w.:]+["']/] },
    { words: COMMANDS, patterns: [/\b(?:python|pypy|executable)/i, STARTS_CODE] },
    {
      words: ["remote_exec", "runpython_c", "from_pyfile"],
      patterns: [/\b(?:remote_exec|runpython_c|from_pyfile)\s*\(/],
    },
    { words: ["timeit", "Timer", "repeat"], patterns: [/\btimeit\b/, /\b(?:timeit|repeat|Timer)\s*\(/] },
    {
      words: ["cProfile", "profile", "pdb", "bdb", "trace"],
      patterns: [
        /\bimport\b(?:(?!\bimport\b)[^\n])*\b(?:cProfile|profile|[pb]db|trace)\b|\bfrom\s+(?:cProfile|profile|[pb]db|trace)\b/,
        /\brun(?:ctx|eval)?\s*\(/,
      ],
    },
    { words: ["InteractiveInterpreter", "InteractiveConsole"], patterns: [/\b(?:runsource|push)\s*\(/] },
    {
      words: ["get_ipython", "run_path", "load_source", "SourceFileLoader", "execfile", "exec_"],
      patterns: [
        /\b(?:run_cell(?:_magic)?|run_line_magic|system|getoutput|ex|ev|run_path|load_source|SourceFileLoader|execfile|exec_)\s*\(\s*[^\s)]/,
      ],
    },
  ],
  symbols: PICKLE_MODULES,
  *check(model) {
    yield* factories(model);
    yield* importStrings(model);
    if (!mayReach(model)) return;
    for (const node of nodesOf(model.tree, "call", "subscript")) {
      if (!model.mentions(node)) continue;
      const values = model.evaluator.evaluate(node);
      const module = values.find(
        (value) => value.kind === "symbol" && MODULES.has(value.name) && value.via.includes(node),
      );
      if (module?.kind === "symbol" && !isTestHelper(model, node)) {
        yield {
          span: node,
          symbol: module.name,
          message: `This reaches the module \`${module.name}\` by a name in a string.`,
        };
        continue;
      }
      const owner = unknownMember(model, node);
      if (owner === null) continue;
      yield {
        span: node,
        symbol: owner,
        level: isOnlyKept(model, node) ? "warn" : "block",
        message: `Which part of \`${owner}\` this reaches cannot be read here; its loaders run code.`,
      };
    }
  },
});

/** A configuration whose factory is named: `{"()": "torch.load"}` of `logging`, `{"_target_": "pickle.loads"}` of Hydra. */
function* factories(model: FileModel): Iterable<RuleFinding> {
  const { known } = model.evaluator;
  for (const { text, place } of settingTexts(model, ["()", "_target_"])) {
    const symbol = known.canonical(text.replace(/^ext:\/\//, ""));
    if (!known.symbols.has(symbol) || !LOADER.test(symbol)) continue;
    yield {
      span: place.node,
      symbol,
      level: "warn",
      message: `What reads this configuration calls \`${symbol}\`, which can run code from what it loads.`,
    };
  }
}

/** `loader: ImportString = "pickle.loads"`: a field of pydantic that is given by its name, and is what that names. */
function* importStrings(model: FileModel): Iterable<RuleFinding> {
  const { evaluator } = model;
  for (const annotation of ["ImportString", "PyObject"].flatMap((name) => evaluator.identifiersNamed(name))) {
    const field = ancestorOf(annotation, FIELDS);
    const value = field ? childOf(field, "right") : null;
    if (!field || !value || annotation.start > value.start) continue;
    const given =
      value.type === "call"
        ? (keywordOf(model.tree.text, value, "default") ?? positionalArguments(value)[0])
        : value;
    const symbol = evaluator.known.canonical((textOf(evaluator, given) ?? "").replace(":", "."));
    const isLoader = evaluator.known.symbols.has(symbol) && LOADER.test(symbol);
    if (!isLoader && !MODULES.has(symbol) && symbol !== "joblib") continue;
    yield {
      span: field,
      symbol,
      level: "warn",
      message: `This field is \`${symbol}\`, which runs code from what it loads, unless a setting names something else.`,
    };
  }
}

const FIELDS = new Set(["assignment"] as const);

const LOADER = /\.(?:_?loads?|load_all|unsafe_load(?:_all)?|decode|_?Unpickler|read_pickle|DillUnpickler)$/;

/** The module whose member is taken by a name that is no constant: `getattr(pickle, name)`, `vars(pickle)[name]`. */
function unknownMember(model: FileModel, node: SyntaxNode): string | null {
  const object = node.type === "subscript" ? childOf(node, "value") : (positionalArguments(node)[0] ?? null);
  const key = node.type === "subscript" ? childOf(node, "subscript") : (positionalArguments(node)[1] ?? null);
  if (!object || !key) return null;
  const callee = childOf(node, "function");
  if (node.type === "call" && !symbolsOf(model, callee).some((name) => GETTERS.has(name))) return null;
  const owner = symbolsOf(model, object)
    .map((name) => (node.type === "subscript" ? name.replace(/\.__dict__$/, "") : name))
    .find((name) => MODULES.has(name));
  const isConstant = model.evaluator.evaluate(key).every((value) => value.kind === "constant");
  return owner === undefined || isConstant ? null : owner;
}

/** Whether what is reached is given a name by which it is called nowhere: it may be a number, or be looked at. */
function isOnlyKept(model: FileModel, { parent, field }: SyntaxNode): boolean {
  const target = parent?.type === "assignment" && field === "right" ? childOf(parent, "left") : null;
  if (target?.type !== "identifier") return false;
  const name = identifierText(model.tree.text, target);
  return !model.evaluator
    .identifiersNamed(name)
    .some((one) => one.field === "function" || one.parent?.type === "argument_list");
}

/** Whether the file has the means at all; to look at every call is slow. */
function mayReach(model: FileModel): boolean {
  const { text } = model.tree;
  if (IMPORTING.test(text)) return true;
  return /\b(?:getattr|vars|__dict__)\b/.test(text) && model.uses.some(({ symbol }) => MODULES.has(symbol));
}

/** `pytest.importorskip("yaml")` is how tests import; `__import__("a.b")` brings in a part of a package of one's own. */
function isTestHelper(model: FileModel, node: SyntaxNode): boolean {
  if (node.type !== "call") return false;
  const name = textOf(model.evaluator, positionalArguments(node)[0]);
  return calleeName(model, node) === "importorskip" || (name?.includes(".") ?? false);
}
