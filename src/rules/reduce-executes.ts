import type { FileModel } from "../python/file-model.js";
import { contains, type SyntaxNode, unwrap } from "../parse/syntax-tree.js";
import { REFLECTIVE_MEMBERS, wordsThat } from "../python/reflection.js";
import { bodyRuns, CODE_RUNNERS, namesOneOf } from "../rule-kit/code-runners.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import type { RuleFinding } from "../rule-kit/rule.js";
import { standsWhereErrorIsExpected } from "../rule-kit/expected-error.js";
import { symbolsOf, unsafeUses } from "../rule-kit/sinks.js";

const EXTENSIONS = new Set(["copyreg.add_extension", "copy_reg.add_extension"]);
const RUNNERS = new Set(CODE_RUNNERS);
/** Looking something up by name is how many honest classes rebuild themselves. */
const WEAK = new Set(["builtins.getattr", "importlib.import_module", "builtins.__import__"]);

/** One of the functions by its name, or what takes one by a name that may be put together, of anything but the object itself. */
const NAMED = new RegExp(
  [
    namesOneOf(CODE_RUNNERS.filter((name) => !WEAK.has(name))).source,
    `(?<!\\b(?:self|cls)\\.)\\b(?:${[...wordsThat("member", "getter", "namespace"), ...REFLECTIVE_MEMBERS].join("|")})\\b(?!\\((?:self|cls),)`,
  ].join("|"),
);

/** Reports classes whose unpickling runs code. */
export const reduceExecutes = defineRule({
  meta: {
    id: "reduce-executes",
    title: "A class that runs code when it is unpickled",
    since: "0.1.0",
    level: "block",
    summary:
      "`__reduce__` or `__reduce_ex__` returning a function that runs code or programs, `__setstate__` that calls one (a warning), and `copyreg.add_extension` (a warning). In a test that loads nothing, or only where it expects an error, the first is a warning, too.",
    danger:
      "Unpickling an object of this class runs that function in whatever process loads it. Nothing but an attack or a mistake needs this.",
    alternatives: [
      {
        need: "objects that are pickled",
        use: "`__getstate__` and `__setstate__` with plain values",
        url: "https://docs.python.org/3/library/pickle.html#pickling-class-instances",
      },
      NEEDS.data,
    ],
    bad: "import os\n\n\nclass Job:\n    def __reduce__(self):\n        return os.system, (self.command,)\n",
    good: "class Job:\n    def __reduce__(self):\n        return Job, (self.command,)\n",
    safeWhen: "The callable is the class itself, and `__setstate__` only assigns.",
  },
  symbols: [...EXTENSIONS],
  signs: [
    {
      words: ["__reduce__", "__reduce_ex__", "__setstate__"],
      patterns: [NAMED],
    },
  ],
  *check(model) {
    let isHarmlessInTests: boolean | undefined;
    const inTests = (): boolean => (isHarmlessInTests ??= isLoadedNowhere(model));
    for (const method of ["__reduce__", "__reduce_ex__"]) {
      for (const name of model.evaluator.identifiersNamed(method)) {
        const definition = name.field === "name" ? name.parent : null;
        if (definition?.type !== "function_definition") continue;
        yield* reduction(model, definition, inTests);
      }
    }
    for (const name of model.evaluator.identifiersNamed("__setstate__")) {
      const definition = name.field === "name" ? name.parent : null;
      const runs = definition?.type === "function_definition" ? bodyRuns(model, definition) : null;
      if (!runs || WEAK.has(runs.symbol)) continue;
      yield {
        span: runs.call,
        symbol: runs.symbol,
        level: "warn",
        message: `Unpickling an object of this class calls \`${runs.symbol}\` with what the pickle holds.`,
      };
    }
    yield* unsafeUses(
      model,
      EXTENSIONS,
      () => "A registered extension gets past `find_class` of every restricted unpickler in the process.",
      "warn",
    );
  },
});

/**
 * Whether nothing is loaded in a file, or only where an error is expected: so tests show that something refuses what they
 * wrote.
 */
function isLoadedNowhere(model: FileModel): boolean {
  return model.uses.every(
    ({ symbol, role, node }) =>
      role !== "call" || !LOADER.test(symbol) || standsWhereErrorIsExpected(model, node),
  );
}

const LOADER = /\.(?:_?loads?|load_\w+|read_\w+|_?Unpickler|open)$/;

function* reduction(
  model: FileModel,
  definition: SyntaxNode,
  isHarmlessInTests: () => boolean,
): Iterable<RuleFinding> {
  for (let i = definition.index + 1; i < model.tree.nodes.length; i++) {
    const node = model.tree.nodes[i];
    if (!node || !contains(definition, node)) return;
    if (node.type !== "return_statement") continue;
    const [value] = node.children;
    const items = value ? model.evaluator.evaluate(unwrap(value)) : [];
    for (const item of items) {
      const [callee] = item.kind === "sequence" ? item.node.children : [];
      const symbol = symbolsOf(model, callee ?? null).find((name) => RUNNERS.has(name) && !WEAK.has(name));
      if (symbol === undefined) continue;
      yield {
        span: node,
        symbol,
        message: `Unpickling an object of this class calls \`${symbol}\`.`,
        ...(isHarmlessInTests() && { levelInTests: "warn" }),
      };
    }
  }
}
