import { argumentOf } from "../python/arguments.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import { identifierText } from "../parse/identifier.js";
import { nodesOf } from "../python/nodes-of.js";
import { calleeName } from "../python/shapes.js";
import { childOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import { changedWithin, INNER_WORDS } from "../rule-kit/changed-within.js";
import { flag, judge } from "../rule-kit/argument-verdict.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified, symbolsOf } from "../rule-kit/sinks.js";
import { TORCH_LOADS, WEIGHTS_ONLY } from "../rule-kit/torch-names.js";
import { LOADER_SYMBOLS, powerOf } from "../rule-kit/yaml-names.js";

const TARGETS = new Set([
  ...TORCH_LOADS,
  ...qualified(["yaml"], ["load", "load_all", "safe_load", "safe_load_all"]),
  ...LOADER_SYMBOLS,
  ...qualified(["json"], ["load", "loads"]),
  ...qualified(["pickle"], ["Unpickler.find_class", "_Unpickler.find_class"]),
  ...qualified(["numpy"], ["load"]),
]);
const SIGN =
  /\.(?:load|loads|load_all|safe_load|safe_load_all|C?(?:Safe|Full|Unsafe)?Loader|find_class)\s*=[^=]|\bsetattr\s*\(\s*(?:json|yaml|torch|numpy|np|pickle)\b|\bpatch(?:\.object)?\s*\(\s*["']?(?:json|yaml|torch|numpy|pickle)\b/;
const SIGN_WITHIN =
  /(?:\.__(?:defaults|kwdefaults|code|bases)__|Loader\.(?:__init__|__new__|yaml_(?:multi_)?constructors|construct_\w{1,40}))\s{0,9}(?:\[[^\]\n]{0,80}\]\s{0,9})?=[^=]|["']__(?:defaults|kwdefaults|code|bases)__["']/;
const MEMBERS = [...TARGETS].map((target) => target.slice(target.lastIndexOf(".") + 1));
const SAFE =
  /^(?:json|orjson|ujson|simplejson|rapidjson|msgspec)\b|^yaml\.(?:c?yaml\.|loader\.)?(?:safe_load\w*|C?SafeLoader|C?BaseLoader)$/;

/** Reports assignments that change what a loader of a library does. */
export const loaderMonkeypatch = defineRule({
  meta: {
    id: "loader-monkeypatch",
    title: "Replacing a loader by an unsafe one",
    since: "0.1.0",
    level: "block",
    summary:
      "An assignment (or `setattr`, or `mock.patch` outside tests) that replaces a loader: `torch.load = ...`, `yaml.SafeLoader = yaml.Loader`, `json.loads = pickle.loads`, `pickle.Unpickler.find_class = ...`; or that puts an unsafe loader into a function or a class: `load.__defaults__ = (yaml.Loader,)`, `load.__code__ = pickle.loads.__code__`.",
    danger:
      "Every other load in the process changes with it, also in libraries that rely on the safe one. Whoever can write what those load runs code with the rights of this process.",
    alternatives: [
      {
        need: "one load that needs more",
        use: "the argument at that one call, on a file of known origin",
        url: "https://docs.pytorch.org/docs/stable/notes/serialization.html",
      },
      {
        need: "classes a checkpoint needs",
        use: "`torch.serialization.safe_globals([...])`",
        url: "https://docs.pytorch.org/docs/stable/notes/serialization.html",
      },
    ],
    bad: "import functools\nimport torch\n\ntorch.load = functools.partial(torch.load, weights_only=False)\n",
    good: "import functools\nimport torch\n\ntorch.load = functools.partial(torch.load, weights_only=True)\n",
    safeWhen: "The replacement is stricter than what it replaces; that is not reported where it can be read.",
  },
  signs: [
    { words: [...new Set(MEMBERS), ...INNER_WORDS, "setattr", "patch"], patterns: [SIGN, SIGN_WITHIN] },
  ],
  *check(model) {
    const { text } = model.tree;
    for (const { target, value, place } of SIGN.test(text) ? replacements(model) : []) {
      const name = targetName(model, target);
      // A test that patches a loader puts it back.
      const isPatch = place.type === "call" && calleeName(model, place) !== "setattr";
      if (name === null || (isPatch && isTest(model.path)) || isStricter(model, name, value)) continue;
      yield {
        span: place,
        symbol: name,
        level: isTest(model.path) ? "warn" : "block",
        message: `This replaces \`${name}\` for the whole process.`,
      };
    }
    for (const { place, symbol } of SIGN_WITHIN.test(text) ? changedWithin(model, TARGETS, SAFE) : []) {
      yield {
        span: place,
        symbol,
        level: isTest(model.path) ? "warn" : "block",
        message: `This puts \`${symbol}\` into a function or a class that is there already: whoever calls it loads with that.`,
      };
    }
  },
});

interface Replacement {
  readonly target: SyntaxNode;
  readonly value: SyntaxNode;
  readonly place: SyntaxNode;
}

/** Assignments to attributes, and `setattr(module, "name", value)`, whose target comes back as its own first argument. */
function* replacements(model: FileModel): Iterable<Replacement> {
  for (const node of nodesOf(model.tree, "assignment", "call")) {
    if (node.type === "assignment") {
      const target = childOf(node, "left");
      const value = childOf(node, "right");
      if (target?.type === "attribute" && value) yield { target, value, place: node };
    } else if (/^(?:setattr|patch|object)$/.test(calleeName(model, node))) {
      const args = positionalArguments(node);
      const value = calleeName(model, node) === "patch" ? args[1] : args[2];
      if (value) yield { target: node, value, place: node };
    }
  }
}

/** The loader that is replaced, if it is one. */
function targetName(model: FileModel, target: SyntaxNode): string | null {
  if (target.type === "attribute") {
    const object = childOf(target, "object");
    const attribute = childOf(target, "attribute");
    if (!object || !attribute) return null;
    return targetOf(model, object, identifierText(model.tree.text, attribute));
  }
  const [first, second] = positionalArguments(target);
  if (calleeName(model, target) === "patch") {
    const name = textOf(model.evaluator, first);
    return name !== undefined && TARGETS.has(name) ? name : null;
  }
  for (const value of first && second ? model.evaluator.evaluate(second) : []) {
    const found = first && value.kind === "constant" ? targetOf(model, first, String(value.value)) : null;
    if (found !== null) return found;
  }
  return null;
}

function targetOf(model: FileModel, object: SyntaxNode, name: string): string | null {
  const members = symbolsOf(model, object).map((symbol) => `${symbol}.${name}`);
  return members.find((member) => TARGETS.has(member)) ?? null;
}

/** Whether what is put in its place loads no more than the original. */
function isStricter(model: FileModel, name: string, value: SyntaxNode): boolean {
  const text = model.tree.text;
  const values = model.evaluator.evaluate(value);
  // Data loaders are wrapped for many reasons; only a known loader in their place is news.
  if (!/^(?:torch|yaml|pickle)\b/.test(name)) {
    return !values.some(
      (one) => one.kind === "symbol" && model.evaluator.known.symbols.has(one.name) && !SAFE.test(one.name),
    );
  }
  return values.every((one) => {
    if (one.kind === "symbol")
      return one.name === name || SAFE.test(one.name) || TORCH_LOADS.includes(one.name);
    if (one.kind === "partial")
      return (
        judge(argumentOf(model.evaluator, one.call, WEIGHTS_ONLY, 1), "unsafe", (flagged) =>
          flag(flagged, true),
        ) === "safe"
      );
    if (one.kind === "class") return powerOf(model, one) === "safe";
    const body = one.kind === "function" ? one.definition : value;
    if (one.kind === "function" && !name.endsWith(".find_class") && givesOnlySafe(model, body)) return true;
    // An original that is put back: of what the file defines itself the name says nothing.
    const isOriginal =
      value.type === "identifier" &&
      /^_?(?:orig|original|saved|old|real)/i.test(text.slice(value.start, value.end));
    if (isOriginal && one.kind !== "function") return true;
    return name.startsWith("torch.") && switchesSafeModeOn(model, body);
  });
}

/** Whether a function gives back what a safe loader does, and calls nothing else: `lambda stream: yaml.safe_load(stream)`. */
function givesOnlySafe(model: FileModel, definition: SyntaxNode): boolean {
  const isWithin = (node: SyntaxNode): boolean => contains(definition, node);
  if (definition.parent?.type === "decorated_definition") return false;
  if (nodesOf(model.tree, "yield", "await").some(isWithin)) return false;
  const returned =
    definition.type === "lambda"
      ? [childOf(definition, "body")]
      : nodesOf(model.tree, "return_statement")
          .filter(isWithin)
          .map((statement) => statement.children[0] ?? null);
  return (
    returned.length > 0 &&
    returned.every((value) => value?.type === "call") &&
    nodesOf(model.tree, "call")
      .filter(isWithin)
      .every((call) => isSafeCall(model, call))
  );
}

function isSafeCall(model: FileModel, call: SyntaxNode): boolean {
  const callee = childOf(call, "function");
  const values = callee ? model.evaluator.evaluate(callee) : [];
  return values.length > 0 && values.every((one) => one.kind === "symbol" && SAFE.test(one.name));
}

/** Whether a function that calls the original only ever says `True` where it speaks of the safe mode. */
function switchesSafeModeOn(model: FileModel, body: SyntaxNode): boolean {
  const said = nodesOf(model.tree, "keyword_argument", "pair", "assignment", "argument_list")
    .filter((node) => contains(body, node))
    .map((node) => MODE.exec(model.tree.text.slice(node.start, node.end))?.[1])
    .filter((value) => value !== undefined);
  return said.length > 0 && said.every((value) => value === "True");
}

/** `weights_only=True`, `"weights_only": True`, `kwargs["weights_only"] = True`, `("weights_only", True)`. */
const MODE = /^(?:\(|\w{0,80}\[)?["']?weights_only["']?\]?\s{0,9}[=:,]\s{0,9}(\w{0,80})/;

function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|testing)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$/.test(path);
}
