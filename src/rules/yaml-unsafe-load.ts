import { argumentOf } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Use } from "../python/uses.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { importsOf, type RuleFinding } from "../rule-kit/rule.js";
import { dataFrom, findingAt, qualified, usesOf, verbFor } from "../rule-kit/sinks.js";
import { safeClassFix, safeFunctionFix, safeLoaderFixes, YAML_FIXES } from "../rule-kit/yaml-fixes.js";
import {
  drivenLoads,
  LOADER,
  LOADER_SYMBOLS,
  powerOf,
  powerOfArgument,
  YAML_LOADS,
} from "../rule-kit/yaml-names.js";

const LOADS = new Set(YAML_LOADS);
const GIVEN = new Set(
  LOADER_SYMBOLS.filter((name) => /\bC?(?:Unsafe)?Loader$/.test(name) && name.startsWith("yaml.")),
);
const ALWAYS_UNSAFE = new Set(qualified(["yaml"], ["unsafe_load", "unsafe_load_all"]));

/** Reports YAML loads that build arbitrary objects. */
export const yamlUnsafeLoad = defineRule({
  meta: {
    id: "yaml-unsafe-load",
    title: "Loading YAML with an unsafe loader",
    since: "0.1.0",
    level: "block",
    summary:
      "`yaml.load` and `load_all` without a loader or with `Loader`, `CLoader`, `UnsafeLoader` or a class built on them; `yaml.unsafe_load`; those loaders, or such a class, used directly (`Mine(stream).get_single_data()`). Such a loader that is given to a function of another library is a warning.",
    danger:
      "A tag such as `!!python/object/apply` makes this loader call any function with any arguments. Whoever can write the document runs code with the rights of this process.",
    alternatives: [
      NEEDS.yaml,
      {
        need: "configuration",
        use: "`tomllib` or JSON with a schema",
        url: "https://docs.python.org/3/library/tomllib.html",
      },
    ],
    bad: "import yaml\n\nconfig = yaml.load(text, Loader=yaml.Loader)\n",
    good: "import yaml\n\nconfig = yaml.safe_load(text)\n",
    safeWhen: "The loader is `SafeLoader`, `CSafeLoader`, `BaseLoader` or a class built on one of them.",
    fixes: [...YAML_FIXES],
    cves: ["CVE-2020-1747", "CVE-2020-14343"],
    equivalents: { bandit: ["B506"], ruff: ["S506"], codeql: ["py/unsafe-deserialization"] },
  },
  kin: { family: "yaml", power: 3 },
  symbols: [...LOADS, ...ALWAYS_UNSAFE, ...LOADER_SYMBOLS],
  *check(model) {
    for (const use of usesOf(model, LOADS)) {
      const found = judgeLoad(model, use);
      if (found) yield found;
    }
    for (const use of usesOf(model, ALWAYS_UNSAFE)) {
      yield {
        ...findingAt(use),
        ...dataFrom(use),
        message: `\`${use.symbol}\` builds any object that the document names.`,
        fixes: safeFunctionFix(model, use),
      };
    }
    yield* loaderInstances(model);
    yield* loadersGiven(model);
    for (const { call, power, symbol, via, definition } of drivenLoads(model)) {
      // Where the loader is made it is reported already.
      if (power !== "unsafe" || (definition === null && symbol.endsWith("Loader"))) continue;
      yield {
        span: call,
        symbol,
        message: `This loader builds any object that the document names, as \`${symbol}\` does.`,
        related: [...importsOf(via), ...(definition ? [{ span: definition, label: LOADER_CLASS }] : [])],
      };
    }
  },
});

const LOADER_CLASS = "the loader class";

function judgeLoad(model: FileModel, use: Use): RuleFinding | null {
  const found = { ...findingAt(use), ...dataFrom(use) };
  if (!use.call) {
    // Kept under another name: its calls are judged one by one.
    if (use.role === "stored") return null;
    const message = `\`${use.symbol}\` is ${verbFor(use)} without a loader; old versions of PyYAML then build any object the document names.`;
    return { ...found, message };
  }
  const loader = argumentOf(model.evaluator, use.call, LOADER, use.shift);
  if (powerOfArgument(model, loader) !== "unsafe") return null;
  if (loader.values.length === 0) {
    const message = `\`${use.symbol}\` without a loader builds any object the document names on PyYAML before 5.1, and fails on 6.0.`;
    return { ...found, message, power: 2, fixes: safeFunctionFix(model, use) };
  }
  const definitions = loader.values.flatMap((value) =>
    value.kind === "class" && powerOf(model, value) === "unsafe"
      ? [{ span: value.definition, label: LOADER_CLASS }]
      : [],
  );
  return {
    ...found,
    message: `\`${use.symbol}\` with this loader builds any object that the document names.`,
    related: [...found.related, ...definitions],
    fixes: safeLoaderFixes(model, use, loader),
  };
}

/** `yaml.Loader(stream).get_data()`: the loader without the function. */
function* loaderInstances(model: FileModel): Iterable<RuleFinding> {
  for (const use of model.uses) {
    if (use.role !== "call" || !use.call || use.shift !== 0) continue;
    if (!LOADER_SYMBOLS.includes(use.symbol)) continue;
    const power = powerOf(model, { kind: "symbol", name: use.symbol, via: use.via });
    if (power !== "unsafe" || !use.symbol.endsWith("Loader")) continue;
    yield {
      ...findingAt(use),
      message: `\`${use.symbol}\` builds any object that the document names.`,
      fixes: safeClassFix(model, use),
    };
  }
}

const NAMES_A_LOADER = /^loader(?:_?(?:class|cls|type))?$/i;

/** `Box.from_yaml(path, Loader=yaml.Loader)`: the loader that a function of another library is to load with. */
function* loadersGiven(model: FileModel): Iterable<RuleFinding> {
  for (const use of usesOf(model, GIVEN)) {
    const pair = use.node.parent;
    const name = pair?.type === "keyword_argument" ? childOf(pair, "name") : null;
    const call = pair?.parent?.parent;
    if (use.role !== "argument" || !name || call?.type !== "call") continue;
    if (!NAMES_A_LOADER.test(identifierText(model.tree.text, name)) || !isOfOthers(model, call)) continue;
    yield {
      ...findingAt(use),
      span: call,
      level: "warn",
      message: `What is called here loads with \`${use.symbol}\`, which builds any object that the document names.`,
      fixes: safeClassFix(model, use),
    };
  }
}

/** Whether a call runs code of another library: neither a function of the file nor PyYAML's own, which are judged by what they do. */
function isOfOthers(model: FileModel, call: SyntaxNode): boolean {
  const callee = childOf(call, "function");
  const values = callee ? model.evaluator.evaluate(callee) : [];
  const isOther = values.map(
    (value) =>
      value.kind === "unknown" || (value.kind === "symbol" && !/^(?:yaml|functools)\./.test(value.name)),
  );
  return values.length === 0 || isOther.includes(true);
}
