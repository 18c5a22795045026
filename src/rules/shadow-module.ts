import { textOf } from "../python/fold.js";
import { nodesOf } from "../python/nodes-of.js";
import { calleeName } from "../python/shapes.js";
import { childOf } from "../parse/syntax-tree.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { symbolsOf } from "../rule-kit/sinks.js";

const NAMES = [
  "pickle",
  "_pickle",
  "cPickle",
  "marshal",
  "shelve",
  "dill",
  "cloudpickle",
  "joblib",
  "yaml",
  "torch",
  "numpy",
  "pandas",
  "jsonpickle",
  "json",
  "hmac",
];
const MODULES = new Set(NAMES);
const HOOKS = ["sys.meta_path", "sys.path_hooks"];
/** Any mention of the member `modules` but a call, a test `in sys.modules`, and an entry that is read or has another name in plain quotes. */
const MENTIONED = new RegExp(
  `\\bfrom\\s+sys\\s+import\\b|(?:(?<!\\bin sys|\\bself|\\bcls)\\.[\\s\\\\]{0,20}|["'])\\bmodules\\b(?!\\s*[(.])(?!\\[(?:"(?!(?:${NAMES.join("|")})")[\\w.]*"|'(?!(?:${NAMES.join("|")})')[\\w.]*'|__name__)\\])(?!\\[[\\w.]+\\](?:[.,)(\\n]|$))`,
);
const SHADOWED =
  /^(?:src\/)?(pickle|_pickle|cPickle|marshal|shelve|dill|cloudpickle|joblib|yaml|torch|jsonpickle|json|hmac|sitecustomize|usercustomize)(?:\.py|\/__init__\.py)$/;

/** Reports what takes the place of a library that loads data. */
export const shadowModule = defineRule({
  meta: {
    id: "shadow-module",
    title: "A file that takes the place of a library",
    since: "0.1.0",
    level: "warn",
    summary:
      "A top-level file (or one in `src/`) named like a module that decides what is safe: `pickle.py`, `yaml.py`, `torch.py`, `sitecustomize.py`; assignments to `sys.modules[...]` for those, and additions to `sys.meta_path` or `sys.path_hooks` (a note).",
    danger:
      "Python imports this file in place of the library when the program starts in that folder. What looks like `yaml.safe_load` is then whatever the file says.",
    alternatives: [
      {
        need: "a module of your own",
        use: "another name, inside the package of the project",
        url: "https://docs.python.org/3/reference/import.html",
      },
    ],
    bad: "import sys\n\nsys.modules['yaml'] = object()\n",
    good: "import types\n\nmodule = types.ModuleType('project_yaml')\n",
    safeWhen: "Stubs for tests, under `tests/`.",
  },
  signs: [
    { words: HOOKS.map((hook) => hook.slice("sys.".length)), patterns: [/\b(?:insert|append|extend)\b/] },
    { words: ["modules"], patterns: [/\bsys\b/, MENTIONED] },
  ],
  paths: SHADOWED,
  *check(model) {
    const name = SHADOWED.exec(model.path)?.[1];
    if (name !== undefined) {
      yield {
        span: model.tree.root.children[0] ?? { start: 0, end: 0 },
        symbol: name,
        message: name.endsWith("customize")
          ? `Python runs \`${name}\` by itself at every start.`
          : `Python imports this file in place of the library \`${name}\`.`,
      };
    }
    if (!/\b(?:meta_path|path_hooks|modules)\b/.test(model.tree.text)) return;
    for (const node of nodesOf(model.tree, "assignment", "call")) {
      if (node.type === "assignment") {
        const target = childOf(node, "left");
        const object = target?.type === "subscript" ? childOf(target, "value") : null;
        const key = target && object ? textOf(model.evaluator, childOf(target, "subscript")) : undefined;
        if (key === undefined || !MODULES.has(key) || !symbolsOf(model, object).includes("sys.modules"))
          continue;
        yield {
          span: node,
          symbol: key,
          message: `Every later \`import ${key}\` gets this instead of the library.`,
        };
      } else if (/^(?:insert|append|extend)$/.test(calleeName(model, node))) {
        const callee = childOf(node, "function");
        const lists = symbolsOf(model, callee ? childOf(callee, "object") : null);
        const hook = HOOKS.find((symbol) => lists.includes(symbol));
        if (hook === undefined) continue;
        yield {
          span: node,
          symbol: hook,
          level: "note",
          message: "An import hook decides what every later import brings in.",
        };
      }
    }
  },
});
