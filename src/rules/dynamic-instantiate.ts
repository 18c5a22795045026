import { positionalArguments } from "../python/call-values.js";
import { dataSource } from "../python/data-source.js";
import { type FileModel, scopeOf } from "../python/file-model.js";
import { identifierText } from "../parse/identifier.js";
import { nodesOf } from "../python/nodes-of.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { functionsThat } from "../python/reflection.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { symbolsOf } from "../rule-kit/sinks.js";

const IMPORTERS = new Set(functionsThat("import", "import-root").map((name) => `${name}()`));
/** Of frameworks, those are given the names of the project's own settings. */
const LOCATORS = new Set(functionsThat("resolve").filter((name) => /^(?:pydoc|pkgutil)\./.test(name)));

/** Reports the config-driven construction of any class. */
export const dynamicInstantiate = defineRule({
  meta: {
    id: "dynamic-instantiate",
    title: "Calling a class that data names",
    since: "0.1.0",
    level: "warn",
    summary:
      "`getattr(importlib.import_module(a), b)(**c)` and `pydoc.locate(a)(**c)` where neither name is a constant; of names that were downloaded or sent it blocks.",
    danger:
      "Whoever chooses the two names chooses any callable of any installed module, and its arguments with them. From a file or a request that is as good as running code.",
    alternatives: [
      {
        need: "choosing a class by name",
        use: "a dictionary of the classes that are meant",
        url: "https://docs.python.org/3/tutorial/datastructures.html#dictionaries",
      },
    ],
    bad: "import importlib\n\n\ndef build(spec):\n    module = importlib.import_module(spec['module'])\n    return getattr(module, spec['class'])(**spec['args'])\n",
    good: "CLASSES = {'a': dict}\n\n\ndef build(spec):\n    return CLASSES[spec['class']](**spec['args'])\n",
    safeWhen: "The names come from the code itself, not from a file, a message or a request.",
  },
  signs: [
    {
      words: ["import_module", "__import__"],
      patterns: [
        /\*\*/,
        /\b(?:import_module|__import__)\s*\((?!\s*(?:"[\w.]*"|'[\w.]*')\s*[,)])/,
        /\bgetattr\b/,
      ],
    },
    { words: ["locate", "resolve_name"], patterns: [/\*\*/, /\b(?:pydoc|pkgutil)\b/] },
  ],
  *check(model) {
    if (!/\b(?:import_module|__import__|locate|resolve_name)\b/.test(model.tree.text)) return;
    for (const call of nodesOf(model.tree, "call")) {
      if (!passesMapping(call)) continue;
      const callee = childOf(call, "function");
      const symbol = callee ? namedByData(model, callee) : null;
      if (symbol === null) continue;
      yield {
        span: call,
        symbol,
        ...(isSent(model, callee) ? { level: "block" as const } : {}),
        message: `This calls whatever class the data names (\`${symbol}\` with names that are no constants), with arguments of the data.`,
      };
    }
  },
});

/** Whether somebody else sends the names: a configuration that is downloaded, a request. */
function isSent(model: FileModel, callee: SyntaxNode | null): boolean {
  return callee !== null && dataSource(model, callee)?.kind === "remote";
}

function passesMapping(call: SyntaxNode): boolean {
  return childOf(call, "arguments")?.children.some((child) => child.type === "dictionary_splat") ?? false;
}

/** The importing function, where the callee is an attribute by a variable name of a module by a variable name. */
function namedByData(model: FileModel, callee: SyntaxNode): string | null {
  const getter = definitionOf(model, callee);
  const functionNode = getter.type === "call" ? childOf(getter, "function") : null;
  if (!functionNode) return null;
  const names = symbolsOf(model, functionNode);
  const [object, attribute] = positionalArguments(getter);
  const locator = names.find((name) => LOCATORS.has(name));
  if (locator !== undefined) return object && isVariable(model, object) ? locator : null;
  if (!names.includes("builtins.getattr") || !object || !attribute || !isVariable(model, attribute))
    return null;
  const importer = definitionOf(model, object);
  const importerNode = importer.type === "call" ? childOf(importer, "function") : null;
  const imported = symbolsOf(model, importerNode).find((name) => IMPORTERS.has(`${name}()`));
  const [module] = importer.type === "call" ? positionalArguments(importer) : [];
  return imported !== undefined && module && isVariable(model, module) ? imported : null;
}

/** A name's one assigned expression in the same scope, else the node itself. */
function definitionOf(model: FileModel, node: SyntaxNode): SyntaxNode {
  if (node.type !== "identifier") return node;
  const bindings = scopeOf(model, node).bindings.get(identifierText(model.tree.text, node)) ?? [];
  const [only] = bindings;
  return bindings.length === 1 && only?.to.kind === "value" ? only.to.value : node;
}

function isVariable(model: FileModel, node: SyntaxNode): boolean {
  return model.evaluator.evaluate(node).some((value) => value.kind === "unknown" || value.kind === "symbol");
}
